#include "unit/simulator/asking.hpp"

#include <gtest/gtest.h>

using namespace enedis2mqtt;
using namespace enedis2mqtt::simulator;
namespace json = boost::json;
using asking::Bench;
using asking::body_of;
using asking::text_at;

namespace {

std::int64_t sum(json::array const& days) {
    std::int64_t total = 0;
    for (auto const& day : days)
        total += day.at("wh").as_int64();
    return total;
}

} // namespace

TEST(SimulatorControl, SwitchesFaultsOnAndOff) {
    Bench bench;
    auto const day = asking::conso("daily_consumption", asking::ordinary, "2026-11-20", "2026-11-22");
    EXPECT_EQ(
        bench.ask(asking::post("/simulator/faults", R"({"fault":"http_503","count":3,"dataset":"daily"})"))
            .response.status,
        200);
    auto const active = body_of(bench.ask(asking::get("/simulator/faults")));
    EXPECT_EQ(active.at("active"), json::parse(R"([{"fault":"http_503","count":3,"dataset":"daily"}])"));
    EXPECT_TRUE(active.at("kinds").as_object().contains("html_200"));
    EXPECT_EQ(bench.ask(day).response.status, 503);
    http::ServerRequest clear;
    clear.method = http::Method::del;
    clear.path = "/simulator/faults";
    EXPECT_EQ(body_of(bench.ask(clear)).at("active").as_array().size(), 0u);
    EXPECT_EQ(bench.ask(day).response.status, 200);
}

TEST(SimulatorControl, RefusesWhatIsNoFault) {
    Bench bench;
    for (auto const* body : {"", "fault", "[]", R"({"fault":"no_such"})", R"({"fault":"no_data","often":2})",
                             R"({"fault":"no_data","count":"2"})", R"({"fault":"no_data","count":0})"}) {
        EXPECT_EQ(bench.ask(asking::post("/simulator/faults", body)).response.status, 400) << body;
    }
    EXPECT_EQ(bench.ask(asking::post("/simulator/expected/01234567890123", "")).response.status, 405);
    EXPECT_EQ(bench.ask(asking::get("/simulator/expected/0123")).response.status, 400);
    EXPECT_EQ(bench.ask(asking::get("/simulator/nothing")).response.status, 404);
}

TEST(SimulatorControl, TellsTheSameValuesAsItServes) {
    Bench bench;
    auto const expected = body_of(bench.ask(asking::get("/simulator/expected/01234567899901")));
    EXPECT_EQ(text_at(expected, "/from"), "2026-01-01");
    EXPECT_EQ(text_at(expected, "/to"), "2026-11-23");
    for (auto const* direction : {"consumption", "production"}) {
        auto const& truth = expected.at(direction);
        auto const served = body_of(bench.ask(asking::conso(
            direction == std::string_view{"consumption"} ? "daily_consumption" : "daily_production",
            asking::both, "2026-01-01", "2026-11-23")));
        auto const& days = truth.at("daily").as_array();
        auto const& points = served.at("interval_reading").as_array();
        ASSERT_EQ(days.size(), points.size());
        for (std::size_t i = 0; i < days.size(); ++i)
            ASSERT_EQ(std::to_string(days[i].at("wh").as_int64()), points[i].at("value").as_string());
        EXPECT_EQ(truth.at_pointer("/years/2026").as_int64(), sum(days));
        EXPECT_EQ(truth.at("months").as_object().size(), 11u);
        EXPECT_EQ(truth.at("missing").as_array().size(), 0u);
    }
    auto const peaks =
        body_of(bench.ask(asking::conso("consumption_max_power", asking::both, "2026-11-22", "2026-11-23")));
    auto const& last = expected.at_pointer("/consumption/max_power").as_array().back();
    EXPECT_EQ(std::to_string(last.at("va").as_int64()), text_at(peaks, "/interval_reading/0/value"));
    auto at = text_at(last, "/at").substr(0, 19);
    at[10] = ' ';
    EXPECT_EQ(at, text_at(peaks, "/interval_reading/0/date"));
    EXPECT_FALSE(expected.at("production").as_object().contains("max_power"));
}

