#include "support/days.hpp"

#include <enedis2mqtt/domain/statistics.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::paris;

/// The day in equal steps; every reading has what `watts` says of its number.
template <class Watts>
void fill(LoadCurve& curve, CivilDay of, std::chrono::seconds step, Watts watts,
          TimeZone const& zone = paris()) {
    auto const whole = zone.interval_of(of);
    int number = 0;
    for (auto start = whole.start; start < whole.end; start += step)
        ASSERT_TRUE(curve.append({{start, start + step}, Power::from_watts(watts(number++))}));
}

std::vector<EnergyHour> energy(DayRange days, std::vector<DailyEnergy> const& daily, LoadCurve const& curve,
                               TimeZone const& zone = paris()) {
    std::vector<EnergyHour> hours;
    append_energy(hours, days, daily, curve, zone);
    return hours;
}

Energy sum_of(std::vector<EnergyHour> const& hours) {
    Energy sum;
    for (auto const& hour : hours)
        sum += hour.energy;
    return sum;
}

DayRange const one_day{day("2026-11-22"), day("2026-11-23")};

class StatisticStep : public testing::TestWithParam<std::chrono::minutes> {};

TEST_P(StatisticStep, MakesTheSameHours) {
    LoadCurve curve;
    int const steps_per_hour = static_cast<int>(1h / GetParam());
    fill(curve, one_day.start, GetParam(), [&](int n) { return 100 * (n / steps_per_hour + 1); });
    auto const hours = energy(one_day, {}, curve);
    ASSERT_EQ(hours.size(), 24u);
    EXPECT_EQ(hours.front(), (EnergyHour{at("2026-11-22", 0), Energy::from_wh(100), Energy::from_wh(100)}));
    EXPECT_EQ(hours.back(),
              (EnergyHour{at("2026-11-22", 23), Energy::from_wh(2400), Energy::from_wh(100 * 300)}));
}

INSTANTIATE_TEST_SUITE_P(Steps, StatisticStep, testing::Values(5min, 10min, 15min, 30min, 60min));

TEST(StatisticEnergy, SharesAReadingOverTheHoursItTouches) {
    LoadCurve curve;
    auto const midnight = at("2026-11-22", 0);
    curve.append({{midnight, midnight + 30min}, Power::from_watts(200)});
    for (auto start = midnight + 30min; start < midnight + 23h; start += 1h)
        curve.append({{start, start + 1h}, Power::from_watts(1000)});
    curve.append({{midnight + 23h + 30min, midnight + 24h}, Power::from_watts(400)});
    auto const hours = energy(one_day, {}, curve);
    ASSERT_EQ(hours.size(), 24u);
    EXPECT_EQ(hours[0].energy, Energy::from_wh(100 + 500));
    EXPECT_EQ(hours[12].energy, Energy::from_wh(1000));
    EXPECT_EQ(hours[23].energy, Energy::from_wh(500 + 200));
}

TEST(StatisticEnergy, AddsUpToTheSourcesDay) {
    LoadCurve curve;
    fill(curve, one_day.start, 30min, [](int n) { return 411 + 7 * n; });
    for (auto const wh : {9'999, 13'571, 13'573, 20'000, 0}) {
        auto const hours = energy(one_day, {{one_day.start, Energy::from_wh(wh)}}, curve);
        ASSERT_EQ(hours.size(), 24u);
        EXPECT_EQ(sum_of(hours), Energy::from_wh(wh));
        EXPECT_TRUE(std::ranges::is_sorted(hours, {}, &EnergyHour::energy)) << "proportions changed";
    }
}

TEST(StatisticEnergy, GivesTheLastJoulesToTheLargestRemainders) {
    LoadCurve curve;
    fill(curve, one_day.start, 60min, [](int n) { return n == 5 ? 3 : n < 3 ? 1 : 0; });
    // 8 J in proportions 1:1:1:3 are 1.33, 1.33, 1.33 and 4.
    auto const hours = energy(one_day, {{one_day.start, Energy::from_joules(8)}}, curve);
    EXPECT_EQ(hours[5].energy, Energy::from_joules(4));
    EXPECT_EQ(hours[0].energy, Energy::from_joules(2));
    EXPECT_EQ(hours[1].energy, Energy::from_joules(1));
    EXPECT_EQ(hours[3].energy, Energy{});
}

TEST(StatisticEnergy, SharesADayWithACurveOfZerosByTime) {
    LoadCurve curve;
    fill(curve, one_day.start, 30min, [](int) { return 0; });
    auto const hours = energy(one_day, {{one_day.start, Energy::from_wh(24)}}, curve);
    ASSERT_EQ(hours.size(), 24u);
    EXPECT_TRUE(
        std::ranges::all_of(hours, [](auto const& hour) { return hour.energy == Energy::from_wh(1); }));
}

