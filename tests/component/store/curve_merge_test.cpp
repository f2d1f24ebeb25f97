#include "store/curve_merge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <random>

namespace enedis2mqtt::store {
namespace {

using Points = std::vector<Reading>;

Reading point(int from_minute, int to_minute, int watts) {
    return {{Instant{std::chrono::minutes{from_minute}}, Instant{std::chrono::minutes{to_minute}}},
            Power::from_watts(watts)};
}

Points merged(Points const& stored, Points const& answer) {
    auto const change = merge_curves(stored, answer);
    std::map<Instant, Reading> points;
    for (auto const& reading : stored)
        points.emplace(reading.interval.start, reading);
    for (auto const& reading : change.gone)
        EXPECT_EQ(points.erase(reading.interval.start), 1U);
    for (auto const& reading : change.come)
        EXPECT_TRUE(points.emplace(reading.interval.start, reading).second);
    Points result;
    for (auto const& [start, reading] : points)
        result.push_back(reading);
    return result;
}

struct Case {
    char const* name;
    Points stored;
    Points answer;
    Points expected;
};
std::ostream& operator<<(std::ostream& out, Case const& row) {
    return out << row.name;
}

class CurveMerge : public testing::TestWithParam<Case> {};

TEST_P(CurveMerge, FollowsTheRule) {
    EXPECT_EQ(merged(GetParam().stored, GetParam().answer), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rule, CurveMerge,
    testing::Values(
        Case{"AnEmptyStoreTakesAll",
             {},
             {point(0, 30, 1), point(60, 90, 2)},
             {point(0, 30, 1), point(60, 90, 2)}},
        Case{"AnEmptyAnswerChangesNothing", {point(0, 30, 1)}, {}, {point(0, 30, 1)}},
        Case{"AnotherValueReplaces", {point(0, 30, 1)}, {point(0, 30, 2)}, {point(0, 30, 2)}},
        Case{"WhatTheAnswerLacksStays",
             {point(0, 30, 1), point(30, 60, 2), point(60, 90, 3)},
             {point(30, 60, 7)},
             {point(0, 30, 1), point(30, 60, 7), point(60, 90, 3)}},
        Case{"AnHourReplacesTwoHalves",
             {point(0, 30, 1), point(30, 60, 2)},
             {point(0, 60, 5)},
             {point(0, 60, 5)}},
        Case{"AnHourReplacesTheOneHalfThatIsThere", {point(30, 60, 2)}, {point(0, 60, 5)}, {point(0, 60, 5)}},
        Case{"TwoHalvesReplaceAnHour",
             {point(0, 60, 5)},
             {point(0, 30, 1), point(30, 60, 2)},
             {point(0, 30, 1), point(30, 60, 2)}},
        Case{"HalfAnHourDoesNotReplaceAnHour", {point(0, 60, 5)}, {point(30, 60, 2)}, {point(0, 60, 5)}},
        Case{"AGroupIsTakenWholeOrNotAtAll",
             {point(0, 60, 5), point(60, 120, 6)},
             {point(0, 30, 1), point(30, 90, 2)},
             {point(0, 60, 5), point(60, 120, 6)}},
        Case{"ShiftedStepsReplaceWhenTheyCoverAll",
             {point(10, 40, 1), point(40, 70, 2)},
             {point(0, 30, 7), point(30, 60, 8), point(60, 90, 9)},
             {point(0, 30, 7), point(30, 60, 8), point(60, 90, 9)}},
        Case{"AGapInTheAnswerKeepsTheStoredPoint",
             {point(0, 60, 5)},
             {point(0, 20, 1), point(40, 60, 2)},
             {point(0, 60, 5)}},
        Case{"OneRefusedGroupDoesNotHoldTheOthersBack",
             {point(0, 60, 5), point(60, 90, 6)},
             {point(0, 30, 1), point(60, 90, 7), point(90, 120, 8)},
             {point(0, 60, 5), point(60, 90, 7), point(90, 120, 8)}}),
    [](auto const& row) { return row.param.name; });

TEST(CurveMerge, NamesNothingWhenAllIsEqual) {
    Points const points{point(0, 30, 1), point(30, 60, 2), point(120, 180, 3)};
    auto const change = merge_curves(points, points);
    EXPECT_TRUE(change.gone.empty());
    EXPECT_TRUE(change.come.empty());
}

Points random_curve(std::mt19937& random) {
    Points points;
    int const lengths[]{10, 15, 30, 60};
    for (int at = 0; at < 600;) {
        auto const length = lengths[random() % 4];
        if (random() % 4 != 0)
            points.push_back(point(at, at + length, static_cast<int>(random() % 3)));
        at += length;
    }
    return points;
}

bool covered(Points const& points, Instant minute) {
    return std::ranges::any_of(points,
                               [&](Reading const& reading) { return reading.interval.contains(minute); });
}

TEST(CurveMerge, NeverLosesTimeNorOverlapsAndIsIdempotent) {
    std::mt19937 random{20261122};
    for (int round = 0; round < 500; ++round) {
        auto const stored = random_curve(random);
        auto const answer = random_curve(random);
        auto const result = merged(stored, answer);
        for (std::size_t i = 1; i < result.size(); ++i)
            ASSERT_LE(result[i - 1].interval.end, result[i].interval.start);
        for (int minute = 0; minute < 660; minute += 5) {
            auto const at = Instant{std::chrono::minutes{minute}};
            ASSERT_TRUE(!covered(stored, at) || covered(result, at)) << "minute " << minute;
        }
        ASSERT_EQ(merged(result, answer), result);
    }
}

} // namespace
} // namespace enedis2mqtt::store
