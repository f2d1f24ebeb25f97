#include "app/bridge.hpp"
#include "app/commands/commands.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace enedis2mqtt::app {
namespace {

constexpr std::chrono::seconds publishing_limit{30};

int exit_status(std::vector<CycleOutcome> const& outcomes) {
    auto const failed = [](CycleOutcome const& outcome) {
        return outcome.trouble && outcome.trouble->code != ErrorCode::budget_spent;
    };
    if (std::any_of(outcomes.begin(), outcomes.end(), failed))
        return Exit::failed;
    auto const missing = [](CycleOutcome const& outcome) { return outcome.missing; };
    return std::any_of(outcomes.begin(), outcomes.end(), missing) ? Exit::incomplete : Exit::done;
}

/// Polls into the archive that a running service owns; the service is asked by topic to publish the result.
Task<void> poll_for_the_service(Bridge& bridge, config::Config const& config, int& status) {
    auto const outcomes = co_await bridge.scheduler().poll_once();
    status = exit_status(outcomes);
    auto const outcome = co_await ask_service_to_show(bridge.world(), config);
    if (!outcome) {
        log::get("app").error("the running service could not be asked to publish: {}",
                              outcome.error().message);
        status = Exit::failed;
    }
}

Task<void> poll_and_publish(Bridge& bridge, Language language, int& status) {
    // Connecting takes as long as the calls do. Posted: poll_once() announces the meters before it first
    // waits.
    boost::asio::post(bridge.world().executor, [&bridge] { bridge.sink().start(); });
    auto const outcomes = co_await bridge.scheduler().poll_once();
    status = exit_status(outcomes);
    co_await bridge.look_at_tempo();
    auto const settled = co_await bridge.sink().settled(publishing_limit);
    if (!settled)
        status = fail(settled.error(), language);
    co_await bridge.stop();
}

} // namespace

int once(Options const& options) {
    auto const config = read_config(options);
    if (!config)
        return Exit::bad_usage;

    boost::asio::io_context loop;
    SystemClock clock;
    auto const world = real_world(loop.get_executor(), clock);
    auto const built = build_for_command(*config, world);
    if (!built)
        return fail(built.error(), config->language);

    int status = Exit::failed;
    auto work = built->beside_the_service ? poll_for_the_service(*built->bridge, *config, status)
                                          : poll_and_publish(*built->bridge, config->language, status);
    run_to_the_end(loop, "the poll", std::move(work));
    return status;
}

} // namespace enedis2mqtt::app
