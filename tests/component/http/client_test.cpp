#include "component/http/peers.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>

namespace enedis2mqtt::http::test {
namespace {

class HttpClient : public testing::Test {
protected:
    Result<Response> send(Client& client, Request request) {
        return finish(loop, client.send(std::move(request)));
    }

    asio::io_context loop{1};
};

TEST_F(HttpClient, BringsStatusHeadersAndBody) {
    ScriptedPeer peer{loop, {{"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 3\r\n\r\nno!"}}};
    auto client = make_client(loop, impatient());
    auto const response = send(*client, get(local("http", peer.port()))).value();
    EXPECT_EQ(response.status, 429);
    EXPECT_EQ(response.headers["retry-after"], "7");
    EXPECT_EQ(response.body, "no!");
}

TEST_F(HttpClient, SaysWhoItIsAndWhomItAsks) {
    ScriptedPeer peer{loop, {{ok("")}}};
    auto client = make_client(loop, impatient());
    auto request = get(local("http", peer.port(), "/a%20b?c=d+e"));
    request.headers.set("Authorization", "Bearer abc");
    ASSERT_TRUE(send(*client, std::move(request)));
    auto const& said = peer.requests().at(0);
    EXPECT_TRUE(said.starts_with("GET /a%20b?c=d+e HTTP/1.1\r\n")) << said;
    EXPECT_NE(said.find("\r\nHost: 127.0.0.1:" + std::to_string(peer.port()) + "\r\n"), std::string::npos)
        << said;
    EXPECT_NE(said.find("\r\nUser-Agent: enedis2mqtt/test\r\n"), std::string::npos) << said;
    EXPECT_NE(said.find("\r\nAccept-Encoding: identity\r\n"), std::string::npos) << said;
    EXPECT_NE(said.find("\r\nAuthorization: Bearer abc\r\n"), std::string::npos) << said;
    EXPECT_EQ(said.find("Content-Length"), std::string::npos) << said;
}

TEST_F(HttpClient, PostsABody) {
    ServerRequest seen;
    auto server = listen(loop.get_executor(), {}, [&](ServerRequest request) -> Task<Response> {
                      seen = std::move(request);
                      co_return Response{201};
                  }).value();
    auto client = make_client(loop, impatient());
    Request request{Method::post, local("http", server->port(), "/token")};
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.body = "grant_type=client_credentials";
    EXPECT_EQ(send(*client, std::move(request)).value().status, 201);
    EXPECT_EQ(seen.method, Method::post);
    EXPECT_EQ(seen.headers["content-type"], "application/x-www-form-urlencoded");
    EXPECT_EQ(seen.body, "grant_type=client_credentials");
}

TEST_F(HttpClient, KeepsTheConnection) {
    ScriptedPeer peer{loop, {{ok("a"), ok("b"), ok("c")}}};
    auto client = make_client(loop, impatient());
    for (auto const* expected : {"a", "b", "c"})
        EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, expected);
    EXPECT_EQ(peer.connections(), 1U);
}

TEST_F(HttpClient, OpensAnotherConnectionWhenTheServerClosedTheKeptOne) {
    ScriptedPeer peer{loop, {{ok("a")}, {ok("b")}}};
    auto client = make_client(loop, impatient());
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "a");
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "b");
    EXPECT_EQ(peer.requests().size(), 2U);
}

TEST_F(HttpClient, OpensAnotherConnectionWhenTheServerSaidSomethingMeanwhile) {
    ScriptedPeer peer{loop, {{ok("a")}, {ok("b")}}, true};
    auto client = make_client(loop, impatient());
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "a");
    loop.poll();
    peer.add("HTTP/1.1 408 Too Late\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "b");
}

TEST_F(HttpClient, DoesNotKeepAConnectionThatSaidMoreThanItsAnswer) {
    ScriptedPeer peer{loop, {{ok("a") + ok("unasked")}, {ok("b")}}, true};
    auto client = make_client(loop, impatient());
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "a");
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "b");
}

