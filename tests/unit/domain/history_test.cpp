#include "support/days.hpp"

#include <enedis2mqtt/domain/history.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;

Series const daily{Direction::consumption, Dataset::daily};
Series const curve{Direction::consumption, Dataset::load_curve};
CivilDay const today = day("2026-11-23");
Instant const now = at("2026-11-23", 9);
SourceLimits const limits;

HistoryJob job(CivilDay from, CivilDay to = today) {
    return {UsagePointId::parse("12345678901234").value(),
            {from, to},
            {Dataset::daily, Dataset::load_curve, Dataset::max_power},
            now};
}

std::vector<DayRange> asks(Series series, HistoryJob const& of, Ledger const& ledger = {}) {
    return history_asks(series, of, ledger, today, limits, now);
}

Ledger all(DayState state, DayRange days, Instant asked) {
    Ledger ledger;
    for (auto one = days.start; one < days.end; ++one)
        ledger[one] = {state, 1, std::nullopt, asked};
    return ledger;
}

TEST(History, ThreeYearsOfDaysAreFourCallsNewestFirst) {
    auto const ranges = asks(daily, job(day("2023-11-20")));
    ASSERT_EQ(ranges.size(), 4u) << "1,099 days, 365 a call";
    EXPECT_EQ(ranges.front(), (DayRange{day("2025-11-23"), today}));
    EXPECT_EQ(ranges.back().start, day("2023-11-20"));
}

TEST(History, TwoYearsOfCurveAreWindowsOfSevenDaysWithoutAGapBetweenThem) {
    auto const ranges = asks(curve, job(day("2024-11-23")));
    ASSERT_EQ(ranges.size(), 105u);
    auto end = today;
    for (auto const& range : ranges) {
        EXPECT_EQ(range.end, end);
        EXPECT_LE(range.days(), 7);
        end = range.start;
    }
    EXPECT_EQ(end, day("2024-11-23"));
}

TEST(History, NothingOlderThanTheSourceServesIsAskedFor) {
    EXPECT_EQ(asks(daily, job(day("2010-01-01"))).back().start, oldest_day(daily, today, limits));
    EXPECT_EQ(asks(curve, job(day("2010-01-01"))).back().start, oldest_day(curve, today, limits));
}

TEST(History, TodayAndTheFutureAreNotAskedFor) {
    EXPECT_EQ(asks(daily, job(today - 2, today + 400)), (std::vector{DayRange{today - 2, today}}));
}

TEST(History, WhatTheArchiveHoldsWholeIsSkipped) {
    auto const held = all(DayState::complete, {today - 390, today - 10}, now - 24h);
    EXPECT_EQ(asks(daily, job(today - 400), held),
              (std::vector{DayRange{today - 10, today}, DayRange{today - 400, today - 390}}));
    EXPECT_EQ(asks(daily, job(today - 300), held), (std::vector{DayRange{today - 10, today}}));
    EXPECT_TRUE(asks(daily, job(today - 390, today - 10), held).empty());
}

TEST(History, OneCallSpansWhatIsHeldWhenThatSavesAnother) {
    auto const held = all(DayState::complete, {today - 300, today - 10}, now - 24h);
    EXPECT_EQ(asks(daily, job(today - 320), held), (std::vector{DayRange{today - 320, today}}));
}

TEST(History, DaysAreAskedForOnceInAJob) {
    auto const before = all(DayState::absent, {today - 30, today}, now - 1h);
    auto const since = all(DayState::absent, {today - 30, today}, now);
    EXPECT_EQ(asks(daily, job(today - 30), before).size(), 1u) << "by hand a hole is asked for again";
    EXPECT_TRUE(asks(daily, job(today - 30), since).empty());
}

TEST(History, ARefusalIsBelievedForADayAndNoLonger) {
    EXPECT_TRUE(asks(daily, job(today - 30), all(DayState::refused, {today - 30, today}, now - 23h)).empty());
    EXPECT_EQ(asks(daily, job(today - 30), all(DayState::refused, {today - 30, today}, now - 24h)).size(),
              1u);
}

TEST(History, AClosedDayIsAskedOnlyOfASourceThatTellsTheDoubledHour) {
    auto const closed = all(DayState::closed, {today - 30, today}, now - 1h);
    EXPECT_EQ(asks(curve, job(today - 1), closed).size(), 1u);
    SourceLimits untold;
    untold.tells_doubled_hour = false;
    EXPECT_TRUE(history_asks(curve, job(today - 1), closed, today, untold, now).empty());
}

TEST(History, OnlyTheDataSetsWantedAreAskedFor) {
    auto wanted = job(today - 30);
    wanted.datasets = {Dataset::load_curve};
    EXPECT_TRUE(asks(daily, wanted).empty());
    EXPECT_EQ(asks(curve, wanted).size(), 5u);
}

TEST(ExpectedEnd, IsNowWhenTodaysCallsSuffice) {
    EXPECT_EQ(expected_end(20, {30, 0, 5, 10}, {0, 0}, now, at("2026-11-24", 0)), now + 4s);
    EXPECT_EQ(expected_end(1000, {}, {0, 0}, now, at("2026-11-24", 0)), now) << "no limit, no wait";
}

TEST(ExpectedEnd, CountsTheDaysThatTheBudgetTakes) {
    auto const tomorrow = at("2026-11-24", 0);
    CallLimits const limited{30, 0, 5, 10};
    EXPECT_EQ(expected_end(16, limited, {5, 0}, now, tomorrow), tomorrow) << "15 today, one tomorrow";
    EXPECT_EQ(expected_end(35, limited, {5, 0}, now, tomorrow), tomorrow);
    EXPECT_EQ(expected_end(36, limited, {5, 0}, now, tomorrow), tomorrow + 24h);
    EXPECT_EQ(expected_end(20, limited, {30, 0}, now, tomorrow), tomorrow) << "the reserve is spent, too";
}

TEST(ExpectedEnd, CountsTheHoursThatAnHourlyLimitTakes) {
    EXPECT_EQ(expected_end(1100, {0, 1000, 0, 0}, {0, 0}, now, at("2026-11-24", 0)), now + 1h);
    EXPECT_EQ(expected_end(100, {0, 1000, 0, 0}, {0, 950}, now, at("2026-11-24", 0)), now + 1h);
}

} // namespace
} // namespace enedis2mqtt
