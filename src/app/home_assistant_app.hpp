#pragma once

#include "app/bridge.hpp"

#include <enedis2mqtt/config/load.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace enedis2mqtt::app {

/// Where Home Assistant's Supervisor meets its apps. Source: docs/reference/home-assistant.md section 5.
struct Supervisor {
    std::filesystem::path options = "/data/options.json";
    std::string url = "http://supervisor";
    std::string token; ///< SUPERVISOR_TOKEN
};

/// Tests move it by ENEDIS2MQTT_SUPERVISOR_URL and ENEDIS2MQTT_APP_OPTIONS.
Supervisor supervisor_from(config::Environment const& environment);

/// `environment` with what the app's options say, and where an app keeps its archive and its page. Whatever
/// is wrong with the options is told by the configuration's own errors.
config::Environment app_environment(Supervisor const& supervisor, config::Environment environment);

using Learn = std::function<void(config::Environment)>;
/// Asks the Supervisor once for its broker; as long as it knows none, goes on asking after the return. The
/// broker is learnt as the variables that name it.
Task<void> learn_broker(World const& world, Supervisor supervisor, Learn learn);

} // namespace enedis2mqtt::app
