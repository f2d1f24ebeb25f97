#include "app/commands/commands.hpp"
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

Task<void> serve(Service& service, int& status) {
    auto running = service.run();
    status = co_await std::move(running);
}

} // namespace

int run(Options const& options) {
    boost::asio::io_context loop;
    SystemClock clock;
    Service service{real_world(loop.get_executor(), clock), options.config, config::process_environment()};
    auto const manager = ServiceManager::from_environment();
    spawn_guarded(loop.get_executor(), "the signal handler", stop_on_signal(manager, service));
    spawn_guarded(loop.get_executor(), "the service manager", manager.attend());
    int status = Exit::failed;
    run_to_the_end(loop, "the service", serve(service, status));
    return status;
}

} // namespace enedis2mqtt::app
