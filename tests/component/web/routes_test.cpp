#include "component/web/page.hpp"

namespace enedis2mqtt::web::test {
namespace {

using PageRoutes = Page;

TEST_F(PageRoutes, NameTheMethodsOfAnAddress) {
    open_with_meter();
    auto const id = "/api/meters/" + pdl;
    for (auto const& [method, path, allow] :
         std::vector<std::array<std::string, 3>>{{"POST", "/api/status", "GET, HEAD"},
                                                 {"DELETE", "/api/meters", "GET, HEAD"},
                                                 {"POST", id, "GET, HEAD"},
                                                 {"POST", id + "/readings", "GET, HEAD"},
                                                 {"GET", id + "/refresh", "POST"},
                                                 {"GET", id + "/history", "POST, DELETE"},
                                                 {"PUT", id + "/files", "POST"},
                                                 {"POST", "/api/events", "GET, HEAD"},
                                                 {"GET", "/api/session", "POST, DELETE"},
                                                 {"POST", "/health", "GET, HEAD"},
                                                 {"POST", "/metrics", "GET, HEAD"},
                                                 {"PATCH", "/", "GET, HEAD"}}) {
        auto const reply = send(method, path, {{"X-Requested-With", "enedis2mqtt"}});
        EXPECT_EQ(reply.status, 405) << method << ' ' << path;
        EXPECT_EQ(reply.header("Allow"), allow) << path;
        EXPECT_FALSE(reply.code().empty());
    }
}

TEST_F(PageRoutes, AreNowhereElse) {
    open_with_meter();
    for (auto const* path : {"/nowhere", "/api", "/api/", "/api/meters/", "/assets/", "/assets/../index.html",
                             "/..%2f..%2fetc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "//"}) {
        auto const reply = get(path);
        EXPECT_EQ(reply.status, 404) << path;
        EXPECT_EQ(reply.code(), "not_found") << path;
    }
}

TEST_F(PageRoutes, RefuseAnotherSitesRequest) {
    open_with_meter();
    auto const path = "/api/meters/" + pdl + "/refresh";
    EXPECT_EQ(send("POST", path).status, 403);
    EXPECT_EQ(send("POST", path).code(), "request_foreign");
    EXPECT_EQ(send("DELETE", "/api/meters/" + pdl + "/history").status, 403);
    EXPECT_EQ(post(path, {}, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
    EXPECT_EQ(post(path, {}, {{"Sec-Fetch-Site", "same-site"}}).status, 403);
    EXPECT_TRUE(requests.refreshed.empty());
    EXPECT_EQ(post(path, {}, {{"Sec-Fetch-Site", "same-origin"}}).status, 200);
    EXPECT_EQ(post(path, {}, {{"Sec-Fetch-Site", "none"}}).status, 200);
}

TEST_F(PageRoutes, RefuseANameThatAStrangerPointsAtUs) {
    open_with_meter();
    for (auto const* host :
         {"evil.example", "evil.example:8199", "localhost.evil.example", "127.0.0.1.evil.example"})
        EXPECT_EQ(get("/api/meters", {{"Host", host}}).code(), "request_foreign") << host;
    for (auto const* host :
         {"localhost", "LOCALHOST:8199", "127.0.0.1:8199", "[::1]:8199", "linky.localhost", "10.0.0.7"})
        EXPECT_EQ(get("/api/meters", {{"Host", host}}).status, 200) << host;
    EXPECT_EQ(get("/health", {{"Host", "bridge"}}).status, 200);
}

TEST_F(PageRoutes, TakeJsonOnly) {
    open_with_meter();
    auto const reply = send("POST", "/api/meters/" + pdl + "/history",
                            {{"X-Requested-With", "enedis2mqtt"}, {"Content-Type", "text/plain"}},
                            R"({"from":"2025-01-01"})");
    EXPECT_EQ(reply.status, 415);
    EXPECT_EQ(reply.code(), "request_invalid");
    EXPECT_TRUE(requests.asked.empty());
}

TEST_F(PageRoutes, SaySoWhenTheyFail) {
    open_with_meter();
    attach({Route{http::Method::get, "/api/broken", Access::session,
                  [](Call) -> Task<http::Response> { throw std::runtime_error{"on purpose"}; }}});
    auto const reply = get("/api/broken");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.code(), "internal");
    EXPECT_EQ(reply.body.find("on purpose"), std::string::npos);
}

TEST_F(PageRoutes, MayFailAfterTheyLeftTheTable) {
    open_with_meter();
    boost::asio::steady_timer later{loop, boost::asio::steady_timer::time_point::max()};
    bool is_waiting = false;
    attach({Route{http::Method::get, "/api/an-address-too-long-to-be-kept-inside-a-string", Access::session,
                  [&](Call) -> Task<http::Response> {
                      is_waiting = true;
                      boost::system::error_code woken;
                      co_await later.async_wait(
                          boost::asio::redirect_error(boost::asio::use_awaitable, woken));
                      throw std::runtime_error{"on purpose"};
                  }}});
    auto const heard = http::test::start(
        loop, say(site->port(), "GET /api/an-address-too-long-to-be-kept-inside-a-string HTTP/1.1\r\n"
                                "Connection: close\r\nAccept-Language: fr\r\n\r\n"));
    ASSERT_TRUE(run_until(loop, [&] { return is_waiting; }));
    site->detach();
    later.cancel();
    ASSERT_TRUE(run_until(loop, [&] { return heard->has_value(); }));
    EXPECT_EQ(reply_of(**heard).code(), "internal");
    EXPECT_EQ(reply_of(**heard).body.find("on purpose"), std::string::npos);
}

TEST_F(PageRoutes, SpeakTheVisitorsLanguage) {
    open_with_meter();
    site->broker(Error{ErrorCode::broker_refused, ""});
    auto const said = [&](std::string const& target, Fields fields) {
        auto const reply = get(target, std::move(fields)).parsed().at("error");
        return std::string{reply.at("advice").as_string()};
    };
    auto const english = std::string{advice(ErrorCode::unknown_meter, Language::en).to_do};
    auto const french = std::string{advice(ErrorCode::unknown_meter, Language::fr).to_do};
    ASSERT_NE(english, french);
    auto const nowhere = "/api/meters/00000000000042";
    EXPECT_EQ(said(nowhere, {}), english) << "as configured";
    EXPECT_EQ(said(nowhere, {{"Accept-Language", "fr-FR,fr;q=0.9,en;q=0.8"}}), french);
    EXPECT_EQ(said(std::string{nowhere} + "?language=fr", {{"Accept-Language", "en"}}), french);

    auto const status = get("/api/status", {{"Accept-Language", "fr"}}).parsed();
    EXPECT_EQ(status.at("language"), "en") << "the configured one: the page begins with it";
    EXPECT_EQ(status.at("broker").at("error").at("advice").as_string(),
              advice(ErrorCode::broker_refused, Language::fr).to_do);
    auto const reasons = get("/health", {{"Accept-Language", "fr"}}).parsed().at("reasons");
    EXPECT_EQ(reasons.at(0).as_string(), advice(ErrorCode::broker_refused, Language::fr).what);
}

TEST_F(PageRoutes, OfOthersJoinTheTableAndLeaveWithTheService) {
    open_with_meter();
    attach({Route{http::Method::post, "/api/consent/{step}", Access::session,
                  [](Call call) -> Task<http::Response> {
                      co_return http::Response{200, call.captures.at(0)};
                  }}});
    EXPECT_EQ(post("/api/consent/accept", "{}").body, "accept");
    site->detach();
    EXPECT_EQ(post("/api/consent/accept", "{}").status, 404);
    EXPECT_EQ(post("/api/meters/" + pdl + "/refresh").code(), "not_configured");
    EXPECT_EQ(post("/api/meters/" + pdl + "/refresh").status, 503);
}

TEST_F(PageRoutes, CarryTheHeadersThatKeepABrowserSafe) {
    open_with_meter();
    for (auto const* path : {"/", "/api/status", "/nowhere", "/health", "/metrics"}) {
        auto const reply = get(path);
        EXPECT_NE(reply.header("Content-Security-Policy").find("default-src 'self'"), std::string::npos)
            << path;
        EXPECT_NE(reply.header("Content-Security-Policy").find("frame-ancestors 'self'"), std::string::npos);
        EXPECT_EQ(reply.header("Content-Security-Policy").find("unsafe"), std::string::npos);
        EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff") << path;
        EXPECT_EQ(reply.header("Referrer-Policy"), "no-referrer") << path;
        EXPECT_EQ(reply.header("X-Frame-Options"), "SAMEORIGIN") << path;
        EXPECT_EQ(reply.header("Cache-Control"), std::string{path} == "/" ? "no-cache" : "no-store") << path;
    }
}

TEST_F(PageRoutes, AnswerHeadWithoutABody) {
    open_with_meter();
    auto const reply = send("HEAD", "/api/meters");
    EXPECT_EQ(reply.status, 200);
    EXPECT_NE(reply.header("Content-Length"), "0");
    EXPECT_EQ(reply.body, "");
    EXPECT_EQ(send("HEAD", "/api/events").body, "");
}

TEST_F(PageRoutes, RefuseEvenWhatIsNoRequestInJson) {
    open_with_meter();
    auto const reply = reply_of(finish(loop, say(site->port(), "what?\r\n\r\n")));
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(reply.code(), "request_invalid");
    EXPECT_EQ(get("/", {{"X", std::string(20'000, 'x')}}).status, 431);
}

TEST_F(PageRoutes, SayHowTheServiceIs) {
    open_with_meter();
    auto const status = get("/api/status").parsed();
    EXPECT_EQ(status.at("version"), "1.2.3");
    EXPECT_EQ(status.at("language"), "en");
    EXPECT_EQ(status.at("now"), "2026-11-23T08:30:00+01:00");
    EXPECT_EQ(status.at("started_at"), "2026-11-23T07:00:00+01:00");
    EXPECT_EQ(status.at("state"), "partial");
    EXPECT_EQ(status.at("broker"), parsed(R"({"connected":true,"url_host":"broker.lan:8883","error":null})"));
    EXPECT_EQ(status.at("session"), parsed(R"({"needed":false,"open":true})"));
    EXPECT_EQ(status.at("setup"), json::value(nullptr));
    EXPECT_EQ(status.at("widget"), parsed(R"({"background":"#a3cc28","title":"transparent"})"));
    EXPECT_EQ(status.at("features"), parsed(R"({"import":true,"consent":["conso_api"]})"));
}

TEST_F(PageRoutes, SayWhyTheBrokerIsAway) {
    open_with_meter();
    site->broker(Error{ErrorCode::broker_refused, "not authorised"});
    auto const broker = get("/api/status").parsed().at("broker");
    EXPECT_EQ(broker.at("connected"), false);
    EXPECT_EQ(broker.at("error").at("code"), "broker_refused");
    EXPECT_EQ(broker.at("error").at("whose"), "user");
}

TEST_F(PageRoutes, SayWhatABrokerRefusesThatIsConnected) {
    open_with_meter();
    site->broker(Error{ErrorCode::broker_denied, "not authorised"});
    auto const broker = get("/api/status").parsed().at("broker");
    EXPECT_EQ(broker.at("connected"), true);
    EXPECT_EQ(broker.at("error").at("code"), "broker_denied");
    EXPECT_NE(get("/metrics").body.find("enedis2mqtt_broker_connected 1"), std::string::npos);
}

TEST_F(PageRoutes, AreOfOneLightForAllMeters) {
    open();
    site->board().announce({meter_called("Maison"), meter_called("Toit", "00000000000042")});
    auto const shine = [&](std::string const& id, Light light) {
        auto snapshot = november(meter_called(id == pdl ? "Maison" : "Toit", id));
        snapshot.status.light = light;
        site->board().deliver(snapshot);
    };
    auto const state = [&] { return std::string{get("/api/status").parsed().at("state").as_string()}; };
    EXPECT_EQ(state(), "outdated");
    shine(pdl, Light::up_to_date);
    EXPECT_EQ(state(), "partial");
    shine("00000000000042", Light::up_to_date);
    EXPECT_EQ(state(), "up_to_date");
}

TEST_F(PageRoutes, TellWhatIsWrongWithTheConfiguration) {
    auto with = options();
    with.setup_state = [] {
        config::Problem problem;
        problem.line = 14;
        problem.column = 12;
        problem.key = "schedule.retry";
        problem.message = {"une durée", "a duration"};
        problem.excerpt = {"… retry: six", 9, 3};
        return SetupState{{problem}, "config.yaml"};
    };
    open(std::move(with));
    EXPECT_EQ(
        get("/api/status").parsed().at("setup"),
        parsed(R"({"problems":[{"line":14,"column":12,"key":"schedule.retry","message":"a duration","hint":"",
        "text":"… retry: six","caret":9,"width":3}],"file":"config.yaml"})"));
    attach();
    EXPECT_EQ(get("/api/status").parsed().at("setup"), json::value(nullptr));
}

TEST_F(PageRoutes, NeedAPasswordBeyondLoopback) {
    auto with = options();
    with.listen = "0.0.0.0:0";
    auto const refused = create_site(loop.get_executor(), clock, std::move(with));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, ErrorCode::bad_request);
    for (auto const* nowhere : {"", "localhost", "localhost:", ":80", "localhost:99999", "localhost:http"}) {
        auto wrong = options();
        wrong.listen = nowhere;
        EXPECT_TRUE(create_site(loop.get_executor(), clock, std::move(wrong)).has_error()) << nowhere;
    }
}

} // namespace
} // namespace enedis2mqtt::web::test
