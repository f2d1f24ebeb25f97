#include "component/sources/upstream.hpp"
#include "sources/consent_exchange.hpp"

#include <enedis2mqtt/sources/consent.hpp>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

constexpr auto host = "https://gw.ext.prod.api.enedis.fr";
constexpr auto empty_list = R"({"nbTotalServices":0,"serviceSouscrit":[]})";

std::string service(std::string const& more, std::string const& meter = pdl) {
    return R"({"nbTotalServices":1,"serviceSouscrit":[{"id":"S-1","serviceCode":"ACCES","etatCode":"ACTIF","pointId":")" +
           meter + "\"," + more + "}]}";
}

class Consent : public testing::Test {
protected:
    Consent() {
        providers.enedis.client_id = "an app/é";
        providers.enedis.client_secret = Secret{"the-secret"};
        providers.enedis.redirect_uri = "http://127.0.0.1:8199/oauth/callback";
    }

    Consents& consents() {
        if (!consents_)
            consents_ = sources::create_consents(providers, clock, [this](std::string const& name) {
                reached.push_back(name);
                return Result<sources::Tools>{sources::Tools{http, gate, notes, clock}};
            });
        return *consents_;
    }

    void expect_token(char const* text = "T1") {
        http.expect_post(host + std::string{"/oauth2/v3/token"})
            .answer(200, R"({"access_token":")" + std::string{text} + R"(","expires_in":12600})");
    }
    ScriptedHttp::Exchange& expect_question() {
        return http.expect_post(host + std::string{"/subscribed_services/v1"})
            .with_header("Authorization", "Bearer T1")
            .with_header("Content-Type", "application/json")
            .with_body(R"({"autorisationId":123456,"comptage":false})");
    }

    /// The clock jumps to whatever is slept for.
    Result<std::vector<ConsentedMeter>> returned(Consents::Query query) {
        std::optional<Result<std::vector<ConsentedMeter>>> outcome;
        auto run = [&]() -> Task<void> {
            auto task = consents().returned(std::move(query));
            outcome.emplace(co_await std::move(task));
        };
        spawn_guarded(loop.get_executor(), "test", run());
        run_until(loop, clock, clock.now() + 10min);
        return std::move(outcome).value();
    }

    Result<Trial> test(std::string const& provider, std::string const& token = "abcdefghijkl") {
        Meter meter{UsagePointId::parse(pdl).value(), "Maison"};
        meter.provider = provider;
        return run_task(loop, consents().test(std::move(meter), Secret{token}));
    }

    FakeClock clock{at("2026-11-23", 8, 30)};
    boost::asio::io_context loop;
    config::Providers providers;
    ScriptedHttp http;
    CountingLeave gate;
    MemoryNotes notes;
    std::vector<std::string> reached;

private:
    std::unique_ptr<Consents> consents_;
};

TEST_F(Consent, AsksAtTheConsentPageForThreeYears) {
    EXPECT_EQ(consents().authorize_url("a-state").value(),
              "https://mon-compte-particulier.enedis.fr/dataconnect/v2/oauth2/authorize"
              "?client_id=an%20app%2F%C3%A9&response_type=code&state=a-state&duration=P3Y");
}

TEST_F(Consent, AsksAtTheOldPageForTheOldGeneration) {
    providers.enedis.generation_2026 = false;
    EXPECT_NE(consents().authorize_url("s").value().find("/dataconnect/v1/oauth2/authorize?"),
              std::string::npos);
}

TEST_F(Consent, AsksNobodyWhoCouldNotComeBack) {
    providers.enedis.redirect_uri.clear();
    EXPECT_EQ(consents().authorize_url("s").error().code, ErrorCode::request_invalid);
    providers.enedis.client_secret = {};
    EXPECT_EQ(sources::create_consents(providers, clock, {})->authorize_url("s").error().code,
              ErrorCode::credentials_invalid);
}

