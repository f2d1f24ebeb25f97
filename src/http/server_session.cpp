#include "http/server_session.hpp"

#include "http/server_answer.hpp"
#include "http/url.hpp"

#include <enedis2mqtt/base/log.hpp>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace enedis2mqtt::http {
namespace {

namespace beast = boost::beast;

constexpr std::uint32_t largest_header = 16 * 1024;
constexpr std::size_t slowest_body = 64UL * 1024; // bytes per second
constexpr std::chrono::seconds patience_with_the_rest{2};

using Parser = bhttp::request_parser<bhttp::string_body>;

/// What came in: a request, or the status that refuses it.
struct Incoming {
    Incoming(ServerRequest what, Parser const& parser)
        : request(std::move(what)), manner{request.method, parser.keep_alive(),
                                           parser.get().version() >= 11} {}
    explicit Incoming(int status) : refusal(status) {}
    ServerRequest request;
    Manner manner;
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

/// All but the body; nothing when the target is none.
std::optional<ServerRequest> head_of(Parser const& parser, std::string const& client) {
    auto const& message = parser.get();
    auto target = parse_request_target({message.target().data(), message.target().size()});
    if (!target)
        return std::nullopt;
    ServerRequest request;
    request.method = method_of(message.method());
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    for (auto const& field : message)
        request.headers.add(std::string{field.name_string()}, std::string{field.value()});
    request.client_address = client;
    return request;
}

/// An Incoming that refuses, or an Error: the client left, or there is nobody to answer.
Result<Incoming> refused(error_code const& failure) {
    if (failure == bhttp::error::header_limit)
        return Incoming{431};
    if (failure == bhttp::error::body_limit)
        return Incoming{413};
    auto error = transport_error("the client", failure);
    if (error.code == ErrorCode::not_understood)
        return Incoming{400};
    return error;
}

template <class Stream>
Task<Result<Incoming>> receive_body(Stream& stream, beast::flat_buffer& buffer, Parser& parser,
                                    ServerRequest request) {
    error_code failure;
    if (beast::iequals(parser.get()[bhttp::field::expect], "100-continue")) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(stream, asio::buffer(go_on), into(failure));
    }
    if (!failure)
        co_await bhttp::async_read(stream, buffer, parser, into(failure));
    if (failure)
        co_return refused(failure);
    request.body = std::move(parser.get().body());
    co_return Incoming{std::move(request), parser};
}

template <class Stream>
Task<Result<Incoming>> receive_head(Stream& stream, beast::flat_buffer& buffer, Parser& parser,
                                    std::string client) {
    error_code failure;
    co_await bhttp::async_read_header(stream, buffer, parser, into(failure));
    if (failure)
        co_return refused(failure);
    auto request = head_of(parser, client);
    if (!request)
        co_return Incoming{400};
    request->secure = std::is_same_v<Stream, Tls>;
    co_return Incoming{*std::move(request), parser};
}

template <class Stream>
Task<Result<Incoming>> receive(Stream& stream, beast::flat_buffer& buffer, ServerOptions const& options,
                               std::string client) {
    Parser parser;
    parser.header_limit(largest_header);
    parser.body_limit(boost::none);
    auto head = with_timeout(options.idle_limit, ErrorCode::timeout, "the client",
                             receive_head(stream, buffer, parser, client));
    auto incoming = co_await std::move(head);
    if (!incoming || incoming->refusal || parser.is_done())
        co_return incoming;
    auto const largest = options.body_limit ? options.body_limit(incoming->request) : options.largest_body;
    if (parser.content_length().value_or(0) > largest)
        co_return Incoming{413};
    parser.body_limit(largest);
    auto const patience = options.idle_limit + std::chrono::seconds{largest / slowest_body};
    auto body = with_timeout(patience, ErrorCode::timeout, "the client",
                             receive_body(stream, buffer, parser, std::move(incoming->request)));
    co_return co_await std::move(body);
}

Task<Response> ask(Handler& handler, ServerRequest request) {
    static auto const logger = log::get("http.server");
    try {
        auto response = co_await handler(std::move(request));
        if (has_only_fields(response))
            co_return response;
        logger.error("a handler answered with a header that cannot be sent");
    } catch (std::exception const&) {
        auto const text = failure_text(std::current_exception());
        if (text.empty())
            throw; // cancelled
        logger.error("a handler failed: {}", text);
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

Response refusal_of(ServerOptions const& options, int status) {
    if (!options.refusal)
        return Response{status};
    auto response = options.refusal(status);
    return has_only_fields(response) ? std::move(response) : Response{status};
}

template <class Stream>
Task<void> converse(Stream& stream, Service& service, std::string client) {
    beast::flat_buffer buffer;
    for (;;) {
        buffer.shrink_to_fit(); // an idle connection holds no memory
        auto receiving = receive(stream, buffer, service.options, client);
        auto incoming = co_await std::move(receiving);
        if (!incoming)
            co_return;
        if (incoming->refusal) {
            auto refusal = refusal_of(service.options, incoming->refusal);
            co_await answer(stream, std::move(refusal), Manner{}, service.options.idle_limit);
            auto draining =
                with_timeout(patience_with_the_rest, ErrorCode::timeout, "the client", drain(stream));
            co_await std::move(draining);
            co_return;
        }
        auto const manner = incoming->manner;
        auto response = co_await ask(service.handler, std::move(incoming->request));
        if (!co_await answer(stream, std::move(response), manner, service.options.idle_limit))
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

asio::ip::address client_of(tcp::socket const& socket) {
    error_code failure;
    auto const address = socket.remote_endpoint(failure).address();
    if (!address.is_v6() || !address.to_v6().is_v4_mapped())
        return address;
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

Task<void> serve(std::shared_ptr<Service> service, tcp::socket socket) {
    static auto const logger = log::get("http.server");
    try {
        error_code failure;
        auto const client = client_of(socket).to_string();
        socket.set_option(tcp::no_delay{true}, failure);
        if (!service->tls) {
            co_await converse(socket, *service, client);
            co_return;
        }
        Tls stream{std::move(socket), *service->tls};
        auto greeting =
            with_timeout(service->options.idle_limit, ErrorCode::timeout, "the client", shake_hands(stream));
        auto const greeted = co_await std::move(greeting);
        if (greeted)
            co_await converse(stream, *service, client);
        else
            logger.debug("{}: {}", client, greeted.error().message);
    } catch (std::exception const&) {
        if (auto const text = failure_text(std::current_exception()); !text.empty())
            logger.error("a connection ended: {}", text);
    }
}

} // namespace enedis2mqtt::http
