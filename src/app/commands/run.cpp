#include "app/commands/commands.hpp"
#include "app/home_assistant_app.hpp"
#include "app/notify.hpp"
#include "app/service.hpp"

#include <boost/asio/signal_set.hpp>

#include <csignal>

namespace enedis2mqtt::app {
namespace {

Task<void> stop_on_signal(ServiceManager const& manager, Service& service) {
    boost::asio::signal_set signals{co_await boost::asio::this_coro::executor, SIGINT, SIGTERM};
    auto const number = co_await signals.async_wait(boost::asio::use_awaitable);
    log::get("app").info("signal {}: stopping", number);
    // A second signal ends a stop that hangs.
    signals.clear();
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    manager.stopping();
    service.stop();
}

/// Told to stop, it does; before that it is the page, and the bridge behind it.
Task<void> serve(Options const& options, World const& world, ServiceManager const& manager, int& status) {
    auto environment = config::process_environment();
    auto const supervisor = supervisor_from(environment);
    if (options.home_assistant_app)
        environment = app_environment(supervisor, std::move(environment));
    bool const learning = options.home_assistant_app && !environment.contains("ENEDIS2MQTT__MQTT__URL");
    Service service{world, options.config, std::move(environment)};
    spawn_guarded(world.executor, "the signal handler", stop_on_signal(manager, service));
    if (learning) {
        auto asking = learn_broker(
            world, supervisor, [&service](config::Environment broker) { service.learn(std::move(broker)); });
        co_await std::move(asking);
    }
    auto running = service.run();
    status = co_await std::move(running);
}

} // namespace

int run(Options const& options) {
    boost::asio::io_context loop;
    SystemClock clock;
    auto const world = real_world(loop.get_executor(), clock);
    auto const manager = ServiceManager::from_environment();
    spawn_guarded(loop.get_executor(), "the service manager", manager.attend());
    int status = Exit::failed;
    run_to_the_end(loop, "the service", serve(options, world, manager, status));
    return status;
}

} // namespace enedis2mqtt::app
