#include "unit/sources/asking.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

using namespace std::chrono_literals;
using namespace test;

/// One day of half-hours, as each wire shape tells it.
struct WholeDay {
    std::string name;
    std::string date;
    std::size_t points;
    std::int64_t wh;
};

class WholeDays : public testing::TestWithParam<WholeDay> {
protected:
    Readings read(std::string const& folder, Dialect dialect = Dialect::enedis) const {
        auto const next = (day(GetParam().date) + 1).iso();
        return readings_of(folder + "/load_curve_" + GetParam().name + ".json",
                           asking(curve, GetParam().date, next, dialect));
    }
};

TEST_P(WholeDays, HaveEveryHalfHourInV5) {
    auto const found = read("v5").curve;
    EXPECT_EQ(found.size(), GetParam().points);
    EXPECT_TRUE(found.covers(paris().interval_of(day(GetParam().date))));
    EXPECT_EQ(found.energy(), Energy::from_wh(GetParam().wh));
}

TEST_P(WholeDays, AreTheSameIn2026) {
    EXPECT_EQ(read("2026"), read("v5"));
}

TEST_P(WholeDays, AreTheSameFromStampsShiftedToTheStartButForTheDoubledHour) {
    auto const whole = read("v5").curve;
    LoadCurve plain;
    for (auto const& reading : whole.readings())
        if (paris().instants_of(paris().local_of(reading.interval.end)).size() == 1)
            plain.append(reading);
    EXPECT_EQ(read("med_v2", Dialect::my_electrical_data_v2).curve, plain);
}

TEST_P(WholeDays, AreOrderedAndDisjoint) {
    auto const found = read("2026").curve.readings();
    for (std::size_t i = 1; i < found.size(); ++i)
        EXPECT_EQ(found[i - 1].interval.end, found[i].interval.start);
}

INSTANTIATE_TEST_SUITE_P(Paris, WholeDays,
                         testing::Values(WholeDay{"ordinary", "2026-10-05", 48, 13636},
                                         WholeDay{"spring", "2026-03-29", 46, 13095},
                                         WholeDay{"autumn", "2026-10-25", 50, 14325}),
                         [](auto const& row) { return row.param.name; });

/// Files that say the same in both shapes.
class BothShapes : public testing::TestWithParam<std::string> {
protected:
    Readings read(std::string const& file, Series series) const {
        return readings_of(GetParam() + '/' + file, asking(series, "2026-10-05", "2026-10-08"));
    }
};

TEST_P(BothShapes, GiveEachPointItsOwnStep) {
    auto const found = read("load_curve_changing_steps.json", curve).curve;
    ASSERT_EQ(found.size(), 40U);
    EXPECT_EQ(found.energy(), Energy::from_joules(26'763'600));
    EXPECT_TRUE(found.covers({at("2026-10-05", 0), at("2026-10-05", 13)}));
    EXPECT_EQ(found.readings()[12].interval.length(), 10min);
    EXPECT_EQ(found.readings()[18].interval.length(), 1h); // PT60M
    EXPECT_EQ(found.readings()[19].interval.length(), 1h); // PT1H
    EXPECT_EQ(found.readings()[21].interval.length(), 15min);
    EXPECT_EQ(found.readings()[25].interval.length(), 20min);
    EXPECT_EQ(found.readings()[28].interval.length(), 5min);
}

TEST_P(BothShapes, SkipMissingValuesAndKeepZero) {
    auto const found = read("load_curve_gaps.json", curve).curve.readings();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].mean, Power::from_watts(412));
    EXPECT_EQ(found[1].mean, Power::from_watts(0));
    EXPECT_EQ(found[1].interval, (Interval{at("2026-10-05", 2), at("2026-10-05", 2, 30)}));
    EXPECT_EQ(found[2].mean, Power::from_watts(96)); // a JSON number, and no step: 30 min
    EXPECT_EQ(found[2].interval, (Interval{at("2026-10-05", 2, 30), at("2026-10-05", 3)}));
}

TEST_P(BothShapes, HoldDailyEnergy) {
    EXPECT_EQ(read("daily.json", daily).daily,
              (std::vector<DailyEnergy>{{day("2026-10-05"), Energy::from_wh(11776)},
                                        {day("2026-10-06"), Energy::from_wh(0)},
                                        {day("2026-10-07"), Energy::from_wh(12820)}}));
}

