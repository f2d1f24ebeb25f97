#include "component/http/peers.hpp"
#include "support/test_certificates.hpp"

#include <enedis2mqtt/http/web_socket.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <functional>

namespace enedis2mqtt::http::test {
namespace {

namespace websocket = boost::beast::websocket;
using enedis2mqtt::test::TestCertificates;

TestCertificates const& certificates() {
    static TestCertificates const made;
    return made;
}

/// What the server saw of the handshake, and how the connection ended.
struct Seen {
    std::string target;
    std::string agent;
    std::uint16_t close_code = 0;
};

template <class Stream>
using Talk = std::function<Task<void>(websocket::stream<Stream>&)>;

template <class Stream>
Task<void> converse(websocket::stream<Stream> stream, Talk<Stream> talk, std::shared_ptr<Seen> seen) {
    boost::beast::flat_buffer buffer;
    boost::beast::http::request<boost::beast::http::string_body> request;
    co_await boost::beast::http::async_read(stream.next_layer(), buffer, request, asio::use_awaitable);
    seen->target = std::string{request.target()};
    seen->agent = std::string{request[boost::beast::http::field::user_agent]};
    co_await stream.async_accept(request, asio::use_awaitable);
    co_await talk(stream);
    error_code failure;
    std::string rest;
    auto into_rest = asio::dynamic_buffer(rest);
    while (!failure)
        co_await stream.async_read(into_rest, into(failure));
    seen->close_code = stream.reason().code;
}

Task<void> serve_plain(tcp::acceptor& acceptor, Talk<tcp::socket> talk, std::shared_ptr<Seen> seen) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    auto talking = converse(websocket::stream<tcp::socket>{std::move(socket)}, std::move(talk), seen);
    co_await std::move(talking);
}

using TlsStream = asio::ssl::stream<tcp::socket>;

Task<void> serve_tls(tcp::acceptor& acceptor, TestCertificates::Pair shown, Talk<TlsStream> talk,
                     std::shared_ptr<Seen> seen) {
    asio::ssl::context context{asio::ssl::context::tls_server};
    context.use_certificate_chain_file(shown.certificate_file);
    context.use_private_key_file(shown.key_file, asio::ssl::context::pem);
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    TlsStream stream{std::move(socket), context};
    error_code failure;
    co_await stream.async_handshake(asio::ssl::stream_base::server, into(failure));
    if (failure)
        co_return;
    auto talking = converse(websocket::stream<TlsStream>{std::move(stream)}, std::move(talk), seen);
    co_await std::move(talking);
}

/// Says back what it hears, `times` times.
template <class Stream>
Talk<Stream> echo(int times) {
    return [times](websocket::stream<Stream>& stream) -> Task<void> {
        for (int i = 0; i < times; ++i) {
            std::string heard;
            auto buffer = asio::dynamic_buffer(heard);
            co_await stream.async_read(buffer, asio::use_awaitable);
            stream.text(true);
            co_await stream.async_write(asio::buffer(heard), asio::use_awaitable);
        }
    };
}

class WebSocketClient : public testing::Test {
protected:
    std::uint16_t port() const { return acceptor.local_endpoint().port(); }
    void serve(Talk<tcp::socket> talk) {
        spawn_guarded(loop.get_executor(), "a server", serve_plain(acceptor, std::move(talk), seen));
    }
    void serve(TestCertificates::Pair const& shown) {
        spawn_guarded(loop.get_executor(), "a server", serve_tls(acceptor, shown, echo<TlsStream>(1), seen));
    }
    static WebSocketOptions options() {
        WebSocketOptions made;
        made.user_agent = "enedis2mqtt/test";
        made.deadline = milliseconds{5000};
        return made;
    }
    Result<WebSocketOpening> open(std::string const& url, WebSocketOptions with = options()) {
        return finish(loop, open_web_socket(url, std::move(with)));
    }
    std::unique_ptr<WebSocket> opened(WebSocketOptions with = options()) {
        auto opening = open(local("http", port(), "/api/websocket"), std::move(with));
        EXPECT_TRUE(opening) << opening.error().message;
        return opening ? std::move(opening->socket) : nullptr;
    }
    template <class T>
    ErrorCode code(Result<T> const& outcome) {
        EXPECT_TRUE(outcome.has_error());
        return outcome.has_error() ? outcome.error().code : ErrorCode::internal;
    }
    void settle() {
        loop.restart();
        while (loop.poll() > 0) {
        }
    }

