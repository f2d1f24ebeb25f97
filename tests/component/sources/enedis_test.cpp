#include "component/sources/upstream.hpp"

namespace enedis2mqtt::test {
namespace {

constexpr auto base = "https://gw.ext.prod.api.enedis.fr";
constexpr auto token_url = "https://gw.ext.prod.api.enedis.fr/oauth2/v3/token";
constexpr auto daily_url =
    "https://gw.ext.prod.api.enedis.fr/mesure_synchrone_auto/v2/consommation_quotidienne"
    "?pointId=12345678901234&dateDebut=2026-11-16&dateFin=2026-11-23";
constexpr auto expired = R"({"fault":{"code":900901,"message":"Invalid Credentials"}})";

class EnedisSource : public Upstream {
protected:
    EnedisSource() {
        providers.enedis.client_id = "an-app";
        providers.enedis.client_secret = Secret{"its-secret"};
    }

    void open_enedis() { open("enedis"); }

    void expect_token(std::string const& token) {
        http.expect_post(token_url).answer(200, R"({"access_token":")" + token +
                                                    R"(","token_type":"Bearer","expires_in":12600})");
    }
};

TEST_F(EnedisSource, AsksTheMeasuresOf2026) {
    open_enedis();
    expect_token("T1");
    http.expect_get(daily_url)
        .with_header("Authorization", "Bearer T1")
        .with_header("Accept", "application/json")
        .answer(200, daily_2026());
    EXPECT_EQ(fetch(daily).value().daily, yesterdays_12820());
}

struct Route {
    std::string name;
    Series series;
    std::string path;
};

class EnedisRoutes2026 : public EnedisSource, public testing::WithParamInterface<Route> {};

TEST_P(EnedisRoutes2026, AreThoseOfTheReference) {
    open_enedis();
    expect_token("T1");
    http.expect_get(std::string{base} + GetParam().path).answer(404, R"({"code":"no_data_found"})");
    EXPECT_EQ(code_of(fetch(GetParam().series)), "no_data");
}

INSTANTIATE_TEST_SUITE_P(
    Reference, EnedisRoutes2026,
    testing::Values(
        Route{"Curve", curve,
              "/mesure_synchrone_auto/v2/"
              "courbe_de_charge_consommation?pointId=12345678901234&dateDebut=2026-11-16&"
              "dateFin=2026-11-23"},
        Route{"Peaks", peaks,
              "/mesure_synchrone_auto/v2/"
              "puissance_conso_max_quotidienne?pointId=12345678901234&dateDebut=2026-11-16&"
              "dateFin=2026-11-23&mesuresPas=P1D&grandeurPhysique=PMA"},
        Route{"Produced", produced,
              "/mesure_synchrone_auto/v2/production_quotidienne?pointId=12345678901234&dateDebut=2026-11-16&"
              "dateFin=2026-11-23"},
        Route{"ProducedCurve", produced_curve,
              "/mesure_synchrone_auto/v2/"
              "courbe_de_charge_production?pointId=12345678901234&dateDebut=2026-11-16&"
              "dateFin=2026-11-23"}),
    [](auto const& row) { return row.param.name; });

class EnedisRoutesV5 : public EnedisSource, public testing::WithParamInterface<Route> {};

TEST_P(EnedisRoutesV5, AreThoseOfTheReference) {
    providers.enedis.generation_2026 = false;
    open_enedis();
    expect_token("T1");
    http.expect_get(base + GetParam().path + "?usage_point_id=12345678901234&start=2026-11-16&end=2026-11-23")
        .with_header("Authorization", "Bearer T1")
        .answer(404, R"({"error":"no_data_found"})");
    EXPECT_EQ(code_of(fetch(GetParam().series)), "no_data");
}

INSTANTIATE_TEST_SUITE_P(
    Reference, EnedisRoutesV5,
    testing::Values(Route{"Daily", daily, "/metering_data_dc/v5/daily_consumption"},
                    Route{"Curve", curve, "/metering_data_clc/v5/consumption_load_curve"},
                    Route{"Peaks", peaks, "/metering_data_dcmp/v5/daily_consumption_max_power"},
                    Route{"Produced", produced, "/metering_data_dp/v5/daily_production"},
                    Route{"ProducedCurve", produced_curve, "/metering_data_plc/v5/production_load_curve"}),
    [](auto const& row) { return row.param.name; });

