#pragma once

#include "app/bridge.hpp"

#include <enedis2mqtt/web/setup.hpp>

#include <string>

namespace enedis2mqtt::app {

/// How far one gets with a broker, step by step: its name, its port, TLS, user and password, the right to
/// publish our topics and Home Assistant's, retained and large. Nothing stays retained; ends within a minute.
Task<web::BrokerVerdict> probe_broker(World const& world, config::Mqtt mqtt, std::string discovery_prefix);

} // namespace enedis2mqtt::app
