#include "unit/simulator/asking.hpp"

#include <gtest/gtest.h>

#include <set>

using namespace enedis2mqtt;
using namespace enedis2mqtt::simulator;
namespace json = boost::json;
using asking::Bench;
using asking::body_of;
using asking::both;
using asking::text_at;

namespace {

/// What a value is made of: an array is its first element, what varies from meter to meter and from day to
/// day is its type's name; constants stay.
json::value shape_of(json::value const& value, std::string_view key = {}) {
    static std::set<std::string_view> const varying{
        "v",     "d",   "value",     "date",    "usage_point_id", "idPrm",
        "start", "end", "dateDebut", "dateFin", "timestamp"};
    if (auto const* object = value.if_object()) {
        json::object shape;
        for (auto const& [name, member] : *object)
            shape[name] = shape_of(member, name);
        return shape;
    }
    if (auto const* array = value.if_array()) {
        json::array shape;
        if (!array->empty())
            shape.push_back(shape_of(array->front(), key));
        return shape;
    }
    return varying.contains(key) ? json::value{json::string{to_string(value.kind())}} : value;
}

// The shapes of real answers (Data Connect v5 of 2023, Data Connect 2026 of 29 September 2026).
constexpr std::string_view v5_curve = R"({"usage_point_id":"1","start":"","end":"","quality":"BRUT",
 "reading_type":{"unit":"W","measurement_kind":"power","aggregate":"average"},
 "interval_reading":[{"value":"752","date":"2023-04-01 00:30:00","interval_length":"PT30M","measure_type":"B"}]})";
constexpr std::string_view v5_daily = R"({"usage_point_id":"1","start":"","end":"","quality":"BRUT",
 "reading_type":{"unit":"Wh","measurement_kind":"energy","aggregate":"sum","measuring_period":"P1D"},
 "interval_reading":[{"value":"11776","date":"2023-04-01"}]})";
constexpr std::string_view v5_peak = R"({"usage_point_id":"1","start":"","end":"","quality":"BRUT",
 "reading_type":{"unit":"VA","measurement_kind":"power","aggregate":"maximum","measuring_period":"P1D"},
 "interval_reading":[{"value":"4680","date":"2023-04-01 13:03:35"}]})";
constexpr std::string_view curve_2026 =
    R"({"idPrm":"9","etapeMetier":"BRUT","periode":{"dateDebut":"","dateFin":""},
 "modeCalcul":"MESURE","grandeur":[{"grandeurMetier":"CONS","grandeurPhysique":"PA","unite":"W","points":[
 {"v":"4078","d":"2026-09-29 00:30:00","p":"PT30M","n":"B","iv":"0","ec":"0"}],"calendrier":[]}],"contexte":[]})";
constexpr std::string_view production_curve_2026 =
    R"({"idPrm":"9","etapeMetier":"BRUT","periode":{"dateDebut":"","dateFin":""},
 "modeCalcul":"MESURE","grandeur":[{"grandeurMetier":"PROD","grandeurPhysique":"PA","unite":"W","points":[
 {"v":"0","d":"2026-09-29 09:00:00","p":"PT30M","n":"B","iv":"0","ec":"0"}],"calendrier":[]}],"contexte":[]})";
constexpr std::string_view peak_2026 =
    R"({"idPrm":"9","etapeMetier":"BRUT","periode":{"dateDebut":"","dateFin":""},
 "modeCalcul":"MESURE","pas":"P1D","grandeur":[{"grandeurMetier":"CONS","grandeurPhysique":"PMA","unite":"VA",
 "points":[{"v":"4680","d":"2026-09-29 13:03:35"}],"calendrier":[]}],"contexte":[]})";
constexpr std::string_view daily_2026 =
    R"({"idPrm":"9","etapeMetier":"BRUT","periode":{"dateDebut":"","dateFin":""},
 "typeValeur":"GLOBALE","modeCalcul":"DIFF.INDEX","pas":"P1D","grandeur":[{"grandeurMetier":"CONS",
 "grandeurPhysique":"EA","unite":"Wh","points":[{"v":"33495","d":"2026-09-29"}],"calendrier":[]}],"contexte":[]})";

json::value shape_of_text(std::string_view text) {
    return shape_of(json::parse(text));
}
json::value wrapped(std::string_view text) {
    return json::object{{"meter_reading", json::parse(text)}};
}

constexpr char const* start = "2026-11-20";
constexpr char const* end = "2026-11-22";

} // namespace

