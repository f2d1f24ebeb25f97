#include "component/consent_page/consent_page.hpp"

namespace enedis2mqtt::web::test {
namespace {

using ConsentByRedirect = ConsentPages;

TEST_F(ConsentByRedirect, LeavesWithAStateThatThisBrowserAloneHolds) {
    open_page();
    auto const reply = get("/oauth/authorize");
    EXPECT_EQ(reply.status, 302);
    auto const url = reply.header("Location");
    ASSERT_TRUE(url.starts_with("https://enedis.example/authorize?state=")) << url;
    auto const state = url.substr(url.find("state=") + 6);
    EXPECT_GE(state.size(), 40U);
    EXPECT_LE(state.size(), 100U);
    auto const cookie = reply.header("Set-Cookie");
    EXPECT_TRUE(
        cookie.starts_with("enedis2mqtt_consent=" + state + "; Path=/; Max-Age=1800; HttpOnly; SameSite=Lax"))
        << cookie;
    EXPECT_NE(leave().first, state);
}

TEST_F(ConsentByRedirect, BringsTheMetersIn) {
    open_page();
    ConsentedMeter meter{meter_id(pdl)};
    meter.production = true;
    meter.hourly = false;
    consents.return_answer = std::vector{meter};
    auto const [state, cookie] = leave();
    auto const reply = come_back("autorisation_id=123456&state=" + state, cookie);
    EXPECT_EQ(reply.status, 303);
    EXPECT_EQ(reply.header("Location"), "/#/consent?result=ok");
    EXPECT_TRUE(reply.header("Set-Cookie").starts_with("enedis2mqtt_consent=; Path=/; Max-Age=0"));
    ASSERT_EQ(consents.queries.size(), 1U);
    EXPECT_EQ(consents.queries[0][0], (std::pair<std::string, std::string>{"autorisation_id", "123456"}));
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].meter.id.text(), pdl);
    EXPECT_EQ(kept[0].meter.provider, "enedis");
    EXPECT_EQ(kept[0].meter.name, "Linky 1234");
    EXPECT_TRUE(kept[0].meter.consumption && kept[0].meter.production);
    EXPECT_FALSE(kept[0].meter.hourly);
    ASSERT_EQ(taken_up.size(), 1U);
    EXPECT_EQ(taken_up[0], std::vector{meter_id(pdl)});
    EXPECT_EQ(last(), parsed(R"({"ok":true,"pdls":["12345678901234"],"error":null})"));
}

TEST_F(ConsentByRedirect, AsksAgainForAMeterThatIsKnown) {
    open_page();
    consents.return_answer = std::vector{ConsentedMeter{meter_id("98765432109876")}};
    auto const [state, cookie] = leave();
    come_back("autorisation_id=1&state=" + state, cookie);
    EXPECT_TRUE(kept.empty());
    EXPECT_EQ(taken_up.size(), 1U);
}

TEST_F(ConsentByRedirect, ExplainsARefusal) {
    open_page();
    consents.return_answer = Error{ErrorCode::consent_missing, "Enedis' page refused: demande_non_aboutie"};
    auto const [state, cookie] = leave();
    auto const reply =
        come_back("error=invalid_request&error_description=demande_non_aboutie&state=" + state, cookie);
    EXPECT_EQ(reply.header("Location"), "/#/consent?result=failed");
    auto const told = last();
    EXPECT_EQ(told.at("ok"), false);
    EXPECT_EQ(told.at("error").at("code"), "consent_missing");
    EXPECT_NE(std::string{told.at("error").at("message").as_string()}.find("demande_non_aboutie"),
              std::string::npos);
    EXPECT_TRUE(kept.empty() && taken_up.empty());
}

TEST_F(ConsentByRedirect, SaysWhyAMeterCannotBeKept) {
    open_page();
    consents.return_answer = std::vector{ConsentedMeter{meter_id(pdl)}};
    keep_answer = Error{ErrorCode::store_read_only, "c.meters.yaml cannot be written"};
    auto const [state, cookie] = leave();
    come_back("autorisation_id=1&state=" + state, cookie);
    EXPECT_EQ(last().at("error").at("code"), "store_read_only");
    EXPECT_TRUE(taken_up.empty());
}

