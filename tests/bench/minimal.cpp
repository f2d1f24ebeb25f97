// The yardstick of the service's memory: the same libraries, a TLS context, an open store, a connection to
// the broker, and nothing else. bench_minimal BROKER_URL STORE; says `connected`, then waits for SIGTERM.

#include <enedis2mqtt/http/client.hpp>
#include <enedis2mqtt/mqtt/paho_client.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>

using namespace enedis2mqtt;

int main(int count, char** words) {
    if (count != 3)
        return 2;
    boost::asio::io_context loop;
    auto const http = http::create_client(loop.get_executor(), http::ClientOptions{});
    auto const store = store::open_store(words[2]);
    mqtt::Options options;
    options.url = words[1];
    options.client_id = "minimal";
    auto const broker = mqtt::create_paho_client(loop.get_executor(), options);
    if (!http || !store || !broker)
        return 1;

    mqtt::Events events;
    events.connected = [] {
        std::puts("connected");
        std::fflush(stdout);
    };
    mqtt::Message will{"minimal", "offline", false};
    (*broker)->start(std::move(will), std::move(events));
    boost::asio::signal_set signals{loop, SIGTERM};
    signals.async_wait([&](boost::system::error_code, int) { loop.stop(); });
    loop.run();
    return 0;
}