TEST_F(HttpClient, AsksAgainOnceWhenAKeptConnectionClosesWithoutAnAnswer) {
    ScriptedPeer peer{loop, {{ok("a"), ""}, {ok("b")}}};
    auto client = make_client(loop, impatient());
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "a");
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "b");
    EXPECT_EQ(peer.requests().size(), 3U);
}

TEST_F(HttpClient, AsksAgainOnceOnly) {
    ScriptedPeer peer{loop, {{ok("a"), ""}, {""}, {ok("never asked")}}};
    auto client = make_client(loop, impatient());
    ASSERT_TRUE(send(*client, get(local("http", peer.port()))));
    EXPECT_EQ(code_of(send(*client, get(local("http", peer.port())))), ErrorCode::unreachable);
    EXPECT_EQ(peer.requests().size(), 3U);
}

TEST_F(HttpClient, AsksForLeaveEachTimeItWrites) {
    ScriptedPeer peer{loop, {{ok("a"), ""}, {ok("b")}}};
    auto client = make_client(loop, impatient());
    int asked = 0;
    auto const leave = [&]() -> Task<Result<void>> {
        EXPECT_EQ(peer.requests().size(), static_cast<std::size_t>(asked)) << "before it writes";
        ++asked;
        co_return Result<void>{};
    };
    for (auto const* expected : {"a", "b"})
        EXPECT_EQ(finish(loop, client->send(get(local("http", peer.port())), leave)).value().body, expected);
    EXPECT_EQ(peer.requests().size(), 3U) << "the kept connection was closed";
    EXPECT_EQ(asked, 3);
}

TEST_F(HttpClient, AsksForLeaveInTheTurnOfTheRequest) {
    ScriptedPeer peer{loop, {{ok("a"), ok("b")}}};
    auto client = make_client(loop, impatient());
    std::vector<std::size_t> answered_before;
    auto const leave = [&]() -> Task<Result<void>> {
        answered_before.push_back(peer.requests().size());
        co_return Result<void>{};
    };
    auto const first = start(loop, client->send(get(local("http", peer.port())), leave));
    EXPECT_EQ(finish(loop, client->send(get(local("http", peer.port())), leave)).value().body, "b");
    EXPECT_EQ(answered_before, (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ((*first)->value().body, "a");
}

TEST_F(HttpClient, WritesNothingWithoutLeave) {
    ScriptedPeer peer{loop, {{ok("a")}, {ok("b")}}};
    auto client = make_client(loop, impatient());
    auto const refuse = []() -> Task<Result<void>> {
        co_return Error{ErrorCode::budget_spent, "no call is left"};
    };
    EXPECT_EQ(code_of(finish(loop, client->send(get(local("http", peer.port())), refuse))),
              ErrorCode::budget_spent);
    EXPECT_TRUE(peer.requests().empty());
    EXPECT_TRUE(send(*client, get(local("http", peer.port())))) << "the next one goes on";
}

TEST_F(HttpClient, AsksForNoLeaveWithoutAConnection) {
    std::uint16_t port = 0;
    {
        tcp::acceptor const nobody{loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
        port = nobody.local_endpoint().port();
    }
    auto client = make_client(loop, impatient());
    auto const leave = []() -> Task<Result<void>> {
        ADD_FAILURE() << "nothing can be written";
        co_return Result<void>{};
    };
    EXPECT_EQ(code_of(finish(loop, client->send(get(local("http", port)), leave))), ErrorCode::unreachable);
}

TEST_F(HttpClient, DoesNotAskAgainOnAFreshConnection) {
    ScriptedPeer peer{loop, {{""}, {ok("never asked")}}};
    auto client = make_client(loop, impatient());
    EXPECT_EQ(code_of(send(*client, get(local("http", peer.port())))), ErrorCode::unreachable);
    EXPECT_EQ(peer.requests().size(), 1U);
}

TEST_F(HttpClient, DoesNotAskAgainOnceAnAnswerHasBegun) {
    ScriptedPeer peer{loop, {{ok("a"), "HTTP/1.1 2"}, {ok("never asked")}}};
    auto client = make_client(loop, impatient());
    ASSERT_TRUE(send(*client, get(local("http", peer.port()))));
    EXPECT_EQ(code_of(send(*client, get(local("http", peer.port())))), ErrorCode::unreachable);
    EXPECT_EQ(peer.requests().size(), 2U);
}

TEST_F(HttpClient, DoesNotKeepAConnectionThatTheServerWantsClosed) {
    ScriptedPeer peer{
        loop, {{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na"}, {ok("b")}}, true};
    auto client = make_client(loop, impatient());
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "a");
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "b");
}

TEST_F(HttpClient, DoesNotReuseAConnectionThatWasIdleTooLong) {
    ScriptedPeer peer{loop, {{ok("a")}, {ok("b")}}, true};
    auto options = impatient();
    options.keep_alive = milliseconds{0};
    auto client = make_client(loop, std::move(options));
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "a");
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "b");
    EXPECT_EQ(peer.connections(), 2U);
}

TEST_F(HttpClient, ReadsAnAnswerUntilItsEndWhenNoLengthIsGiven) {
    ScriptedPeer peer{loop, {{"HTTP/1.1 200 OK\r\n\r\nall of it"}}};
    auto client = make_client(loop, impatient());
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "all of it");
}

TEST_F(HttpClient, PutsChunksTogether) {
    ScriptedPeer peer{
        loop,
        {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
          ok("next")}}};
    auto client = make_client(loop, impatient());
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "abcde");
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "next");
}

