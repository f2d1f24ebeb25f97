#include "component/http/peers.hpp"
#include "support/test_certificates.hpp"

namespace enedis2mqtt::http::test {
namespace {

/// Says what it is given, then waits for more.
class Teller final : public BodyStream {
public:
    explicit Teller(std::vector<std::string> parts, bool stays = true)
        : parts_(std::move(parts)), stays_(stays) {}
    ~Teller() override { ++gone; }

    Task<Result<std::optional<std::string>>> next() override {
        if (said_ < parts_.size())
            co_return std::optional{parts_[said_++]};
        if (!stays_)
            co_return std::optional<std::string>{};
        ++waiting;
        asio::steady_timer never{co_await asio::this_coro::executor, asio::steady_timer::time_point::max()};
        co_await never.async_wait(asio::use_awaitable);
        co_return std::optional<std::string>{};
    }

    static int gone;
    static int waiting;

private:
    std::vector<std::string> parts_;
    std::size_t said_ = 0;
    bool stays_;
};
int Teller::gone = 0;
int Teller::waiting = 0;

class HttpServerStream : public testing::Test {
protected:
    void SetUp() override { Teller::gone = Teller::waiting = 0; }

    std::unique_ptr<Server> serve(std::shared_ptr<BodyStream> stream, ServerOptions options = {}) {
        return listen(loop.get_executor(), std::move(options),
                      [stream](ServerRequest) -> Task<Response> {
                          Response response{200};
                          response.headers.set("Content-Type", "text/event-stream");
                          response.stream = stream;
                          co_return response;
                      })
            .value();
    }
    std::string hear(Server const& server, std::string bytes) {
        return finish(loop, say(server.port(), std::move(bytes)));
    }
    tcp::socket connected(Server const& server) {
        tcp::socket socket{loop};
        socket.connect(tcp::endpoint{asio::ip::address_v4::loopback(), server.port()});
        asio::write(socket, asio::buffer(std::string{"GET / HTTP/1.1\r\n\r\n"}));
        return socket;
    }
    void until(int const& count, int wanted) {
        loop.restart();
        auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds{5};
        while (count < wanted && std::chrono::steady_clock::now() < deadline)
            loop.run_one_until(deadline);
        EXPECT_EQ(count, wanted);
    }

