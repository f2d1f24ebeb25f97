#include "unit/simulator/asking.hpp"

#include <gtest/gtest.h>

using namespace enedis2mqtt;
using namespace enedis2mqtt::simulator;
namespace json = boost::json;
using asking::Bench;
using asking::body_of;
using asking::text_at;

namespace {

/// One refusal, as each dialect tells it.
struct Case {
    char const* name;
    char const* pdl;
    Series series;
    char const* start;
    char const* end;
    int status;
    char const* v5_code;
    char const* code_2026;
    int v1_status;
    int v2_status;
    char const* v2_code;
};

constexpr Series daily{Direction::consumption, Dataset::daily};
constexpr Series curve{Direction::consumption, Dataset::load_curve};
constexpr Series production{Direction::production, Dataset::daily};
constexpr char const* ordinary = "01234567890123";

constexpr Case cases[]{
    {"SevenDaysOfCurveAtMost", ordinary, curve, "2026-11-10", "2026-11-18", 400, "ADAM-ERR0126",
     "ADAM-ERR0126", 400, 400, "INVALID_DATE_RANGE"},
    {"DailyHistory", ordinary, daily, "2023-11-07", "2023-11-09", 400, "ADAM-ERR0125", "ADAM-ERR0125", 400,
     400, "DATE_TOO_OLD"},
    {"CurveHistory", ordinary, curve, "2024-11-07", "2024-11-09", 400, "ADAM-ERR0125", "ADAM-ERR0125", 400,
     400, "DATE_TOO_OLD"},
    {"Activation", "01234567899904", daily, "2026-02-27", "2026-03-03", 400, "ADAM-ERR0123", "ADAM-ERR0123",
     400, 400, "ADAM-ERR0123"},
    {"EndInFuture", ordinary, daily, "2026-11-20", "2026-11-24", 400, "Invalid_request", "Invalid_request",
     400, 400, "INVALID_DATE_RANGE"},
    {"StartIsEnd", ordinary, daily, "2026-11-20", "2026-11-20", 400, "Invalid_request", "Invalid_request",
     400, 400, "INVALID_DATE_RANGE"},
    {"EndBeforeStart", ordinary, daily, "2026-11-20", "2026-11-19", 400, "Invalid_request", "Invalid_request",
     400, 400, "INVALID_DATE_RANGE"},
    {"UnknownPdl", "01234567899906", daily, "2026-11-20", "2026-11-22", 404, "STM-ERR-0000019",
     "STM-ERR-0000019", 404, 403, "ACCESS_DENIED"},
    {"NoConsent", "01234567899907", daily, "2026-11-20", "2026-11-22", 403, "ADAM-DC-0008", "ADAM-DC-0008",
     401, 403, "ACCESS_DENIED"},
    {"ConsentRevokedInTheSandbox", "26584978546985", daily, "2026-11-20", "2026-11-22", 403, "ADAM-DC-0008",
     "ADAM-DC-0008", 401, 403, "ACCESS_DENIED"},
    {"ProductionOfAConsumer", ordinary, production, "2026-11-20", "2026-11-22", 403, "unauthorized_user",
     "unauthorized_user", 403, 403, "ACCESS_DENIED"},
    {"ConsumptionOfAProducer", "01234567899902", daily, "2026-11-20", "2026-11-22", 400, "ADAM-ERR0069",
     "ADAM-ERR0069", 400, 403, "ACCESS_DENIED"},
    {"CurveNotCollected", "01234567899903", curve, "2026-11-20", "2026-11-22", 404, "STM-ERR-0000014",
     "STM-ERR-0000020", 404, 200, "NO_DATA"},
    {"NothingMeasured", "01234567899905", daily, "2026-11-17", "2026-11-19", 404, "no_data_found",
     "STM-ERR-0000020", 404, 200, "NO_DATA"},
};

struct Names {
    Series series;
    char const* v5_path;
    char const* modern;
    char const* old;
    char const* v1;
    char const* v2;
};

constexpr Names names[]{
    {daily, "/metering_data_dc/v5/daily_consumption", "consommation_quotidienne", "daily_consumption",
     "daily_consumption", "consumption/daily"},
    {curve, "/metering_data_clc/v5/consumption_load_curve", "courbe_de_charge_consommation",
     "consumption_load_curve", "consumption_load_curve", "consumption/detail"},
    {production, "/metering_data_dp/v5/daily_production", "production_quotidienne", "daily_production",
     "daily_production", "production/daily"},
};

Names names_of(Series series) {
    return *std::find_if(std::begin(names), std::end(names),
                         [&](Names const& n) { return n.series == series; });
}

/// `error` or `code`, in an object or in an array of one.
std::string code_of(json::value const& body) {
    auto const& error = body.is_array() ? body.as_array().at(0) : body;
    return text_at(error, error.as_object().contains("error") ? "/error" : "/code");
}

class Refusals : public testing::TestWithParam<Case> {};

} // namespace

