#include "support/days.hpp"

#include <enedis2mqtt/domain/holidays.hpp>
#include <enedis2mqtt/domain/regulated_prices.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using std::chrono::month_day;
using test::at;
using test::day;
using test::paris;

TariffPeriod period(std::string name, int price_of_10000) {
    return {std::move(name), Price::from_millionths(price_of_10000 * 100), {}, {}, {}, {}};
}

TariffVersion with_offpeak(std::vector<DayHours> hours) {
    auto offpeak = period("hc", 1589);
    offpeak.hours = std::move(hours);
    return {day("2026-01-01"), {}, {offpeak, period("hp", 2142)}};
}

/// `00:00 hc, 06:38 hp, …` in local time.
std::string told(TariffVersion const& version, std::string_view of, TempoCalendar const& colors = {},
                 TimeZone const& zone = paris()) {
    std::string text;
    for (auto const& piece : pieces_of(version, day(of), colors, zone)) {
        text += (text.empty() ? "" : ", ") + zone.iso(piece.interval.start).substr(11, 5);
        for (auto const* one : piece.possible)
            text += (one == piece.possible.front() ? ' ' : '|') + one->name;
    }
    return text;
}

TEST(Holidays, AreTheElevenNationalOnes) {
    std::vector<std::string> found;
    for (auto one = day("2026-01-01"); one < day("2027-01-01"); ++one)
        if (is_national_holiday(one))
            found.push_back(one.iso().substr(5));
    // Source: service-public.fr, jours fériés 2026.
    EXPECT_EQ(found, (std::vector<std::string>{"01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14",
                                               "08-15", "11-01", "11-11", "12-25"}));
}

TEST(Holidays, FollowEasterThroughTheYears) {
    // Easter Mondays; 2038 is the latest possible, 2035 an early one.
    for (auto const* monday : {"2024-04-01", "2025-04-21", "2027-03-29", "2028-04-17", "2029-04-02",
                               "2030-04-22", "2035-03-26", "2038-04-26", "2049-04-19"}) {
        EXPECT_TRUE(is_national_holiday(day(monday))) << monday;
        EXPECT_FALSE(is_national_holiday(day(monday) - 1)) << monday;
        EXPECT_TRUE(is_national_holiday(day(monday) + 38)) << monday;
        EXPECT_TRUE(is_national_holiday(day(monday) + 49)) << monday;
    }
}

TEST(TariffPieces, CrossMidnightAndNeedNoFullHalfHour) {
    EXPECT_EQ(told(with_offpeak({{22h + 38min, 6h + 38min}}), "2026-11-22"), "00:00 hc, 06:38 hp, 22:38 hc");
}

TEST(TariffPieces, OfSeveralWindows) {
    EXPECT_EQ(told(with_offpeak({{30min, 7h + 30min}, {14h, 15h}}), "2026-11-22"),
              "00:00 hp, 00:30 hc, 07:30 hp, 14:00 hc, 15:00 hp");
}

TEST(TariffPieces, EndAtMidnight) {
    EXPECT_EQ(told(with_offpeak({{16h, 24h}}), "2026-11-22"), "00:00 hp, 16:00 hc");
}

TEST(TariffPieces, CountTheDoubledHourTwice) {
    // 02:30 comes twice; so does the stretch before and after it.
    EXPECT_EQ(told(with_offpeak({{22h, 2h + 30min}}), "2026-10-25"),
              "00:00 hc, 02:30 hp, 02:00 hc, 02:30 hp, 22:00 hc");
}

TEST(TariffPieces, OfTheHourThatSpringLeavesOut) {
    // At 02:00 it is 03:00: 02:30 never comes, and the window is over.
    EXPECT_EQ(told(with_offpeak({{22h, 2h + 30min}}), "2026-03-29"), "00:00 hc, 03:00 hp, 22:00 hc");
    EXPECT_EQ(told(with_offpeak({{2h, 3h}}), "2026-03-29"), "00:00 hp");
}

TEST(TariffPieces, FollowTheCalendarDayAfterMidnightToo) {
    TariffVersion version{day("2026-01-01"), {}, {period("weekend", 1700), period("hp", 2142)}};
    version.periods[0].days = DaysOfWeek{{true, false, false, false, false, false, true}, true};
    version.periods[0].hours = {{22h, 6h}};
    EXPECT_EQ(told(version, "2026-11-20"), "00:00 hp"); // a Friday
    EXPECT_EQ(told(version, "2026-11-21"), "00:00 weekend, 06:00 hp, 22:00 weekend");
    EXPECT_EQ(told(version, "2026-11-23"), "00:00 hp");
    EXPECT_EQ(told(version, "2026-11-11"),
              "00:00 weekend, 06:00 hp, 22:00 weekend"); // a holiday on Wednesday
}