TEST_F(EnedisSource, ReadsV5) {
    providers.enedis.generation_2026 = false;
    providers.enedis.base_url = "http://127.0.0.1:9000/";
    open_enedis();
    http.expect_post("http://127.0.0.1:9000/oauth2/v3/token").answer(200, R"({"access_token":"T1"})");
    http.expect_get(
            "http://127.0.0.1:9000/metering_data_dc/v5/daily_consumption?usage_point_id=12345678901234"
            "&start=2026-11-16&end=2026-11-23")
        .answer(200, daily_v5());
    EXPECT_EQ(fetch(daily).value().daily, yesterdays_12820());
}

TEST_F(EnedisSource, NeverAsksPastToday) {
    open_enedis();
    expect_token("T1");
    http.expect_get(daily_url).answer(200, daily_2026());
    EXPECT_EQ(code_of(fetch(daily, "2026-11-16", "2026-12-01")), "success");
}

TEST_F(EnedisSource, RenewsARefusedTokenOnceAndAsksAgain) {
    open_enedis();
    expect_token("T1");
    http.expect_get(daily_url).with_header("Authorization", "Bearer T1").answer(401, expired);
    expect_token("T2");
    http.expect_get(daily_url).with_header("Authorization", "Bearer T2").answer(200, daily_2026());
    EXPECT_EQ(fetch(daily).value().daily, yesterdays_12820());
    EXPECT_EQ(gate.calls.size(), 2U) << "the repeat is a call too, the token is none";
}

TEST_F(EnedisSource, GivesUpWhenTheNewTokenIsRefusedToo) {
    open_enedis();
    expect_token("T1");
    http.expect_get(daily_url).answer(401, expired);
    expect_token("T2");
    http.expect_get(daily_url).answer(401, expired);
    EXPECT_EQ(code_of(fetch(daily)), "token_expired");
}

TEST_F(EnedisSource, UsesOneTokenForAllMetersAndCalls) {
    open_enedis();
    auto const first = std::move(meter);
    config::MeterEntry entry{Meter{UsagePointId::parse(pdl).value(), "Annexe"}};
    meter = provider->open(entry);
    expect_token("T1");
    for (int i = 0; i < 3; ++i)
        http.expect_get(daily_url).with_header("Authorization", "Bearer T1").answer(200, daily_2026());
    EXPECT_TRUE(fetch(daily));
    EXPECT_TRUE(fetch(daily));
    EXPECT_TRUE(run_task(loop, first->fetch(request(daily))));
}

TEST_F(EnedisSource, AsksLeaveForEachDataCallWithItsPurpose) {
    open_enedis();
    expect_token("T1");
    http.expect_get(daily_url).answer(200, daily_2026());
    EXPECT_TRUE(fetch(daily, "2026-11-16", "2026-11-23", Purpose::history));
    EXPECT_EQ(gate.purposes(), std::vector{Purpose::history});
}

TEST_F(EnedisSource, DoesNotCallWithoutLeaveForATokenEither) {
    open_enedis();
    gate.refusal = Error{ErrorCode::budget_spent, "30 of 30 calls made", std::chrono::hours{5}};
    auto const refused = fetch(daily);
    EXPECT_EQ(code_of(refused), "budget_spent");
    EXPECT_EQ(refused.error().retry_after, std::chrono::hours{5});
    EXPECT_TRUE(http.sent.empty());
}

TEST_F(EnedisSource, TellsTheGateOfATokenThatDidNotCome) {
    open_enedis();
    http.expect_post(token_url).fail(Error{ErrorCode::timeout, "no answer"});
    EXPECT_EQ(code_of(fetch(daily)), "timeout");
    EXPECT_EQ(gate.heard, std::vector{std::optional{ErrorCode::timeout}});
    EXPECT_TRUE(gate.calls.empty());
}

TEST_F(EnedisSource, PassesTheTransportsErrorsOn) {
    open_enedis();
    expect_token("T1");
    http.expect_get(daily_url).fail(Error{ErrorCode::timeout, "no answer"});
    EXPECT_EQ(code_of(fetch(daily)), "timeout");
    http.expect_get(daily_url).answer(page(503, "<html>"));
    EXPECT_EQ(code_of(fetch(daily)), "outage");
}

TEST_F(EnedisSource, DoesNotAskForDataWithoutAToken) {
    open_enedis();
    http.expect_post(token_url).answer(401, R"({"error":"invalid_client"})");
    EXPECT_EQ(code_of(fetch(daily)), "credentials_invalid");
    EXPECT_TRUE(gate.calls.empty());
}

TEST_F(EnedisSource, KnowsNoEndOfConsent) {
    open_enedis();
    EXPECT_EQ(meter->consent_expires(), std::nullopt);
}

} // namespace
} // namespace enedis2mqtt::test
