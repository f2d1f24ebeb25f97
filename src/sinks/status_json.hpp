#pragma once

#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/domain/snapshot.hpp>

#include <boost/json/object.hpp>

namespace enedis2mqtt::sinks {

/// `<pdl>/status`: the light, each series, the calls, and what is wrong.
boost::json::object status_json(MeterStatus const& status, TimeZone const& zone, Language language);

/// `code`, `message` (for people, the technical text in parentheses) and `advice` in the language given.
boost::json::object error_json(ErrorCode code, std::string const& technical, Language language);

} // namespace enedis2mqtt::sinks
