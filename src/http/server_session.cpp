#include "http/server_session.hpp"

#include "http/dial.hpp"
#include "http/fields.hpp"
#include "http/url.hpp"

#include <enedis2mqtt/base/log.hpp>

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace enedis2mqtt::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Tls = asio::ssl::stream<tcp::socket>;

constexpr std::uint32_t largest_header = 16 * 1024;
constexpr std::chrono::seconds patience_with_the_rest{2};

tcp::socket& tcp_of(tcp::socket& stream) {
    return stream;
}
tcp::socket& tcp_of(Tls& stream) {
    return stream.next_layer();
}

/// What came in: a request, or the status that refuses it.
struct Incoming {
    Incoming(ServerRequest what, bool again) : request(std::move(what)), keep_alive(again) {}
    explicit Incoming(int status) : refusal(status) {}
    ServerRequest request;
    bool keep_alive = false;
    int refusal = 0;
};

Method method_of(bhttp::verb verb) {
    switch (verb) {
    case bhttp::verb::get:
        return Method::get;
    case bhttp::verb::post:
        return Method::post;
    case bhttp::verb::put:
        return Method::put;
    case bhttp::verb::delete_:
        return Method::del;
    case bhttp::verb::head:
        return Method::head;
    default:
        return Method::other;
    }
}

Incoming to_incoming(bhttp::request_parser<bhttp::string_body>& parser, std::string const& client) {
    auto const keep_alive = parser.keep_alive();
    auto message = parser.release();
    auto target = parse_request_target({message.target().data(), message.target().size()});
    if (!target)
        return Incoming{400};
    ServerRequest request;
    request.method = method_of(message.method());
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    for (auto const& field : message)
        request.headers.add(std::string{field.name_string()}, std::string{field.value()});
    request.body = std::move(message.body());
    request.client_address = client;
    return Incoming{std::move(request), keep_alive};
}

/// Error: the client left, or there is nobody to answer.
template <class Stream>
Task<Result<Incoming>> receive(Stream& stream, beast::flat_buffer& buffer, std::size_t largest_body,
                               std::string client) {
    bhttp::request_parser<bhttp::string_body> parser;
    parser.header_limit(largest_header);
    parser.body_limit(largest_body);
    error_code failure;
    co_await bhttp::async_read(stream, buffer, parser, into(failure));
    if (!failure)
        co_return to_incoming(parser, client);
    if (failure == bhttp::error::header_limit)
        co_return Incoming{431};
    if (failure == bhttp::error::body_limit)
        co_return Incoming{413};
    auto error = transport_error("the client", failure);
    if (error.code == ErrorCode::not_understood)
        co_return Incoming{400};
    co_return error;
}