TEST_F(Consent, ChangesAnAuthorisationForItsMeters) {
    expect_token();
    expect_question().answer(
        200, service(R"("soutirage":true,"injection":false,"mesuresTypeCode":"CDC","dateFin":"2029-09-30")"));
    auto const meters = returned({{"autorisation_id", "123456"}, {"state", "s"}}).value();
    ASSERT_EQ(meters.size(), 1U);
    EXPECT_EQ(meters[0].id.text(), pdl);
    EXPECT_TRUE(meters[0].consumption);
    EXPECT_FALSE(meters[0].production);
    EXPECT_TRUE(meters[0].hourly);
    EXPECT_EQ(meters[0].ends, day("2029-09-30"));
    EXPECT_EQ(gate.purposes(), std::vector{Purpose::check});
    EXPECT_EQ(reached, std::vector<std::string>{"enedis"});
    EXPECT_EQ(gate.tries, 1) << "a person waits";
    EXPECT_EQ(gate.heard.size(), 1U);
}

TEST_F(Consent, RemembersItsEndForTheMeter) {
    expect_token();
    expect_question().answer(200, service(R"("soutirage":true,"dateFin":"2029-09-30")"));
    returned({{"autorisation_id", "123456"}}).value();
    auto const provider = sources::create_provider("enedis", providers, {http, gate, notes, clock});
    config::MeterEntry const entry{Meter{UsagePointId::parse(pdl).value(), "Maison"}};
    EXPECT_EQ(provider->open(entry)->consent_expires(), at("2029-09-30", 0, 0));
    config::MeterEntry const other{Meter{UsagePointId::parse("98765432109876").value(), "Grange"}};
    EXPECT_EQ(provider->open(other)->consent_expires(), std::nullopt);
}

TEST_F(Consent, AsksAgainSomeSecondsApartWhileTheListIsEmpty) {
    expect_token();
    expect_question().answer(200, empty_list);
    expect_question().answer(200, R"({"nbTotalServices":0})");
    expect_question().answer(200, service(R"("etat":"x","soutirage":true)"));
    auto const start = clock.now();
    EXPECT_EQ(returned({{"autorisation_id", "123456"}}).value().size(), 1U);
    EXPECT_EQ(http.sent.size(), 4U);
    EXPECT_GE(clock.now() - start, 5s);
}

TEST_F(Consent, GivesUpOnAListThatStaysEmpty) {
    expect_token();
    for (int i = 0; i < 6; ++i)
        expect_question().answer(200, empty_list);
    EXPECT_EQ(returned({{"autorisation_id", "123456"}}).error().code, ErrorCode::consent_missing);
}

TEST_F(Consent, TakesAFreshTokenOnce) {
    expect_token();
    expect_question().answer(401, R"({"fault":{"code":900901,"message":"Invalid Credentials"}})");
    http.expect_post(host + std::string{"/oauth2/v3/token"})
        .answer(200, R"({"access_token":"T2","expires_in":12600})");
    http.expect_post(host + std::string{"/subscribed_services/v1"})
        .with_header("Authorization", "Bearer T2")
        .answer(401, R"({"fault":{"code":900901,"message":"Invalid Credentials"}})");
    EXPECT_EQ(returned({{"autorisation_id", "123456"}}).error().code, ErrorCode::token_expired);
}

TEST_F(Consent, KeepsToTheBudget) {
    gate.refusal = Error{ErrorCode::budget_spent, "no call left"};
    EXPECT_EQ(returned({{"autorisation_id", "123456"}}).error().code, ErrorCode::budget_spent);
    EXPECT_TRUE(http.sent.empty());
}

TEST_F(Consent, SaysThatTheApplicationMayNotAsk) {
    expect_token();
    expect_question().answer(
        403,
        R"({"code":"900908","message":"Resource forbidden",)"
        R"("description":"User is NOT authorized to access the Resource. API Subscription validation failed."})");
    EXPECT_EQ(returned({{"autorisation_id", "123456"}}).error().code, ErrorCode::not_subscribed);
}

