#include "home_assistant/plan.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::home_assistant {
namespace {

using namespace std::chrono_literals;

Instant const first = std::chrono::sys_days{std::chrono::year{2026} / 9 / 1};
CivilDay const first_day{2026, 9, 1};

/// Hours from `first` on, each of the same energy.
std::vector<StatisticRow> sums(int hours, std::int64_t each = 1'000'000) {
    std::vector<StatisticRow> rows;
    for (int hour = 0; hour < hours; ++hour)
        rows.push_back({first + hour * 1h, {each, (hour + 1) * each, 0}});
    return rows;
}

std::vector<StatisticRow> from(std::vector<StatisticRow> rows, std::size_t index) {
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(index));
    return rows;
}

std::vector<StatisticDay> days(std::vector<StatisticRow> const& rows) {
    return statistic_days(rows);
}

TEST(StatisticPlan, SeesNoDifferenceWhereThereIsNone) {
    auto const difference = compare(days(sums(60)), days(sums(60)));
    EXPECT_FALSE(difference.from);
    EXPECT_FALSE(difference.lost_hours);
}

TEST(StatisticPlan, SeesTheFirstDayThatDiffers) {
    EXPECT_EQ(compare(days(sums(60)), {}).from, first_day);
    EXPECT_EQ(compare(days(sums(72)), days(sums(48))).from, first_day + 2) << "a new day";
    EXPECT_EQ(compare(days(sums(60)), days(sums(50))).from, first_day + 2) << "a day that grew";
    auto corrected = sums(72);
    for (std::size_t hour = 30; hour < 72; ++hour)
        corrected[hour].values[1] += 5;
    EXPECT_EQ(compare(days(corrected), days(sums(72))).from, first_day + 1);
    EXPECT_EQ(compare(days(sums(72)), days(from(sums(72), 24))).from, first_day) << "older history";
    EXPECT_FALSE(compare(days(corrected), days(sums(72))).lost_hours);
}

TEST(StatisticPlan, SeesHoursThatAreNoLongerImplied) {
    EXPECT_TRUE(compare(days(sums(48)), days(sums(60))).lost_hours);
    auto moved = sums(48);
    moved[30].start += 30 * 24h;
    EXPECT_TRUE(compare(days(moved), days(sums(48))).lost_hours);
}

Decision sum_decision(std::vector<StatisticRow> const& rows, std::vector<StatisticDay> const& confirmed,
                      std::vector<StatisticRow> const& held) {
    return decide(StatisticKind::sum, rows, confirmed, held);
}

TEST(StatisticPlan, IsInStepWhereTheLastRowIsThere) {
    EXPECT_EQ(sum_decision(sums(48), days(sums(48)), from(sums(48), 47)).verdict, Verdict::in_step);
}

TEST(StatisticPlan, SendsFromTheDayThatDiffers) {
    auto const decision = sum_decision(sums(72), days(sums(48)), from(sums(48), 47));
    EXPECT_EQ(decision.verdict, Verdict::send);
    EXPECT_EQ(decision.from, first_day + 2);
}

TEST(StatisticPlan, SendsEverythingOverRowsOfItsOwn) {
    auto const decision = sum_decision(sums(72), {}, sums(10, 3));
    EXPECT_EQ(decision.verdict, Verdict::send);
    EXPECT_EQ(decision.from, first_day);
}

TEST(StatisticPlan, LooksEverywhereWhereTheConfirmedRowIsGoneOrAnother) {
    EXPECT_EQ(sum_decision(sums(72), days(sums(48)), {}).verdict, Verdict::disagreed);
    auto other = from(sums(48), 47);
    other[0].values[1] += 1000;
    EXPECT_EQ(sum_decision(sums(72), days(sums(48)), other).verdict, Verdict::disagreed);
}

TEST(StatisticPlan, WaitsForSumsThatTheArchiveDoesNotKnow) {
    EXPECT_EQ(sum_decision(sums(48), days(sums(48)), from(sums(72), 47)).verdict, Verdict::wait)
        << "a restored archive";
    auto older = sums(24);
    for (auto& row : older)
        row.start -= 365 * 24h;
    EXPECT_EQ(sum_decision(sums(48), {}, older).verdict, Verdict::wait) << "a new archive";
}

TEST(StatisticPlan, LeavesMeansAloneThatTheArchiveDoesNotKnow) {
    auto const decision = decide(StatisticKind::mean, sums(48), {}, sums(72));
    EXPECT_EQ(decision.verdict, Verdict::send);
}

TEST(StatisticPlan, ReplacesWhereAConfirmedHourIsNoLongerImplied) {
    auto moved = sums(48);
    moved[47].start += 1h;
    EXPECT_EQ(sum_decision(moved, days(sums(48)), from(sums(48), 23)).verdict, Verdict::replace);
    EXPECT_EQ(sum_decision(moved, days(sums(48)), {}).verdict, Verdict::replace);
}

} // namespace
} // namespace enedis2mqtt::home_assistant
