#pragma once

#include "app/bridge.hpp"
#include "app/demo.hpp"
#include "app/file_imports.hpp"

#include <enedis2mqtt/base/signal.hpp>
#include <enedis2mqtt/bridge/stored_records.hpp>
#include <enedis2mqtt/config/load.hpp>
#include <enedis2mqtt/web/consent.hpp>
#include <enedis2mqtt/web/site.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt::app {

/// What the page listens on before there is a configuration to say so.
config::Web first_page(config::Environment const& environment);

/// What `run` runs: the page, and behind it the bridge as soon as there is a usable configuration. The bridge
/// is built anew when the page has changed the configuration; the page, its sessions and its visitors stay.
/// Loop thread only. The world outlives it.
class Service {
public:
    /// `file`: the configuration; without one everything comes from `environment`.
    Service(World world, std::optional<std::filesystem::path> file, config::Environment environment);

    /// Runs until stop(); the exit status. What is wrong from the start on ends it, unless the page can help;
    /// what goes wrong later is shown and tried again.
    Task<int> run();
    void stop();
    /// Reads the configuration again and lives by it.
    void reload();
    /// Adds variables, those that are set already excepted, and lives by them.
    void learn(config::Environment variables);

private:
    struct Life;

    std::optional<config::Config> load();
    Result<void> open_page(config::Web const& web, Language language);
    Task<void> wait(std::chrono::seconds longest);
    Task<Result<void>> live(config::Config config);
    void complain(std::vector<config::Problem> const& problems);
    Result<void> start_demo();
    std::optional<web::SetupState> setup_state() const;

    World world_;
    std::optional<std::filesystem::path> file_;
    config::Environment environment_;
    std::vector<config::Problem> problems_;
    std::vector<std::string> told_; ///< the problems as they were last printed
    web::ConsentMemory consents_;
    std::vector<UsagePointId> taken_up_; ///< to be polled at once by the next life
    std::unique_ptr<Demo> demo_;
    std::unique_ptr<web::Site> site_;
    std::string door_;        ///< where the page listens and whom it lets in, as configured
    std::string page_;        ///< as a browser on this machine reaches it
    Signal changed_;          ///< something is to be looked at
    bool configured_ = false; ///< the last configuration came to life
    bool stopping_ = false;
    bool reload_ = false;
    bool leaving_demo_ = false;
};

} // namespace enedis2mqtt::app
