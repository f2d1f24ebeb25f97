#include "app/brief_client.hpp"
#include "app/commands/commands.hpp"

#include <enedis2mqtt/config/load.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace enedis2mqtt::app {

std::optional<config::Config> read_config(Options const& options) {
    auto outcome = config::load(options.config, config::process_environment());
    if (auto const* problems = std::get_if<std::vector<config::Problem>>(&outcome)) {
        for (auto const& problem : *problems)
            fmt::print(stderr, "{}\n", config::to_text(problem));
        return std::nullopt;
    }
    auto& loaded = std::get<config::Loaded>(outcome);
    for (auto const& warning : loaded.warnings)
        fmt::print(stderr, "{}\n", config::to_text(warning));
    log::configure(loaded.config.log.level, loaded.config.log.format);
    return std::move(loaded.config);
}

config::MeterEntry const* find_meter(config::Config const& config, UsagePointId const& id) {
    for (auto const& entry : config.meters)
        if (entry.meter.id == id)
            return &entry;
    fail(Error{ErrorCode::unknown_meter, "no meter " + id.masked() + " in the configuration"},
         config.language);
    return nullptr;
}

Result<CommandBridge> build_for_command(config::Config const& config, World const& world) {
    auto bridge = Bridge::build(config, world, store::Access::owner);
    bool const beside_the_service = !bridge && bridge.error().code == ErrorCode::store_locked;
    if (beside_the_service)
        bridge = Bridge::build(config, world, store::Access::guest);
    if (!bridge)
        return bridge.error();
    return CommandBridge{std::move(*bridge), beside_the_service};
}

void run_to_the_end(boost::asio::io_context& loop, std::string what, Task<void> task) {
    struct StopAtTheEnd {
        explicit StopAtTheEnd(boost::asio::io_context& running) : loop(running) {}
        ~StopAtTheEnd() { loop.stop(); }
        boost::asio::io_context& loop;
    };
    auto whole = [](Task<void> work, boost::asio::io_context& running) -> Task<void> {
        StopAtTheEnd const end{running};
        co_await std::move(work);
    };
    spawn_guarded(loop.get_executor(), std::move(what), whole(std::move(task), loop));
    loop.run();
}

Task<Result<void>> ask_service_to_show(World const& world, config::Config const& config) {
    BriefClient client{world, config.mqtt, "command"};
    auto outcome = co_await client.connect();
    if (outcome) {
        auto saying = client.say(config.mqtt.base_topic + "/bridge/request/refresh", R"({"poll":false})");
        outcome = co_await std::move(saying);
    }
    co_await client.leave();
    co_return outcome;
}

int tell_service(config::Config const& config) {
    boost::asio::io_context loop;
    SystemClock clock;
    auto const world = real_world(loop.get_executor(), clock);
    Result<void> outcome;
    auto tell = [](World const& w, config::Config const& c, Result<void>& said) -> Task<void> {
        said = co_await ask_service_to_show(w, c);
    };
    run_to_the_end(loop, "telling the service", tell(world, config, outcome));
    return outcome ? Exit::done : fail(outcome.error(), config.language);
}

int fail(Error const& error, Language language) {
    auto const said = advice(error.code, language);
    fmt::print(stderr, "enedis2mqtt: {}\n  {}\n  {} {}\n", said.what, redact(error.message),
               language == Language::fr ? "À faire :" : "To do:", said.to_do);
    return error.code == ErrorCode::request_invalid ? Exit::bad_usage : Exit::failed;
}

} // namespace enedis2mqtt::app
