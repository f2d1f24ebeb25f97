#include "component/web/page.hpp"

#include <enedis2mqtt/web/password.hpp>

namespace enedis2mqtt::web::test {
namespace {

class PageSession : public Page {
protected:
    static SiteOptions locked(std::string const& password = "correct horse") {
        auto with = options();
        with.password = Secret{password};
        return with;
    }
    Reply log_in(std::string const& password, Fields fields = {}) {
        return post("/api/session", R"({"password":")" + password + "\"}", std::move(fields));
    }
    /// The `name=value` of the cookie that a reply sets.
    static std::string cookie_of(Reply const& reply) {
        auto const cookie = reply.header("Set-Cookie");
        return cookie.substr(0, cookie.find(';'));
    }
};

TEST_F(PageSession, IsNeededWhereAPasswordIsSet) {
    open_with_meter(locked());
    for (auto const& reply : {get("/api/meters"), get("/api/meters/" + pdl), get("/api/events"),
                              post("/api/meters/" + pdl + "/refresh"),
                              get("/api/meters/" + pdl + "/readings?measure=daily&direction=consumption"),
                              post("/api/meters/" + pdl + "/history", R"({"from":"2025-01-01"})"),
                              del("/api/meters/" + pdl + "/history"),
                              post("/api/meters/" + pdl + "/files", "x"), get("/metrics")}) {
        EXPECT_EQ(reply.status, 401);
        EXPECT_EQ(reply.code(), "session_needed");
    }
    for (auto const* path : {"/", "/health", "/api/status", "/linky-meter.js"})
        EXPECT_EQ(get(path).status, 200) << path;
    EXPECT_TRUE(requests.refreshed.empty() && requests.asked.empty() && imports.files.empty());
}

TEST_F(PageSession, ShowsAStrangerTheLoginFormOnly) {
    open_with_meter(locked());
    auto const status = get("/api/status").parsed().as_object();
    EXPECT_EQ(status.at("session"), parsed(R"({"needed":true,"open":false})"));
    for (auto const* key : {"version", "broker", "state", "features", "setup", "started_at"})
        EXPECT_FALSE(status.contains(key)) << key;
}

TEST_F(PageSession, OpensWithThePassword) {
    open_with_meter(locked());
    auto const reply = log_in("correct horse");
    ASSERT_EQ(reply.status, 204);
    auto const cookie = reply.header("Set-Cookie");
    EXPECT_NE(cookie.find("; Path=/;"), std::string::npos) << cookie;
    EXPECT_NE(cookie.find("; HttpOnly; SameSite=Strict"), std::string::npos) << cookie;
    EXPECT_EQ(cookie.find("Secure"), std::string::npos) << "it would be lost without TLS";
    Fields const visitor{{"Cookie", "other=1; " + cookie_of(reply) + "; more=2"}};
    EXPECT_EQ(get("/api/meters", visitor).status, 200);
    EXPECT_EQ(get("/metrics", visitor).status, 200);
    EXPECT_EQ(get("/api/status", visitor).parsed().at("session"), parsed(R"({"needed":true,"open":true})"));
    EXPECT_EQ(post("/api/meters/" + pdl + "/refresh", {}, visitor).status, 200);
}

TEST_F(PageSession, OpensWithThePasswordOfAHash) {
    open_with_meter(locked(hash_password("correct horse").value()));
    EXPECT_EQ(log_in("wrong horse").status, 401);
    auto const reply = log_in("correct horse");
    ASSERT_EQ(reply.status, 204);
    EXPECT_EQ(get("/api/meters", {{"Cookie", cookie_of(reply)}}).status, 200);
}

TEST_F(PageSession, DoesNotTakeTheHashForThePassword) {
    auto const hash = hash_password("correct horse").value();
    open_with_meter(locked(hash));
    EXPECT_EQ(log_in(hash).status, 401);
}

TEST_F(PageSession, StaysClosedForAnythingElse) {
    open_with_meter(locked());
    EXPECT_EQ(log_in("wrong").status, 401);
    EXPECT_EQ(log_in("").status, 401);
    EXPECT_EQ(post("/api/session", R"({"password":7})").status, 400);
    EXPECT_EQ(post("/api/session", "{}").status, 400);
    EXPECT_EQ(log_in(std::string(2000, 'x')).status, 400);
    for (auto const* cookie :
         {"enedis2mqtt_session=", "enedis2mqtt_session=AAAA", "enedis2mqtt_session", "="})
        EXPECT_EQ(get("/api/meters", {{"Cookie", cookie}}).status, 401) << cookie;
}

TEST_F(PageSession, IsNotOpenedForAnotherSite) {
    open_with_meter(locked());
    auto const reply = send("POST", "/api/session", {{"Content-Type", "application/json"}},
                            R"({"password":"correct horse"})");
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.header("Set-Cookie"), "");
}