TEST_P(Refusals, AreToldByEnedisV5) {
    Bench bench;
    auto const& c = GetParam();
    auto const answer =
        bench.ask(asking::enedis_v5(names_of(c.series).v5_path, c.pdl, c.start, c.end, bench.token));
    EXPECT_EQ(answer.response.status, c.status);
    EXPECT_EQ(text_at(body_of(answer), "/error"), c.v5_code);
    EXPECT_FALSE(text_at(body_of(answer), "/error_description").empty());
}

TEST_P(Refusals, AreToldByEnedis2026) {
    Bench bench;
    auto const& c = GetParam();
    auto const answer =
        bench.ask(asking::enedis_2026(names_of(c.series).modern, c.pdl, c.start, c.end, bench.token));
    EXPECT_EQ(answer.response.status, c.status);
    EXPECT_EQ(code_of(body_of(answer)), c.code_2026);
}

TEST_P(Refusals, AreToldByConsoApi) {
    Bench bench;
    auto const& c = GetParam();
    auto const old = bench.ask(asking::conso(names_of(c.series).old, c.pdl, c.start, c.end));
    EXPECT_EQ(old.response.status, c.status);
    EXPECT_EQ(text_at(body_of(old), "/message"), "The Enedis API returned an error");
    EXPECT_EQ(code_of(body_of(old).at("error")), c.v5_code);
    auto const modern = bench.ask(asking::conso(names_of(c.series).modern, c.pdl, c.start, c.end));
    EXPECT_EQ(modern.response.status, c.status);
    EXPECT_EQ(code_of(body_of(modern).at("error")), c.code_2026);
}

TEST_P(Refusals, AreToldByMyElectricalDataV1) {
    Bench bench;
    auto const& c = GetParam();
    auto const answer = bench.ask(asking::med_v1(names_of(c.series).v1, c.pdl, c.start, c.end));
    EXPECT_EQ(answer.response.status, c.v1_status);
    EXPECT_FALSE(text_at(body_of(answer), "/detail").empty());
    if (c.v1_status == 400) {
        EXPECT_EQ(text_at(json::parse(text_at(body_of(answer), "/detail")), "/error"), c.v5_code);
    }
}

TEST_P(Refusals, AreToldByMyElectricalDataV2) {
    Bench bench;
    auto const& c = GetParam();
    auto const answer = bench.ask(asking::med_v2(names_of(c.series).v2, c.pdl, c.start, c.end));
    EXPECT_EQ(answer.response.status, c.v2_status);
    EXPECT_FALSE(body_of(answer).at("success").as_bool());
    EXPECT_EQ(text_at(body_of(answer), "/error/code"), c.v2_code);
}

INSTANTIATE_TEST_SUITE_P(, Refusals, testing::ValuesIn(cases),
                         [](auto const& c) { return std::string{c.param.name}; });

TEST(RefusalsOfV5, SayWhichParameterOffends) {
    Bench bench;
    auto const told = [&](std::string const& query) {
        auto request = asking::get("/metering_data_dc/v5/daily_consumption?" + query);
        auto const answer = bench.ask(asking::with(request, "Authorization", "Bearer " + bench.token));
        EXPECT_EQ(answer.response.status, 400);
        return text_at(body_of(answer), "/error_description");
    };
    EXPECT_EQ(told("start=2026-11-20&end=2026-11-22"), "usage_point_id parameter is required.");
    EXPECT_EQ(told("usage_point_id=0123456789012&start=2026-11-20&end=2026-11-22"),
              "usage_point_id parameter must be 14 digits long.");
    EXPECT_EQ(told("usage_point_id=01234567890123&end=2026-11-22"), "Start date parameter is required.");
    EXPECT_EQ(told("usage_point_id=01234567890123&start=2026-11-20"), "End date parameter is required.");
    EXPECT_EQ(told("usage_point_id=01234567890123&start=20/11/2026&end=2026-11-22"),
              "Start date parameter must be in the format yyyy-mm-dd.");
    EXPECT_EQ(told("usage_point_id=01234567890123&start=2026-11-20&end=2026-11-24"),
              "The end date parameter must be earlier than the current date.");
}
