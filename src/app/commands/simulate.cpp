#include "app/commands/commands.hpp"

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/simulator/gateway.hpp>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <charconv>
#include <csignal>

namespace enedis2mqtt::app {
namespace {

/// `HOST:PORT`; nothing when the port is none.
std::optional<std::pair<std::string, std::uint16_t>> split(std::string const& listen) {
    auto const colon = listen.rfind(':');
    if (colon == std::string::npos || colon == 0)
        return std::nullopt;
    std::uint16_t port = 0;
    auto const* const end = listen.data() + listen.size();
    auto const [stop, error] = std::from_chars(listen.data() + colon + 1, end, port);
    if (error != std::errc{} || stop != end)
        return std::nullopt;
    return std::pair{listen.substr(0, colon), port};
}

} // namespace

int simulate(Options const& options) {
    auto const place = split(options.listen);
    if (!place) {
        fmt::print(stderr, "enedis2mqtt: --listen wants HOST:PORT, not {}\n", options.listen);
        return Exit::bad_usage;
    }
    simulator::GatewayOptions gateway;
    gateway.address = place->first;
    gateway.port = place->second;
    gateway.certificate_file = options.certificate_file;
    gateway.key_file = options.key_file;
    gateway.publication_hour = std::chrono::hours{options.publication_hour};
    if (!options.redirect_uri.empty())
        gateway.redirect_uri = options.redirect_uri;
    for (auto const& fault : options.faults)
        gateway.faults.push_back({fault, std::nullopt, {}, {}});

    boost::asio::io_context loop;
    SystemClock clock;
    auto const running = simulator::start_gateway(loop.get_executor(), clock, gateway);
    if (!running)
        return fail(running.error(), Language::en);
    fmt::print("a simulated source speaks at {}://{}:{}\n",
               gateway.certificate_file.empty() ? "http" : "https", place->first, (*running)->port());
    std::fflush(stdout);

    boost::asio::signal_set signals{loop, SIGINT, SIGTERM};
    signals.async_wait([&](boost::system::error_code, int) {
        (*running)->stop();
        loop.stop();
    });
    loop.run();
    return Exit::done;
}

} // namespace enedis2mqtt::app