TEST(SimulatorControl, TellsTheLastPointOfTheLastCurve) {
    Bench bench;
    auto const expected = body_of(bench.ask(asking::get("/simulator/expected/01234567890123")));
    auto const curve = body_of(
        bench.ask(asking::conso("consumption_load_curve", asking::ordinary, "2026-11-22", "2026-11-23")));
    auto const& last = expected.at_pointer("/consumption/last_curve");
    EXPECT_EQ(text_at(last, "/date"), "2026-11-22");
    EXPECT_EQ(text_at(last, "/start"), "2026-11-22T23:30:00+01:00");
    EXPECT_EQ(std::to_string(last.at("watts").as_int64()),
              curve.at("interval_reading").as_array().back().at("value").as_string());
}

TEST(SimulatorControl, ListsWhatIsMissing) {
    Bench bench;
    auto const gaps =
        body_of(bench.ask(asking::get("/simulator/expected/01234567899905?from=2026-11-16&to=2026-11-23")));
    EXPECT_EQ(gaps.at_pointer("/consumption/missing"), json::parse(R"(["2026-11-17","2026-11-18"])"));
    auto const early = asking::get("/simulator/expected/01234567890123?from=2026-11-21&to=2026-11-23");
    auto const body = body_of(bench.ask(early, asking::at(asking::today, std::chrono::hours{6})));
    EXPECT_EQ(body.at_pointer("/consumption/missing"), json::parse(R"(["2026-11-22"])"));
}

TEST(SimulatorControl, TellsOfTheEndedYearOnTheFirstOfJanuary) {
    Bench bench;
    auto const new_year = asking::at({2027, 1, 1}, std::chrono::hours{12});
    auto const body = body_of(bench.ask(asking::get("/simulator/expected/01234567890123"), new_year));
    EXPECT_EQ(text_at(body, "/from"), "2026-01-01");
    EXPECT_EQ(body.at_pointer("/consumption/daily").as_array().size(), 365u);
}

TEST(SimulatorControl, HandsOutAConsoApiToken) {
    Bench bench;
    auto const token = text_at(body_of(bench.ask(asking::get("/simulator/token/01234567890123"))), "/token");
    auto request = asking::get("/api/daily_consumption?prm=01234567890123&start=2026-11-20&end=2026-11-22");
    EXPECT_EQ(bench.ask(asking::with(request, "Authorization", "Bearer " + token)).response.status, 200);
}

TEST(SimulatorControl, CountsCallsByMeterAndRoute) {
    Bench bench;
    bench.ask(asking::conso("daily_consumption", asking::ordinary, "2026-11-20", "2026-11-22"));
    bench.ask(asking::conso("daily_consumption", asking::both, "2026-11-20", "2027-11-22"));
    bench.ask(asking::conso("daily_production", asking::both, "2026-11-20", "2026-11-22"));
    EXPECT_EQ(bench.board.calls(asking::both, ""), 2);
    EXPECT_EQ(bench.board.calls("", "/api/daily_consumption"), 2);
    EXPECT_EQ(bench.board.calls(asking::both, "/api/daily_production"), 1);
    EXPECT_EQ(bench.board.calls("", "/oauth2/v3/token"), 1);
    auto const listed = body_of(bench.ask(asking::get("/simulator/calls"))).as_array();
    EXPECT_EQ(listed.size(), 4u);
}

TEST(SimulatorControl, ListsTheSpecialMeters) {
    Bench bench;
    auto const listed = body_of(bench.ask(asking::get("/simulator/meters"))).as_array();
    EXPECT_EQ(listed.size(), special_meters().size());
    EXPECT_EQ(text_at(listed[0], "/ending"), "99901");
}