TEST_P(BothShapes, HoldTheInstantOfEachDaysPeak) {
    EXPECT_EQ(read("max_power.json", peaks).max_power,
              (std::vector<MaxPower>{
                  {day("2026-10-05"), at("2026-10-05", 13, 3, 35), ApparentPower::from_va(4680)},
                  {day("2026-10-06"), at("2026-10-06", 0), ApparentPower::from_va(6510)},
                  {day("2026-10-07"), at("2026-10-07", 23, 59, 59), ApparentPower::from_va(5120)}}));
}

TEST_P(BothShapes, HoldProductionWithItsZeros) {
    auto const found = read("production_load_curve.json", produced_curve).curve.readings();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0], (Reading{{at("2026-10-05", 8, 30), at("2026-10-05", 9)}, Power::from_watts(0)}));
}

INSTANTIATE_TEST_SUITE_P(Shapes, BothShapes, testing::Values("v5", "2026"),
                         [](auto const& row) { return "of_" + row.param; });

TEST(Readings2026, HoldDailyProduction) {
    EXPECT_EQ(
        readings_of("2026/daily_production.json", asking(produced, "2026-10-05", "2026-10-07")).daily.size(),
        2U);
}

TEST(ReadingsV5, NeedNoWrapper) {
    auto const question = asking(daily, "2026-10-05", "2026-10-08", Dialect::conso_api);
    EXPECT_EQ(readings_of("v5/daily_unwrapped.json", question), readings_of("v5/daily.json", question));
}

TEST(ReadingsV5, MayLeaveTheUsagePointOutWhenUnwrapped) {
    EXPECT_TRUE(decoded(R"({"interval_reading":[{"value":"1","date":"2026-10-05"}]})",
                        asking(daily, "2026-10-05", "2026-10-06")));
}

TEST(ReadingsV5, ComeInAnEnvelopeToo) {
    auto const question = asking(daily, "2026-10-05", "2026-10-08", Dialect::my_electrical_data_v2);
    auto const wrapped =
        R"({"success":true,"data":)" + fixture("sources/v5/daily.json") + R"(,"error":null})";
    EXPECT_EQ(decoded(wrapped, question).value().daily.size(), 3U);
}

TEST(Readings, AreCutToTheDaysAsked) {
    EXPECT_EQ(readings_of("v5/daily.json", asking(daily, "2026-10-06", "2026-10-07")).daily,
              (std::vector<DailyEnergy>{{day("2026-10-06"), Energy::from_wh(0)}}));
    EXPECT_EQ(readings_of("v5/max_power.json", asking(peaks, "2026-10-07", "2026-10-08")).max_power.size(),
              1U);
    EXPECT_EQ(
        readings_of("v5/load_curve_ordinary.json", asking(curve, "2026-10-05", "2026-10-12")).curve.size(),
        48U);
}

TEST(Readings, AreAbsentWhereOnlyTheEdgeOfTheRangeIsTold) {
    // The first day's midnight closes the step before it; a last day that is counted in is tomorrow's
    // business.
    auto const edge = decoded(
        R"({"interval_reading":[{"value":"5","date":"2026-10-05 00:00:00","interval_length":"PT30M"}]})",
        asking(curve, "2026-10-05", "2026-10-06"));
    ASSERT_FALSE(edge);
    EXPECT_EQ(edge.error().code, ErrorCode::no_data);
}

TEST(Readings, OfMyElectricalDataV2LeaveAZeroForYesterdayUnproven) {
    auto const body = R"({"success":true,"data":{"interval_reading":[
        {"value":"0","date":"2026-11-21"},{"value":"0","date":"2026-11-22"}]}})";
    auto const v2 = decoded(body, asking(daily, "2026-11-20", "2026-11-23", Dialect::my_electrical_data_v2));
    EXPECT_EQ(v2.value().daily, (std::vector<DailyEnergy>{{day("2026-11-21"), Energy::from_wh(0)}}));
    EXPECT_EQ(v2.value().unproven_zero, day("2026-11-22"));
    auto const other =
        decoded(body, asking(daily, "2026-11-20", "2026-11-23", Dialect::my_electrical_data_v1));
    EXPECT_EQ(other.value().daily.size(), 2U);
    EXPECT_EQ(other.value().unproven_zero, std::nullopt);
}

