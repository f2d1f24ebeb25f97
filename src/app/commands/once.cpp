#include "app/bridge.hpp"
#include "app/brief_client.hpp"
#include "app/commands/commands.hpp"

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
    BriefClient client{bridge.world(), config.mqtt, "once"};
    auto outcome = co_await client.connect();
    if (outcome)
        outcome =
            co_await client.say(config.mqtt.base_topic + "/bridge/request/refresh", R"({"poll":false})");
    co_await client.leave();
    if (!outcome) {
        log::get("app").error("the running service could not be asked to publish: {}",
                              outcome.error().message);
        status = Exit::failed;
    }
}

Task<void> poll_and_publish(Bridge& bridge, int& status) {
    auto const outcomes = co_await bridge.scheduler().poll_once();
    status = exit_status(outcomes);
    bridge.sink().start();
    if (!co_await bridge.sink().settled(publishing_limit)) {
        log::get("app").error("the broker did not take everything within {} s", publishing_limit.count());
        status = Exit::failed;
    }
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
    auto bridge = Bridge::build(*config, world, store::Access::owner);
    bool const beside_the_service = !bridge && bridge.error().code == ErrorCode::store_locked;
    if (beside_the_service)
        bridge = Bridge::build(*config, world, store::Access::guest);
    if (!bridge)
        return fail(bridge.error(), config->language);

    int status = Exit::failed;
    auto work = beside_the_service ? poll_for_the_service(**bridge, *config, status)
                                   : poll_and_publish(**bridge, status);
    auto whole = [](Task<void> task, boost::asio::io_context& running) -> Task<void> {
        co_await std::move(task);
        running.stop();
    };
    spawn_guarded(loop.get_executor(), "the poll", whole(std::move(work), loop));
    loop.run();
    return status;
}

} // namespace enedis2mqtt::app