TEST(EnedisDialect, SpeaksV5) {
    Bench bench;
    auto const ask = [&](char const* path) {
        auto const answer = bench.ask(asking::enedis_v5(path, both, start, end, bench.token));
        EXPECT_EQ(answer.response.status, 200) << path << answer.response.body;
        EXPECT_EQ(answer.response.headers["content-type"], "application/json");
        return shape_of(body_of(answer));
    };
    EXPECT_EQ(ask("/metering_data_dc/v5/daily_consumption"), shape_of(wrapped(v5_daily)));
    EXPECT_EQ(ask("/metering_data_clc/v5/consumption_load_curve"), shape_of(wrapped(v5_curve)));
    EXPECT_EQ(ask("/metering_data_dcmp/v5/daily_consumption_max_power"), shape_of(wrapped(v5_peak)));
    EXPECT_EQ(ask("/metering_data_dp/v5/daily_production"), shape_of(wrapped(v5_daily)));
    EXPECT_EQ(ask("/metering_data_plc/v5/production_load_curve"), shape_of(wrapped(v5_curve)));
}

TEST(EnedisDialect, Speaks2026) {
    Bench bench;
    auto const ask = [&](char const* set, char const* more = "") {
        auto const answer = bench.ask(asking::enedis_2026(set, both, start, end, bench.token, more));
        EXPECT_EQ(answer.response.status, 200) << set << answer.response.body;
        return shape_of(body_of(answer));
    };
    EXPECT_EQ(ask("consommation_quotidienne"), shape_of_text(daily_2026));
    EXPECT_EQ(ask("courbe_de_charge_consommation"), shape_of_text(curve_2026));
    EXPECT_EQ(ask("courbe_de_charge_production"), shape_of_text(production_curve_2026));
    EXPECT_EQ(ask("puissance_conso_max_quotidienne", "&mesuresPas=P1D&grandeurPhysique=PMA"),
              shape_of_text(peak_2026));
}

TEST(EnedisDialect, EchoesTheRequestAndNamesEachPoint) {
    Bench bench;
    auto const body = body_of(
        bench.ask(asking::enedis_2026("courbe_de_charge_consommation", both, start, end, bench.token)));
    EXPECT_EQ(text_at(body, "/idPrm"), both);
    EXPECT_EQ(text_at(body, "/periode/dateDebut"), start);
    EXPECT_EQ(text_at(body, "/periode/dateFin"), end);
    auto const& points = body.at_pointer("/grandeur/0/points").as_array();
    ASSERT_EQ(points.size(), 96u);
    EXPECT_EQ(points.front().at("d").as_string(), "2026-11-20 00:30:00");
    EXPECT_EQ(points.back().at("d").as_string(), "2026-11-22 00:00:00");
}

TEST(EnedisDialect, GivesTheSameValuesInBothGenerations) {
    Bench bench;
    auto const v5 = body_of(bench.ask(
        asking::enedis_v5("/metering_data_clc/v5/consumption_load_curve", both, start, end, bench.token)));
    auto const now = body_of(
        bench.ask(asking::enedis_2026("courbe_de_charge_consommation", both, start, end, bench.token)));
    auto const& old_points = v5.at_pointer("/meter_reading/interval_reading").as_array();
    auto const& new_points = now.at_pointer("/grandeur/0/points").as_array();
    ASSERT_EQ(old_points.size(), new_points.size());
    for (std::size_t i = 0; i < old_points.size(); ++i) {
        EXPECT_EQ(old_points[i].at("value"), new_points[i].at("v"));
        EXPECT_EQ(old_points[i].at("date"), new_points[i].at("d"));
    }
}

TEST(EnedisDialect, HandsOutTokensThatDieAfterTwelveThousandSixHundredSeconds) {
    Bench bench;
    auto const answer =
        bench.ask(asking::token_request("grant_type=client_credentials&client_id=a&client_secret=b%2Bc"));
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(body_of(answer).at("expires_in").as_int64(), 12600);
    EXPECT_EQ(text_at(body_of(answer), "/token_type"), "Bearer");
    auto const request = asking::enedis_2026("consommation_quotidienne", both, start, end,
                                             text_at(body_of(answer), "/access_token"));
    EXPECT_EQ(bench.ask(request, asking::noon() + std::chrono::seconds{12599}).response.status, 200);
    EXPECT_EQ(bench.ask(request, asking::noon() + std::chrono::seconds{12600}).response.status, 401);
}

