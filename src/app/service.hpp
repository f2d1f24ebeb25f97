#pragma once

#include "app/bridge.hpp"
#include "app/file_imports.hpp"

#include <enedis2mqtt/bridge/stored_records.hpp>
#include <enedis2mqtt/config/load.hpp>
#include <enedis2mqtt/simulator/gateway.hpp>
#include <enedis2mqtt/web/consent.hpp>
#include <enedis2mqtt/web/site.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt::app {

/// What `run` runs: the page, and behind it the bridge as soon as there is a usable configuration. The bridge
/// is built anew when the page has changed the configuration; the page, its sessions and its visitors stay.
/// Loop thread only. The world outlives it.
class Service {
public:
    /// `file`: the configuration; without one everything comes from `environment`.
    Service(World world, std::optional<std::filesystem::path> file, config::Environment environment);
    ~Service();

    /// Runs until stop(); the exit status.
    Task<int> run();
    void stop();

private:
    struct Life;

    std::optional<config::Config> load();
    Result<void> open_page(config::Web const& web, Language language);
    Task<void> wait_for_a_configuration();
    Task<int> live(config::Config config);
    Task<void> signalled();
    void wake() { changed_.cancel(); }
    Result<void> start_demo();
    std::optional<web::SetupState> setup_state() const;

    World world_;
    std::optional<std::filesystem::path> file_;
    config::Environment environment_;
    std::vector<config::Problem> problems_;
    std::vector<std::string> told_; ///< the problems as they were last printed
    web::ConsentMemory consents_;
    std::vector<UsagePointId> taken_up_; ///< to be polled at once by the next life
    std::unique_ptr<simulator::Gateway> demo_;
    std::optional<config::Config> demo_config_;
    std::unique_ptr<web::Site> site_;
    std::string door_;                  ///< where the page listens and whom it lets in, as configured
    std::string page_;                  ///< as a browser on this machine reaches it
    boost::asio::steady_timer changed_; ///< never expires: cancelled when something is to be looked at
    bool living_ = false;               ///< a bridge runs
    bool stopping_ = false;
    bool reload_ = false;
};

} // namespace enedis2mqtt::app
