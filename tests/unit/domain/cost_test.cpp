#include "support/days.hpp"

#include <enedis2mqtt/domain/cost.hpp>

#include <gtest/gtest.h>

#include <functional>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::paris;

TariffPeriod period(std::string name, int price_of_10000) {
    return {std::move(name), Price::from_millionths(price_of_10000 * 100), {}, {}, {}, {}};
}

/// 06:38 to 22:38 at 0.2142, the rest at 0.1589; 19.20 a month.
Tariff offpeak_tariff() {
    auto offpeak = period("hc", 1589);
    offpeak.hours = {{22h + 38min, 6h + 38min}};
    return {{day("2026-01-01"), Money::from_millionths(19'200'000), {offpeak, period("hp", 2142)}}};
}

Tariff one_price() {
    return {{day("2026-01-01"), Money::from_millionths(12'130'000), {period("base", 2001)}}};
}

LoadCurve curve_of(CivilDay of, std::chrono::seconds step, std::function<int(int)> const& watts) {
    LoadCurve curve;
    auto const whole = paris().interval_of(of);
    int number = 0;
    for (auto start = whole.start; start < whole.end; start += step)
        curve.append({{start, start + step}, Power::from_watts(watts(number++))});
    return curve;
}

LoadCurve flat(CivilDay of, int watts) {
    return curve_of(of, 30min, [watts](int) { return watts; });
}

std::variant<DayCost, NoCost> cost(Tariff const& tariff, std::string_view of, std::optional<Energy> figure,
                                   LoadCurve const& curve = {}, TempoCalendar const& colors = {}) {
    return cost_of_day(tariff, day(of), figure, curve, colors, paris());
}

std::int64_t ten_thousandths(Money money) {
    return money.rounded_to(4);
}

TEST(DayCosts, SplitAHalfHourByTime) {
    // 1000 W all day: 8 h at 0.1589, 16 h at 0.2142. The boundaries lie 8 minutes into a half-hour.
    auto const of =
        std::get<DayCost>(cost(offpeak_tariff(), "2026-11-23", {}, flat(day("2026-11-23"), 1000)));
    EXPECT_EQ(ten_thousandths(of.energy), 12712 + 34272);
    EXPECT_EQ(of.periods.at("hc").energy.rounded_to_wh(), 8000);
    EXPECT_EQ(of.periods.at("hp").energy.rounded_to_wh(), 16000);
    EXPECT_EQ(ten_thousandths(of.periods.at("hc").cost), 12712);
    EXPECT_EQ(ten_thousandths(of.periods.at("hp").cost), 34272);
    EXPECT_EQ(ten_thousandths(of.subscription), 6400);
    EXPECT_EQ(ten_thousandths(of.total()), 12712 + 34272 + 6400);
}

TEST(DayCosts, ShareOutTheSourcesFigureInProportion) {
    auto const of = std::get<DayCost>(
        cost(offpeak_tariff(), "2026-11-23", Energy::from_wh(30000), flat(day("2026-11-23"), 1000)));
    EXPECT_EQ(of.periods.at("hc").energy.rounded_to_wh(), 10000);
    EXPECT_EQ(of.periods.at("hp").energy.rounded_to_wh(), 20000);
    EXPECT_EQ(ten_thousandths(of.energy), 15890 + 42840);
}

TEST(DayCosts, ShareOutAFigureOverACurveOfZerosByTime) {
    auto const of = std::get<DayCost>(
        cost(offpeak_tariff(), "2026-11-23", Energy::from_wh(3000), flat(day("2026-11-23"), 0)));
    EXPECT_EQ(of.periods.at("hc").energy.rounded_to_wh(), 1000);
    EXPECT_EQ(of.periods.at("hp").energy.rounded_to_wh(), 2000);
}

TEST(DayCosts, OfAnEmptyHomeAreTheSubscription) {
    auto const of =
        std::get<DayCost>(cost(offpeak_tariff(), "2026-11-23", Energy{}, flat(day("2026-11-23"), 0)));
    EXPECT_EQ(of.energy, Money{});
    EXPECT_EQ(ten_thousandths(of.total()), 6400);
}