/// The head of an answer. It is written here rather than by Beast so that a fault can announce one length
/// and send another.
std::string head_of(Response const& response, bool keep_alive) {
    auto const reason = bhttp::obsolete_reason(bhttp::int_to_status(static_cast<unsigned>(response.status)));
    auto head = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string{reason} + "\r\n";
    for (auto const& [name, value] : response.headers.fields())
        head += name + ": " + value + "\r\n";
    if (response.status != 204 && response.status != 304)
        head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

bool has_only_fields(Response const& response) {
    auto const& fields = response.headers.fields();
    return std::all_of(fields.begin(), fields.end(),
                       [](auto const& field) { return is_field(field.first, field.second); });
}

template <class Stream>
Task<Result<void>> write(Stream& stream, std::string text) {
    error_code failure;
    co_await asio::async_write(stream, asio::buffer(text), into(failure));
    if (failure)
        co_return transport_error("the client", failure);
    co_return Result<void>{};
}

template <class Stream>
Task<void> drip(Stream& stream, std::string text) {
    asio::steady_timer second{co_await asio::this_coro::executor};
    for (char const byte : text) {
        auto const written = co_await write(stream, std::string(1, byte));
        if (!written)
            co_return;
        second.expires_after(std::chrono::seconds{1});
        co_await second.async_wait(asio::use_awaitable);
    }
}

/// False: the connection cannot go on.
template <class Stream>
Task<bool> answer(Stream& stream, Response response, Method method, bool keep_alive, Service& service) {
    if (response.fault == Fault::reset) {
        error_code ignored;
        tcp_of(stream).set_option(asio::socket_base::linger{true, 0}, ignored);
        tcp_of(stream).close(ignored);
        co_return false;
    }
    auto text = head_of(response, keep_alive && response.fault == Fault::none);
    auto const bodiless = method == Method::head || response.status == 204 || response.status == 304;
    if (!bodiless)
        text += response.fault == Fault::truncate ? response.body.substr(0, response.body.size() / 2)
                                                  : response.body;
    if (response.fault == Fault::drip) {
        co_await drip(stream, std::move(text));
        co_return false;
    }
    auto writing = write(stream, std::move(text));
    auto limited = with_timeout(service.options.idle_limit, "the client", std::move(writing));
    auto const written = co_await std::move(limited);
    co_return written&& keep_alive&& response.fault == Fault::none;
}

Task<Response> ask(Handler& handler, ServerRequest request) {
    static auto const logger = log::get("http.server");
    try {
        auto response = co_await handler(std::move(request));
        if (has_only_fields(response))
            co_return response;
        logger.error("a handler answered with a header that cannot be sent");
    } catch (boost::system::system_error const& failure) {
        if (failure.code() == asio::error::operation_aborted)
            throw;
        logger.error("a handler failed: {}", failure.what());
    } catch (std::exception const& failure) {
        logger.error("a handler failed: {}", failure.what());
    }
    co_return Response{500, "internal error\n"};
}

/// Reads what a refused client still has to say: closing on unread bytes would reset the connection and take
/// the answer away from it.
template <class Stream>
Task<Result<void>> drain(Stream& stream) {
    error_code failure;
    tcp_of(stream).shutdown(tcp::socket::shutdown_send, failure);
    std::string unread(16 * 1024, '\0');
    while (!failure)
        co_await tcp_of(stream).async_read_some(asio::buffer(unread), into(failure));
    co_return Result<void>{};
}

template <class Stream>
Task<void> converse(Stream& stream, Service& service, std::string client) {
    beast::flat_buffer buffer;
    for (;;) {
        buffer.shrink_to_fit(); // an idle connection holds no memory
        auto receiving = receive(stream, buffer, service.options.largest_body, client);
        auto limited = with_timeout(service.options.idle_limit, "the client", std::move(receiving));
        auto incoming = co_await std::move(limited);
        if (!incoming)
            co_return;
        if (incoming->refusal) {
            Response refusal{incoming->refusal};
            co_await answer(stream, std::move(refusal), Method::other, false, service);
            auto draining = with_timeout(patience_with_the_rest, "the client", drain(stream));
            co_await std::move(draining);
            co_return;
        }
        auto const method = incoming->request.method;
        auto response = co_await ask(service.handler, std::move(incoming->request));
        if (!co_await answer(stream, std::move(response), method, incoming->keep_alive, service))
            co_return;
    }
}

Task<Result<void>> shake_hands(Tls& stream) {
    error_code failure;
    co_await stream.async_handshake(asio::ssl::stream_base::server, into(failure));
    if (failure)
        co_return transport_error("the client", failure);
    co_return Result<void>{};
}

} // namespace

Task<void> serve(std::shared_ptr<Service> service, tcp::socket socket) {
    static auto const logger = log::get("http.server");
    try {
        error_code failure;
        auto const client = socket.remote_endpoint(failure).address().to_string();
        socket.set_option(tcp::no_delay{true}, failure);
        if (!service->tls) {
            co_await converse(socket, *service, client);
            co_return;
        }
        Tls stream{std::move(socket), *service->tls};
        auto greeting = with_timeout(service->options.idle_limit, "the client", shake_hands(stream));
        auto const greeted = co_await std::move(greeting);
        if (greeted)
            co_await converse(stream, *service, client);
        else
            logger.debug("{}: {}", client, greeted.error().message);
    } catch (boost::system::system_error const& failure) {
        if (failure.code() != asio::error::operation_aborted)
            logger.error("a connection ended: {}", failure.what());
    } catch (std::exception const& failure) {
        logger.error("a connection ended: {}", failure.what());
    }
}

} // namespace enedis2mqtt::http
