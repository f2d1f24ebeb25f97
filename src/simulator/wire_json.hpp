#pragma once

#include "simulator/grid_operator.hpp"

#include <enedis2mqtt/http/message.hpp>

#include <boost/json/fwd.hpp>

#include <string>

namespace enedis2mqtt::simulator {

/// The content of `meter_reading`: the v5 shape without its wrapper.
std::string v5_content(Sheet const& sheet);
/// `{"meter_reading": …}`.
std::string v5_body(Sheet const& sheet);
/// The shape of mesure_synchrone_auto/v2.
std::string body_of_2026(Sheet const& sheet);

http::Response json_response(int status, std::string body);
http::Response json_response(int status, boost::json::value const& body);

} // namespace enedis2mqtt::simulator
