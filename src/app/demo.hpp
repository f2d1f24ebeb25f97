#pragma once

#include "app/bridge.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

namespace enedis2mqtt::app {

/// The demo that the set-up page starts: a source inside this process, two meters, nothing kept.
/// `page`: where its consent page sends people back to.
Result<std::unique_ptr<simulator::Gateway>> start_demo_source(World const& world, std::string const& page);
config::Config demo_configuration(std::uint16_t source_port);

} // namespace enedis2mqtt::app
