#include "unit/sources/asking.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

using namespace std::chrono_literals;
using namespace test;

constexpr auto every_dialect = {Dialect::enedis, Dialect::conso_api, Dialect::my_electrical_data_v1,
                                Dialect::my_electrical_data_v2};

/// One point of a v5 answer; a curve's has its step.
std::string point(std::string const& value, std::string const& date, std::string const& step = "") {
    return R"({"value":)" + value + R"(,"date":")" + date + '"' +
           (step.empty() ? "" : R"(,"interval_length":")" + step + '"') + '}';
}

std::string joined(std::vector<std::string> const& points) {
    std::string all;
    for (auto const& one : points)
        all += (all.empty() ? "" : ",") + one;
    return R"({"interval_reading":[)" + all + "]}";
}

/// Thirty days of October, as points of one data set.
std::vector<std::string> thirty(std::string const& time = "") {
    std::vector<std::string> points;
    for (auto one = day("2026-10-01"); one < day("2026-10-31"); ++one)
        points.push_back(point("\"5000\"", one.iso() + time));
    return points;
}

Question question(Series series, Dialect dialect = Dialect::enedis) {
    return asking(series, "2026-10-01", "2026-10-31", dialect);
}

struct OddPoint {
    std::string name;
    Series series;
    std::string point; ///< in place of the tenth
    std::string first; ///< what is said of it
    bool dated = true;
};

class OneOddPoint : public testing::TestWithParam<OddPoint> {};

TEST_P(OneOddPoint, IsSkippedAndTheOthersAreKept) {
    for (auto const dialect : every_dialect) {
        auto points = thirty(GetParam().series.dataset == Dataset::max_power ? " 19:00:00" : "");
        points[9] = GetParam().point;
        auto const found = decoded(joined(points), question(GetParam().series, dialect));
        ASSERT_TRUE(found) << found.error().message;
        EXPECT_EQ(found->daily.size() + found->max_power.size(), 29U);
        EXPECT_EQ(found->skipped.points, 1);
        EXPECT_EQ(found->skipped.first, "interval_reading[9]" + GetParam().first);
        auto const october_10 = day("2026-10-10");
        EXPECT_EQ(found->skipped.day, GetParam().dated ? std::optional{october_10} : std::nullopt);
        EXPECT_EQ(found->skipped.days.size(), GetParam().dated ? 1U : 0U);
    }
}

INSTANTIATE_TEST_SUITE_P(
    OfADay, OneOddPoint,
    testing::Values(OddPoint{"Negative", daily, point("\"-3\"", "2026-10-10"), ".value: \"-3\" is negative"},
                    OddPoint{"Word", daily, point("\"beaucoup\"", "2026-10-10"),
                             ".value: \"beaucoup\" is no whole number"},
                    OddPoint{"Object", daily, point("{}", "2026-10-10"), ".value: {} is no whole number"},
                    OddPoint{"MoreThan72KwGive", daily, point("\"1728001\"", "2026-10-10"),
                             ".value: 1728001 is more than any household can use"},
                    OddPoint{"NoDate", daily, R"({"value":"5"})", ".date: is missing", false},
                    OddPoint{"Year1", daily, point("\"5\"", "0001-01-01"), ".date: \"0001-01-01\" is no day",
                             false},
                    OddPoint{"NoObject", daily, "7", ": is no object", false},
                    OddPoint{"AMaximumWithoutATime", peaks, point("\"5\"", "2026-10-10"),
                             ".date: \"2026-10-10\" is no date and time"},
                    OddPoint{"AMaximumAbove72Kva", peaks, point("\"72001\"", "2026-10-10 19:00:00"),
                             ".value: 72001 is more than any household can use"}),
    [](auto const& row) { return row.param.name; });

TEST(OddPoints, OfACurveLeaveAGap) {
    for (auto const* odd : {R"({"value":"412","date":"2026-10-05 01:00:00","interval_length":"PT7M"})",
                            R"({"value":"72001","date":"2026-10-05 01:00:00","interval_length":"PT30M"})",
                            R"({"value":"-1","date":"2026-10-05 01:00:00","interval_length":"PT30M"})"}) {
        auto const found = decoded(joined({point("\"1\"", "2026-10-05 00:30:00", "PT30M"), odd,
                                           point("\"3\"", "2026-10-05 01:30:00", "PT30M")}),
                                   question(curve));
        ASSERT_TRUE(found) << found.error().message;
        EXPECT_EQ(found->curve.size(), 2U);
        EXPECT_EQ(found->skipped.points, 1);
        EXPECT_EQ(found->skipped.days, std::vector{day("2026-10-05")});
    }
}

TEST(OddPoints, OfMidnightBelongToTheDayThatEnds) {
    auto const of = [](Dialect dialect) {
        return decoded(joined({point("\"1\"", "2026-10-05 12:00:00", "PT30M"),
                               point("\"-1\"", "2026-10-06 00:00:00", "PT30M")}),
                       question(curve, dialect))
            .value()
            .skipped.day;
    };
    EXPECT_EQ(of(Dialect::enedis), day("2026-10-05"));
    EXPECT_EQ(of(Dialect::my_electrical_data_v2), day("2026-10-06")) << "a start stamp";
}

TEST(OddPoints, AreRefusedWholeWhenMoreThanThreeAndATenth) {
    auto points = thirty();
    for (auto i : {3, 5, 7})
        points[static_cast<std::size_t>(i)] = point("\"-1\"", "2026-10-20");
    EXPECT_TRUE(decoded(joined(points), question(daily)));
    points[9] = point("\"-1\"", "2026-10-20");
    auto const refused = decoded(joined(points), question(daily));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::not_understood);
    EXPECT_EQ(refused.error().message,
              "interval_reading[3].value: \"-1\" is negative; 4 of 30 points are odd");
}