TEST(Readings, OfMyElectricalDataV2BelieveAValueBesideYesterdaysZero) {
    auto const v2 = decoded(R"({"success":true,"data":{"interval_reading":[
        {"value":"0","date":"2026-11-22"},{"value":"7","date":"2026-11-22"}]}})",
                            asking(daily, "2026-11-20", "2026-11-23", Dialect::my_electrical_data_v2));
    EXPECT_EQ(v2.value().daily, (std::vector<DailyEnergy>{{day("2026-11-22"), Energy::from_wh(7)}}));
    EXPECT_EQ(v2.value().unproven_zero, std::nullopt);
}

TEST(Readings, OfMyElectricalDataV2KeepWhatIsKnownOfYesterday) {
    auto const v2 =
        decoded(R"({"success":true,"data":{"interval_reading":[{"value":"7","date":"2026-11-22"}]}})",
                asking(daily, "2026-11-20", "2026-11-23", Dialect::my_electrical_data_v2));
    EXPECT_EQ(v2.value().daily.size(), 1U);
}

TEST(Readings, TakeAPointToldTwiceOnce) {
    for (auto const dialect : {Dialect::my_electrical_data_v2, Dialect::my_electrical_data_v1}) {
        auto const found = decoded(R"({"success":true,"data":{"interval_reading":[
            {"value":"100","date":"2026-11-21 23:30:00","interval_length":"PT30M"},
            {"value":"200","date":"2026-11-22 00:00:00","interval_length":"PT30M"},
            {"value":"200","date":"2026-11-22 00:00:00","interval_length":"PT30M"},
            {"value":null,"date":"2026-11-22 00:30:00","interval_length":"PT30M"},
            {"value":"300","date":"2026-11-22 00:30:00","interval_length":"PT30M"}]}})",
                                   asking(curve, "2026-11-20", "2026-11-23", dialect));
        ASSERT_TRUE(found) << found.error().message;
        std::vector<std::int64_t> watts;
        for (auto const& reading : found.value().curve.readings())
            watts.push_back(reading.mean.watts());
        EXPECT_EQ(watts, (std::vector<std::int64_t>{100, 200, 300}));
        EXPECT_EQ(found.value().skipped, Skipped{});
    }
}

TEST(Readings, OfMyElectricalDataV2LeaveTheDoubledHourOutHoweverOftenItIsTold) {
    for (int const copies : {1, 2, 3, 4}) {
        std::string points = R"({"value":"1","date":"2026-10-25 01:00:00"})";
        for (auto const* doubled : {"01:30", "02:00"})
            for (int i = 0; i < copies; ++i)
                points += R"(,{"value":"2","date":"2026-10-25 )" + std::string{doubled} + R"(:00"})";
        points += R"(,{"value":"3","date":"2026-10-25 02:30:00"})";
        auto const found = decoded(R"({"success":true,"data":{"interval_reading":[)" + points + "]}}",
                                   asking(curve, "2026-10-25", "2026-10-26", Dialect::my_electrical_data_v2));
        ASSERT_TRUE(found) << found.error().message;
        auto const steps = found.value().curve.readings();
        ASSERT_EQ(steps.size(), 2U) << copies;
        EXPECT_EQ(steps[0].interval, (Interval{at("2026-10-25", 1), at("2026-10-25", 1, 30)}));
        // 02:30 to 03:00 of winter time
        EXPECT_EQ(steps[1].interval, (Interval{at("2026-10-25", 3) - 30min, at("2026-10-25", 3)}));
    }
}

TEST(Readings, OfTheDoubledHourUseAMissingValueToTellTheCopies) {
    auto const found = decoded(R"({"interval_reading":[
        {"value":null,"date":"2026-10-25 02:00:00"},{"value":null,"date":"2026-10-25 02:30:00"},
        {"value":"7","date":"2026-10-25 02:00:00"}]})",
                               asking(curve, "2026-10-25", "2026-10-26"));
    // 01:30 to 02:00 of winter time, told as the second 02:00, is 02:30 to 03:00 of summer time.
    EXPECT_EQ(found.value().curve.readings().front().interval.end, at("2026-10-25", 2) + 1h);
}

} // namespace
} // namespace enedis2mqtt::sources
