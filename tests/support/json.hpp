#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <iosfwd>
#include <string_view>

namespace enedis2mqtt::test {

/// JSON compared as values: 12 and 12.0 are different, the order of keys is not looked at.
inline boost::json::value parsed(std::string_view text) {
    return boost::json::parse(boost::json::string_view{text.data(), text.size()});
}

} // namespace enedis2mqtt::test