    asio::io_context loop{1};
    tcp::acceptor acceptor{loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    std::shared_ptr<Seen> seen = std::make_shared<Seen>();
};

TEST_F(WebSocketClient, SaysAndHearsTexts) {
    serve(echo<tcp::socket>(2));
    auto const socket = opened();
    std::string const large(600'000, 'x'); // more than one segment, less than the limit
    for (auto const& text : {std::string{R"({"id":1})"}, large}) {
        ASSERT_TRUE(finish(loop, socket->send(text)));
        EXPECT_EQ(finish(loop, socket->receive()).value(), text);
    }
    EXPECT_EQ(seen->target, "/api/websocket");
    EXPECT_EQ(seen->agent, "enedis2mqtt/test");
}

TEST_F(WebSocketClient, SaysGoodbye) {
    serve(echo<tcp::socket>(0));
    auto const socket = opened();
    finish(loop, [](WebSocket& one) -> Task<bool> {
        co_await one.close();
        co_return true;
    }(*socket));
    settle();
    EXPECT_EQ(seen->close_code, websocket::close_code::normal);
}

TEST_F(WebSocketClient, AnswersPings) {
    bool answered = false;
    serve([&](websocket::stream<tcp::socket>& stream) -> Task<void> {
        stream.control_callback([&](websocket::frame_type kind, boost::beast::string_view) {
            answered = answered || kind == websocket::frame_type::pong;
        });
        co_await stream.async_ping({}, asio::use_awaitable);
        co_await echo<tcp::socket>(1)(stream);
    });
    auto const socket = opened();
    ASSERT_TRUE(finish(loop, socket->send("hello")));
    ASSERT_TRUE(finish(loop, socket->receive()));
    settle();
    EXPECT_TRUE(answered);
}

TEST_F(WebSocketClient, TellsTheStatusOfARefusedHandshake) {
    ScriptedPeer const peer{loop, {{"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"}}};
    auto const opening = open(local("http", peer.port()));
    ASSERT_TRUE(opening);
    EXPECT_EQ(opening->status, 403);
    EXPECT_EQ(opening->socket, nullptr);
}

TEST_F(WebSocketClient, TellsAnOrdinaryPageFromAWebSocket) {
    ScriptedPeer const peer{loop, {{ok("<html>")}}};
    auto const opening = open(local("http", peer.port()));
    ASSERT_TRUE(opening);
    EXPECT_EQ(opening->status, 200);
    EXPECT_EQ(opening->socket, nullptr);
}

TEST_F(WebSocketClient, TellsWhatIsNoHttp) {
    ScriptedPeer const peer{loop, {{"220 smtp ready\r\n"}}};
    EXPECT_EQ(code(open(local("http", peer.port()))), ErrorCode::not_understood);
}

TEST_F(WebSocketClient, TellsAClosedConnectionAndItsReason) {
    serve([](websocket::stream<tcp::socket>& stream) -> Task<void> {
        co_await stream.async_close({websocket::close_code::normal, "bye"}, asio::use_awaitable);
    });
    auto const socket = opened();
    auto const heard = finish(loop, socket->receive());
    EXPECT_EQ(code(heard), ErrorCode::unreachable);
    EXPECT_NE(heard.error().message.find("bye"), std::string::npos);
    EXPECT_EQ(code(finish(loop, socket->send("late"))), ErrorCode::unreachable);
}

TEST_F(WebSocketClient, TellsALostConnection) {
    serve([](websocket::stream<tcp::socket>& stream) -> Task<void> {
        error_code failure;
        stream.next_layer().set_option(asio::socket_base::linger{true, 0});
        stream.next_layer().close(failure);
        co_return;
    });
    auto const socket = opened();
    EXPECT_EQ(code(finish(loop, socket->receive())), ErrorCode::unreachable);
}

TEST_F(WebSocketClient, RefusesAMessageBeyondTheLimit) {
    serve(echo<tcp::socket>(1));
    auto with = options();
    with.largest_message = 1000;
    auto const socket = opened(std::move(with));
    ASSERT_TRUE(finish(loop, socket->send(std::string(1001, 'x'))));
    EXPECT_EQ(code(finish(loop, socket->receive())), ErrorCode::response_too_large);
}

TEST_F(WebSocketClient, WaitsNoLongerThanItsDeadline) {
    serve(echo<tcp::socket>(1));
    auto with = options();
    with.deadline = milliseconds{50};
    auto const socket = opened(std::move(with));
    EXPECT_EQ(code(finish(loop, socket->receive())), ErrorCode::timeout);

    ScriptedPeer const silent{loop, {{}}, true};
    auto again = options();
    again.deadline = milliseconds{50};
    EXPECT_EQ(code(open(local("http", silent.port()), std::move(again))), ErrorCode::timeout);
}

TEST_F(WebSocketClient, EndsAtOnceWhenCancelled) {
    serve(echo<tcp::socket>(1));
    auto const socket = opened();
    asio::cancellation_signal cancel;
    std::optional<std::exception_ptr> ended;
    asio::co_spawn(
        loop,
        [](WebSocket& one) -> Task<void> {
            auto hearing = one.receive();
            auto const heard = co_await std::move(hearing);
            EXPECT_TRUE(heard.has_error());
        }(*socket),
        asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr failure) { ended = failure; }));
    settle();
    EXPECT_FALSE(ended);
    cancel.emit(asio::cancellation_type::terminal);
    settle();
    EXPECT_TRUE(ended);
}

TEST_F(WebSocketClient, TellsWhoIsNotThere) {
    acceptor.close();
    tcp::acceptor gone{loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    auto const unused = gone.local_endpoint().port();
    gone.close();
    EXPECT_EQ(code(open(local("http", unused))), ErrorCode::unreachable);
    EXPECT_EQ(code(open("ftp://127.0.0.1/")), ErrorCode::bad_request);
}

TEST_F(WebSocketClient, SpeaksTls) {
    serve(certificates().localhost());
    auto with = options();
    with.ca_file = certificates().ca_file();
    auto opening = open("https://localhost:" + std::to_string(port()) + "/api/websocket", std::move(with));
    ASSERT_TRUE(opening) << opening.error().message;
    ASSERT_TRUE(opening->socket);
    ASSERT_TRUE(finish(loop, opening->socket->send("over TLS")));
    EXPECT_EQ(finish(loop, opening->socket->receive()).value(), "over TLS");
}

TEST_F(WebSocketClient, RefusesWhatIsNotProven) {
    serve(certificates().localhost());
    EXPECT_EQ(code(open(local("https", port()))), ErrorCode::tls_failed) << "an unknown authority";
    serve(certificates().other_host());
    auto with = options();
    with.ca_file = certificates().ca_file();
    EXPECT_EQ(code(open(local("https", port()), with)), ErrorCode::tls_failed) << "another host";
    EXPECT_EQ(seen->target, "") << "nothing was asked";
    with.ca_file = "/nowhere/ca.pem";
    EXPECT_EQ(code(open(local("https", port()), with)), ErrorCode::tls_failed);
}

} // namespace
} // namespace enedis2mqtt::http::test