TEST(DayCosts, OfBothClockChanges) {
    auto const autumn =
        std::get<DayCost>(cost(offpeak_tariff(), "2026-10-25", {}, flat(day("2026-10-25"), 1000)));
    EXPECT_EQ(autumn.periods.at("hc").energy.rounded_to_wh(), 9000);
    EXPECT_EQ(autumn.periods.at("hp").energy.rounded_to_wh(), 16000);
    auto const spring =
        std::get<DayCost>(cost(offpeak_tariff(), "2026-03-29", {}, flat(day("2026-03-29"), 1000)));
    EXPECT_EQ(spring.periods.at("hc").energy.rounded_to_wh(), 7000);
    EXPECT_EQ(spring.periods.at("hp").energy.rounded_to_wh(), 16000);
}

TEST(DayCosts, WithoutACurveNeedOnePrice) {
    EXPECT_EQ(std::get<NoCost>(cost(offpeak_tariff(), "2026-11-23", Energy::from_wh(24000))),
              NoCost::no_curve);
    auto const of = std::get<DayCost>(cost(one_price(), "2026-11-23", Energy::from_wh(24000)));
    EXPECT_EQ(ten_thousandths(of.energy), 48024);
    EXPECT_TRUE(of.periods.empty());
    auto twins = offpeak_tariff();
    twins.front().periods[0].price = twins.front().periods[1].price;
    EXPECT_TRUE(std::get<DayCost>(cost(twins, "2026-11-23", Energy::from_wh(24000))).periods.empty());
}

TEST(DayCosts, OfAGapInTheCurveAreNotGuessed) {
    LoadCurve with_gap;
    auto const whole = flat(day("2026-11-23"), 1000);
    for (auto const& reading : whole.readings())
        if (reading.interval.start != at("2026-11-23", 12))
            with_gap.append(reading);
    EXPECT_EQ(std::get<NoCost>(cost(offpeak_tariff(), "2026-11-23", Energy::from_wh(24000), with_gap)),
              NoCost::no_curve);
    EXPECT_EQ(std::get<NoCost>(cost(one_price(), "2026-11-23", {}, with_gap)), NoCost::no_energy);
}

TEST(DayCosts, OutsideTheTariffAreMissing) {
    EXPECT_EQ(std::get<NoCost>(cost(one_price(), "2025-12-31", Energy::from_wh(1))), NoCost::no_tariff);
    Tariff const unknown{{day("2026-01-01"), {}, {}}};
    EXPECT_EQ(std::get<NoCost>(cost(unknown, "2026-11-23", Energy::from_wh(1))), NoCost::price_unknown);
}

TEST(DayCosts, UnderTempoNeedTheColoursOfBothDaysTheyTouch) {
    Tariff tariff{{day("2026-01-01"), {}, {period("red", 7295), period("other", 1654)}}};
    tariff.front().periods[0].colors = {TempoColor::red};
    auto const curve = flat(day("2026-11-23"), 1000);
    TempoCalendar colors{{day("2026-11-23"), TempoColor::red}};
    EXPECT_EQ(std::get<NoCost>(cost(tariff, "2026-11-23", {}, curve, colors)), NoCost::colour_unknown);
    colors[day("2026-11-22")] = TempoColor::blue;
    auto const of = std::get<DayCost>(cost(tariff, "2026-11-23", {}, curve, colors));
    EXPECT_EQ(of.periods.at("other").energy.rounded_to_wh(), 6000);
    EXPECT_EQ(of.periods.at("red").energy.rounded_to_wh(), 18000);
}

TEST(DayCosts, NeedNoColourThatChangesNoPrice) {
    Tariff tariff{{day("2026-01-01"), {}, {period("red", 1654), period("other", 1654)}}};
    tariff.front().periods[0].colors = {TempoColor::red};
    auto const of =
        std::get<DayCost>(cost(tariff, "2026-11-23", Energy::from_wh(10000), flat(day("2026-11-23"), 1000)));
    EXPECT_EQ(ten_thousandths(of.energy), 16540);
    EXPECT_TRUE(of.periods.empty());
}

