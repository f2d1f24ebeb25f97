#include "component/sources/upstream.hpp"

namespace enedis2mqtt::test {
namespace {

constexpr auto v2_base = "https://www.v2.myelectricaldata.fr/api";
constexpr auto v1_base = "https://www.myelectricaldata.fr";
constexpr auto range = "/12345678901234/start/2026-11-16/end/2026-11-23";

std::string enveloped(std::string const& data) {
    return R"({"success":true,"data":)" + data + R"(,"error":null})";
}

struct Route {
    std::string name;
    Series series;
    std::string path;
};

class MyElectricalDataV2 : public Upstream {
protected:
    MyElectricalDataV2() { open("my_electrical_data", "a-client-secret"); }
};

TEST_F(MyElectricalDataV2, AsksForTheFormatOf2026) {
    http.expect_get(std::string{v2_base} +
                    "/enedis/consumption/daily/12345678901234?start=2026-11-16&end=2026-11-23&use_cache=true")
        .with_header("Authorization", "Bearer a-client-secret")
        .with_header("X-MED-Format", "2026")
        .with_header("Accept", "application/json")
        .answer(200, enveloped(daily_2026()));
    EXPECT_EQ(fetch(daily).value().daily, yesterdays_12820());
    EXPECT_EQ(gate.calls.size(), 1U);
}

class RoutesV2 : public MyElectricalDataV2, public testing::WithParamInterface<Route> {};

TEST_P(RoutesV2, AreThoseOfTheReference) {
    http.expect_get(v2_base + GetParam().path +
                    "/12345678901234?start=2026-11-16&end=2026-11-23&use_cache=true")
        .answer(200, R"({"success":false,"error":{"code":"NO_DATA","message":"","field":null}})");
    EXPECT_EQ(code_of(fetch(GetParam().series)), "no_data");
}

INSTANTIATE_TEST_SUITE_P(Reference, RoutesV2,
                         testing::Values(Route{"Daily", daily, "/enedis/consumption/daily"},
                                         Route{"Curve", curve, "/enedis/consumption/detail"},
                                         Route{"Peaks", peaks, "/enedis/power"},
                                         Route{"Produced", produced, "/enedis/production/daily"},
                                         Route{"ProducedCurve", produced_curve, "/enedis/production/detail"}),
                         [](auto const& row) { return row.param.name; });

TEST_F(MyElectricalDataV2, ReadsCurveStampsAsStarts) {
    http.expect_get(
            std::string{v2_base} +
            "/enedis/consumption/detail/12345678901234?start=2026-11-22&end=2026-11-23&use_cache=true")
        .answer(200, enveloped(daily_2026(R"({"v":"412","d":"2026-11-22 00:00:00","p":"PT30M"},
                                              {"v":"96","d":"2026-11-22 23:30:00","p":"PT30M"})",
                                          "CONS", "PA")));
    auto const readings = fetch(curve, "2026-11-22", "2026-11-23");
    auto const points = readings.value().curve.readings();
    ASSERT_EQ(points.size(), 2U);
    EXPECT_EQ(points[0].interval, (Interval{at("2026-11-22", 0), at("2026-11-22", 0, 30)}));
    EXPECT_EQ(points[1].interval.end, at("2026-11-23", 0));
}

TEST_F(MyElectricalDataV2, SaysWhatItCannotTell) {
    EXPECT_FALSE(meter->limits().tells_doubled_hour);
    EXPECT_FALSE(meter->limits().proves_zeros);
}

TEST_F(MyElectricalDataV2, LeavesYesterdaysZeroUnproven) {
    http.expect_get(std::string{v2_base} +
                    "/enedis/consumption/daily/12345678901234?start=2026-11-16&end=2026-11-23&use_cache=true")
        .answer(200, enveloped(daily_2026(R"({"v":"0","d":"2026-11-22"})")));
    auto const readings = fetch(daily);
    ASSERT_TRUE(readings) << readings.error().message;
    EXPECT_TRUE(readings->empty());
    EXPECT_EQ(readings->unproven_zero, day("2026-11-22"));
}

TEST_F(MyElectricalDataV2, DoesNotCallWithoutLeave) {
    gate.refusal = Error{ErrorCode::budget_spent, "50 of 50 calls made"};
    EXPECT_EQ(code_of(fetch(daily)), "budget_spent");
}

class MyElectricalDataV1 : public Upstream {
protected:
    MyElectricalDataV1() {
        providers.my_electrical_data.version_2 = false;
        providers.my_electrical_data.base_url = "https://www.myelectricaldata.fr/";
        open("my_electrical_data", "a-v1-token");
    }

