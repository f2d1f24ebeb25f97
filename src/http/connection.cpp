#include "http/connection.hpp"

#include "http/secure.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace enedis2mqtt::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using boost::system::error_code;

constexpr std::uint32_t largest_header = 64 * 1024;

/// Asks the proxy at the other end of `socket`, which belongs to the caller, for a tunnel.
Task<Result<void>> open_tunnel(Connection::Plain& socket, std::string to, Proxy proxy) {
    bhttp::request<bhttp::empty_body> message{bhttp::verb::connect, to, 11};
    message.set(bhttp::field::host, to);
    if (!proxy.authorization.empty())
        message.set(bhttp::field::proxy_authorization, proxy.authorization);
    auto const peer = "the proxy " + proxy.host_and_port();
    error_code failure;
    co_await bhttp::async_write(socket, message, into(failure));
    if (failure)
        co_return transport_error(peer, failure);

    beast::flat_buffer buffer;
    bhttp::response_parser<bhttp::empty_body> parser;
    parser.header_limit(largest_header);
    parser.skip(true);
    co_await bhttp::async_read_header(socket, buffer, parser, into(failure));
    if (failure)
        co_return transport_error(peer, failure);
    auto const status = parser.get().result_int();
    if (status / 100 != 2)
        co_return Error{ErrorCode::unreachable,
                        peer + " refused the way to " + to + " with status " + std::to_string(status)};
    co_return Result<void>{};
}

Connection::Plain& tcp_of(Connection::Plain& stream) {
    return stream;
}
Connection::Plain& tcp_of(Connection::Tls& stream) {
    return stream.next_layer();
}

Response to_response(bhttp::response<bhttp::string_body> answer) {
    Response response{static_cast<int>(answer.result_int()), std::move(answer.body())};
    for (auto const& field : answer)
        response.headers.add(std::string{field.name_string()}, std::string{field.value()});
    return response;
}

} // namespace

Task<Result<std::unique_ptr<Connection>>> Connection::open(Url url, Proxy const* proxy,
                                                           asio::ssl::context& tls) {
    auto const peer = url.host_and_port();
    auto socket = co_await dial(proxy ? proxy->host : url.host, proxy ? proxy->port : url.port);
    if (!socket) {
        auto error = std::move(socket).error();
        if (proxy)
            error.message = "through the proxy: " + error.message;
        co_return error;
    }
    if (!url.tls)
        co_return std::make_unique<Connection>(peer, std::move(*socket));
    if (proxy) {
        auto const tunnel = co_await open_tunnel(*socket, peer, *proxy);
        if (!tunnel)
            co_return tunnel.error();
    }
    auto stream = co_await secure(std::move(*socket), url.host, peer, tls);
    if (!stream)
        co_return stream.error();
    co_return std::make_unique<Connection>(peer, std::move(*stream));
}

Task<Result<Response>> Connection::exchange(Message const& message, std::size_t largest_body) {
    return std::visit([&](auto& stream) { return converse(stream, message, largest_body); }, stream_);
}

template <class Stream>
Task<Result<Response>> Connection::converse(Stream& stream, Message const& message,
                                            std::size_t largest_body) {
    reusable_ = heard_ = false;
    error_code failure;
    co_await bhttp::async_write(stream, message, into(failure));
    if (failure)
        co_return transport_error(peer_, failure);

    beast::flat_buffer buffer;
    for (;;) {
        bhttp::response_parser<bhttp::string_body> parser;
        parser.header_limit(largest_header);
        parser.body_limit(largest_body);
        parser.skip(message.method() == bhttp::verb::head);
        co_await bhttp::async_read(stream, buffer, parser, into(failure));
        heard_ = heard_ || parser.got_some() || buffer.size() > 0;
        if (failure)
            co_return transport_error(peer_, failure);
        if (parser.get().result_int() / 100 == 1)
            continue; // an interim answer: the final one follows
        reusable_ = parser.keep_alive() && buffer.size() == 0;
        co_return to_response(parser.release());
    }
}

bool Connection::quiet() {
    auto& socket = std::visit([](auto& stream) -> Plain& { return tcp_of(stream); }, stream_);
    error_code state;
    char byte = 0;
    socket.non_blocking(true, state);
    socket.receive(asio::buffer(&byte, 1), Plain::message_peek, state);
    return state == asio::error::would_block || state == asio::error::try_again;
}

} // namespace enedis2mqtt::http