TEST_F(ConsentByRedirect, BringsNothingInForAForeignState) {
    open_page();
    auto const [state, cookie] = leave();
    for (auto const& [query, brought] : std::vector<std::pair<std::string, std::string>>{
             {"autorisation_id=1&state=" + state, ""},
             {"autorisation_id=1&state=" + state, "enedis2mqtt_consent=another"},
             {"autorisation_id=1&state=another", cookie},
             {"autorisation_id=1&state=", "enedis2mqtt_consent="},
             {"autorisation_id=1", cookie}}) {
        auto const reply = come_back(query, brought);
        EXPECT_EQ(reply.status, 303) << query;
        EXPECT_EQ(reply.header("Location"), "/#/consent?result=foreign") << query;
        EXPECT_EQ(reply.header("Set-Cookie"), "") << query;
    }
    EXPECT_TRUE(consents.queries.empty());
    EXPECT_EQ(last(), nullptr);
}

TEST_F(ConsentByRedirect, TakesAStateOnceAndForHalfAnHour) {
    open_page();
    auto const [state, cookie] = leave();
    come_back("autorisation_id=1&state=" + state, cookie);
    EXPECT_EQ(come_back("autorisation_id=1&state=" + state, cookie).header("Location"),
              "/#/consent?result=failed");
    EXPECT_EQ(last().at("error").at("code"), "request_invalid");
    EXPECT_EQ(consents.queries.size(), 1U);

    auto const [late, its_cookie] = leave();
    clock.advance(std::chrono::minutes{30});
    come_back("autorisation_id=1&state=" + late, its_cookie);
    EXPECT_EQ(consents.queries.size(), 1U);
}

TEST_F(ConsentByRedirect, KnowsItsStateAfterTheServiceWasRebuilt) {
    open_page();
    auto const [state, cookie] = leave();
    site->detach();
    loaded.meters.clear();
    ConsentTools tools{consents, loaded, clock, paris(), memory};
    tools.keep = [](config::MeterEntry const&) { return Result<void>{}; };
    tools.take_up = [](std::vector<UsagePointId> const&) {};
    consent = create_consent_page(loop.get_executor(), std::move(tools));
    attach(consent->routes());
    EXPECT_EQ(come_back("autorisation_id=1&state=" + state, cookie).header("Location"),
              "/#/consent?result=ok");
}

TEST_F(ConsentByRedirect, HoldsFewStates) {
    open_page();
    for (int i = 0; i < 40; ++i) {
        clock.advance(std::chrono::seconds{1});
        leave();
    }
    EXPECT_EQ(memory.states.size(), 32U);
}

TEST_F(ConsentByRedirect, StaysOnThePageWhileTheConfigurationLacksSomething) {
    open_page();
    consents.not_ready = Error{ErrorCode::request_invalid, "providers.enedis.redirect_uri is empty"};
    auto const reply = get("/oauth/authorize");
    EXPECT_EQ(reply.status, 303);
    EXPECT_EQ(reply.header("Location"), "/#/consent?result=failed");
    EXPECT_EQ(last().at("error").at("code"), "request_invalid");
}

TEST_F(ConsentByRedirect, NeedsASessionToLeaveButNotToComeBack) {
    auto locked = options();
    locked.password = Secret{"correct horse"};
    open_page(std::move(locked));
    EXPECT_EQ(get("/oauth/authorize").status, 401);
    EXPECT_EQ(get("/api/consent").status, 401);
    auto const session = cookie_of(post("/api/session", R"({"password":"correct horse"})"));
    auto const left = get("/oauth/authorize", {{"Cookie", session}});
    ASSERT_EQ(left.status, 302);
    auto const url = left.header("Location");
    // From Enedis' site the session's own cookie does not come along.
    auto const reply =
        come_back("autorisation_id=1&state=" + url.substr(url.find("state=") + 6), cookie_of(left));
    EXPECT_EQ(reply.status, 303);
}

TEST_F(ConsentByRedirect, ComesBackToThePrefixOfATrustedProxy) {
    auto behind = options();
    behind.trusted_proxy = "127.0.0.1";
    open_page(std::move(behind));
    Fields const proxied{{"X-Ingress-Path", "/api/hassio_ingress/xyz"}};
    auto const left = get("/oauth/authorize", proxied);
    auto const url = left.header("Location");
    auto fields = proxied;
    fields.emplace_back("Cookie", cookie_of(left));
    auto const reply =
        get("/oauth/callback?autorisation_id=1&state=" + url.substr(url.find("state=") + 6), fields);
    EXPECT_EQ(reply.header("Location"), "/api/hassio_ingress/xyz/#/consent?result=ok");
}

} // namespace
} // namespace enedis2mqtt::web::test
