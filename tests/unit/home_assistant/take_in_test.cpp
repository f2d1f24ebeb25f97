#include "home_assistant/take_in.hpp"
#include "support/days.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::home_assistant {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::paris;

std::vector<StatisticRow> rows(std::vector<EnergyHour> const& hours) {
    std::vector<StatisticRow> all;
    for (auto const& hour : hours)
        all.push_back(to_row(hour));
    return all;
}

TEST(TakenIn, IsWhatWasSent) {
    DayRange const days{day("2026-10-23"), day("2026-10-27")}; // the 25th has 25 hours
    LoadCurve curve;
    for (auto start = paris().start_of(day("2026-10-24")); start < paris().start_of(day("2026-10-26"));
         start += 1h)
        curve.append({{start, start + 1h}, Power::from_watts(411)});
    std::vector<DailyEnergy> const daily{{day("2026-10-23"), Energy::from_wh(12'345)},
                                         {day("2026-10-26"), Energy::from_wh(0)}};
    std::vector<EnergyHour> sent;
    append_energy(sent, days, daily, curve, paris());
    auto const taken = readings_in(rows(sent), paris());
    EXPECT_EQ(taken.daily, daily);
    EXPECT_EQ(taken.curve, curve);
    std::vector<EnergyHour> again;
    append_energy(again, days, taken.daily, taken.curve, paris());
    EXPECT_EQ(rows(again), rows(sent));
}

TEST(TakenIn, LeavesDaysThatAreNoneOfOurs) {
    std::vector<StatisticRow> const held{{at("2026-11-20", 0), {0, 5'000'000, 0}},
                                         {at("2026-11-20", 7), {0, 6'000'000, 0}},
                                         {at("2026-11-21", 0), {0, 4'000'000, 0}},
                                         {at("2026-11-22", 0), {0, 9'999'000'000'000, 0}},
                                         {at("2026-11-23", 3), {0, 9'999'001'000'000, 0}}};
    auto const taken = readings_in(held, paris());
    EXPECT_TRUE(taken.curve.empty());
    EXPECT_EQ(taken.daily, (std::vector{DailyEnergy{day("2026-11-23"), Energy::from_wh(1000)}}));
}

} // namespace
} // namespace enedis2mqtt::home_assistant
