#include "support/days.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::day;
using test::paris;

TEST(CivilDay, ReadsIsoDatesOnly) {
    EXPECT_EQ(CivilDay::parse("2024-02-29"), CivilDay(2024, 2, 29));
    for (auto text : {"2026-02-29", "2026-13-01", "2026-1-01", "0001-01-01", "9999-12-31", "2026-01-01 ",
                      "26-01-01", "2026-01-0a", "2026-01--1", ""})
        EXPECT_FALSE(CivilDay::parse(text)) << text;
}

TEST(CivilDay, CountsAcrossMonthsAndLeapYears) {
    EXPECT_EQ((day("2024-02-28") + 1).iso(), "2024-02-29");
    EXPECT_EQ((day("2026-01-01") - 1).iso(), "2025-12-31");
    EXPECT_EQ(day("2025-01-01") - day("2024-01-01"), 366);
    EXPECT_EQ(day("2026-11-23").first_of_month(), day("2026-11-01"));
    EXPECT_EQ(day("2026-11-23").first_of_year(), day("2026-01-01"));
}

struct SlotsCase {
    char const* name;
    char const* zone;
    char const* day;
    int half_hours;
};

class SlotsOfADay : public testing::TestWithParam<SlotsCase> {};

TEST_P(SlotsOfADay, FollowTheClock) {
    auto const zone = TimeZone::find(GetParam().zone).value();
    EXPECT_EQ(zone.interval_of(day(GetParam().day)).length() / 30min, GetParam().half_hours);
}

INSTANTIATE_TEST_SUITE_P(Calendar, SlotsOfADay,
                         testing::Values(SlotsCase{"ordinary", "Europe/Paris", "2026-11-22", 48},
                                         SlotsCase{"spring", "Europe/Paris", "2026-03-29", 46},
                                         SlotsCase{"autumn", "Europe/Paris", "2026-10-25", 50},
                                         SlotsCase{"reunion_has_no_summer_time", "Indian/Reunion",
                                                   "2026-03-29", 48}),
                         [](auto const& row) { return std::string{row.param.name}; });

TEST(TimeZone, GivesEveryInstantALocalTimeMayMean) {
    auto const autumn = LocalTime{day("2026-10-25").days()} + 2h + 30min;
    auto const both = paris().instants_of(autumn);
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[1] - both[0], 1h);
    EXPECT_EQ(paris().iso(both[0]), "2026-10-25T02:30:00+02:00");
    EXPECT_EQ(paris().iso(both[1]), "2026-10-25T02:30:00+01:00");
    EXPECT_TRUE(paris().instants_of(LocalTime{day("2026-03-29").days()} + 2h + 30min).empty());
    EXPECT_EQ(paris().instants_of(LocalTime{day("2026-11-22").days()} + 23h).size(), 1u);
}

TEST(TimeZone, ADayEndsAtItsLocalMidnight) {
    auto const interval = paris().interval_of(day("2026-11-22"));
    EXPECT_EQ(paris().iso(interval.start), "2026-11-22T00:00:00+01:00");
    EXPECT_EQ(paris().day_of(interval.end - 1s), day("2026-11-22"));
    EXPECT_EQ(paris().day_of(interval.end), day("2026-11-23"));
}

TEST(TimeZone, AnUnknownNameIsNone) {
    EXPECT_FALSE(TimeZone::find("Europe/Lutece"));
}

} // namespace
} // namespace enedis2mqtt