TEST(OddPoints, OfSevenMayBeOne) {
    std::vector<std::string> week;
    for (auto const& one : thirty())
        if (week.size() < 7)
            week.push_back(one);
    week.back() = point("\"-1\"", "2026-10-07");
    EXPECT_EQ(decoded(joined(week), question(daily)).value().daily.size(), 6U);
}

TEST(OddPoints, AreNotTheMissingOnes) {
    auto points = thirty();
    for (std::size_t i = 1; i < points.size(); ++i)
        points[i] = point(i % 2 == 0 ? "null" : "\"\"", i % 3 == 0 ? "0001-01-01" : "2026-10-10");
    auto const found = decoded(joined(points), question(daily));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->skipped, Skipped{});
}

TEST(OddPoints, AreAllThatDifferForOneTime) {
    auto days = thirty();
    days.push_back(point("\"5001\"", "2026-10-10"));
    auto const found = decoded(joined(days), question(daily)).value();
    EXPECT_EQ(found.daily.size(), 29U);
    EXPECT_EQ(found.skipped.points, 2);
    EXPECT_EQ(found.skipped.first, "interval_reading[9].date: \"2026-10-10\" has different values");

    auto const steps = decoded(joined({point("\"1\"", "2026-10-05 00:30:00", "PT30M"),
                                       point("\"2\"", "2026-10-05 01:00:00", "PT30M"),
                                       point("\"3\"", "2026-10-05 01:00:00", "PT30M"),
                                       point("\"4\"", "2026-10-05 01:30:00", "PT30M")}),
                               question(curve));
    EXPECT_EQ(steps.value().curve.size(), 2U);
    EXPECT_EQ(steps.value().skipped.points, 2);
}

TEST(OddPoints, AreStepsThatReachBackOverTheOneBefore) {
    auto const found = decoded(joined({point("\"1\"", "2026-10-05 01:00:00", "PT30M"),
                                       point("\"2\"", "2026-10-05 01:30:00", "PT60M"),
                                       point("\"3\"", "2026-10-05 02:00:00", "PT30M")}),
                               question(curve));
    EXPECT_EQ(found.value().curve.size(), 2U);
    EXPECT_EQ(
        found.value().skipped.first,
        "interval_reading[1].date: \"2026-10-05 01:30:00\" closes a step that overlaps the one before it");
}

TEST(OddPoints, AreNotSeveralMaximaOfADay) {
    auto points = thirty(" 19:00:00");
    points.push_back(point("\"5400\"", "2026-10-10 20:15:00"));
    points.push_back(point("\"4000\"", "2026-10-11 08:00:00"));
    points.push_back(point("\"5000\"", "2026-10-12 08:00:00"));
    auto const found = decoded(joined(points), question(peaks)).value();
    ASSERT_EQ(found.max_power.size(), 30U);
    EXPECT_EQ(found.skipped, Skipped{});
    EXPECT_EQ(found.max_power[9].power, ApparentPower::from_va(5400));
    EXPECT_EQ(found.max_power[9].at, at("2026-10-10", 20, 15));
    EXPECT_EQ(found.max_power[10].power, ApparentPower::from_va(5000));
    EXPECT_EQ(found.max_power[11].at, at("2026-10-12", 8)) << "the first of two alike";
}

TEST(OddPoints, AreNotThoseOutOfOrder) {
    auto days = thirty();
    auto const in_order = decoded(joined(days), question(daily)).value();
    std::reverse(days.begin(), days.end());
    EXPECT_EQ(decoded(joined(days), question(daily)).value(), in_order);

    auto maxima = thirty(" 19:00:00");
    auto const maxima_in_order = decoded(joined(maxima), question(peaks)).value();
    std::swap(maxima[3], maxima[20]);
    EXPECT_EQ(decoded(joined(maxima), question(peaks)).value(), maxima_in_order);
}

/// The half-hours of the autumn day as v5 tells them, in an order of its own.
std::vector<std::string> autumn() {
    std::vector<std::string> points;
    int watts = 0;
    auto const midnights = paris().interval_of(day("2026-10-25"));
    for (auto end = midnights.start + 30min; end <= midnights.end; end += 30min) {
        auto text = paris().iso(end).substr(0, 19);
        text[10] = ' ';
        points.push_back(point('"' + std::to_string(++watts) + '"', text, "PT30M"));
    }
    return points;
}

TEST(OddPoints, OfTheAutumnDayAreItsDoubledHourWhereTheOrderIsLost) {
    auto points = autumn();
    auto const whole = decoded(joined(points), question(curve)).value();
    ASSERT_EQ(whole.curve.size(), 50U);
    std::swap(points[20], points[30]);
    auto const found = decoded(joined(points), question(curve)).value();
    EXPECT_EQ(found.curve.size(), 46U);
    EXPECT_EQ(found.skipped.points, 4);
    EXPECT_NE(found.skipped.first.find("the hour that comes twice"), std::string::npos);
    EXPECT_EQ(merged(whole.curve, found.curve), whole.curve) << "what is kept is right";
}

TEST(OddPoints, OfAnotherPlaceAreNotWorthASecondLook) {
    auto points = thirty();
    points.push_back(point("\"-1\"", "2025-01-01"));
    auto const found = decoded(joined(points), question(daily)).value();
    EXPECT_EQ(found.skipped.points, 1);
    EXPECT_TRUE(found.skipped.days.empty()) << "nobody asked for that day";
}

} // namespace
} // namespace enedis2mqtt::sources
