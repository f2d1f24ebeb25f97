#include "support/days.hpp"

#include <enedis2mqtt/domain/fetch_plan.hpp>

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

Ledger complete(CivilDay from, CivilDay to) {
    Ledger ledger;
    for (auto one = from; one < to; ++one)
        ledger[one] = {DayState::complete, 0, std::nullopt};
    return ledger;
}

LedgerEntry hole_due(Instant when) {
    return {DayState::absent, 1, when};
}

std::vector<DayRange> planned(Series series, Ledger const& ledger, CivilDay from) {
    return plan(series, ledger, from, today, limits, now);
}

TEST(FetchPlan, FirstImportTakesOneCallADataSet) {
    EXPECT_EQ(planned(daily, {}, first_import_from(daily, today)),
              (std::vector{DayRange{day("2026-01-01"), today}}));
    EXPECT_EQ(planned(curve, {}, first_import_from(curve, today)),
              (std::vector{DayRange{day("2026-11-16"), today}}));
}

TEST(FetchPlan, OnNewYearsDayTheFirstImportIsTheEndedYear) {
    EXPECT_EQ(first_import_from(daily, day("2026-01-01")), day("2025-01-01"));
    EXPECT_EQ(first_import_from(daily, day("2026-01-02")), day("2026-01-01"));
    auto const leap = plan(daily, {}, day("2024-01-01"), day("2025-01-01"), limits, at("2025-01-01", 9));
    EXPECT_EQ(leap, (std::vector{DayRange{day("2024-01-02"), day("2025-01-01")},
                                 DayRange{day("2024-01-01"), day("2024-01-02")}}))
        << "366 days do not fit one call";
}

TEST(FetchPlan, NothingIsAskedWhenYesterdayIsComplete) {
    EXPECT_TRUE(planned(daily, complete(today - 30, today), today - 30).empty());
}

TEST(FetchPlan, AskingForYesterdayRereadsSevenDays) {
    EXPECT_EQ(planned(daily, complete(today - 30, today - 1), today - 30),
              (std::vector{DayRange{today - 7, today}}));
    EXPECT_EQ(planned(curve, complete(today - 30, today - 1), today - 30),
              (std::vector{DayRange{today - 7, today}}));
}

TEST(FetchPlan, YesterdayIsDueUntilItIsComplete) {
    auto ledger = complete(today - 30, today - 1);
    ledger[today - 1] = {DayState::partial, 0, now + 5h};
    EXPECT_EQ(planned(curve, ledger, today - 30).size(), 1u);
}

TEST(FetchPlan, AYesterdayThatWasDoubtfulRestsForTwoHoursAtMost) {
    auto ledger = complete(today - 30, today - 1);
    ledger[today - 1] = {DayState::partial, 0, now + 2h};
    EXPECT_TRUE(planned(daily, ledger, today - 30).empty());
    ledger[today - 1] = {DayState::partial, 0, now};
    EXPECT_EQ(planned(daily, ledger, today - 30).size(), 1u);
    ledger[today - 1] = {DayState::partial, 0, now + 2h + 1s};
    EXPECT_EQ(planned(daily, ledger, today - 30).size(), 1u) << "written by a clock that was ahead";
}

TEST(FetchPlan, AClosedDayIsNeverDue) {
    auto ledger = complete(today - 30, today);
    ledger[today - 1] = ledger[today - 20] = {DayState::closed, 0, std::nullopt};
    EXPECT_TRUE(planned(curve, ledger, today - 30).empty());
}

TEST(FetchPlan, AnOldHoleRidesOnTheDailyCall) {
    auto ledger = complete(today - 50, today - 1);
    ledger[today - 40] = hole_due(now - 1h);
    EXPECT_EQ(planned(daily, ledger, today - 50), (std::vector{DayRange{today - 40, today}}));
}

TEST(FetchPlan, AnOldHoleOfTheCurveTakesAWindowOfItsOwn) {
    auto ledger = complete(today - 50, today - 1);
    ledger[today - 40] = hole_due(now - 1h);
    EXPECT_EQ(planned(curve, ledger, today - 50),
              (std::vector{DayRange{today - 7, today}, DayRange{today - 40, today - 39}}));
}

TEST(FetchPlan, AHoleWhoseTimeHasNotComeWaits) {
    auto ledger = complete(today - 50, today);
    ledger[today - 40] = hole_due(now + 1h);
    ledger[today - 30] = {DayState::absent, 6, std::nullopt};
    EXPECT_TRUE(planned(curve, ledger, today - 50).empty());
}

TEST(FetchPlan, AfterAnOutageTheCurveComesInWindowsNewestFirst) {
    auto const ranges = planned(curve, complete(today - 50, today - 20), today - 50);
    EXPECT_EQ(ranges, (std::vector{DayRange{today - 7, today}, DayRange{today - 14, today - 7},
                                   DayRange{today - 20, today - 14}}));
}

TEST(FetchPlan, DaysTheSourceRefusedDoNotSpoilTheRange) {
    Ledger ledger;
    for (auto one = today - 7; one < today - 3; ++one)
        ledger[one] = {DayState::refused, 1, now + 20h};
    EXPECT_EQ(planned(curve, ledger, today - 7), (std::vector{DayRange{today - 3, today}}));
}

TEST(FetchPlan, NeverLeavesTheSourcesHistoryNorTheLongestCall) {
    for (auto series : {daily, curve}) {
        auto const ranges = planned(series, {}, day("2010-01-01"));
        auto const longest = series == curve ? limits.curve_days_per_call : limits.daily_days_per_call;
        EXPECT_EQ(ranges.back().start, oldest_day(series, today, limits));
        EXPECT_EQ(ranges.front().end, today);
        for (std::size_t i = 0; i < ranges.size(); ++i) {
            EXPECT_LE(ranges[i].days(), longest);
            if (i > 0) {
                EXPECT_EQ(ranges[i].end, ranges[i - 1].start) << "without gap or overlap";
            }
        }
    }
}

TEST(FetchPlan, AHoleThatAHistoryLeftFurtherBackIsAskedForWhenItsTimeHasCome) {
    auto ledger = complete(today - 7, today);
    ledger[today - 40] = hole_due(now);
    ledger[today - 50] = hole_due(now + 1h);
    EXPECT_EQ(planned(curve, ledger, today - 7), (std::vector{DayRange{today - 40, today - 39}}));
}

} // namespace
} // namespace enedis2mqtt