TEST_F(Consent, TakesTheOldPagesListAtItsWord) {
    auto const meters =
        returned({{"code", "x"}, {"usage_point_id", " 12345678901234,98765432109876 ;12345678901234;"}});
    ASSERT_TRUE(meters);
    ASSERT_EQ(meters->size(), 2U);
    EXPECT_EQ((*meters)[1].id.text(), "98765432109876");
    EXPECT_EQ((*meters)[0].ends, day("2029-11-22"));
    EXPECT_TRUE(http.sent.empty());
}

TEST_F(Consent, TestsAGatewaysTokenWithOneCall) {
    http.expect_get("https://conso.boris.sh/api/consommation_quotidienne?pointId=12345678901234"
                    "&dateDebut=2026-11-22&dateFin=2026-11-23")
        .with_header("Authorization", "Bearer abcdefghijkl")
        .answer(200, daily_2026());
    auto const trial = test("conso_api").value();
    EXPECT_EQ(trial.series, daily);
    EXPECT_EQ(trial.day, day("2026-11-22"));
    EXPECT_EQ(trial.energy, Energy::from_wh(12820));
    EXPECT_EQ(gate.purposes(), std::vector{Purpose::check});
}

TEST_F(Consent, FindsTheWayOpenWhileYesterdayIsNotPublished) {
    http.expect_get("https://www.v2.myelectricaldata.fr/api/enedis/consumption/daily/12345678901234"
                    "?start=2026-11-22&end=2026-11-23&use_cache=true")
        .answer(404, R"({"success":false,"error":{"code":"NO_DATA","message":"x"}})");
    auto const trial = test("my_electrical_data");
    ASSERT_TRUE(trial);
    EXPECT_EQ(trial->energy, std::nullopt);
}

TEST_F(Consent, LearnsItsEndFromMyElectricalDataToo) {
    providers.my_electrical_data.version_2 = false;
    providers.my_electrical_data.base_url = "https://www.myelectricaldata.fr";
    http.expect_get("https://www.myelectricaldata.fr/daily_consumption/12345678901234"
                    "/start/2026-11-22/end/2026-11-23/cache/")
        .answer(200, daily_v5());
    http.expect_get("https://www.myelectricaldata.fr/valid_access/12345678901234")
        .with_header("Authorization", "abcdefghijkl")
        .answer(200, R"({"valid":true,"consent_expiration_date":"2028-05-01T10:00:00"})");
    EXPECT_EQ(test("my_electrical_data").value().expires, at("2028-05-01", 0, 0));
    EXPECT_EQ(gate.purposes(), (std::vector{Purpose::check, Purpose::check}));
}