TEST(TariffPieces, FollowTheSeason) {
    TariffVersion version{day("2024-01-01"), {}, {period("winter", 1700), period("summer", 2142)}};
    version.periods[0].season =
        Season{month_day{std::chrono::November / 1}, month_day{std::chrono::February / 29}};
    EXPECT_EQ(told(version, "2026-10-31"), "00:00 summer");
    EXPECT_EQ(told(version, "2026-11-01"), "00:00 winter");
    EXPECT_EQ(told(version, "2026-12-31"), "00:00 winter");
    EXPECT_EQ(told(version, "2028-02-29"), "00:00 winter");
    EXPECT_EQ(told(version, "2026-03-01"), "00:00 summer");
}

TEST(TariffPieces, FirstPeriodThatFitsHolds) {
    auto version = with_offpeak({{22h, 6h}});
    version.periods.insert(version.periods.begin(), period("night", 1000));
    version.periods.front().hours = {{0h, 2h}};
    EXPECT_EQ(told(version, "2026-11-22"), "00:00 night, 02:00 hc, 06:00 hp, 22:00 hc");
}

TEST(TariffPieces, HaveNoGapInAnyZoneOnAnyDay) {
    for (auto const* name : {"Europe/Paris", "Indian/Reunion", "America/Miquelon", "Pacific/Noumea"}) {
        auto const zone = TimeZone::find(name).value();
        auto const version = with_offpeak({{1h + 7min, 2h + 41min}, {23h, 24h}});
        for (auto one = day("2026-01-01"); one < day("2027-01-01"); ++one) {
            auto const pieces = pieces_of(version, one, {}, zone);
            auto const whole = zone.interval_of(one);
            ASSERT_EQ(pieces.front().interval.start, whole.start);
            ASSERT_EQ(pieces.back().interval.end, whole.end);
            for (std::size_t i = 1; i < pieces.size(); ++i)
                ASSERT_EQ(pieces[i - 1].interval.end, pieces[i].interval.start);
        }
    }
}