TEST_F(PageSession, EndsWhenItsOwnerLeaves) {
    open_with_meter(locked());
    Fields const visitor{{"Cookie", cookie_of(log_in("correct horse"))}};
    auto const left = del("/api/session", visitor);
    EXPECT_EQ(left.status, 204);
    EXPECT_NE(left.header("Set-Cookie").find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(get("/api/meters", visitor).status, 401);
}

TEST_F(PageSession, EndsThirtyDaysAfterItsLastUse) {
    open_with_meter(locked());
    Fields const visitor{{"Cookie", cookie_of(log_in("correct horse"))}};
    clock.advance(std::chrono::hours{29 * 24});
    EXPECT_EQ(get("/api/meters", visitor).status, 200);
    clock.advance(std::chrono::hours{29 * 24});
    EXPECT_EQ(get("/api/meters", visitor).status, 200);
    clock.advance(std::chrono::hours{30 * 24});
    EXPECT_EQ(get("/api/meters", visitor).status, 401);
}

TEST_F(PageSession, SurvivesAServiceThatIsRebuilt) {
    open_with_meter(locked());
    Fields const visitor{{"Cookie", cookie_of(log_in("correct horse"))}};
    site->detach();
    attach();
    EXPECT_EQ(get("/api/meters", visitor).status, 200);
}

TEST_F(PageSession, LetsNobodyGuessForLong) {
    open_with_meter(locked());
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(log_in("guess " + std::to_string(i)).status, 401);
    auto const refused = log_in("correct horse");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.code(), "too_many_requests");
    EXPECT_EQ(refused.header("Retry-After"), "900");
    clock.advance(std::chrono::minutes{15});
    EXPECT_EQ(log_in("correct horse").status, 204);
}

TEST_F(PageSession, ForgivesWhoKnowsThePassword) {
    open_with_meter(locked());
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 4; ++i)
            EXPECT_EQ(log_in("guess").status, 401);
        EXPECT_EQ(log_in("correct horse").status, 204);
    }
}

TEST_F(PageSession, LetsPrometheusInByThePassword) {
    open_with_meter(locked(hash_password("correct horse").value()));
    // base64 of "prometheus:correct horse" and "prometheus:wrong"
    Fields const right{{"Authorization", "Basic cHJvbWV0aGV1czpjb3JyZWN0IGhvcnNl"}};
    EXPECT_EQ(get("/metrics", right).status, 200);
    EXPECT_EQ(get("/metrics", right).status, 200);
    EXPECT_EQ(get("/api/meters", right).status, 401) << "it opens the metrics only";
    auto const wrong = get("/metrics", {{"Authorization", "Basic cHJvbWV0aGV1czp3cm9uZw=="}});
    EXPECT_EQ(wrong.status, 401);
    EXPECT_TRUE(wrong.header("WWW-Authenticate").starts_with("Basic "));
    EXPECT_EQ(get("/metrics", {{"Authorization", "Basic ???"}}).status, 401);
}

TEST_F(PageSession, IsNotNeededFromATrustedProxy) {
    auto with = locked();
    with.trusted_proxy = "127.0.0.1";
    open_with_meter(std::move(with));
    Fields const ingress{{"Host", "homeassistant.local:8123"}, {"X-Ingress-Path", "/api/hassio_ingress/abc"}};
    EXPECT_EQ(get("/api/meters", ingress).status, 200);
    EXPECT_EQ(get("/api/hassio_ingress/abc/api/meters", ingress).status, 200);
    EXPECT_EQ(get("/api/status", ingress).parsed().at("session"), parsed(R"({"needed":false,"open":true})"));
    EXPECT_EQ(send("POST", "/api/meters/" + pdl + "/refresh", ingress).status, 403) << "still no other site";
}

TEST_F(PageSession, ListensToNoHeaderOfAStranger) {
    auto with = locked();
    with.trusted_proxy = "192.0.2.1";
    open_with_meter(std::move(with));
    Fields const forged{
        {"X-Ingress-Path", "/x"}, {"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-Proto", "https"}};
    EXPECT_EQ(get("/api/meters", forged).status, 401);
    EXPECT_EQ(get("/x/api/status", forged).status, 404);
    auto const cookie = log_in("correct horse", forged).header("Set-Cookie");
    EXPECT_NE(cookie.find("Path=/;"), std::string::npos) << cookie;
    EXPECT_EQ(cookie.find("Secure"), std::string::npos) << cookie;
}

TEST_F(PageSession, HasACookieForTlsOnlyBehindAProxyThatSpeaksIt) {
    auto with = locked();
    with.trusted_proxy = "127.0.0.1";
    open_with_meter(std::move(with));
    auto const cookie = log_in("correct horse", {{"X-Forwarded-Proto", "https"}, {"X-Ingress-Path", "/sub/"}})
                            .header("Set-Cookie");
    EXPECT_NE(cookie.find("Path=/sub/;"), std::string::npos) << cookie;
    EXPECT_TRUE(cookie.ends_with("; Secure")) << cookie;
}

TEST_F(PageSession, KeepsALargeUploadOfAStrangerOut) {
    open_with_meter(locked());
    auto const path = "/api/meters/" + pdl + "/files";
    EXPECT_EQ(post(path, std::string(100'000, 'x')).status, 413);
    EXPECT_EQ(post(path, std::string(100'000, 'x'), {{"Cookie", cookie_of(log_in("correct horse"))}}).status,
              200);
}

TEST_F(PageSession, EndsWithTheSiteWhileAPasswordIsLookedAt) {
    open_with_meter(locked(hash_password("correct horse").value()));
    auto const body = std::string{R"({"password":"correct horse"})"};
    auto const heard = http::test::start(
        loop,
        say(site->port(), "POST /api/session HTTP/1.1\r\nX-Requested-With: enedis2mqtt\r\nContent-Type: "
                          "application/json\r\nContent-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body));
    for (int i = 0; i < 20; ++i)
        loop.poll_one();
    site.reset();
    loop.run_for(std::chrono::seconds{2});
    EXPECT_TRUE(heard->has_value());
}

} // namespace
} // namespace enedis2mqtt::web::test