    asio::io_context loop{1};
};

TEST_F(HttpServerStream, SendsPartAfterPartAndEndsWithTheConnection) {
    auto server = serve(std::make_shared<Teller>(std::vector<std::string>{"one ", "two"}, false));
    EXPECT_EQ(hear(*server, "GET / HTTP/1.1\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
              "Connection: close\r\n\r\n4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n");
}

TEST_F(HttpServerStream, SendsNoChunksToAClientOfHttp10) {
    auto server = serve(std::make_shared<Teller>(std::vector<std::string>{"one ", "two"}, false));
    EXPECT_EQ(hear(*server, "GET / HTTP/1.0\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\none two");
}

TEST_F(HttpServerStream, SendsHeadAloneToHead) {
    auto server = serve(std::make_shared<Teller>(std::vector<std::string>{"one"}));
    EXPECT_TRUE(hear(*server, "HEAD / HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n"));
    EXPECT_EQ(Teller::waiting, 0);
}

TEST_F(HttpServerStream, EndsWhenTheClientLeaves) {
    auto server = listen(loop.get_executor(), {}, [](ServerRequest) -> Task<Response> {
                      Response response{200};
                      response.stream = std::make_shared<Teller>(std::vector<std::string>{"one"});
                      co_return response;
                  }).value();
    auto socket = connected(*server);
    until(Teller::waiting, 1);
    socket.close();
    until(Teller::gone, 1);
}

TEST_F(HttpServerStream, EndsWhenTheServerStops) {
    auto server = serve(std::make_shared<Teller>(std::vector<std::string>{"one"}));
    auto const heard = start(loop, say(server->port(), "GET / HTTP/1.1\r\n\r\n"));
    until(Teller::waiting, 1);
    server->stop();
    server.reset();
    loop.restart();
    loop.run();
    ASSERT_TRUE(heard->has_value());
    EXPECT_TRUE((*heard)->ends_with("one\r\n"));
    EXPECT_EQ(Teller::gone, 1);
}

TEST_F(HttpServerStream, CutsAReaderThatTakesNothing) {
    ServerOptions options;
    options.idle_limit = milliseconds{50};
    auto server = serve(std::make_shared<Teller>(std::vector<std::string>(64, std::string(1024 * 1024, 'x'))),
                        std::move(options));
    auto socket = connected(*server); // and reads nothing
    loop.run_for(milliseconds{300});
    server.reset();
    loop.restart();
    loop.run();
    EXPECT_EQ(Teller::gone, 1);
    EXPECT_EQ(Teller::waiting, 0) << "it never came to the end of 64 MB";
}

TEST_F(HttpServerStream, BreaksOffWhenItsSourceFailsSoThatTheClientCanTell) {
    struct Broken final : BodyStream {
        Task<Result<std::optional<std::string>>> next() override {
            if (!std::exchange(begun, true))
                co_return std::optional<std::string>{"one"};
            co_return Error{ErrorCode::store_corrupt, "on purpose"};
        }
        bool begun = false;
    };
    auto server = serve(std::make_shared<Broken>());
    EXPECT_TRUE(hear(*server, "GET / HTTP/1.1\r\n\r\n").ends_with("3\r\none\r\n")) << "no last chunk";
}

TEST_F(HttpServerStream, BreaksOffWhenItsSourceThrows) {
    struct Broken final : BodyStream {
        Task<Result<std::optional<std::string>>> next() override { throw std::runtime_error{"on purpose"}; }
    };
    auto server = serve(std::make_shared<Broken>());
    EXPECT_TRUE(hear(*server, "GET / HTTP/1.1\r\n\r\n").ends_with("Connection: close\r\n\r\n"));
}

TEST_F(HttpServerStream, GoesOverTlsToo) {
    enedis2mqtt::test::TestCertificates const certificates;
    ServerOptions options;
    options.certificate_file = certificates.localhost().certificate_file;
    options.key_file = certificates.localhost().key_file;
    auto server =
        serve(std::make_shared<Teller>(std::vector<std::string>{"one ", "two"}, false), std::move(options));
    auto with = impatient();
    with.ca_file = certificates.ca_file();
    auto client = make_client(loop, std::move(with));
    auto const response = finish(loop, client->send(get(local("https", server->port()))));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "one two");
}

class HttpServerLimits : public HttpServerStream {
protected:
    std::unique_ptr<Server> serve_body_size(ServerOptions options) {
        return listen(loop.get_executor(), std::move(options),
                      [](ServerRequest request) -> Task<Response> {
                          co_return Response{200, std::to_string(request.body.size()) +
                                                      (request.secure ? " secure" : "")};
                      })
            .value();
    }
    static std::string post(std::string const& path, std::size_t size, std::string const& more = {}) {
        return "POST " + path + " HTTP/1.1\r\nConnection: close\r\n" + more +
               "Content-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x');
    }
};

TEST_F(HttpServerLimits, HoldsABodyToTheLimitOfItsPath) {
    ServerOptions options;
    options.largest_body = 1;
    options.body_limit = [](ServerRequest const& head) -> std::size_t {
        EXPECT_EQ(head.body, "");
        return head.path == "/large" ? 2000 : 100;
    };
    auto server = serve_body_size(std::move(options));
    EXPECT_TRUE(hear(*server, post("/large", 2000)).ends_with("2000"));
    EXPECT_TRUE(hear(*server, post("/large", 2001)).starts_with("HTTP/1.1 413 "));
    EXPECT_TRUE(hear(*server, post("/small", 100)).ends_with("100"));
    EXPECT_TRUE(hear(*server, post("/small", 101)).starts_with("HTTP/1.1 413 "));
}

TEST_F(HttpServerLimits, HoldsAChunkedBodyToIt) {
    ServerOptions options;
    options.largest_body = 10;
    auto server = serve_body_size(std::move(options));
    auto const head =
        std::string{"POST / HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"};
    EXPECT_TRUE(hear(*server, head + "5\r\nxxxxx\r\n5\r\nxxxxx\r\n0\r\n\r\n").ends_with("10"));
    EXPECT_TRUE(hear(*server, head + "5\r\nxxxxx\r\n6\r\nxxxxxx\r\n0\r\n\r\n").starts_with("HTTP/1.1 413 "));
}

TEST_F(HttpServerLimits, TellsAClientThatWaitsToGoOn) {
    auto server = serve_body_size({});
    auto const heard = hear(*server, post("/", 3, "Expect: 100-continue\r\n"));
    EXPECT_TRUE(heard.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")) << heard;
}

TEST_F(HttpServerLimits, RefusesInTheWordsOfItsOwner) {
    ServerOptions options;
    options.largest_body = 1;
    options.refusal = [](int status) { return Response{status, "sorry " + std::to_string(status)}; };
    auto server = serve_body_size(std::move(options));
    EXPECT_TRUE(hear(*server, post("/", 2)).ends_with("sorry 413"));
    EXPECT_TRUE(hear(*server, "what?\r\n\r\n").ends_with("sorry 400"));
}

TEST_F(HttpServerLimits, GivesOneClientItsShareOfConnections) {
    ServerOptions options;
    options.most_connections_of_client = 1;
    auto server = serve_body_size(std::move(options));
    auto const address = asio::ip::make_address("127.0.0.2");
    tcp::socket held{loop};
    held.connect(tcp::endpoint{asio::ip::address_v4::loopback(), server->port()});
    EXPECT_EQ(hear(*server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), "");
    tcp::socket other{loop, tcp::endpoint{address, 0}};
    other.connect(tcp::endpoint{asio::ip::address_v4::loopback(), server->port()});
    asio::write(other, asio::buffer(std::string{"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"}));
    std::array<char, 64> bytes{};
    std::size_t size = 0;
    other.async_read_some(asio::buffer(bytes), [&](error_code, std::size_t read) { size = read; });
    loop.restart();
    while (size == 0 && loop.run_one_for(std::chrono::seconds{5}) > 0) {
    }
    EXPECT_GT(size, 0U);
}

} // namespace
} // namespace enedis2mqtt::http::test