TEST_F(HttpClient, WaitsForTheFinalAnswerBehindAnInterimOne) {
    ScriptedPeer peer{loop, {{"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok("final")}}};
    auto client = make_client(loop, impatient());
    auto const response = send(*client, get(local("http", peer.port()))).value();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "final");
}

TEST_F(HttpClient, FollowsNoRedirect) {
    ScriptedPeer peer{loop, {{"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"}}};
    auto client = make_client(loop, impatient());
    auto const response = send(*client, get(local("http", peer.port()))).value();
    EXPECT_EQ(response.status, 302);
    EXPECT_EQ(response.headers["Location"], "/login");
    EXPECT_EQ(peer.requests().size(), 1U);
}

TEST_F(HttpClient, QueuesRequestsToOneHostOnOneConnectionInOrder) {
    int inside = 0, most_inside = 0;
    std::vector<std::string> order;
    ServerOptions options;
    options.most_connections = 1;
    auto server =
        listen(loop.get_executor(), std::move(options), [&](ServerRequest request) -> Task<Response> {
            most_inside = std::max(most_inside, ++inside);
            order.push_back(request.path);
            asio::steady_timer pause{co_await asio::this_coro::executor, milliseconds{1}};
            co_await pause.async_wait(asio::use_awaitable);
            --inside;
            co_return Response{200, request.path};
        }).value();
    auto client = make_client(loop, impatient());
    auto const first = start(loop, client->send(get(local("http", server->port(), "/1"))));
    auto const second = start(loop, client->send(get(local("http", server->port(), "/2"))));
    EXPECT_EQ(send(*client, get(local("http", server->port(), "/3"))).value().body, "/3");
    EXPECT_EQ((*first)->value().body, "/1");
    EXPECT_EQ((*second)->value().body, "/2");
    EXPECT_EQ(most_inside, 1);
    EXPECT_EQ(order, (std::vector<std::string>{"/1", "/2", "/3"}));
}

TEST_F(HttpClient, CountsTheDeadlineFromARequestsTurn) {
    ScriptedPeer peer{loop, {{""}, {ok("in time")}}, true};
    auto client = make_client(loop, impatient(milliseconds{100}));
    auto const held = start(loop, client->send(get(local("http", peer.port()))));
    EXPECT_EQ(send(*client, get(local("http", peer.port()))).value().body, "in time");
    EXPECT_EQ(code_of(**held), ErrorCode::timeout);
}

TEST_F(HttpClient, EndsAsCancelledWhenStoppedAndLetsTheNextOneGo) {
    ScriptedPeer peer{loop, {{""}, {ok("next")}}, true};
    auto client = make_client(loop, impatient());
    asio::cancellation_signal stop;
    auto outcome = std::make_shared<std::optional<Result<Response>>>();
    asio::co_spawn(
        loop, keep(client->send(get(local("http", peer.port()))), outcome),
        asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr failure) { EXPECT_FALSE(failure); }));
    while (peer.requests().empty())
        loop.run_one();
    auto const waiting = start(loop, client->send(get(local("http", peer.port()))));
    stop.emit(asio::cancellation_type::terminal);
    while (!*waiting)
        loop.run_one();
    EXPECT_EQ(code_of(**outcome), ErrorCode::cancelled);
    EXPECT_EQ((*waiting)->value().body, "next");
}

