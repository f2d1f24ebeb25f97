#pragma once

#include "http/dial.hpp"
#include "http/fields.hpp"

#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/http/server.hpp>

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <array>
#include <charconv>

/// The second half of an exchange: an answer on its way to a client, over TCP or TLS.
namespace enedis2mqtt::http {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Tls = asio::ssl::stream<tcp::socket>;

inline tcp::socket& tcp_of(tcp::socket& stream) {
    return stream;
}
inline tcp::socket& tcp_of(Tls& stream) {
    return stream.next_layer();
}

/// What the request says about the form of its answer.
struct Manner {
    Method method = Method::other;
    bool keep_alive = false;
    bool takes_chunks = false; ///< HTTP/1.0 does not know them
};

/// The head of an answer. It is written here rather than by Beast so that a fault can announce one length
/// and send another.
inline std::string head_of(Response const& response, Manner manner) {
    auto const reason = bhttp::obsolete_reason(bhttp::int_to_status(static_cast<unsigned>(response.status)));
    auto head = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string{reason} + "\r\n";
    for (auto const& [name, value] : response.headers.fields())
        head += name + ": " + value + "\r\n";
    if (response.status != 204 && response.status != 304 && !response.stream)
        head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    if (response.stream && manner.takes_chunks)
        head += "Transfer-Encoding: chunked\r\n";
    head += manner.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

inline bool has_only_fields(Response const& response) {
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

inline std::string chunk_of(std::string const& part) {
    std::array<char, 2 * sizeof(std::size_t)> digits{};
    auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), part.size(), 16).ptr;
    return std::string{digits.data(), end} + "\r\n" + part + "\r\n";
}

template <class Stream>
Task<void> send_parts(Stream& stream, BodyStream& parts, bool in_chunks, std::chrono::milliseconds limit) {
    auto const send = [&](std::string text) {
        return with_timeout(limit, ErrorCode::timeout, "the client", write(stream, std::move(text)));
    };
    try {
        for (;;) {
            auto part = co_await parts.next();
            if (!part) {
                log::get("http.server").warn("an answer broke off: {}", part.error().message);
                co_return;
            }
            auto const last = !part->has_value();
            if (last && !in_chunks)
                co_return;
            auto text = in_chunks ? chunk_of(part->value_or("")) : **std::move(part);
            auto sending = send(std::move(text));
            auto const sent = co_await std::move(sending);
            if (!sent || last)
                co_return;
        }
    } catch (std::exception const& failure) { // nobody waits for more after a cancellation, either
        log::get("http.server").debug("a stream ended: {}", failure.what());
    }
}

/// Ends when the client does; what it says meanwhile is not listened to.
template <class Stream>
Task<void> wait_for_farewell(Stream& stream) {
    error_code failure;
    std::string unread(512, '\0');
    while (!failure)
        co_await stream.async_read_some(asio::buffer(unread), into(failure));
}

/// Over TLS the end of an answer without a length has to be said, or it seems cut off.
inline Task<Result<void>> say_the_end(Tls& stream) {
    error_code ignored;
    co_await stream.async_shutdown(into(ignored));
    co_return Result<void>{};
}

template <class Stream>
Task<void> send_stream(Stream& stream, std::shared_ptr<BodyStream> parts, bool in_chunks,
                       std::chrono::milliseconds limit) {
    using namespace asio::experimental::awaitable_operators;
    auto sending = send_parts(stream, *parts, in_chunks, limit);
    auto leaving = wait_for_farewell(stream);
    co_await (std::move(sending) || std::move(leaving));
    if constexpr (std::is_same_v<Stream, Tls>) {
        auto ending = with_timeout(std::min(limit, std::chrono::milliseconds{2000}), ErrorCode::timeout,
                                   "the client", say_the_end(stream));
        co_await std::move(ending);
    }
}

/// False: the connection cannot go on.
template <class Stream>
Task<bool> answer(Stream& stream, Response response, Manner manner, std::chrono::milliseconds limit) {
    if (response.fault == Fault::reset) {
        error_code ignored;
        tcp_of(stream).set_option(asio::socket_base::linger{true, 0}, ignored);
        tcp_of(stream).close(ignored);
        co_return false;
    }
    manner.keep_alive = manner.keep_alive && response.fault == Fault::none && !response.stream;
    auto text = head_of(response, manner);
    auto const bodiless = manner.method == Method::head || response.status == 204 || response.status == 304;
    if (!bodiless)
        text += response.fault == Fault::truncate ? response.body.substr(0, response.body.size() / 2)
                                                  : response.body;
    if (response.fault == Fault::drip) {
        co_await drip(stream, std::move(text));
        co_return false;
    }
    auto writing = write(stream, std::move(text));
    auto limited = with_timeout(limit, ErrorCode::timeout, "the client", std::move(writing));
    auto const written = co_await std::move(limited);
    if (written && response.stream && !bodiless)
        co_await send_stream(stream, response.stream, manner.takes_chunks, limit);
    co_return written.has_value() && manner.keep_alive;
}

} // namespace enedis2mqtt::http