    ScriptedHttp::Exchange& expect(std::string const& set, std::string const& end) {
        return http.expect_get(std::string{v1_base} + '/' + set + range + end);
    }
};

TEST_F(MyElectricalDataV1, SendsTheTokenWithoutBearer) {
    expect("daily_consumption", "/cache/")
        .with_header("Authorization", "a-v1-token")
        .with_header("Content-Type", "application/json")
        .with_header("call-service", "enedis2mqtt")
        .with_header("Accept", "application/json")
        .answer(200, daily_v5());
    EXPECT_EQ(fetch(daily).value().daily, yesterdays_12820());
    EXPECT_FALSE(http.sent.front().headers["version"].empty());
    EXPECT_TRUE(http.sent.front().headers["X-MED-Format"].empty());
}

TEST_F(MyElectricalDataV1, TellsEverything) {
    EXPECT_TRUE(meter->limits().tells_doubled_hour);
    EXPECT_TRUE(meter->limits().proves_zeros);
}

class SetsV1 : public MyElectricalDataV1, public testing::WithParamInterface<Route> {};

TEST_P(SetsV1, AreThoseOfTheReference) {
    expect(GetParam().path, "/cache/").answer(404, R"({"detail":"no_data_found"})");
    EXPECT_EQ(code_of(fetch(GetParam().series)), "no_data");
}

INSTANTIATE_TEST_SUITE_P(Reference, SetsV1,
                         testing::Values(Route{"Daily", daily, "daily_consumption"},
                                         Route{"Curve", curve, "consumption_load_curve"},
                                         Route{"Peaks", peaks, "daily_consumption_max_power"},
                                         Route{"Produced", produced, "daily_production"},
                                         Route{"ProducedCurve", produced_curve, "production_load_curve"}),
                         [](auto const& row) { return row.param.name; });

TEST_F(MyElectricalDataV1, ReadsCurveStampsAsEnds) {
    expect("consumption_load_curve", "/cache/")
        .answer(200, daily_v5(R"({"value":"96","date":"2026-11-22 00:30:00","interval_length":"PT30M"})"));
    EXPECT_EQ(fetch(curve).value().curve.readings().front().interval.start, at("2026-11-22", 0));
}

TEST_F(MyElectricalDataV1, LooksPastAStaleCacheOnceADayFromTen) {
    clock.set(at("2026-11-23", 10));
    expect("daily_consumption", "/cache/").answer(200, daily_v5(R"({"value":"1","date":"2026-11-21"})"));
    expect("daily_consumption", "/").answer(200, daily_v5());
    EXPECT_EQ(fetch(daily).value().daily, yesterdays_12820());
    EXPECT_EQ(gate.calls.size(), 2U);

    expect("daily_consumption", "/cache/").answer(404, R"({"detail":"no_data_found"})");
    EXPECT_EQ(code_of(fetch(daily)), "no_data") << "once a day";
}

TEST_F(MyElectricalDataV1, LooksPastACacheThatHoldsAPartialDay) {
    clock.set(at("2026-11-23", 10));
    auto const partial = daily_v5(R"({"value":"96","date":"2026-11-22 00:30:00"})");
    expect("consumption_load_curve", "/cache/").answer(200, partial);
    expect("consumption_load_curve", "/").answer(200, partial);
    EXPECT_EQ(fetch(curve).value().curve.size(), 1U);
}

TEST_F(MyElectricalDataV1, KeepsTheCachedAnswerWhenTheSecondLookFails) {
    clock.set(at("2026-11-23", 12));
    expect("daily_consumption", "/cache/").answer(200, daily_v5(R"({"value":"1","date":"2026-11-21"})"));
    expect("daily_consumption", "/").answer(500, R"({"detail":"Erreur"})");
    EXPECT_EQ(fetch(daily).value().daily.size(), 1U);
}

TEST_F(MyElectricalDataV1, WaitsForTenBeforeItDoubtsTheCache) {
    clock.set(at("2026-11-23", 9, 59));
    expect("daily_consumption", "/cache/").answer(404, R"({"detail":"no_data_found"})");
    EXPECT_EQ(code_of(fetch(daily)), "no_data");
}

TEST_F(MyElectricalDataV1, DoesNotDoubtTheCacheOfThePast) {
    clock.set(at("2026-11-23", 12));
    http.expect_get("https://www.myelectricaldata.fr/daily_consumption/12345678901234/start/2026-10-01/end/"
                    "2026-11-01/cache/")
        .answer(404, R"({"detail":"no_data_found"})");
    EXPECT_EQ(code_of(fetch(daily, "2026-10-01", "2026-11-01")), "no_data");
}

TEST_F(MyElectricalDataV1, DoesNotRepeatWhatWasRefused) {
    clock.set(at("2026-11-23", 12));
    expect("daily_consumption", "/cache/").answer(409, R"({"detail":"quota journalier"})");
    EXPECT_EQ(code_of(fetch(daily)), "daily_quota_reached");
}

} // namespace
} // namespace enedis2mqtt::test
