#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <map>
#include <string>
#include <string_view>

/// What Home Assistant's Supervisor tells an app, as the ENEDIS2MQTT__ variables that the configuration
/// reads. Pure. Source: docs/reference/home-assistant.md section 5, Supervisor 2026.11.
namespace enedis2mqtt {

/// The app's options (/data/options.json). Empty values are left out: their defaults apply. request_invalid
/// when it is no JSON object.
Result<std::map<std::string, std::string>> variables_of_options(std::string_view options);

/// The answer to GET /services/mqtt: the broker's url, user and password. request_invalid when it names none.
Result<std::map<std::string, std::string>> variables_of_broker(std::string_view answer);

} // namespace enedis2mqtt