TEST(DayCosts, AreRoundedOnceNotPeriodByPeriod) {
    // Three periods of 8 h share 1 Wh at 0.5: each a third of 0.0005, together exactly that.
    Tariff tariff{{day("2026-01-01"), {}, {period("a", 5000), period("b", 5000), period("c", 5000)}}};
    tariff.front().periods[0].hours = {{0h, 8h}};
    tariff.front().periods[1].hours = {{8h, 16h}};
    auto const of =
        std::get<DayCost>(cost(tariff, "2026-11-23", Energy::from_wh(1), flat(day("2026-11-23"), 7)));
    EXPECT_EQ(of.energy, Money::of(Energy::from_wh(1), Price::from_millionths(500'000)));
    EXPECT_EQ(ten_thousandths(of.energy), 5);
}

TEST(CostTotals, HaveTheWholeSubscriptionOfAWholeMonth) {
    for (auto const* first : {"2026-02-01", "2024-02-01", "2026-04-01", "2026-12-01"}) {
        Tariff tariff{{day("2024-01-01"), Money::from_millionths(15'860'050), {period("base", 2001)}}};
        auto const month = DayRange{day(first), (day(first) + 31).first_of_month()};
        std::vector<DayCost> costs;
        for (auto one = month.start; one < month.end; ++one)
            costs.push_back(std::get<DayCost>(cost(tariff, one.iso(), Energy{})));
        auto const total = total_cost(costs, month, paris());
        EXPECT_EQ(total.subscription, Money::from_millionths(15'860'050)) << first;
        EXPECT_EQ(ten_thousandths(total.total()), 158'601) << first; // half up
    }
}

TEST(CostTotals, ListTheDaysWithoutACostAndTheirSubscriptionIsNotCounted) {
    std::vector<DayCost> costs{std::get<DayCost>(cost(one_price(), "2026-11-01", Energy::from_wh(10000))),
                               std::get<DayCost>(cost(one_price(), "2026-11-03", Energy::from_wh(20000)))};
    auto const total = total_cost(costs, {day("2026-11-01"), day("2026-11-05")}, paris());
    EXPECT_EQ(total.known, 2);
    EXPECT_EQ(total.missing, (std::vector{day("2026-11-02"), day("2026-11-04")}));
    EXPECT_EQ(ten_thousandths(total.energy), 60030);
    EXPECT_EQ(ten_thousandths(total.subscription), 8087); // 12.13 * 2 / 30
    EXPECT_EQ(total.instants.start, at("2026-11-01", 0));
}

TEST(CostTotals, SumPeriodsExactlyAndRoundThemOnce) {
    // A third of a watt-hour a day: three days are one.
    Tariff tariff{{day("2026-01-01"), {}, {period("a", 3000), period("b", 3000)}}};
    tariff.front().periods[0].hours = {{0h, 8h}};
    std::vector<DayCost> costs;
    for (auto const* of : {"2026-11-01", "2026-11-02", "2026-11-03"})
        costs.push_back(std::get<DayCost>(cost(tariff, of, Energy::from_wh(1), flat(day(of), 1))));
    auto const total = total_cost(costs, {day("2026-11-01"), day("2026-11-04")}, paris());
    EXPECT_EQ(total.periods.at("a").energy.rounded_to_wh(), 1);
    EXPECT_EQ(total.periods.at("b").energy.rounded_to_wh(), 2);
}

TEST(BillingMonths, BeginOnTheirDay) {
    EXPECT_EQ(billing_month(day("2026-11-22"), 17), (DayRange{day("2026-11-17"), day("2026-12-17")}));
    EXPECT_EQ(billing_month(day("2026-11-16"), 17), (DayRange{day("2026-10-17"), day("2026-11-17")}));
    EXPECT_EQ(billing_month(day("2026-01-05"), 17), (DayRange{day("2025-12-17"), day("2026-01-17")}));
}

TEST(BillingMonths, BeginOnTheLastDayWhereTheMonthIsShort) {
    EXPECT_EQ(billing_month(day("2026-02-27"), 31), (DayRange{day("2026-01-31"), day("2026-02-28")}));
    EXPECT_EQ(billing_month(day("2026-02-28"), 31), (DayRange{day("2026-02-28"), day("2026-03-31")}));
    EXPECT_EQ(billing_month(day("2028-02-29"), 30), (DayRange{day("2028-02-29"), day("2028-03-30")}));
    EXPECT_EQ(billing_month(day("2026-04-30"), 31), (DayRange{day("2026-04-30"), day("2026-05-31")}));
}

TEST(MoneyTest, RoundsHalfUpOnBothSidesOfZero) {
    EXPECT_EQ(Money::from_millionths(50).rounded_to(4), 1);
    EXPECT_EQ(Money::from_millionths(49).rounded_to(4), 0);
    EXPECT_EQ(Money::from_millionths(-50).rounded_to(4), 0);
    EXPECT_EQ(Money::from_millionths(-51).rounded_to(4), -1);
    EXPECT_EQ(Money::from_millionths(1'234'567).rounded_to(6), 1'234'567);
}

std::vector<CostHour> hours_of(Tariff const& tariff, CivilDay of, std::optional<Energy> figure,
                               LoadCurve const& curve = {}, TempoCalendar const& colors = {}) {
    std::vector<CostHour> hours;
    append_cost_hours(hours, tariff, of, figure, curve, colors, paris());
    return hours;
}

/// What all hours have in common with the day they are of.
void expect_sums_to_the_day(Tariff const& tariff, CivilDay of, std::optional<Energy> figure,
                            LoadCurve const& curve) {
    auto const whole = std::get<DayCost>(cost_of_day(tariff, of, figure, curve, {}, paris()));
    Money sum;
    PeriodCosts periods;
    for (auto const& hour : hours_of(tariff, of, figure, curve)) {
        sum += hour.cost;
        for (auto const& [name, part] : hour.periods) {
            periods[name].energy += part.energy;
            periods[name].cost += part.cost;
        }
    }
    EXPECT_EQ(sum.rounded_to(6), whole.total().rounded_to(6)) << of.iso();
    for (auto const& [name, part] : whole.periods) {
        EXPECT_EQ(periods[name].energy.rounded_to_wh(), part.energy.rounded_to_wh()) << of.iso();
        EXPECT_EQ(periods[name].cost.rounded_to(6), part.cost.rounded_to(6)) << of.iso();
    }
}

TEST(CostHours, AddUpToTheDay) {
    for (auto const* of : {"2026-03-29", "2026-10-25", "2026-11-23"}) {
        auto const uneven = curve_of(day(of), 30min, [](int number) { return 137 * number + 11; });
        expect_sums_to_the_day(offpeak_tariff(), day(of), {}, uneven);
        expect_sums_to_the_day(offpeak_tariff(), day(of), Energy::from_wh(31'417), uneven);
        expect_sums_to_the_day(offpeak_tariff(), day(of), Energy::from_wh(31'417), flat(day(of), 0));
    }
}

TEST(CostHours, AreThoseOfTheLocalDayWithEveryPeriod) {
    EXPECT_EQ(hours_of(offpeak_tariff(), day("2026-03-29"), {}, flat(day("2026-03-29"), 1000)).size(), 23u);
    EXPECT_EQ(hours_of(offpeak_tariff(), day("2026-10-25"), {}, flat(day("2026-10-25"), 1000)).size(), 25u);
    auto const hours = hours_of(offpeak_tariff(), day("2026-11-23"), {}, flat(day("2026-11-23"), 1000));
    ASSERT_EQ(hours.size(), 24u);
    EXPECT_EQ(hours.front().start, at("2026-11-23", 0));
    EXPECT_EQ(ten_thousandths(hours.front().cost), 1589 + 6400) << "with the day's share of the subscription";
    EXPECT_EQ(ten_thousandths(hours[1].cost), 1589);
    EXPECT_EQ(hours[12].periods.at("hc"), PeriodCost{}) << "zeros too";
    EXPECT_EQ(hours[22].start, at("2026-11-23", 22));
    EXPECT_EQ(hours[22].periods.at("hp").energy.rounded_to_wh(), 633) << "38 minutes";
    EXPECT_EQ(hours[22].periods.at("hc").energy.rounded_to_wh(), 367);
}

TEST(CostHours, OfADayWithoutACurveAreOneWhereOnePriceHolds) {
    auto const hours = hours_of(one_price(), day("2026-11-23"), Energy::from_wh(10'000));
    ASSERT_EQ(hours.size(), 1u);
    EXPECT_EQ(hours[0].start, at("2026-11-23", 0));
    EXPECT_EQ(ten_thousandths(hours[0].cost), 20'010 + 4043);
    EXPECT_EQ(hours[0].periods.at("base").energy.rounded_to_wh(), 10'000);

    auto equal = offpeak_tariff();
    for (auto& one : equal[0].periods)
        one.price = Price::from_millionths(200'000);
    auto const of_two = hours_of(equal, day("2026-11-23"), Energy::from_wh(10'000));
    ASSERT_EQ(of_two.size(), 1u);
    EXPECT_TRUE(of_two[0].periods.empty()) << "nobody knows which period it was";
    EXPECT_TRUE(hours_of(offpeak_tariff(), day("2026-11-23"), Energy::from_wh(10'000)).empty());
    EXPECT_TRUE(hours_of(one_price(), day("2025-12-31"), Energy::from_wh(10'000)).empty());
}

} // namespace
} // namespace enedis2mqtt
