#pragma once

#include "app/bridge.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

namespace enedis2mqtt::app {

/// The demo that the set-up page starts: a source inside this process, two meters, an archive that goes with
/// it. Outlives the bridge that runs on its configuration.
class Demo {
public:
    /// `page`: where its consent page sends people back to.
    static Result<std::unique_ptr<Demo>> start(World const& world, std::string const& page, config::Web web);
    Demo(Demo const&) = delete;
    Demo& operator=(Demo const&) = delete;
    ~Demo();

    config::Config const& config() const { return config_; }

private:
    Demo(std::unique_ptr<simulator::Gateway> source, std::filesystem::path folder, Instant now,
         config::Web web);

    std::unique_ptr<simulator::Gateway> source_;
    std::filesystem::path folder_;
    config::Config config_;
};

} // namespace enedis2mqtt::app
