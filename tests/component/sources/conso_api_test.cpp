#include "component/sources/upstream.hpp"

namespace enedis2mqtt::test {
namespace {

constexpr auto new_daily = "https://conso.boris.sh/api/consommation_quotidienne"
                           "?pointId=12345678901234&dateDebut=2026-11-16&dateFin=2026-11-23";
constexpr auto old_daily =
    "https://conso.boris.sh/api/daily_consumption?prm=12345678901234&start=2026-11-16&end=2026-11-23";

// The gateway's own complaints, as its validation library writes them.
constexpr auto unknown_type =
    R"({"status":400,"message":"Paramètres invalides","error":{"issues":[{"code":"invalid_enum_value","path":["type"]},
        {"code":"invalid_type","path":["prm"]}],"name":"ZodError"}})";
constexpr auto unknown_type_as_text =
    R"({"status":400,"message":"Paramètres invalides","error":{"name":"ZodError","message":"[\n  {\n \"path\": [\n \"type\"\n ]}]"}})";
constexpr auto bad_value =
    R"({"status":400,"message":"Paramètres invalides","error":{"issues":[{"code":"invalid_string","path":["start"]}]}})";
constexpr auto no_data =
    R"({"status":404,"message":"The Enedis API returned an error","error":{"error":"no_data_found"}})";

class ConsoApi : public Upstream {
protected:
    ConsoApi() { open("conso_api", "a.b.c"); }
};

TEST_F(ConsoApi, AsksTheNewNamesFirst) {
    http.expect_get(new_daily)
        .with_header("Authorization", "Bearer a.b.c")
        .with_header("Accept", "application/json")
        .answer(200, daily_2026());
    EXPECT_EQ(fetch(daily).value().daily, yesterdays_12820());
    EXPECT_TRUE(notes.notes.empty());
}

struct Names {
    std::string name;
    Series series;
    std::string of_2026;
    std::string of_v5;
};

class ConsoApiNames : public ConsoApi, public testing::WithParamInterface<Names> {};

TEST_P(ConsoApiNames, AreThoseOfTheReference) {
    std::string const base = "https://conso.boris.sh/api/";
    http.expect_get(base + GetParam().of_2026 +
                    "?pointId=12345678901234&dateDebut=2026-11-16&dateFin=2026-11-23")
        .answer(400, unknown_type);
    http.expect_get(base + GetParam().of_v5 + "?prm=12345678901234&start=2026-11-16&end=2026-11-23")
        .answer(404, no_data);
    EXPECT_EQ(code_of(fetch(GetParam().series)), "no_data");
}

INSTANTIATE_TEST_SUITE_P(
    Reference, ConsoApiNames,
    testing::Values(Names{"Daily", daily, "consommation_quotidienne", "daily_consumption"},
                    Names{"Curve", curve, "courbe_de_charge_consommation", "consumption_load_curve"},
                    Names{"Peaks", peaks, "puissance_conso_max_quotidienne", "consumption_max_power"},
                    Names{"Produced", produced, "production_quotidienne", "daily_production"},
                    Names{"ProducedCurve", produced_curve, "courbe_de_charge_production",
                          "production_load_curve"}),
    [](auto const& row) { return row.param.name; });

/// Refusals of the name by the gateway itself.
class RefusedName : public ConsoApi, public testing::WithParamInterface<std::pair<int, char const*>> {};

TEST_P(RefusedName, LeadsToTheOldNameWhichIsRemembered) {
    http.expect_get(new_daily).answer(GetParam().first, GetParam().second);
    http.expect_get(old_daily).with_header("Authorization", "Bearer a.b.c").answer(200, daily_v5_unwrapped());
    EXPECT_EQ(fetch(daily).value().daily, yesterdays_12820());
    EXPECT_EQ(notes.notes.at("conso_api.dialect"), "v5");
    EXPECT_EQ(gate.calls.size(), 2U);

    http.expect_get(old_daily).answer(200, daily_v5_unwrapped());
    EXPECT_TRUE(fetch(daily)) << "the old name at once";
}

INSTANTIATE_TEST_SUITE_P(Gateway, RefusedName,
                         testing::Values(std::pair{400, unknown_type}, std::pair{400, unknown_type_as_text},
                                         std::pair{400, R"({"status":400,"message":"Paramètres invalides"})"},
                                         std::pair{404, R"({"status":404,"message":"Not found"})"},
                                         std::pair{404, "<html>404</html>"}));

TEST_F(ConsoApi, StartsWithTheNamesItRemembers) {
    notes.notes["conso_api.dialect"] = "v5";
    http.expect_get(old_daily).answer(200, daily_v5_unwrapped());
    EXPECT_TRUE(fetch(daily));
}

TEST_F(ConsoApi, GoesBackToTheNewNamesWhenTheOldOnesEnd) {
    notes.notes["conso_api.dialect"] = "v5";
    http.expect_get(old_daily).answer(400, unknown_type);
    http.expect_get(new_daily).answer(200, daily_2026());
    EXPECT_EQ(fetch(daily).value().daily, yesterdays_12820());
    EXPECT_EQ(notes.notes.at("conso_api.dialect"), "2026");
}