TEST(EnedisDialect, TakesCredentialsInTheBodyOrAsBasicOnly) {
    Bench bench;
    auto in_query = asking::token_request("grant_type=client_credentials");
    in_query.query = {{"client_id", "a"}, {"client_secret", "b"}};
    EXPECT_EQ(bench.ask(in_query).response.status, 400);
    EXPECT_EQ(bench.ask(asking::token_request("client_id=a&client_secret=b")).response.status, 400);
    auto const basic =
        asking::with(asking::token_request("grant_type=client_credentials"), "Authorization", "Basic YTpi");
    EXPECT_EQ(bench.ask(basic).response.status, 200);
    auto const wrong =
        bench.ask(asking::token_request("grant_type=client_credentials&client_id=a&client_secret=wrong"));
    EXPECT_EQ(wrong.response.status, 401);
    EXPECT_EQ(text_at(body_of(wrong), "/error"), "invalid_client");
}

TEST(EnedisDialect, RefusesATokenItNeverIssued) {
    Bench bench;
    for (auto const& request :
         {asking::enedis_v5("/metering_data_dc/v5/daily_consumption", both, start, end, "other"),
          asking::enedis_2026("consommation_quotidienne", both, start, end, "other")}) {
        auto const answer = bench.ask(request);
        EXPECT_EQ(answer.response.status, 401);
        EXPECT_EQ(body_of(answer).at_pointer("/fault/code").as_int64(), 900901);
    }
}

TEST(EnedisDialect, Answers500ToWhatTheSwaggerDoesNotKnow) {
    Bench bench;
    auto const status = [&](char const* set, char const* more) {
        return bench.ask(asking::enedis_2026(set, both, start, end, bench.token, more)).response.status;
    };
    EXPECT_EQ(status("consommation_quotidienne", "&usage_point_id=01234567899901"), 500);
    EXPECT_EQ(status("consommation_quotidienne", "&mesuresPas=P1D"), 500);
    EXPECT_EQ(status("puissance_conso_max_quotidienne", ""), 500);
    EXPECT_EQ(status("puissance_conso_max_quotidienne", "&mesuresPas=P1D"), 500);
    EXPECT_EQ(status("puissance_conso_max_quotidienne", "&mesuresPas=P1D&grandeurPhysique=TOUT"), 200);
}

TEST(ConsoApiDialect, UnwrapsOldTypesAndPassesNewOnesOn) {
    Bench bench;
    auto const ask = [&](char const* type) {
        auto const answer = bench.ask(asking::conso(type, both, start, end));
        EXPECT_EQ(answer.response.status, 200) << type << answer.response.body;
        return shape_of(body_of(answer));
    };
    EXPECT_EQ(ask("daily_consumption"), shape_of_text(v5_daily));
    EXPECT_EQ(ask("consumption_load_curve"), shape_of_text(v5_curve));
    EXPECT_EQ(ask("consumption_max_power"), shape_of_text(v5_peak));
    EXPECT_EQ(ask("daily_production"), shape_of_text(v5_daily));
    EXPECT_EQ(ask("production_load_curve"), shape_of_text(v5_curve));
    EXPECT_EQ(ask("consommation_quotidienne"), shape_of_text(daily_2026));
    EXPECT_EQ(ask("courbe_de_charge_consommation"), shape_of_text(curve_2026));
    EXPECT_EQ(ask("courbe_de_charge_production"), shape_of_text(production_curve_2026));
    EXPECT_EQ(ask("puissance_conso_max_quotidienne"), shape_of_text(peak_2026));
}

TEST(ConsoApiDialect, TakesTheModernParameterNamesForNewTypes) {
    Bench bench;
    auto const ask = [&](std::string type) {
        auto request = asking::get("/api/" + type + "?pointId=" + std::string{both} +
                                   "&dateDebut=2026-11-20&dateFin=2026-11-22");
        return bench.ask(asking::with(request, "Authorization", asking::conso_bearer(both))).response.status;
    };
    EXPECT_EQ(ask("consommation_quotidienne"), 200);
    EXPECT_EQ(ask("daily_consumption"), 400);
}

