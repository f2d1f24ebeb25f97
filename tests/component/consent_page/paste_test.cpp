#include "component/consent_page/consent_page.hpp"

namespace enedis2mqtt::web::test {
namespace {

using ConsentByPaste = ConsentPages;

std::string wish(std::string const& text, std::string const& more = "") {
    return json::serialize(json::value{{"text", text}}).insert(1, more.empty() ? "" : more + ",");
}

TEST_F(ConsentByPaste, ShowsWhatThereIsWithoutSecrets) {
    open_page();
    auto const told = get("/api/consent").parsed();
    EXPECT_EQ(told.at("meters"),
              parsed(R"([{"pdl":"98765432109876","provider":"conso_api","token":"jwt-…tion",
        "expires":"2028-01-02T00:00:00+01:00","where":"configuration"}])"));
    EXPECT_EQ(told.at("providers"), parsed(R"([
        {"name":"conso_api","consent_url":"https://conso.boris.sh/","kind":"paste"},
        {"name":"my_electrical_data","consent_url":"https://www.v2.myelectricaldata.fr/","kind":"paste"},
        {"name":"enedis","kind":"redirect","ready":true}])"));
    EXPECT_EQ(told.at("last"), nullptr);
}

TEST_F(ConsentByPaste, RecognisesWithoutAnyCall) {
    open_page();
    auto const told = post("/api/consent/recognise", wish(pdl + " " + token)).parsed();
    EXPECT_EQ(told.at("pdls"), parsed(R"(["12345678901234"])"));
    EXPECT_EQ(told.at("token"), parsed(R"({"shown":"jwt-…wxyz","pdls":["12345678901234"],
        "expires":"2029-03-12T00:00:00+01:00"})"));
    EXPECT_EQ(told.at("provider_guess"), "conso_api");
    EXPECT_EQ(told.at("words"),
              "A token of Conso API, valid until 2029-03-12. It opens meter …1234. PDL …1234.");
    EXPECT_TRUE(consents.tested.empty() && kept.empty());
}

TEST_F(ConsentByPaste, RecognisesNothingInRubbish) {
    open_page();
    for (auto const& text :
         {std::string{}, std::string{"\x01\x02\xc3\xa9 <script>"}, std::string(64UL * 1024, 'x')}) {
        auto const reply = post("/api/consent/recognise", wish(text));
        ASSERT_EQ(reply.status, 200);
        EXPECT_EQ(reply.parsed().at("token"), nullptr);
        EXPECT_EQ(reply.parsed().at("provider_guess"), nullptr);
        EXPECT_NE(std::string{reply.parsed().at("words").as_string()}.find("Neither a PDL"),
                  std::string::npos);
    }
    EXPECT_EQ(post("/api/consent/recognise", wish(std::string(64UL * 1024 + 1, 'x'))).status, 413);
    for (auto const* body : {"[]", "rubbish", R"({"text":1})", R"({"provider":{}})"})
        EXPECT_EQ(post("/api/consent/recognise", body).status, 400) << body;
}

TEST_F(ConsentByPaste, IsTestedWithOneCallThenKept) {
    open_page();
    auto const reply =
        post("/api/consent/accept", wish(token, R"("provider":"conso_api","pdl":"12 345 678 901 234",
        "name":" Maison ","measures":"both")"));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(
        reply.parsed(),
        parsed(
            R"({"ok":true,"words":"Meter …1234 answers: 12.82 kWh used on 2026-11-22. The consent is valid until 2029-03-12. Yesterday's data arrive every day from about 08:00.",
        "tested":{"consumption/daily":true}})"));
    EXPECT_EQ(reply.body.find(token), std::string::npos);
    ASSERT_EQ(consents.tested.size(), 1U);
    EXPECT_EQ(consents.tokens, std::vector{token});
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].meter.id.text(), pdl);
    EXPECT_EQ(kept[0].meter.name, "Maison");
    EXPECT_EQ(kept[0].meter.provider, "conso_api");
    EXPECT_TRUE(kept[0].meter.consumption && kept[0].meter.production);
    EXPECT_EQ(kept[0].token.reveal(), token);
    EXPECT_EQ(taken_up, (std::vector<std::vector<UsagePointId>>{{meter_id(pdl)}}));
}

TEST_F(ConsentByPaste, NeedsNoPdlWhereTheTokenNamesOne) {
    open_page();
    EXPECT_EQ(post("/api/consent/accept", wish(token)).status, 200);
    EXPECT_EQ(kept.at(0).meter.id.text(), pdl);
    EXPECT_EQ(kept.at(0).meter.name, "Linky 1234");
}

TEST_F(ConsentByPaste, RenewsATokenAndKeepsTheRest) {
    open_page();
    config::MeterEntry known{Meter{meter_id(pdl), "Maison"}};
    known.meter.provider = "conso_api";
    known.meter.hourly = false;
    known.meter.production = true;
    known.from_page = true;
    known.history_from = CivilDay{2024, 1, 1};
    loaded.meters.push_back(known);
    ASSERT_EQ(post("/api/consent/accept", wish(token)).status, 200);
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].meter, known.meter);
    EXPECT_EQ(kept[0].history_from, known.history_from);
    EXPECT_EQ(kept[0].token.reveal(), token);
}