TEST_F(Consent, PassesARefusalOn) {
    http.expect_get("https://conso.boris.sh/api/consommation_quotidienne?pointId=12345678901234"
                    "&dateDebut=2026-11-22&dateFin=2026-11-23")
        .answer(401,
                R"({"status":401,"message":"Votre token est invalide ou ne permet pas d'accéder à ce PRM"})");
    EXPECT_EQ(test("conso_api").error().code, ErrorCode::token_invalid);
    EXPECT_EQ(test("edf").error().code, ErrorCode::request_invalid);
}

struct OddReturn {
    std::string name;
    Consents::Query query;
    ErrorCode code;
    std::string words;
};

class OddReturns : public testing::TestWithParam<OddReturn> {};

TEST_P(OddReturns, AreErrors) {
    auto const back = sources::read_return(GetParam().query);
    ASSERT_FALSE(back);
    EXPECT_EQ(to_string(back.error().code), to_string(GetParam().code));
    EXPECT_NE(back.error().message.find(GetParam().words), std::string::npos) << back.error().message;
    EXPECT_EQ(back.error().message.find('<'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Of, OddReturns,
    testing::Values(
        OddReturn{"Refused",
                  {{"error", "invalid_request"}, {"error_description", "demande_non_aboutie"}},
                  ErrorCode::consent_missing,
                  "invalid_request (demande_non_aboutie)"},
        OddReturn{
            "RefusedWithoutWords", {{"error", "access_denied"}}, ErrorCode::consent_missing, "access_denied"},
        OddReturn{"RefusedInMarkup", {{"error", "<script>"}}, ErrorCode::consent_missing, "script"},
        OddReturn{"Nothing", {{"state", "s"}}, ErrorCode::not_understood, "neither"},
        OddReturn{"NoNumber", {{"autorisation_id", "12a"}}, ErrorCode::not_understood, "12a"},
        OddReturn{"Negative", {{"autorisation_id", "-1"}}, ErrorCode::not_understood, "-1"},
        OddReturn{"TooLarge", {{"autorisation_id", "99999999999999999999"}}, ErrorCode::not_understood, ""},
        OddReturn{"NoMeter", {{"usage_point_id", "123"}}, ErrorCode::not_understood, "14 digits"},
        OddReturn{"NoMeters", {{"usage_point_id", " , ;"}}, ErrorCode::not_understood, "neither"}),
    [](auto const& row) { return row.param.name; });

TEST(SubscribedServices, OfOneMeterAreJoined) {
    auto const meters = sources::read_subscribed_services(
                            R"({"nbTotalServices":4,"serviceSouscrit":[
            {"soutirage":true,"injection":false,"etatCode":"ACTIF","pointId":"12345678901234","mesuresTypeCode":"CDC","dateFin":"2029-09-30"},
            {"soutirage":false,"injection":true,"etatCode":"ACTIF","pointId":"12345678901234","mesuresTypeCode":"ENERGIE","dateFin":"2029-06-30T00:00:00"},
            {"soutirage":true,"injection":false,"etatCode":"TERMINE","pointId":"98765432109876"},
            {"soutirage":false,"injection":true,"etatCode":"ACTIF","pointId":"00345678901234","mesuresTypeCode":"ENERGIE"}]})")
                            .value();
    ASSERT_EQ(meters.size(), 2U);
    EXPECT_TRUE(meters[0].consumption && meters[0].production && meters[0].hourly);
    EXPECT_EQ(meters[0].ends, day("2029-06-30"));
    EXPECT_FALSE(meters[1].consumption);
    EXPECT_FALSE(meters[1].hourly);
    EXPECT_EQ(meters[1].ends, std::nullopt);
}

TEST(SubscribedServices, AreTheMetersOwnFromTheirDemandUntilTheirEnd) {
    auto const meters_of = [](std::string const& state) {
        return sources::read_subscribed_services(R"({"nbTotalServices":1,"serviceSouscrit":[{"etatCode":")" +
                                                 state +
                                                 R"(","soutirage":true,"pointId":"12345678901234"}]})")
            .value()
            .size();
    };
    EXPECT_EQ(meters_of("DEMANDE"), 1U);
    EXPECT_EQ(meters_of("ACTIF"), 1U);
    EXPECT_EQ(meters_of("TERMINE"), 0U);
    EXPECT_EQ(meters_of("SUPPRIME"), 0U);
}

TEST(SubscribedServices, InAnotherFormAreErrors) {
    for (auto const* body : {"", "[]", "{}", R"({"serviceSouscrit":{}})", R"({"serviceSouscrit":[1]})",
                             R"({"serviceSouscrit":[{"etatCode":"ACTIF"}]})",
                             R"({"serviceSouscrit":[{"etatCode":"ACTIF","pointId":"12"}]})"})
        EXPECT_EQ(sources::read_subscribed_services(body).error().code, ErrorCode::not_understood) << body;
}

} // namespace
} // namespace enedis2mqtt::test
