#include "app/bridge.hpp"
#include "app/commands/commands.hpp"

#include <boost/asio/signal_set.hpp>

#include <csignal>

namespace enedis2mqtt::app {
namespace {

Task<void> stop_on_signal(boost::asio::io_context& loop, Bridge& bridge) {
    boost::asio::signal_set signals{co_await boost::asio::this_coro::executor, SIGINT, SIGTERM};
    auto const number = co_await signals.async_wait(boost::asio::use_awaitable);
    log::get("app").info("signal {}: stopping", number);
    // A second signal ends a stop that hangs.
    signals.clear();
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    co_await bridge.stop();
    loop.stop();
}

} // namespace

int run(Options const& options) {
    auto config = read_config(options);
    if (!config)
        return Exit::bad_usage;
    auto const language = config->language;
    auto const meters = config->meters.size();

    boost::asio::io_context loop;
    SystemClock clock;
    auto bridge =
        Bridge::build(std::move(*config), real_world(loop.get_executor(), clock), store::Access::owner);
    if (!bridge)
        return fail(bridge.error(), language);
    log::get("app").info("enedis2mqtt " ENEDIS2MQTT_VERSION ", {} meter(s)", meters);
    (*bridge)->start();
    spawn_guarded(loop.get_executor(), "the signal handler", stop_on_signal(loop, **bridge));
    loop.run();
    return Exit::done;
}

} // namespace enedis2mqtt::app
