#include "http/dial.hpp"
#include "http/server_session.hpp"
#include "http/tls_context.hpp"

#include <enedis2mqtt/base/log.hpp>

#include <map>

namespace enedis2mqtt::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// Shared by the server and its coroutines, which end a little after it.
struct State {
    State(tcp::acceptor listener, std::shared_ptr<Service> what)
        : acceptor(std::move(listener)), service(std::move(what)),
          stopping(acceptor.get_executor(), asio::steady_timer::time_point::max()) {}
    tcp::acceptor acceptor;
    std::shared_ptr<Service> service;
    asio::steady_timer stopping; ///< every connection waits for it beside its own work
    std::size_t connections = 0;
    std::map<asio::ip::address, std::size_t> connections_of;

    bool full_for(asio::ip::address const& client) const {
        auto const& limits = service->options;
        auto const found = connections_of.find(client);
        auto const held = found == connections_of.end() ? 0 : found->second;
        return connections >= limits.most_connections ||
               (limits.most_connections_of_client > 0 && held >= limits.most_connections_of_client);
    }
};

Task<void> expiry(std::shared_ptr<State> state) {
    error_code woken;
    co_await state->stopping.async_wait(into(woken));
}

struct Counted {
    Counted(std::shared_ptr<State> of, asio::ip::address from) : state(std::move(of)), client(from) {
        ++state->connections;
        ++state->connections_of[client];
    }
    Counted(Counted const&) = delete;
    Counted& operator=(Counted const&) = delete;
    ~Counted() {
        --state->connections;
        if (--state->connections_of[client] == 0)
            state->connections_of.erase(client);
    }
    std::shared_ptr<State> state;
    asio::ip::address client;
};

Task<void> run_connection(std::shared_ptr<Counted> counted, tcp::socket socket) {
    using namespace asio::experimental::awaitable_operators;
    auto talk = serve(counted->state->service, std::move(socket));
    auto stop = expiry(counted->state);
    co_await (std::move(talk) || std::move(stop));
}

Task<void> accept_connections(std::shared_ptr<State> state) {
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer pause{executor};
    while (state->acceptor.is_open()) {
        tcp::socket socket{executor};
        error_code failure;
        co_await state->acceptor.async_accept(socket, into(failure));
        if (failure == asio::error::operation_aborted || !state->acceptor.is_open())
            co_return;
        if (failure) { // out of descriptors, mostly: some may come back
            log::get("http.server").warn("a connection was not accepted: {}", failure.message());
            pause.expires_after(std::chrono::milliseconds{200});
            co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        auto const client = client_of(socket);
        if (state->full_for(client))
            continue;
        auto connection = run_connection(std::make_shared<Counted>(state, client), std::move(socket));
        spawn_guarded(executor, "an HTTP connection", std::move(connection));
    }
}

class TcpServer final : public Server {
public:
    explicit TcpServer(std::shared_ptr<State> state)
        : state_(std::move(state)), port_(state_->acceptor.local_endpoint().port()) {}
    ~TcpServer() override { halt(); }

    std::uint16_t port() const override { return port_; }
    void stop() override { halt(); }

private:
    void halt() {
        error_code ignored;
        state_->acceptor.close(ignored);
        state_->stopping.expires_at(asio::steady_timer::time_point::min());
    }

    std::shared_ptr<State> state_;
    std::uint16_t port_;
};

Result<tcp::acceptor> open_listener(asio::any_io_executor const& executor, ServerOptions const& options) {
    auto const where = options.address + ":" + std::to_string(options.port);
    error_code failure;
    auto const places = tcp::resolver{executor}.resolve(options.address, std::to_string(options.port),
                                                        tcp::resolver::passive, failure);
    tcp::acceptor acceptor{executor};
    if (!failure && !places.empty()) {
        auto const place = places.begin()->endpoint();
        acceptor.open(place.protocol(), failure);
        if (!failure)
            acceptor.set_option(tcp::acceptor::reuse_address{true}, failure);
        if (!failure)
            acceptor.bind(place, failure);
        if (!failure)
            acceptor.listen(tcp::acceptor::max_listen_connections, failure);
    }
    if (failure)
        return Error{ErrorCode::cannot_listen, "cannot listen on " + where + ": " + failure.message()};
    return acceptor;
}

} // namespace

Result<std::unique_ptr<Server>> listen(asio::any_io_executor executor, ServerOptions options,
                                       Handler handler) {
    std::optional<asio::ssl::context> tls;
    if (!options.certificate_file.empty() || !options.key_file.empty()) {
        auto context = create_server_tls(options.certificate_file, options.key_file);
        if (!context)
            return context.error();
        tls = std::move(*context);
    }
    auto listener = open_listener(executor, options);
    if (!listener)
        return listener.error();
    auto service = std::make_shared<Service>(std::move(options), std::move(handler), std::move(tls));
    auto state = std::make_shared<State>(std::move(*listener), std::move(service));
    spawn_guarded(executor, "the HTTP server", accept_connections(state));
    return std::make_unique<TcpServer>(std::move(state));
}

} // namespace enedis2mqtt::http
