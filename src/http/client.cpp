#include "http/connection.hpp"
#include "http/fields.hpp"
#include "http/guarded.hpp"
#include "http/proxy.hpp"
#include "http/tls_context.hpp"

#include <enedis2mqtt/http/client.hpp>

#include <boost/asio/experimental/channel.hpp>

#include <map>

namespace enedis2mqtt::http {
namespace {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
using boost::system::error_code;

/// What is remembered of an origin: the connection that may serve again, and whose turn it is.
struct Origin {
    explicit Origin(asio::any_io_executor const& executor) : turn(executor, 1) {}
    asio::experimental::channel<void(error_code)>
        turn; ///< full while an exchange runs; senders wait in order
    std::unique_ptr<Connection> idle;
    std::chrono::steady_clock::time_point idle_since;
};

/// The next in the queue goes on when this one ends, however it ends.
class Turn {
public:
    explicit Turn(std::shared_ptr<Origin> origin) : origin_(std::move(origin)) {}
    Turn(Turn const&) = delete;
    Turn& operator=(Turn const&) = delete;
    ~Turn() {
        origin_->turn.try_receive([](error_code) {});
    }

private:
    std::shared_ptr<Origin> origin_;
};

/// Shared by the client and its exchanges in flight, which may outlive it.
struct State {
    State(asio::any_io_executor on, ClientOptions with, ProxyRules rules, asio::ssl::context context)
        : executor(std::move(on)), options(std::move(with)), proxies(std::move(rules)),
          tls(std::move(context)) {}

    std::shared_ptr<Origin> origin_of(Url const& url) {
        auto& origin = origins[url.origin()];
        if (!origin)
            origin = std::make_shared<Origin>(executor);
        return origin;
    }

    void close_old_connections() {
        auto const oldest = std::chrono::steady_clock::now() - options.keep_alive;
        for (auto& [name, origin] : origins)
            if (origin->idle_since <= oldest)
                origin->idle.reset();
    }

    asio::any_io_executor executor;
    ClientOptions options;
    ProxyRules proxies;
    asio::ssl::context tls;
    std::map<std::string, std::shared_ptr<Origin>> origins;
};

Result<bhttp::verb> verb_of(Method method) {
    switch (method) {
    case Method::get:
        return bhttp::verb::get;
    case Method::post:
        return bhttp::verb::post;
    case Method::put:
        return bhttp::verb::put;
    case Method::del:
        return bhttp::verb::delete_;
    case Method::head:
        return bhttp::verb::head;
    case Method::other:
        break;
    }
    return Error{ErrorCode::bad_request, "the HTTP method 'other' cannot be sent"};
}

Result<Connection::Message> compose(Request request, Url const& url, Proxy const* proxy,
                                    std::string const& user_agent) {
    auto const verb = verb_of(request.method);
    if (!verb)
        return verb.error();
    auto const absolute = proxy && !url.tls;
    Connection::Message message{*verb, absolute ? "http://" + url.authority() + url.target : url.target, 11};
    message.set(bhttp::field::host, url.authority());
    message.set(bhttp::field::user_agent, user_agent);
    message.set(bhttp::field::accept_encoding, "identity");
    if (absolute && !proxy->authorization.empty())
        message.set(bhttp::field::proxy_authorization, proxy->authorization);
    for (auto const& [name, value] : request.headers.fields()) {
        if (!is_field(name, value))
            return Error{ErrorCode::bad_request,
                         "the header '" + name + "' holds characters that no header may hold"};
        message.set(name, value);
    }
    message.body() = std::move(request.body);
    message.prepare_payload();
    return message;
}

/// One exchange in its turn; `origin.idle` is taken and given back only when it may serve again.
Task<Result<Response>> exchange(std::shared_ptr<State> state, std::shared_ptr<Origin> origin, Url url,
                                Proxy const* proxy, Connection::Message message) {
    state->close_old_connections();
    auto connection = std::move(origin->idle);
    if (connection && !connection->quiet())
        connection.reset();
    auto const limit = state->options.largest_body;
    Result<Response> response{Error{ErrorCode::unreachable, {}}};
    if (connection)
        response = co_await connection->exchange(message, limit);
    auto const closed_meanwhile =
        connection && !response && response.error().code == ErrorCode::unreachable && !connection->heard();
    if (!connection || closed_meanwhile) {
        auto opened = co_await Connection::open(url, proxy, state->tls);
        if (!opened)
            co_return opened.error();
        connection = std::move(*opened);
        response = co_await connection->exchange(message, limit);
    }
    if (response && connection->reusable()) {
        origin->idle = std::move(connection);
        origin->idle_since = std::chrono::steady_clock::now();
    }
    co_return response;
}

Task<Result<Response>> send_in_turn(std::shared_ptr<State> state, Request request) {
    auto url = parse_url(request.url);
    if (!url)
        co_return url.error();
    auto const* proxy = state->proxies.proxy_for(*url);
    auto message = compose(std::move(request), *url, proxy, state->options.user_agent);
    if (!message)
        co_return message.error();
    auto const peer = url->host_and_port();

    auto origin = state->origin_of(*url);
    error_code failure;
    co_await origin->turn.async_send(error_code{}, into(failure));
    if (failure)
        co_return transport_error(peer, failure);
    Turn const turn{origin};

    auto const deadline = state->options.deadline;
    auto op = exchange(std::move(state), std::move(origin), std::move(*url), proxy, std::move(*message));
    auto safe = without_exceptions(std::move(op));
    auto limited = with_timeout(deadline, peer, std::move(safe));
    co_return co_await std::move(limited);
}

class BeastClient final : public Client {
public:
    explicit BeastClient(std::shared_ptr<State> state) : state_(std::move(state)) {}

    Task<Result<Response>> send(Request request) override {
        return without_exceptions(send_in_turn(state_, std::move(request)));
    }

private:
    std::shared_ptr<State> state_;
};

} // namespace

Result<std::unique_ptr<Client>> create_client(asio::any_io_executor executor, ClientOptions options) {
    auto tls = create_client_tls(options.ca_file);
    if (!tls)
        return tls.error();
    ProxyRules proxies;
    if (options.use_proxy_environment && options.environment) {
        auto found = ProxyRules::read(options.environment);
        if (!found)
            return found.error();
        proxies = std::move(*found);
    }
    return std::make_unique<BeastClient>(std::make_shared<State>(std::move(executor), std::move(options),
                                                                 std::move(proxies), std::move(*tls)));
}

} // namespace enedis2mqtt::http
