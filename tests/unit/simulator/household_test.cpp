#include "simulator/household.hpp"
#include "unit/simulator/asking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

using namespace enedis2mqtt;
using namespace enedis2mqtt::simulator;
using namespace std::chrono_literals;
using asking::paris;

namespace {

constexpr CivilDay spring_day{2026, 3, 29};
constexpr CivilDay autumn_day{2026, 10, 25};

Household household(std::string_view text) {
    return Household{asking::pdl(text), paris()};
}

Energy sum(std::vector<Reading> const& readings) {
    Energy energy;
    for (auto const& reading : readings)
        energy += reading.energy();
    return energy;
}

std::int64_t sum_of_days(Household const& home, Direction direction, CivilDay from, int days) {
    Energy energy;
    for (int i = 0; i < days; ++i)
        energy += home.daily(direction, from + i).energy;
    return static_cast<std::int64_t>(energy.wh());
}

std::int64_t mean_watts(Household const& home, CivilDay from, int days, int first_slot, int last_slot) {
    std::int64_t watts = 0;
    for (int day = 0; day < days; ++day)
        for (int slot = first_slot; slot < last_slot; ++slot)
            watts += home.half_hours(Direction::consumption, from + day)[static_cast<std::size_t>(slot)]
                         .mean.watts();
    return watts / days / (last_slot - first_slot);
}

} // namespace

TEST(Household, HasEveryHalfHourOfTheLocalDay) {
    auto const home = household(asking::both);
    for (auto direction : {Direction::consumption, Direction::production}) {
        EXPECT_EQ(home.half_hours(direction, {2026, 11, 22}).size(), 48u);
        EXPECT_EQ(home.half_hours(direction, spring_day).size(), 46u);
        EXPECT_EQ(home.half_hours(direction, autumn_day).size(), 50u);
    }
}

TEST(Household, LeavesNoGapFromMidnightToMidnight) {
    for (auto const* text : {"01234567890123", "01234567899908", "01234567899909", "01234567899910"})
        for (auto day : {spring_day, CivilDay{2026, 7, 14}, autumn_day}) {
            auto const readings = household(text).curve(Direction::consumption, day);
            auto end = paris().start_of(day);
            for (auto const& reading : readings) {
                EXPECT_EQ(reading.interval.start, end) << text << ' ' << day.iso();
                end = reading.interval.end;
            }
            EXPECT_EQ(end, paris().start_of(day + 1)) << text << ' ' << day.iso();
        }
}

TEST(Household, GivesTheTwoAutumnHoursTheirOwnReadings) {
    auto const readings = household(asking::ordinary).half_hours(Direction::consumption, autumn_day);
    EXPECT_NE(readings[4].mean, readings[6].mean);
    EXPECT_EQ(paris().local_of(readings[4].interval.start), paris().local_of(readings[6].interval.start));
}

TEST(Household, SumsItsHalfHoursToAWholeNumberOfWattHoursWhateverTheStep) {
    constexpr std::int64_t joules_per_wh = 3600;
    for (auto const* text : {"01234567890123", "01234567899908", "01234567899909", "01234567899910"}) {
        auto const home = household(text);
        for (CivilDay day{2026, 1, 1}; day < CivilDay{2027, 1, 1}; ++day) {
            auto const daily = home.daily(Direction::consumption, day).energy;
            ASSERT_EQ(daily, sum(home.curve(Direction::consumption, day))) << text << ' ' << day.iso();
            ASSERT_EQ(daily.joules() % joules_per_wh, 0) << text << ' ' << day.iso();
        }
    }
}

TEST(Household, IsNeverNegativeAndAlwaysEven) {
    auto const home = household(asking::both);
    for (CivilDay day{2026, 1, 1}; day < CivilDay{2027, 1, 1}; ++day)
        for (auto direction : {Direction::consumption, Direction::production})
            for (auto const& reading : home.half_hours(direction, day)) {
                ASSERT_GE(reading.mean.watts(), 0);
                ASSERT_EQ(reading.mean.watts() % 2, 0);
            }
}

TEST(Household, IsTheSameOnEveryMachine) {
    auto const home = household(asking::both);
    auto const day = CivilDay{2026, 11, 22};
    auto const halves = home.half_hours(Direction::consumption, day);
    EXPECT_EQ(halves.front().mean.watts(), 1138);
    EXPECT_EQ(halves.back().mean.watts(), 1416);
    EXPECT_EQ(home.daily(Direction::consumption, day).energy, Energy::from_wh(49349));
    EXPECT_EQ(home.daily(Direction::production, day).energy, Energy::from_wh(5701));
    EXPECT_EQ(home.max_power(day).power.va(), 5370);
    EXPECT_EQ(paris().iso(home.max_power(day).at), "2026-11-22T20:36:15+01:00");
}