TEST_F(ConsentByPaste, TakesAWordOfNoFormForTheChosenSource) {
    open_page();
    auto const reply =
        post("/api/consent/accept",
             wish(" short+secret \n", R"("provider":"my_electrical_data","pdl":"12345678901234")"));
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(consents.tokens, std::vector<std::string>{"short+secret"});
}

TEST_F(ConsentByPaste, KeepsNothingThatTheSourceRefuses) {
    open_page();
    consents.trial = Error{ErrorCode::token_invalid, "Conso API answered 401"};
    auto const reply = post("/api/consent/accept", wish(token));
    EXPECT_EQ(reply.status, 422);
    EXPECT_EQ(reply.code(), "token_invalid");
    EXPECT_TRUE(kept.empty() && taken_up.empty());
}

TEST_F(ConsentByPaste, TakesNothingUpThatCouldNotBeKept) {
    open_page();
    keep_answer = Error{ErrorCode::store_full, "no space left"};
    EXPECT_EQ(post("/api/consent/accept", wish(token)).status, 503);
    EXPECT_TRUE(taken_up.empty());
}

TEST_F(ConsentByPaste, SpendsNoCallOnWhatCannotWork) {
    open_page();
    struct Case {
        std::string body;
        int status;
        char const* code;
    };
    for (auto const& [body, status, code] : std::vector<Case>{
             {wish(""), 400, "request_invalid"},
             {wish(token, R"("provider":"edf")"), 400, "request_invalid"},
             {wish(token, R"("pdl":"123")"), 400, "request_invalid"},
             {wish(token, R"("pdl":"11111111111111")"), 422, "token_invalid"},
             {wish("old-abcdefghijklmnop"), 422, "token_invalid"},
             {wish(pdl, R"("provider":"conso_api")"), 400, "request_invalid"},
             {wish(token, R"("measures":"all")"), 400, "request_invalid"},
             {wish(token, R"("name":"two\nlines")"), 400, "request_invalid"},
             {wish(token, "\"name\":\"" + std::string(65, 'x') + "\""), 413, "request_too_large"},
             {wish("jwt-abcdefghijklmnopqrst 98765432109876 11111111111111"), 400, "request_invalid"},
             {wish("some rubbish here", R"("provider":"conso_api","pdl":"12345678901234")"), 400,
              "request_invalid"},
             // The configuration file holds that one's token and would win.
             {wish("a-token-of-no-form", R"("provider":"conso_api","pdl":"98765432109876")"), 400,
              "request_invalid"}}) {
        auto const reply = post("/api/consent/accept", body);
        EXPECT_EQ(reply.status, status) << body << reply.body;
        EXPECT_EQ(reply.code(), code) << body;
    }
    EXPECT_TRUE(consents.tested.empty() && kept.empty());
}

TEST_F(ConsentByPaste, IsTakenFromOurOwnPageOnly) {
    open_page();
    for (auto const* path : {"/api/consent/recognise", "/api/consent/accept"}) {
        EXPECT_EQ(send("POST", path, {{"Content-Type", "application/json"}}, wish(token)).status, 403)
            << path;
        EXPECT_EQ(get(path).status, 405) << path;
        EXPECT_EQ(
            send("POST", path, {{"X-Requested-With", "enedis2mqtt"}, {"Content-Type", "text/plain"}}, "x")
                .status,
            415)
            << path;
    }
}

TEST_F(ConsentByPaste, LetsTheServiceWaitForAnAnswerUnderWay) {
    open_page();
    consents.hold.emplace(loop, boost::asio::steady_timer::time_point::max());
    auto const body = wish(token);
    auto const request =
        "POST /api/consent/accept HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        "X-Requested-With: enedis2mqtt\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    std::string heard;
    bool settled = false;
    auto const ask = [&]() -> Task<void> {
        auto asking = say(site->port(), request);
        heard = co_await std::move(asking);
    };
    auto const wait = [&]() -> Task<void> {
        auto ending = consent->settle();
        co_await std::move(ending);
        settled = true;
    };
    spawn_guarded(loop.get_executor(), "ask", ask());
    ASSERT_TRUE(run_until(loop, [&] { return consents.tested.size() == 1; }));
    site->detach();
    spawn_guarded(loop.get_executor(), "wait", wait());
    loop.restart();
    while (loop.poll() > 0) {
    }
    EXPECT_FALSE(settled);
    consents.hold->cancel();
    EXPECT_TRUE(run_until(loop, [&] { return settled && !heard.empty(); }));
    EXPECT_EQ(reply_of(heard).status, 200);
}

} // namespace
} // namespace enedis2mqtt::web::test
