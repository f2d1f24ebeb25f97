#include "http/connection.hpp"
#include "http/fields.hpp"
#include "http/guarded.hpp"
#include "http/proxy.hpp"
#include "http/tls_context.hpp"

#include <enedis2mqtt/base/turns.hpp>
#include <enedis2mqtt/http/client.hpp>

#include <map>

namespace enedis2mqtt::http {
namespace {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;

/// What is remembered of an origin: the connection that may serve again, and whose turn it is.
class Origin {
public:
    explicit Origin(asio::any_io_executor const& executor) : turns(executor), idle_limit_(executor) {}

    Turns turns;

    std::unique_ptr<Connection> take_idle() {
        bool const too_old = idle_limit_.expiry() <= std::chrono::steady_clock::now();
        idle_limit_.cancel();
        auto connection = std::move(idle_);
        return connection && !too_old && connection->quiet() ? std::move(connection) : nullptr;
    }
    /// A server hangs up on who is idle for long: a connection that nobody closes would stay half-closed.
    static void keep_idle(std::shared_ptr<Origin> const& self, std::unique_ptr<Connection> connection,
                          std::chrono::milliseconds longest) {
        self->idle_ = std::move(connection);
        self->idle_limit_.expires_after(longest);
        self->idle_limit_.async_wait([origin = std::weak_ptr{self}](boost::system::error_code cancelled) {
            auto const alive = origin.lock();
            if (!cancelled && alive && alive->idle_limit_.expiry() <= std::chrono::steady_clock::now())
                alive->idle_.reset();
        });
    }

private:
    std::unique_ptr<Connection> idle_;
    asio::steady_timer idle_limit_; ///< when idle_ is closed
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

/// Writes the message once `leave` is given, and reads the answer. Its parameters belong to the caller, who
/// waits.
Task<Result<Response>> write_and_read(Connection& connection, Connection::Message const& message,
                                      std::size_t largest_body, Leave const& leave) {
    if (leave) {
        auto asking = leave();
        if (auto const given = co_await std::move(asking); !given)
            co_return given.error();
    }
    auto conversing = connection.exchange(message, largest_body);
    co_return co_await std::move(conversing);
}

/// One exchange in its turn; the idle connection is taken and given back only when it may serve again.
Task<Result<Response>> exchange(std::shared_ptr<State> state, std::shared_ptr<Origin> origin, Url url,
                                Proxy const* proxy, Connection::Message message, Leave leave) {
    auto connection = origin->take_idle();
    auto const limit = state->options.largest_body;
    Result<Response> response{Error{ErrorCode::unreachable, {}}};
    if (connection)
        response = co_await write_and_read(*connection, message, limit, leave);
    auto const closed_meanwhile =
        connection && !response && response.error().code == ErrorCode::unreachable && !connection->heard();
    if (!connection || closed_meanwhile) {
        auto opened = co_await Connection::open(url, proxy, state->tls);
        if (!opened)
            co_return opened.error();
        connection = std::move(*opened);
        response = co_await write_and_read(*connection, message, limit, leave);
    }
    if (response && connection->reusable())
        Origin::keep_idle(origin, std::move(connection), state->options.keep_alive);
    co_return response;
}

Task<Result<Response>> send_in_turn(std::shared_ptr<State> state, Request request, Leave leave) {
    auto url = parse_url(request.url);
    if (!url)
        co_return url.error();
    auto const* proxy = state->proxies.proxy_for(*url);
    auto message = compose(std::move(request), *url, proxy, state->options.user_agent);
    if (!message)
        co_return message.error();
    auto const peer = url->host_and_port();

    auto origin = state->origin_of(*url);
    auto waiting = origin->turns.next();
    auto const turn = co_await std::move(waiting);

    auto const deadline = state->options.deadline;
    auto op = exchange(std::move(state), std::move(origin), std::move(*url), proxy, std::move(*message),
                       std::move(leave));
    auto safe = without_exceptions(std::move(op));
    auto limited = with_timeout(deadline, ErrorCode::timeout, peer, std::move(safe));
    co_return co_await std::move(limited);
}

class BeastClient final : public Client {
public:
    explicit BeastClient(std::shared_ptr<State> state) : state_(std::move(state)) {}

    Task<Result<Response>> send(Request request, Leave leave) override {
        return without_exceptions(send_in_turn(state_, std::move(request), std::move(leave)));
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