TEST_F(ConsoApi, GoesBackToTheNewNamesWhenEnedisStopsV5) {
    notes.notes["conso_api.dialect"] = "v5";
    http.expect_get(old_daily).answer(
        404, R"({"status":404,"message":"The Enedis API returned an error","error":{"code":"900906"}})");
    http.expect_get(new_daily).answer(200, daily_2026());
    EXPECT_TRUE(fetch(daily));
}

TEST_F(ConsoApi, SaysTheFirstRefusalWhenNeitherNameIsKnown) {
    http.expect_get(new_daily).answer(400, unknown_type);
    http.expect_get(old_daily).answer(404, "{}");
    EXPECT_EQ(code_of(fetch(daily)), "bad_request");
    EXPECT_TRUE(notes.notes.empty());
}

TEST_F(ConsoApi, RemembersNothingFromAnOutage) {
    http.expect_get(new_daily).answer(400, unknown_type);
    http.expect_get(old_daily).answer(page(502, "<html>Bad Gateway</html>"));
    EXPECT_EQ(code_of(fetch(daily)), "outage");
    EXPECT_TRUE(notes.notes.empty());
}

TEST_F(ConsoApi, GoesOnWhenItsChoiceCannotBeNoted) {
    notes.full = true;
    http.expect_get(new_daily).answer(400, unknown_type);
    http.expect_get(old_daily).answer(200, daily_v5_unwrapped());
    EXPECT_TRUE(fetch(daily));
    http.expect_get(old_daily).answer(200, daily_v5_unwrapped());
    EXPECT_TRUE(fetch(daily));
}

/// Refusals that another name would not mend: one call, no more.
struct Final {
    std::string name;
    http::Response answer;
    ErrorCode code;
};

class FinalWord : public ConsoApi, public testing::WithParamInterface<Final> {};

TEST_P(FinalWord, IsNotAskedAgainByAnotherName) {
    http.expect_get(new_daily).answer(GetParam().answer);
    EXPECT_EQ(code_of(fetch(daily)), to_string(GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(
    Gateway, FinalWord,
    testing::Values(
        Final{"EnedisHasNoData", json_response(404, no_data), ErrorCode::no_data},
        Final{
            "EnedisRefusesTheRange",
            json_response(
                400,
                R"({"status":400,"message":"The Enedis API returned an error","error":{"error":"ADAM-ERR0123"}})"),
            ErrorCode::before_activation},
        Final{"AValueIsWrong", json_response(400, bad_value), ErrorCode::bad_request},
        Final{"NoHeader",
              json_response(
                  400, R"({"status":400,"message":"Le header 'Authorization' est manquant ou invalide"})"),
              ErrorCode::token_invalid},
        Final{"BadToken", json_response(401, R"({"status":401,"message":"Votre token est invalide"})"),
              ErrorCode::token_invalid},
        Final{"Banned", page(403, "<html>Cloudflare</html>"), ErrorCode::banned},
        Final{"Down",
              json_response(500, R"({"status":500,"message":"Erreur inconnue. Réessayez plus tard"})"),
              ErrorCode::outage},
        Final{"AnotherShape", json_response(200, R"({"values":[]})"), ErrorCode::not_understood}),
    [](auto const& row) { return row.param.name; });

TEST_F(ConsoApi, DoesNotCallWithoutLeave) {
    gate.refusal = Error{ErrorCode::budget_spent, "30 of 30 calls made"};
    EXPECT_EQ(code_of(fetch(daily)), "budget_spent");
    EXPECT_EQ(gate.calls.size(), 1U);
}

TEST_F(ConsoApi, TakesABaseUrlWithASlashAtItsEnd) {
    providers.conso_api.base_url = "http://127.0.0.1:9000//";
    open("conso_api", "a.b.c");
    http.expect_get(
            "http://127.0.0.1:9000/api/consommation_quotidienne?pointId=12345678901234&dateDebut=2026-11-16"
            "&dateFin=2026-11-23")
        .answer(200, daily_2026());
    EXPECT_TRUE(fetch(daily));
}

TEST_F(ConsoApi, ReadsTheEndOfTheConsentFromTheToken) {
    EXPECT_EQ(meter->consent_expires(), std::nullopt);
    // {"sub":["12345678901234","00345678901234"],"iat":1700000000,"exp":1794524400}
    open("conso_api",
         "e30.eyJzdWIiOlsiMTIzNDU2Nzg5MDEyMzQiLCIwMDM0NTY3ODkwMTIzNCJdLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTc"
         "5NDUyNDQwMH0.x");
    EXPECT_EQ(meter->consent_expires(), Instant{std::chrono::seconds{1794524400}});
}

} // namespace
} // namespace enedis2mqtt::test