TEST(ConsoApiDialect, HasItsOwnEnvelopeForErrors) {
    Bench bench;
    auto const error = [&](http::ServerRequest const& request) {
        auto const answer = bench.ask(request);
        auto const body = body_of(answer);
        EXPECT_EQ(body.at("status").as_int64(), answer.response.status);
        EXPECT_TRUE(body.as_object().contains("error"));
        return std::pair{answer.response.status, text_at(body, "/message")};
    };
    auto request = asking::conso("daily_consumption", both, start, end);
    request.method = http::Method::post;
    EXPECT_EQ(error(request), (std::pair{405, std::string{"Seule la méthode GET est autorisée"}}));
    EXPECT_EQ(error(asking::conso("daily_power", both, start, end)).second, "Paramètres invalides");
    EXPECT_EQ(error(asking::conso("daily_consumption", both, "yesterday", end)).second,
              "Paramètres invalides");
    auto const bare =
        asking::get("/api/daily_consumption?prm=01234567899901&start=2026-11-20&end=2026-11-22");
    EXPECT_EQ(error(bare),
              (std::pair{400, std::string{"Le header 'Authorization' est manquant ou invalide"}}));

    auto const same_day = bench.ask(asking::conso("daily_consumption", both, start, start));
    EXPECT_EQ(text_at(body_of(same_day), "/message"), "The Enedis API returned an error");
    EXPECT_EQ(text_at(body_of(same_day), "/error/error_description"),
              "Start date should be before end date.");
}

TEST(ConsoApiDialect, LooksIntoTheToken) {
    Bench bench;
    auto const status = [&](std::string const& token) {
        auto request =
            asking::get("/api/daily_consumption?prm=01234567899901&start=2026-11-20&end=2026-11-22");
        return bench.ask(asking::with(request, "Authorization", "Bearer " + token)).response.status;
    };
    auto const later = asking::noon() + std::chrono::days{1};
    EXPECT_EQ(status(conso_api_token({asking::pdl("01234567890123"), asking::pdl(both)}, later)), 200);
    EXPECT_EQ(status(conso_api_token({asking::pdl("01234567890123")}, later)), 401);
    EXPECT_EQ(status(conso_api_token({asking::pdl(both)}, asking::noon())), 401);
    EXPECT_EQ(status("any.well-formed.token"), 200);
    EXPECT_EQ(status("not.a-token"), 401);
    EXPECT_EQ(status("not.a*.token"), 401);
}

TEST(MedV1Dialect, WrapsV5InMeterReadingWithOrWithoutItsCache) {
    Bench bench;
    EXPECT_EQ(shape_of(body_of(bench.ask(asking::med_v1("daily_consumption", both, start, end)))),
              shape_of(wrapped(v5_daily)));
    EXPECT_EQ(shape_of(body_of(bench.ask(asking::med_v1("consumption_load_curve", both, start, end)))),
              shape_of(wrapped(v5_curve)));
    EXPECT_EQ(shape_of(body_of(bench.ask(asking::med_v1("daily_consumption_max_power", both, start, end)))),
              shape_of(wrapped(v5_peak)));
    EXPECT_EQ(shape_of(body_of(bench.ask(asking::med_v1("daily_production", both, start, end)))),
              shape_of(wrapped(v5_daily)));
    EXPECT_EQ(shape_of(body_of(bench.ask(asking::med_v1("production_load_curve", both, start, end)))),
              shape_of(wrapped(v5_curve)));
    auto cached = asking::med_v1("daily_consumption", both, start, end);
    cached.path += "cache/";
    EXPECT_EQ(bench.ask(cached).response.status, 200);
    EXPECT_EQ(bench.board.calls(both, "/daily_consumption/cache"), 1);
}

TEST(MedV1Dialect, WantsItsTokenWithoutBearer) {
    Bench bench;
    auto request = asking::get("/daily_consumption/01234567899901/start/2026-11-20/end/2026-11-22/");
    EXPECT_EQ(bench.ask(request).response.status, 403);
    EXPECT_EQ(bench.ask(asking::with(request, "Authorization", "Bearer a-token")).response.status, 403);
    EXPECT_EQ(bench.ask(asking::with(request, "Authorization", "a-token")).response.status, 200);
}

TEST(MedV1Dialect, TellsOfAccessAndHealth) {
    Bench bench;
    auto const access =
        bench.ask(asking::with(asking::get("/valid_access/01234567899901"), "Authorization", "a-token"));
    EXPECT_TRUE(body_of(access).at("valid").as_bool());
    EXPECT_EQ(text_at(body_of(access), "/consent_expiration_date"), "2028-05-01T10:00:00");
    EXPECT_TRUE(body_of(bench.ask(asking::get("/ping"))).at("status").as_bool());
}

