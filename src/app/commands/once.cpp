#include "app/bridge.hpp"
#include "app/commands/commands.hpp"

#include <algorithm>

namespace enedis2mqtt::app {
namespace {

constexpr std::chrono::seconds publishing_limit{30};

int exit_status(std::vector<CycleOutcome> const &outcomes) {
    auto const failed = [](CycleOutcome const &outcome) {
        return outcome.trouble && outcome.trouble->kind() != ErrorKind::throttled;
    };
    if (std::any_of(outcomes.begin(), outcomes.end(), failed))
        return Exit::failed;
    auto const missing = [](CycleOutcome const &outcome) { return outcome.missing; };
    return std::any_of(outcomes.begin(), outcomes.end(), missing) ? Exit::incomplete : Exit::done;
}

Task<void> poll_and_publish(boost::asio::io_context &loop, Bridge &bridge, int &status) {
    status = exit_status(co_await bridge.scheduler().poll_once());
    bridge.sink().start();
    if (!co_await bridge.sink().settled(publishing_limit)) {
        log::get("app").error("the broker did not take everything within {} s", publishing_limit.count());
        status = Exit::failed;
    }
    co_await bridge.stop();
    loop.stop();
}

} // namespace

int once(Options const &options) {
    auto config = read_config(options);
    if (!config)
        return Exit::bad_usage;
    auto const language = config->language;

    boost::asio::io_context loop{1};
    SystemClock clock;
    auto bridge =
        Bridge::build(std::move(*config), real_world(loop.get_executor(), clock), store::Access::owner);
    if (!bridge)
        return fail(bridge.error(), language);
    int status = Exit::failed;
    spawn_guarded(loop.get_executor(), "the poll", poll_and_publish(loop, **bridge, status));
    loop.run();
    return status;
}

} // namespace enedis2mqtt::app