TEST(Household, DiffersFromTheOneNextDoor) {
    auto const day = CivilDay{2026, 11, 22};
    EXPECT_NE(household("01234567890123").half_hours(Direction::consumption, day),
              household("01234567890124").half_hours(Direction::consumption, day));
}

TEST(Household, HeatsInWinter) {
    for (auto const* text : {"01234567890123", "12345678901234", "00000000000001"})
        EXPECT_GT(sum_of_days(household(text), Direction::consumption, {2026, 1, 5}, 14),
                  sum_of_days(household(text), Direction::consumption, {2026, 7, 6}, 14) * 5 / 4);
}

TEST(Household, PeaksInTheEveningAndSleepsAtNight) {
    auto const home = household(asking::ordinary);
    constexpr CivilDay monday{2026, 6, 1};
    auto const night = mean_watts(home, monday, 5, 4, 10);
    EXPECT_GT(mean_watts(home, monday, 5, 36, 42), 2 * night);
    EXPECT_GT(mean_watts(home, monday, 5, 13, 17), night * 3 / 2);
}

TEST(Household, IsAtHomeOnWeekends) {
    auto const home = household(asking::ordinary);
    EXPECT_GT(mean_watts(home, {2026, 6, 6}, 2, 18, 28), mean_watts(home, {2026, 6, 1}, 5, 18, 28));
}

TEST(Household, ProducesNothingAtNight) {
    auto const home = household(asking::both);
    for (CivilDay day{2026, 1, 1}; day < CivilDay{2027, 1, 1}; ++day) {
        auto const readings = home.half_hours(Direction::production, day);
        for (auto const& reading : readings) {
            auto const hour = paris().local_of(reading.interval.start) - LocalTime{day.days()};
            if (hour < 4h || hour >= 23h) {
                ASSERT_EQ(reading.mean.watts(), 0) << day.iso();
            }
        }
        ASSERT_GT(sum(readings), Energy{}) << day.iso();
    }
    EXPECT_GT(sum_of_days(home, Direction::production, {2026, 6, 1}, 30),
              2 * sum_of_days(home, Direction::production, {2026, 12, 1}, 30));
}

TEST(Household, ReachesItsMaximumInsideItsHighestHalfHour) {
    auto const home = household(asking::ordinary);
    for (auto day : {spring_day, CivilDay{2026, 7, 14}, autumn_day, CivilDay{2026, 12, 31}}) {
        auto const peak = home.max_power(day);
        auto const halves = home.half_hours(Direction::consumption, day);
        auto const highest = std::max_element(halves.begin(), halves.end(),
                                              [](auto const& a, auto const& b) { return a.mean < b.mean; });
        EXPECT_TRUE(highest->interval.contains(peak.at)) << day.iso();
        EXPECT_GT(peak.power.va(), highest->mean.watts()) << day.iso();
    }
}

TEST(Household, ChangesItsStepDuringTheDayWhereThePdlSaysSo) {
    auto const lengths = [](std::string_view text) {
        std::vector<std::chrono::seconds> all;
        for (auto const& reading : household(text).curve(Direction::consumption, {2026, 11, 22}))
            if (all.empty() || all.back() != reading.interval.length())
                all.push_back(reading.interval.length());
        return all;
    };
    EXPECT_EQ(lengths("01234567890123"), (std::vector<std::chrono::seconds>{30min}));
    EXPECT_EQ(lengths("01234567899908"), (std::vector<std::chrono::seconds>{10min}));
    EXPECT_EQ(lengths("01234567899909"), (std::vector<std::chrono::seconds>{60min}));
    EXPECT_EQ(lengths("01234567899910"), (std::vector<std::chrono::seconds>{30min, 10min, 60min}));
}

TEST(Household, IsQuickEnoughToForgetEverything) {
    // A debug build on a busy machine stays far below this; the guard is against a lookup per half-hour.
    auto const home = household(asking::ordinary);
    auto const before = std::chrono::steady_clock::now();
    EXPECT_GT(sum_of_days(home, Direction::consumption, {2026, 1, 1}, 365), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 2s);
}
