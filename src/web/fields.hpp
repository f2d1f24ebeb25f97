#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

/// What a body holds, for people's words and errors.
namespace enedis2mqtt::web {

/// An absent or null member is an empty text. request_invalid for another type, request_too_large for more
/// than `longest` bytes.
Result<std::string> text_field(boost::json::object const& body, std::string_view name,
                               std::size_t longest = 1024);

/// Not blank at its ends, without control characters; an empty text stays one.
Result<std::string> line_field(boost::json::object const& body, std::string_view name,
                               std::size_t longest = 256);

} // namespace enedis2mqtt::web
