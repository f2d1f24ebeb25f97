#pragma once

#include "app/bridge.hpp"

#include <enedis2mqtt/config/load.hpp>

#include <filesystem>
#include <string>

namespace enedis2mqtt::app {

/// Where Home Assistant's Supervisor meets its apps. Source: reference/home-assistant.md section 5.
struct Supervisor {
    std::filesystem::path options = "/data/options.json";
    std::string url = "http://supervisor";
    std::string token; ///< SUPERVISOR_TOKEN
};

/// Tests move it by ENEDIS2MQTT_SUPERVISOR_URL and ENEDIS2MQTT_APP_OPTIONS.
Supervisor supervisor_from(config::Environment const& environment);

/// `environment` with what the app's options say, what the Supervisor knows of the broker (unless the options
/// name one; asked again for a minute while it is not ready), and where an app keeps its archive and page.
/// Whatever is wrong with the options is told by the configuration's own errors.
Task<config::Environment> app_environment(World const& world, Supervisor supervisor,
                                          config::Environment environment);

} // namespace enedis2mqtt::app
