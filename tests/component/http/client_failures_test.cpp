#include "component/http/peers.hpp"

namespace enedis2mqtt::http::test {
namespace {

class HttpClientFailure : public testing::Test {
protected:
    ErrorCode code(std::string const& url, ClientOptions options = impatient()) {
        auto client = make_client(loop, std::move(options));
        auto const response = finish(loop, client->send(get(url)));
        auto const found = code_of(response);
        if (response.has_error())
            message = response.error().message;
        return found;
    }

    /// What becomes of an answer after which the server holds the line.
    ErrorCode code_of_answer(std::string answer, ClientOptions options = impatient(), bool hold = true) {
        ScriptedPeer peer{loop, {{std::move(answer)}}, hold};
        return code(local("http", peer.port()), std::move(options));
    }

    ErrorCode code_of_fault(Fault fault, milliseconds deadline = milliseconds{5000}) {
        auto server = listen(loop.get_executor(), {}, [fault](ServerRequest) -> Task<Response> {
                          Response response{200, "[1,2,3]"};
                          response.fault = fault;
                          co_return response;
                      }).value();
        return code(local("http", server->port()), impatient(deadline));
    }

    asio::io_context loop{1};
    std::string message;
};

TEST_F(HttpClientFailure, AnUnknownHostIsNamed) {
    EXPECT_EQ(code("http://host.invalid/secret-path"), ErrorCode::host_unknown);
    EXPECT_NE(message.find("host.invalid"), std::string::npos);
    EXPECT_EQ(message.find("secret-path"), std::string::npos);
}

TEST_F(HttpClientFailure, ARefusedConnectionIsUnreachable) {
    tcp::acceptor placeholder{loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    auto const port = placeholder.local_endpoint().port();
    placeholder.close();
    EXPECT_EQ(code(local("http", port)), ErrorCode::unreachable);
    EXPECT_NE(message.find("127.0.0.1:" + std::to_string(port)), std::string::npos) << message;
    EXPECT_NE(message.find("refused"), std::string::npos) << message;
}

TEST_F(HttpClientFailure, AResetIsUnreachable) {
    EXPECT_EQ(code_of_fault(Fault::reset), ErrorCode::unreachable);
}

TEST_F(HttpClientFailure, ATruncatedAnswerIsUnreachable) {
    EXPECT_EQ(code_of_fault(Fault::truncate), ErrorCode::unreachable);
    EXPECT_NE(message.find("before the end"), std::string::npos) << message;
}

TEST_F(HttpClientFailure, ASlowDripTimesOut) {
    EXPECT_EQ(code_of_fault(Fault::drip, milliseconds{50}), ErrorCode::timeout);
}

TEST_F(HttpClientFailure, ASilentServerTimesOut) {
    EXPECT_EQ(code_of_answer("", impatient(milliseconds{50})), ErrorCode::timeout);
}

TEST_F(HttpClientFailure, AServerThatNeverShakesHandsTimesOut) {
    ScriptedPeer peer{loop, {{""}}, true};
    EXPECT_EQ(code(local("https", peer.port()), impatient(milliseconds{50})), ErrorCode::timeout);
}

TEST_F(HttpClientFailure, SomethingElseThanHttpIsNotUnderstood) {
    EXPECT_EQ(code_of_answer("SSH-2.0-OpenSSH_9.2\r\n\r\n"), ErrorCode::not_understood);
    EXPECT_EQ(code_of_answer("HTTP/1.1 abc OK\r\n\r\n"), ErrorCode::not_understood);
    EXPECT_EQ(code_of_answer("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"), ErrorCode::not_understood);
    EXPECT_EQ(code_of_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
              ErrorCode::not_understood);
}

TEST_F(HttpClientFailure, AnAnswerAnnouncedTooLargeIsRefusedBeforeItsBody) {
    EXPECT_EQ(code_of_answer("HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n"),
              ErrorCode::response_too_large);
}

TEST_F(HttpClientFailure, ALargeAnswerIsCutWhereTheLimitIs) {
    auto options = impatient();
    options.largest_body = 1000;
    std::string const chunk = "3e8\r\n" + std::string(1000, 'x') + "\r\n";
    std::string const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(code_of_answer(head + chunk + chunk, options), ErrorCode::response_too_large);
    EXPECT_EQ(code_of_answer("HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x'), options),
              ErrorCode::response_too_large);
}

TEST_F(HttpClientFailure, FiftyMegabytesOnTheWireAreRefused) {
    auto server = listen(loop.get_executor(), {}, [](ServerRequest) -> Task<Response> {
                      co_return Response{200, std::string(50UL * 1024 * 1024, ' ')};
                  }).value();
    EXPECT_EQ(code(local("http", server->port())), ErrorCode::response_too_large);
}

TEST_F(HttpClientFailure, AnEndlessHeaderIsRefused) {
    EXPECT_EQ(code_of_answer("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')),
              ErrorCode::response_too_large);
}

TEST_F(HttpClientFailure, ABadUrlIsABadRequest) {
    EXPECT_EQ(code("ftp://host/"), ErrorCode::bad_request);
    EXPECT_EQ(code("no url"), ErrorCode::bad_request);
}

TEST_F(HttpClientFailure, AHeaderThatWouldEndItsLineIsABadRequest) {
    auto client = make_client(loop, impatient());
    auto request = get("http://host.invalid/");
    request.headers.set("Authorization", "Bearer abc\r\nX-Injected: 1");
    auto const response = finish(loop, client->send(std::move(request)));
    EXPECT_EQ(code_of(response), ErrorCode::bad_request);
    EXPECT_EQ(response.error().message.find("abc"), std::string::npos);
}

TEST_F(HttpClientFailure, DoesNotSpoilTheNextRequest) {
    ScriptedPeer peer{loop, {{"nonsense\r\n\r\n"}, {ok("fine")}}};
    auto client = make_client(loop, impatient());
    EXPECT_EQ(code_of(finish(loop, client->send(get(local("http", peer.port()))))),
              ErrorCode::not_understood);
    EXPECT_EQ(finish(loop, client->send(get(local("http", peer.port())))).value().body, "fine");
}

} // namespace
} // namespace enedis2mqtt::http::test