RegulatedTable const table{
    {RegulatedOption::base,
     6,
     day("2026-02-01"),
     Money::from_millionths(15'650'000),
     {{"base", Price::from_millionths(194'000)}}},
    {RegulatedOption::base,
     6,
     day("2026-08-01"),
     Money::from_millionths(15'860'000),
     {{"base", Price::from_millionths(200'100)}}},
    {RegulatedOption::base,
     9,
     day("2026-08-01"),
     Money::from_millionths(19'880'000),
     {{"base", Price::from_millionths(198'500)}}},
    {RegulatedOption::peak_offpeak,
     9,
     day("2026-08-01"),
     {},
     {{"hc", Price::from_millionths(158'900)}, {"hp", Price::from_millionths(214'200)}}},
    {RegulatedOption::tempo,
     9,
     day("2026-08-01"),
     {},
     {{"blue_hc", Price::from_millionths(135'600)},
      {"blue_hp", Price::from_millionths(165'400)},
      {"white_hc", Price::from_millionths(153'600)},
      {"white_hp", Price::from_millionths(192'100)},
      {"red_hc", Price::from_millionths(161'500)},
      {"red_hp", Price::from_millionths(729'500)}}},
};

TEST(RegulatedPrices, ChangeOnTheirDays) {
    auto const tariff = regulated_tariff(table, RegulatedOption::base, 6, {}, day("2026-01-15"));
    ASSERT_EQ(tariff.size(), 3u);
    EXPECT_EQ(version_on(tariff, day("2026-01-14")), nullptr);
    EXPECT_TRUE(version_on(tariff, day("2026-01-31"))->periods.empty());
    EXPECT_EQ(version_on(tariff, day("2026-02-01"))->periods.front().price, Price::from_millionths(194'000));
    EXPECT_EQ(version_on(tariff, day("2026-07-31"))->subscription, Money::from_millionths(15'650'000));
    EXPECT_EQ(version_on(tariff, day("2026-08-01"))->periods.front().price, Price::from_millionths(200'100));
    EXPECT_EQ(version_on(tariff, day("2031-01-01"))->periods.front().price, Price::from_millionths(200'100));
}

TEST(RegulatedPrices, HoldInTheMiddleOfARowAndEndWithTheVersion) {
    auto const tariff =
        regulated_tariff(table, RegulatedOption::base, 6, {}, day("2026-03-10"), day("2026-08-01"));
    ASSERT_EQ(tariff.size(), 1u);
    EXPECT_EQ(tariff.front().from, day("2026-03-10"));
    EXPECT_EQ(tariff.front().periods.front().price, Price::from_millionths(194'000));
}

TEST(RegulatedPrices, AreOfOptionsAndPowers) {
    EXPECT_EQ(powers_of(table, RegulatedOption::base), (std::vector{6, 9}));
    EXPECT_EQ(powers_of(table, RegulatedOption::tempo), std::vector{9});
    EXPECT_EQ(last_prices(table, RegulatedOption::base, 6), day("2026-08-01"));
    EXPECT_EQ(last_prices(table, RegulatedOption::base, 12), std::nullopt);
}

TEST(RegulatedPrices, HaveOffpeakHoursBySeason) {
    OffpeakHours const hours{{{1h, 7h}, {13h, 15h}}, {{22h, 6h}}};
    auto const tariff = regulated_tariff(table, RegulatedOption::peak_offpeak, 9, hours, day("2026-08-01"));
    EXPECT_EQ(told(tariff.front(), "2026-10-31"), "00:00 hp, 01:00 hc, 07:00 hp, 13:00 hc, 15:00 hp");
    EXPECT_EQ(told(tariff.front(), "2026-11-01"), "00:00 hc, 06:00 hp, 22:00 hc");
    EXPECT_EQ(told(tariff.front(), "2027-03-31"), "00:00 hc, 06:00 hp, 22:00 hc");
    EXPECT_EQ(told(tariff.front(), "2027-04-01"), "00:00 hp, 01:00 hc, 07:00 hp, 13:00 hc, 15:00 hp");
}

class TempoTariff : public testing::Test {
protected:
    Tariff tariff = regulated_tariff(table, RegulatedOption::tempo, 9, {}, day("2026-08-01"));
    TempoCalendar colors{{day("2026-11-21"), TempoColor::white},
                         {day("2026-11-22"), TempoColor::blue},
                         {day("2026-11-23"), TempoColor::red}};
};

TEST_F(TempoTariff, GoesFromSixToSix) {
    EXPECT_EQ(told(tariff.front(), "2026-11-22", colors), "00:00 white_hc, 06:00 blue_hp, 22:00 blue_hc");
    EXPECT_EQ(told(tariff.front(), "2026-11-23", colors), "00:00 blue_hc, 06:00 red_hp, 22:00 red_hc");
}

TEST_F(TempoTariff, LeavesOpenWhatHangsOnAnUnknownColour) {
    EXPECT_EQ(told(tariff.front(), "2026-11-24", colors),
              "00:00 red_hc, 06:00 blue_hp|white_hp|red_hp, 22:00 blue_hc|white_hc|red_hc");
    EXPECT_EQ(told(tariff.front(), "2026-11-21", colors),
              "00:00 blue_hc|white_hc|red_hc, 06:00 white_hp, 22:00 white_hc");
}

TEST_F(TempoTariff, TellsWhatHoldsNowAndNext) {
    EXPECT_EQ(tariff_at(tariff, at("2026-11-22", 12), colors, paris()),
              (TariffNow{"blue_hp", Price::from_millionths(165'400), at("2026-11-22", 22), "blue_hc"}));
    // The colour goes on after midnight.
    EXPECT_EQ(tariff_at(tariff, at("2026-11-22", 22), colors, paris()),
              (TariffNow{"blue_hc", Price::from_millionths(135'600), at("2026-11-23", 6), "red_hp"}));
    EXPECT_EQ(tariff_at(tariff, at("2026-11-24", 5, 59, 59), colors, paris()),
              (TariffNow{"red_hc", Price::from_millionths(161'500), at("2026-11-24", 6), std::nullopt}));
    auto const unknown = tariff_at(tariff, at("2026-11-24", 6), colors, paris());
    EXPECT_EQ(unknown.period, std::nullopt);
    EXPECT_EQ(unknown.price, std::nullopt);
}

TEST(TariffNowTest, OfAPriceThatNeverChangesHasNoEnd) {
    auto const tariff = regulated_tariff(table, RegulatedOption::base, 9, {}, day("2026-08-01"));
    EXPECT_EQ(tariff_at(tariff, at("2026-11-22", 12), {}, paris()),
              (TariffNow{"base", Price::from_millionths(198'500), std::nullopt, std::nullopt}));
}

TEST(TariffNowTest, ChangesWithTheVersionEvenWhereTheNameStays) {
    auto const tariff = regulated_tariff(table, RegulatedOption::base, 6, {}, day("2026-02-01"));
    EXPECT_EQ(tariff_at(tariff, at("2026-07-31", 23), {}, paris()),
              (TariffNow{"base", Price::from_millionths(194'000), at("2026-08-01", 0), "base"}));
}

TEST(TariffNowTest, IsUnknownBeforeTheFirstVersionAndSaysWhenItBegins) {
    auto const tariff = regulated_tariff(table, RegulatedOption::base, 6, {}, day("2026-02-01"));
    EXPECT_EQ(tariff_at(tariff, at("2026-01-31", 12), {}, paris()),
              (TariffNow{std::nullopt, std::nullopt, at("2026-02-01", 0), "base"}));
}

} // namespace
} // namespace enedis2mqtt