TEST(MedV2Dialect, PutsBothShapesIntoItsEnvelope) {
    Bench bench;
    auto const ask = [&](char const* route, bool modern) {
        auto request = asking::med_v2(route, both, start, end);
        if (modern)
            request.headers.set("X-MED-Format", "2026");
        auto const answer = bench.ask(request);
        EXPECT_EQ(answer.response.headers["Deprecation"].empty(), modern);
        auto const body = body_of(answer);
        EXPECT_TRUE(body.at("success").as_bool()) << answer.response.body;
        EXPECT_TRUE(body.at("error").is_null());
        return shape_of(body.at("data"));
    };
    EXPECT_EQ(ask("consumption/daily", false), shape_of(wrapped(v5_daily)));
    EXPECT_EQ(ask("consumption/detail", false), shape_of(wrapped(v5_curve)));
    EXPECT_EQ(ask("power", false), shape_of(wrapped(v5_peak)));
    EXPECT_EQ(ask("production/daily", false), shape_of(wrapped(v5_daily)));
    EXPECT_EQ(ask("production/detail", false), shape_of(wrapped(v5_curve)));
    EXPECT_EQ(ask("consumption/daily", true), shape_of_text(daily_2026));
    EXPECT_EQ(ask("consumption/detail", true), shape_of_text(curve_2026));
    EXPECT_EQ(ask("production/detail", true), shape_of_text(production_curve_2026));
    EXPECT_EQ(ask("power", true), shape_of_text(peak_2026));
}

TEST(MedV2Dialect, StampsTheStartOfEachStepByNaiveSubtractionAndSorts) {
    Bench bench;
    auto const body =
        body_of(bench.ask(asking::med_v2("consumption/detail", both, "2026-10-25", "2026-10-26")));
    auto const& points = body.at_pointer("/data/meter_reading/interval_reading").as_array();
    std::vector<std::string> stamps;
    for (std::size_t i = 0; i < 8; ++i)
        stamps.emplace_back(std::string{points[i].at("date").as_string()}.substr(11, 5));
    EXPECT_EQ(stamps, (std::vector<std::string>{"00:00", "00:30", "01:00", "01:30", "01:30", "02:00", "02:00",
                                                "02:30"}));
    EXPECT_EQ(points.size(), 50u);
}

TEST(MedV2Dialect, ServesTwoYearsInABatch) {
    Bench bench;
    auto const batch =
        bench.ask(asking::med_v2("consumption/detail/batch", both, "2024-11-23", "2026-11-23"));
    EXPECT_EQ(body_of(batch).at_pointer("/data/meter_reading/interval_reading").as_array().size(), 35040u);
    auto const plain = bench.ask(asking::med_v2("consumption/detail", both, "2024-11-23", "2026-11-23"));
    EXPECT_EQ(text_at(body_of(plain), "/error/code"), "INVALID_DATE_RANGE");
}

TEST(MedV2Dialect, AnswersAtTheRootToo) {
    Bench bench;
    auto request = asking::med_v2("consumption/daily", both, start, end);
    request.path.erase(0, std::string_view{"/api"}.size());
    EXPECT_EQ(bench.ask(request).response.status, 200);
}

TEST(MedV2Dialect, WantsABearer) {
    Bench bench;
    auto const answer =
        bench.ask(asking::get("/api/enedis/power/01234567899901?start=2026-11-20&end=2026-11-22"));
    EXPECT_EQ(answer.response.status, 401);
    EXPECT_FALSE(body_of(answer).at("success").as_bool());
}

TEST(Dialects, GiveWhatIsNobodysA404) {
    Bench bench;
    for (auto const* path : {"/", "/index.html", "/metering_data_dc/v4/daily_consumption"})
        EXPECT_EQ(bench.ask(asking::get(path)).response.status, 404) << path;
}

TEST(Dialects, AnswerGetOnly) {
    Bench bench;
    for (auto request :
         {asking::conso("daily_consumption", both, start, end),
          asking::med_v1("daily_consumption", both, start, end), asking::med_v2("power", both, start, end),
          asking::enedis_2026("consommation_quotidienne", both, start, end, bench.token)}) {
        request.method = http::Method::post;
        EXPECT_EQ(bench.ask(request).response.status, 405) << request.path;
    }
    EXPECT_EQ(bench.ask(asking::get("/oauth2/v3/token")).response.status, 405);
}
