#pragma once

#include "app/bridge.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

namespace enedis2mqtt::app {

/// The demo that the set-up page starts: a source inside this process, two meters, an archive that goes with
/// it, and no broker: invented meters would stay in a real home. Outlives the bridge that runs on it.
class Demo {
public:
    /// `page`: where its consent page sends people back to.
    static Result<std::unique_ptr<Demo>> start(World const& world, std::string const& page, config::Web web);
    Demo(Demo const&) = delete;
    Demo& operator=(Demo const&) = delete;
    ~Demo();

    config::Config const& config() const { return config_; }
    /// The one it was started in, without a way to a broker.
    World const& world() const { return world_; }

private:
    Demo(World world, std::unique_ptr<simulator::Gateway> source, std::filesystem::path folder,
         config::Web web);

    World world_;
    std::unique_ptr<simulator::Gateway> source_;
    std::filesystem::path folder_;
    config::Config config_;
};

} // namespace enedis2mqtt::app
