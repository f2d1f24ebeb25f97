#include "http/dial.hpp"
#include "http/guarded.hpp"
#include "http/secure.hpp"
#include "http/tls_context.hpp"
#include "http/url.hpp"

#include <enedis2mqtt/http/web_socket.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <optional>

namespace enedis2mqtt::http {
namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds farewell_limit{3};

Error failure_of(std::string const& peer, error_code const& failure, websocket::close_reason const& reason) {
    if (failure == websocket::error::message_too_big || failure == websocket::error::buffer_overflow)
        return Error{ErrorCode::response_too_large, peer + " sent a longer message than we accept"};
    if (failure == websocket::error::closed)
        return Error{ErrorCode::unreachable, peer + " closed the connection (" + std::to_string(reason.code) +
                                                 (reason.reason.empty() ? "" : ": ") + reason.reason.c_str() +
                                                 ')'};
    if (failure.category() == make_error_code(websocket::error::closed).category())
        return Error{ErrorCode::not_understood, peer + " does not speak WebSocket: " + failure.message()};
    return transport_error(peer, failure);
}

/// Everything but its opening; `Stream` is TCP or TLS.
template <class Stream>
class BeastWebSocket final : public WebSocket {
public:
    BeastWebSocket(std::string peer, WebSocketOptions options, std::optional<asio::ssl::context> tls,
                   Stream stream)
        : peer_(std::move(peer)), options_(std::move(options)), tls_(std::move(tls)),
          stream_(std::move(stream)) {
        stream_.read_message_max(options_.largest_message);
        stream_.auto_fragment(false);
        stream_.text(true);
        stream_.set_option(websocket::stream_base::decorator([agent = options_.user_agent](auto& message) {
            message.set(boost::beast::http::field::user_agent, agent);
        }));
    }

    /// The server's HTTP status.
    Task<Result<int>> open(std::string host, std::string target) {
        websocket::response_type answer;
        error_code failure;
        co_await stream_.async_handshake(answer, host, target, into(failure));
        if (failure && failure != websocket::error::upgrade_declined)
            co_return failure_of(peer_, failure, {});
        co_return static_cast<int>(answer.result_int());
    }

    Task<Result<void>> send(std::string text) override { return limited<void>(write(std::move(text))); }
    Task<Result<std::string>> receive() override { return limited<std::string>(read()); }

    Task<void> close() override {
        auto closing = without_exceptions<void>(say_goodbye());
        auto limited = with_timeout(farewell_limit, peer_, std::move(closing));
        static_cast<void>(co_await std::move(limited));
    }

private:
    template <class T>
    Task<Result<T>> limited(Task<Result<T>> op) {
        auto safe = without_exceptions<T>(std::move(op));
        return without_exceptions<T>(with_timeout(options_.deadline, peer_, std::move(safe)));
    }

    Task<Result<void>> write(std::string text) {
        if (lost_)
            co_return gone();
        error_code failure;
        co_await stream_.async_write(asio::buffer(text), into(failure));
        if (failure)
            co_return lose(failure);
        co_return Result<void>{};
    }

    Task<Result<std::string>> read() {
        if (lost_)
            co_return gone();
        std::string text;
        auto buffer = asio::dynamic_buffer(text);
        error_code failure;
        co_await stream_.async_read(buffer, into(failure));
        if (failure)
            co_return lose(failure);
        co_return std::move(text);
    }

    Error lose(error_code const& failure) {
        lost_ = true;
        return failure_of(peer_, failure, stream_.reason());
    }
    Error gone() const {
        return Error{ErrorCode::unreachable, "the connection with " + peer_ + " has ended"};
    }

    Task<Result<void>> say_goodbye() {
        error_code ignored;
        if (stream_.is_open())
            co_await stream_.async_close(websocket::close_code::normal, into(ignored));
        co_return Result<void>{};
    }

    std::string peer_;
    WebSocketOptions options_;
    std::optional<asio::ssl::context> tls_; ///< outlives the stream; empty without TLS
    websocket::stream<Stream> stream_;
    bool lost_ = false;
};

template <class Stream>
Task<Result<WebSocketOpening>> open_over(Stream stream, std::optional<asio::ssl::context> tls, Url url,
                                         WebSocketOptions options) {
    auto socket = std::make_unique<BeastWebSocket<Stream>>(url.host_and_port(), std::move(options),
                                                           std::move(tls), std::move(stream));
    auto opening = socket->open(url.authority(), url.target);
    auto const status = co_await std::move(opening);
    if (!status)
        co_return status.error();
    WebSocketOpening opened;
    opened.status = *status;
    if (opened.status == 101)
        opened.socket = std::move(socket);
    co_return std::move(opened);
}

Task<Result<WebSocketOpening>> open(Url url, WebSocketOptions options) {
    auto dialing = dial(url.host, url.port);
    auto socket = co_await std::move(dialing);
    if (!socket)
        co_return socket.error();
    if (!url.tls) {
        auto opening = open_over(std::move(*socket), std::nullopt, std::move(url), std::move(options));
        co_return co_await std::move(opening);
    }
    auto tls = create_client_tls(options.ca_file);
    if (!tls)
        co_return tls.error();
    auto securing = secure(std::move(*socket), url.host, url.host_and_port(), *tls);
    auto stream = co_await std::move(securing);
    if (!stream)
        co_return stream.error();
    auto opening = open_over(std::move(*stream), std::move(*tls), std::move(url), std::move(options));
    co_return co_await std::move(opening);
}

} // namespace

Task<Result<WebSocketOpening>> open_web_socket(std::string address, WebSocketOptions options) {
    auto url = parse_url(address);
    if (!url)
        co_return url.error();
    auto const peer = url->host_and_port();
    auto const deadline = options.deadline;
    auto opening = without_exceptions<WebSocketOpening>(open(std::move(*url), std::move(options)));
    auto limited = without_exceptions<WebSocketOpening>(with_timeout(deadline, peer, std::move(opening)));
    co_return co_await std::move(limited);
}

} // namespace enedis2mqtt::http