TEST(StatisticEnergy, IsOneRowAtMidnightOfADayWithoutItsWholeCurve) {
    LoadCurve curve;
    auto const midnight = at("2026-11-22", 0);
    for (auto start = midnight; start < midnight + 23h; start += 1h)
        curve.append({{start, start + 1h}, Power::from_watts(1000)});
    EXPECT_EQ(energy(one_day, {{one_day.start, Energy::from_wh(24'500)}}, curve),
              (std::vector{EnergyHour{midnight, Energy::from_wh(24'500), Energy::from_wh(24'500)}}));
    EXPECT_TRUE(energy(one_day, {}, curve).empty()) << "a part of a day is no day";
}

TEST(StatisticEnergy, LeavesOutAMissingDayAndGoesOn) {
    DayRange const days{day("2026-11-20"), day("2026-11-23")};
    auto const hours =
        energy(days, {{day("2026-11-20"), Energy::from_wh(5)}, {day("2026-11-22"), Energy::from_wh(7)}}, {});
    ASSERT_EQ(hours.size(), 2u);
    EXPECT_EQ(hours[1], (EnergyHour{at("2026-11-22", 0), Energy::from_wh(7), Energy::from_wh(12)}));
}

TEST(StatisticEnergy, HasAsManyHoursAsTheDay) {
    for (auto const& [of, expected] :
         {std::pair{"2025-03-30", 23u}, {"2025-10-26", 25u}, {"2026-03-29", 23u}}) {
        LoadCurve curve;
        fill(curve, day(of), 30min, [](int) { return 1000; });
        auto const hours = energy({day(of), day(of) + 1}, {}, curve);
        ASSERT_EQ(hours.size(), expected) << of;
        EXPECT_EQ(hours.back().sum, Energy::from_wh(1000 * expected));
        for (std::size_t i = 1; i < hours.size(); ++i)
            EXPECT_EQ(hours[i].start - hours[i - 1].start, 1h) << of;
    }
}

TEST(StatisticEnergy, LetsTwoDaysMeetInAnHourWhereMidnightIsNoFullHour) {
    auto const zone = TimeZone::find("Pacific/Marquesas").value(); // -09:30
    LoadCurve curve;
    DayRange const days{day("2026-11-22"), day("2026-11-24")};
    fill(
        curve, days.start, 30min, [](int) { return 1000; }, zone);
    fill(
        curve, days.start + 1, 30min, [](int) { return 2000; }, zone);
    auto const hours = energy(days, {}, curve, zone);
    ASSERT_EQ(hours.size(), 49u);
    EXPECT_EQ(hours[0].energy, Energy::from_wh(500));
    EXPECT_EQ(hours[24].energy, Energy::from_wh(1500));
    EXPECT_EQ(hours.back().sum, Energy::from_wh(72'000));
    std::vector<PowerHour> powers;
    append_power(powers, days, curve, zone);
    ASSERT_EQ(powers.size(), 49u);
    EXPECT_EQ(powers[0].length, 30min);
    EXPECT_EQ(to_row(powers[0]).values[0], 1'000'000'000);
    EXPECT_EQ(to_row(powers[24]).values,
              (std::array<std::int64_t, 3>{1'500'000'000, 1'000'000'000, 2'000'000'000}));
}

/// Two years of a household with every kind of day.
struct Household {
    Household() {
        std::mt19937 chance{20261122}; // the same in every run
        for (auto of = days.start; of < days.end; ++of) {
            auto const kind = chance() % 8;
            int const minutes = std::array{10, 15, 30, 60}[chance() % 4];
            auto const steps = kind < 6 ? std::chrono::minutes{minutes} : 0min;
            LoadCurve part;
            if (steps > 0min)
                fill(part, of, steps, [&](int) { return static_cast<int>(chance() % 9000); });
            for (auto const& reading : part.readings())
                if (kind != 5 || reading.interval.start > paris().start_of(of))
                    curve.append(reading);
            if (kind != 0 && kind != 7)
                daily.push_back({of, Energy::from_wh(static_cast<std::int64_t>(chance() % 90'000))});
        }
    }

    DayRange days{day("2024-11-20"), day("2026-11-26")};
    std::vector<DailyEnergy> daily;
    LoadCurve curve;
};

TEST(StatisticEnergy, IsTheSameInAnyPieces) {
    Household const household;
    auto const whole = energy(household.days, household.daily, household.curve);
    std::mt19937 chance{7};
    for (int round = 0; round < 5; ++round) {
        std::vector<EnergyHour> pieces;
        for (auto from = household.days.start; from < household.days.end;) {
            auto const to = std::min(from + 1 + static_cast<int>(chance() % 120), household.days.end);
            auto const part = household.curve.within(paris().interval_of(DayRange{from, to}));
            append_energy(pieces, {from, to}, household.daily, part, paris());
            from = to;
        }
        EXPECT_EQ(pieces, whole);
    }
}

TEST(StatisticEnergy, HasSumsThatTelescopeToEachDay) {
    Household const household;
    auto const hours = energy(household.days, household.daily, household.curve);
    for (std::size_t i = 1; i < hours.size(); ++i) {
        ASSERT_LT(hours[i - 1].start, hours[i].start);
        ASSERT_EQ(hours[i].start.time_since_epoch() % 1h, 0s);
        ASSERT_EQ(hours[i].sum - hours[i - 1].sum, hours[i].energy);
    }
    auto const up_to = [&](Instant end) {
        auto const after = std::partition_point(hours.begin(), hours.end(),
                                                [&](EnergyHour const& hour) { return hour.start < end; });
        return after == hours.begin() ? Energy{} : (after - 1)->sum;
    };
    for (auto of = household.days.start; of < household.days.end; ++of) {
        auto const instants = paris().interval_of(of);
        auto const figure = std::ranges::find(household.daily, of, &DailyEnergy::day);
        auto const expected = figure != household.daily.end()    ? figure->energy
                              : household.curve.covers(instants) ? household.curve.within(instants).energy()
                                                                 : Energy{};
        EXPECT_EQ(up_to(instants.end) - up_to(instants.start), expected) << of.iso();
    }
}

TEST(StatisticPower, IsTheHoursOfWholeCurvesOnly) {
    LoadCurve curve;
    fill(curve, one_day.start, 30min, [](int n) { return n % 2 == 0 ? 411 : 1000; });
    auto const next = paris().start_of(one_day.end);
    curve.append({{next, next + 1h}, Power::from_watts(9)});
    std::vector<PowerHour> hours;
    append_power(hours, {one_day.start, one_day.end + 1}, curve, paris());
    ASSERT_EQ(hours.size(), 24u);
    EXPECT_EQ(to_row(hours[3]),
              (StatisticRow{at("2026-11-22", 3), {705'500'000, 411'000'000, 1'000'000'000}}));
}

TEST(StatisticPeak, StandsInTheHourOfItsInstant) {
    std::vector<MaxPower> const values{
        {day("2026-11-22"), at("2026-11-22", 19, 4, 51), ApparentPower::from_va(6210)},
        {day("2026-11-23"), at("2026-11-23", 7), ApparentPower::from_va(4000)}};
    auto const peaks = peak_hours(values);
    ASSERT_EQ(peaks.size(), 2u);
    EXPECT_EQ(to_row(peaks[0]),
              (StatisticRow{at("2026-11-22", 19), {6'210'000'000, 6'210'000'000, 6'210'000'000}}));
    EXPECT_EQ(peaks[1].start, at("2026-11-23", 7));
}

TEST(StatisticPeak, IsTheHigherOfTwoInOneHour) {
    std::vector<MaxPower> const values{
        {day("2026-11-22"), at("2026-11-23", 0), ApparentPower::from_va(3000)},
        {day("2026-11-23"), at("2026-11-23", 0, 10), ApparentPower::from_va(4000)}};
    EXPECT_EQ(peak_hours(values), (std::vector{PeakHour{at("2026-11-23", 0), ApparentPower::from_va(4000)}}));
}

TEST(StatisticRow, RoundsTheExactTotalOnce) {
    std::vector<EnergyHour> hours;
    for (int i = 1; i <= 4; ++i) // half a watt-hour each
        hours.push_back({Instant{i * 1h}, Energy::from_joules(1800), Energy::from_joules(1800 * i)});
    std::vector<std::int64_t> sums;
    for (auto const& hour : hours)
        sums.push_back(to_row(hour).values[1]);
    EXPECT_EQ(sums, (std::vector<std::int64_t>{1000, 1000, 2000, 2000}));
    EXPECT_EQ(to_row(hours[0]).values[0], 1000);
}

TEST(StatisticRow, IsWrittenWithoutTrailingZeros) {
    EXPECT_EQ(decimal(0), "0");
    EXPECT_EQ(decimal(400'000), "0.4");
    EXPECT_EQ(decimal(12'820'000), "12.82");
    EXPECT_EQ(decimal(1), "0.000001");
    EXPECT_EQ(decimal(-1'500'000), "-1.5");
    EXPECT_EQ(decimal(9'000'000'000'000), "9000000");
}

TEST(StatisticDays, AreOfUtcAndTellEveryChange) {
    LoadCurve curve;
    fill(curve, one_day.start, 30min, [](int n) { return 100 + n; });
    auto const days = [&](std::vector<DailyEnergy> const& daily) {
        std::vector<StatisticRow> rows;
        for (auto const& hour : energy({one_day.start, one_day.end + 1}, daily, curve))
            rows.push_back(to_row(hour));
        return statistic_days(rows);
    };
    auto const before = days({{one_day.end, Energy::from_wh(5)}});
    ASSERT_EQ(before.size(), 2u);
    EXPECT_EQ(before[0].day, day("2026-11-21"));
    EXPECT_EQ(before[0].hours, 1U << 23) << "midnight of Paris in winter";
    EXPECT_EQ(before[1].hours, 0xFFFFFFU) << "23 hours, and the next day's row";
    EXPECT_EQ(days({{one_day.end, Energy::from_wh(5)}}), before);
    auto const after = days({{one_day.start, Energy::from_wh(2000)}, {one_day.end, Energy::from_wh(5)}});
    EXPECT_NE(after[0].digest, before[0].digest);
    EXPECT_NE(after[1].digest, before[1].digest);
    EXPECT_EQ(after[1].hours, before[1].hours);
}

} // namespace
} // namespace enedis2mqtt
