#include "support/days.hpp"

#include <enedis2mqtt/domain/aggregate.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::day;
using test::paris;

std::vector<DailyEnergy> every_day(CivilDay from, CivilDay to, int wh) {
    std::vector<DailyEnergy> values;
    for (auto one = from; one < to; ++one)
        values.push_back({one, Energy::from_wh(wh)});
    return values;
}

TEST(Aggregate, OnNewYearsDayTheEndedYearStillSpeaks) {
    auto const values = every_day(day("2024-01-01"), day("2025-01-01"), 1000);
    auto const year = year_to_date(values, paris()).value();
    EXPECT_EQ(year.energy, Energy::from_wh(366'000)) << "2024 is a leap year";
    EXPECT_EQ(year.days, (DayRange{day("2024-01-01"), day("2025-01-01")}));
    EXPECT_EQ(month_to_date(values, paris())->energy, Energy::from_wh(31'000));
}

TEST(Aggregate, MissingDaysAreListedAndNotGuessed) {
    auto values = every_day(day("2026-11-01"), day("2026-11-23"), 1000);
    values.erase(values.begin() + 4);
    auto const month = month_to_date(values, paris()).value();
    EXPECT_EQ(month.energy, Energy::from_wh(21'000));
    EXPECT_EQ(month.known, 21);
    EXPECT_EQ(month.missing, std::vector{day("2026-11-05")});
    EXPECT_EQ(paris().iso(month.instants.start), "2026-11-01T00:00:00+01:00");
    EXPECT_EQ(paris().iso(month.instants.end), "2026-11-23T00:00:00+01:00");
}

TEST(Aggregate, AZeroDayCountsAsKnown) {
    std::vector<DailyEnergy> const values{{day("2026-11-01"), Energy{}}};
    auto const month = month_to_date(values, paris()).value();
    EXPECT_EQ(month.known, 1);
    EXPECT_TRUE(month.missing.empty());
}

TEST(Aggregate, WithoutAnyValueThereIsNoTotal) {
    EXPECT_FALSE(month_to_date({}, paris()));
    EXPECT_FALSE(year_to_date({}, paris()));
}

} // namespace
} // namespace enedis2mqtt
