#include "component/http/peers.hpp"

namespace enedis2mqtt::http::test {
namespace {

class HttpServer : public testing::Test {
protected:
    std::unique_ptr<Server> serve(Handler handler, ServerOptions options = {}) {
        return listen(loop.get_executor(), std::move(options), std::move(handler)).value();
    }

    std::string hear(Server const& server, std::string bytes) {
        return finish(loop, say(server.port(), std::move(bytes)));
    }

    static Task<Response> fine(ServerRequest request) { co_return Response{200, "fine: " + request.path}; }

    asio::io_context loop{1};
};

std::size_t count(std::string const& text, std::string const& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

TEST_F(HttpServer, DecodesPathAndQuery) {
    ServerRequest seen;
    auto server = serve([&](ServerRequest request) -> Task<Response> {
        seen = std::move(request);
        co_return Response{204};
    });
    auto const heard = hear(*server, "DELETE /d%C3%A9p%20t?start=2026-11-22&name=a+b HTTP/1.1\r\nHost: "
                                     "x\r\nX-Y: z\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(seen.method, Method::del);
    EXPECT_EQ(seen.path, "/d\u00e9p t");
    EXPECT_EQ(seen.parameter("start"), "2026-11-22");
    EXPECT_EQ(seen.parameter("name"), "a b");
    EXPECT_EQ(seen.parameter("absent"), "");
    EXPECT_EQ(seen.headers["x-y"], "z");
    EXPECT_EQ(seen.client_address, "127.0.0.1");
    EXPECT_EQ(heard, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
}

TEST_F(HttpServer, AnswersWithHeadersLengthAndBody) {
    auto server = serve([](ServerRequest) -> Task<Response> {
        Response response{200, "{}"};
        response.headers.set("Content-Type", "application/json");
        co_return response;
    });
    EXPECT_EQ(hear(*server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: "
              "close\r\n\r\n{}");
}

TEST_F(HttpServer, AnswersEveryRequestOfAKeptConnection) {
    auto server = serve(fine);
    auto const heard = hear(*server, "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(count(heard, "HTTP/1.1 200 OK"), 2U) << heard;
    EXPECT_LT(heard.find("fine: /1"), heard.find("fine: /2"));
}

TEST_F(HttpServer, HangsUpOnAnOldClient) {
    auto server = serve(fine);
    EXPECT_EQ(count(hear(*server, "GET /1 HTTP/1.0\r\n\r\n"), "fine: /1"), 1U);
}

TEST_F(HttpServer, SendsNoBodyToHead) {
    auto server = serve(fine);
    auto const heard = hear(*server, "HEAD /1 HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(count(heard, "Content-Length: 8"), 1U) << heard;
    EXPECT_TRUE(heard.ends_with("\r\n\r\n")) << heard;
    auto client = make_client(loop, impatient());
    EXPECT_EQ(
        finish(loop, client->send(Request{Method::head, local("http", server->port(), "/1")})).value().body,
        "");
}

TEST_F(HttpServer, RefusesABodyBeyondItsLimitAndIsHeard) {
    auto server = serve(fine);
    auto client = make_client(loop, impatient());
    Request request{Method::post, local("http", server->port())};
    request.body.assign(8UL * 1024 * 1024, 'x');
    EXPECT_EQ(finish(loop, client->send(std::move(request))).value().status, 413);
}

TEST_F(HttpServer, RefusesAHeaderBeyondItsLimit) {
    auto server = serve(fine);
    auto const heard = hear(*server, "GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
    EXPECT_TRUE(heard.starts_with("HTTP/1.1 431 ")) << heard;
}

TEST_F(HttpServer, RefusesWhatIsNoRequest) {
    auto server = serve(fine);
    EXPECT_TRUE(hear(*server, "what?\r\n\r\n").starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(hear(*server, "GET /%zz HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(hear(*server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(HttpServer, CutsAClientThatIsTooSlow) {
    ServerOptions options;
    options.idle_limit = milliseconds{30};
    auto server = serve(fine, std::move(options));
    EXPECT_EQ(hear(*server, ""), "");
    EXPECT_EQ(hear(*server, "GET / HT"), "");
    EXPECT_EQ(hear(*server, "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf"), "");
}

TEST_F(HttpServer, LetsAHandlerTakeItsTime) {
    ServerOptions options;
    options.idle_limit = milliseconds{20};
    auto server = serve(
        [](ServerRequest) -> Task<Response> {
            asio::steady_timer pause{co_await asio::this_coro::executor, milliseconds{60}};
            co_await pause.async_wait(asio::use_awaitable);
            co_return Response{200};
        },
        std::move(options));
    EXPECT_TRUE(hear(*server, "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(HttpServer, TurnsAnExceptionInto500AndGoesOn) {
    auto server = serve([](ServerRequest request) -> Task<Response> {
        if (request.path == "/throw")
            throw std::runtime_error{"on purpose"};
        co_return Response{200};
    });
    auto const heard =
        hear(*server, "GET /throw HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(heard.starts_with("HTTP/1.1 500 ")) << heard;
    EXPECT_EQ(count(heard, "HTTP/1.1 200 "), 1U) << heard;
    EXPECT_EQ(count(heard, "on purpose"), 0U) << heard;
}

TEST_F(HttpServer, NeverSendsAHeaderThatWouldEndItsLine) {
    auto server = serve([](ServerRequest) -> Task<Response> {
        Response response{302};
        response.headers.set("Location", "/\r\nSet-Cookie: stolen=1");
        co_return response;
    });
    auto const heard = hear(*server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(heard.starts_with("HTTP/1.1 500 ")) << heard;
    EXPECT_EQ(count(heard, "stolen"), 0U);
}

TEST_F(HttpServer, ClosesConnectionsBeyondItsLimit) {
    ServerOptions options;
    options.most_connections = 1;
    auto server = serve(fine, std::move(options));
    tcp::socket held{loop};
    held.connect(tcp::endpoint{asio::ip::address_v4::loopback(), server->port()});
    EXPECT_EQ(hear(*server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), "");
    held.close();
    loop.run_for(milliseconds{5});
    loop.restart();
    EXPECT_NE(hear(*server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), "");
}

TEST_F(HttpServer, EndsHeldHandlersAndIdleConnectionsWhenStopped) {
    int inside = 0;
    auto server = serve([&](ServerRequest) -> Task<Response> {
        ++inside;
        asio::steady_timer never{co_await asio::this_coro::executor, asio::steady_timer::time_point::max()};
        co_await never.async_wait(asio::use_awaitable);
        co_return Response{200};
    });
    auto const asked = start(loop, say(server->port(), "GET / HTTP/1.1\r\n\r\n"));
    auto const idle = start(loop, say(server->port(), "GET"));
    while (inside == 0)
        loop.run_one();
    server->stop();
    loop.run();
    EXPECT_EQ(**asked, "");
    EXPECT_EQ(**idle, "");
}

TEST_F(HttpServer, MayBeDestroyedBeforeItsConnectionsEnd) {
    auto server = serve(fine);
    auto const idle = start(loop, say(server->port(), "GET"));
    for (int i = 0; i < 5; ++i)
        loop.run_one();
    server.reset();
    loop.run();
    EXPECT_EQ(**idle, "");
}

TEST_F(HttpServer, MayBeDestroyedFromItsOwnHandler) {
    std::unique_ptr<Server> server;
    server = serve([&](ServerRequest) -> Task<Response> {
        server.reset();
        co_return Response{200};
    });
    hear(*server, "GET / HTTP/1.1\r\n\r\n");
    EXPECT_FALSE(server);
    loop.run();
}

TEST_F(HttpServer, DripsOneByteASecond) {
    auto server = serve([](ServerRequest) -> Task<Response> {
        Response response{200, "slow"};
        response.fault = Fault::drip;
        co_return response;
    });
    tcp::socket socket{loop};
    socket.connect(tcp::endpoint{asio::ip::address_v4::loopback(), server->port()});
    asio::write(socket, asio::buffer(std::string{"GET / HTTP/1.1\r\n\r\n"}));
    loop.run_for(milliseconds{100});
    EXPECT_EQ(socket.available(), 1U);
}

TEST_F(HttpServer, SaysWhenItCannotListen) {
    auto server = serve(fine);
    ServerOptions taken;
    taken.port = server->port();
    auto const second = listen(loop.get_executor(), taken, fine);
    ASSERT_TRUE(second.has_error());
    EXPECT_EQ(second.error().code, ErrorCode::cannot_listen);
    EXPECT_NE(second.error().message.find("127.0.0.1:" + std::to_string(taken.port)), std::string::npos);

    ServerOptions nowhere;
    nowhere.address = "host.invalid";
    EXPECT_EQ(listen(loop.get_executor(), nowhere, fine).error().code, ErrorCode::cannot_listen);

    ServerOptions unreadable;
    unreadable.certificate_file = "/nowhere/certificate.pem";
    EXPECT_EQ(listen(loop.get_executor(), unreadable, fine).error().code, ErrorCode::tls_failed);
}

} // namespace
} // namespace enedis2mqtt::http::test