TEST_F(HttpClient, EndsAsCancelledWhileItWaitsForItsTurn) {
    ScriptedPeer peer{loop, {{""}}, true};
    auto client = make_client(loop, impatient(milliseconds{100}));
    auto const held = start(loop, client->send(get(local("http", peer.port()))));
    while (peer.requests().empty())
        loop.run_one();
    auto waiting = with_timeout(milliseconds{1}, ErrorCode::timeout, "the turn",
                                client->send(get(local("http", peer.port()))));
    EXPECT_EQ(code_of(finish(loop, std::move(waiting))), ErrorCode::timeout);
    EXPECT_FALSE(*held);
    loop.run();
    EXPECT_EQ(code_of(**held), ErrorCode::timeout);
    EXPECT_EQ(peer.requests().size(), 1U);
}

TEST_F(HttpClient, MayBeDestroyedWhileARequestIsInFlight) {
    ScriptedPeer peer{loop, {{ok("late")}}};
    auto client = make_client(loop, impatient());
    auto const outcome = start(loop, client->send(get(local("http", peer.port()))));
    client.reset();
    loop.run();
    EXPECT_EQ((*outcome)->value().body, "late");
}

TEST(HttpClientAtTheEnd, MayBeLeftInFlightWhenTheLoopGoes) {
    std::unique_ptr<Client> client;
    {
        asio::io_context loop{1};
        ScriptedPeer peer{loop, {{""}}, true};
        client = make_client(loop, impatient());
        start(loop, client->send(get(local("http", peer.port()))));
        start(loop, client->send(get(local("http", peer.port()))));
        while (peer.requests().empty())
            loop.run_one();
        client.reset();
    }
}

TEST_F(HttpClient, ClosesAConnectionThatStaysIdle) {
    ScriptedPeer peer{loop, {{ok("a")}}, true};
    auto options = impatient();
    options.keep_alive = milliseconds{20};
    auto client = make_client(loop, std::move(options));
    ASSERT_TRUE(send(*client, get(local("http", peer.port()))));
    EXPECT_FALSE(peer.was_left());
    loop.run();
    EXPECT_TRUE(peer.was_left());
    EXPECT_TRUE(loop.stopped()) << "an idle client has no other work";
}

TEST_F(HttpClient, LeavesNoWorkOnTheLoopWhenItGoes) {
    ScriptedPeer peer{loop, {{ok("a")}}, true};
    auto client = make_client(loop, impatient());
    ASSERT_TRUE(send(*client, get(local("http", peer.port()))));
    client.reset();
    auto const begun = std::chrono::steady_clock::now();
    loop.run();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, ClientOptions{}.keep_alive / 2);
    EXPECT_TRUE(peer.was_left());
}

} // namespace
} // namespace enedis2mqtt::http::test
