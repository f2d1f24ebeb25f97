#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace enedis2mqtt {

/// `value` as JSON text, keys in the order they were added. Boost.JSON prints 12.82 as 1.282E1, which some
/// consumers of MQTT cannot read, so numbers are printed here: shortest decimal, never an exponent.
std::string to_json(boost::json::value const& value);

} // namespace enedis2mqtt
