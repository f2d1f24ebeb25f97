#include "support/days.hpp"
#include "support/fake_clock.hpp"
#include "support/records.hpp"

#include <enedis2mqtt/bridge/costs.hpp>
#include <enedis2mqtt/bridge/snapshots.hpp>
#include <enedis2mqtt/bridge/stored_records.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::paris;

Series const curve{Direction::consumption, Dataset::load_curve};
Series const daily{Direction::consumption, Dataset::daily};

/// 22:00 to 06:00 at 0.10, the rest at 0.20; 31 EUR a month.
std::shared_ptr<Tariff const> two_prices() {
    TariffPeriod offpeak{"hc", Price::from_millionths(100'000), {{22h, 6h}}, {}, {}, {}};
    TariffPeriod peak{"hp", Price::from_millionths(200'000), {}, {}, {}, {}};
    return std::make_shared<Tariff const>(
        Tariff{{day("2025-01-01"), Money::from_millionths(31'000'000), {offpeak, peak}}});
}

class Costs : public testing::Test {
protected:
    Costs() { meter.tariffs[Direction::consumption] = two_prices(); }

    /// A flat curve of `watts`, and the source's figure.
    void keep(DayRange days, int watts, std::optional<Energy> figure) {
        Keeping points{meter.id, curve};
        Keeping values{meter.id, daily};
        points.source = values.source = "someone";
        for (auto one = days.start; one < days.end; ++one) {
            auto const whole = paris().interval_of(one);
            for (auto start = whole.start; start < whole.end; start += 30min)
                points.readings.curve.append({{start, start + 30min}, Power::from_watts(watts)});
            points.ledger[one] = {DayState::complete, 0, std::nullopt};
            if (figure) {
                values.readings.daily.push_back({one, *figure});
                values.ledger[one] = {DayState::complete, 0, std::nullopt};
            }
        }
        ASSERT_TRUE(store->keep(points, paris()));
        if (figure) {
            ASSERT_TRUE(store->keep(values, paris()));
        }
    }
    std::vector<SourcedCost> costs(DayRange days) {
        return day_costs(*store, meter, Direction::consumption, days, {}, paris()).value();
    }
    Measures measures(CivilDay today) {
        return take_snapshot(*store, meter, paris(), today).value().measures.at(Direction::consumption);
    }

    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
    Meter meter{UsagePointId::parse("12345678901234").value(), "Maison"};
};

TEST_F(Costs, AreOfTheSourcesFigureSharedOutByTheCurve) {
    keep({day("2026-11-20"), day("2026-11-21")}, 1000, Energy::from_wh(48'000));
    auto const found = costs({day("2026-11-01"), day("2026-12-01")});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].cost.day, day("2026-11-20"));
    EXPECT_EQ(found[0].cost.energy.rounded_to(4), 16'000 + 64'000);
    EXPECT_EQ(found[0].source, "someone");
}

TEST_F(Costs, AreOfTheCurveWhereTheSourceHasNoFigure) {
    keep({day("2026-11-20"), day("2026-11-21")}, 1000, std::nullopt);
    EXPECT_EQ(costs({day("2026-11-01"), day("2026-12-01")}).at(0).cost.energy.rounded_to(4), 8'000 + 32'000);
}

TEST_F(Costs, AreTheSameReadInOneGoAndDayByDay) {
    DayRange const days{day("2026-03-20"), day("2026-05-10")};
    keep(days, 1234, Energy::from_wh(31'415));
    auto const whole = costs(days);
    ASSERT_EQ(whole.size(), static_cast<std::size_t>(days.days()));
    for (auto one = days.start; one < days.end; ++one)
        EXPECT_EQ(costs({one, one + 1}).at(0).cost, whole[static_cast<std::size_t>(one - days.start)].cost);
}

TEST_F(Costs, FollowACorrection) {
    keep({day("2026-11-20"), day("2026-11-21")}, 1000, Energy::from_wh(24'000));
    keep({day("2026-11-20"), day("2026-11-21")}, 1000, Energy::from_wh(12'000));
    EXPECT_EQ(costs({day("2026-11-20"), day("2026-11-21")}).at(0).cost.energy.rounded_to(4), 4'000 + 16'000);
}

TEST_F(Costs, OfAMeterWithoutATariffAreNone) {
    keep({day("2026-11-20"), day("2026-11-21")}, 1000, std::nullopt);
    meter.tariffs.clear();
    EXPECT_TRUE(costs({day("2026-11-01"), day("2026-12-01")}).empty());
    EXPECT_EQ(measures(day("2026-11-21")).daily_cost, std::nullopt);
    EXPECT_EQ(measures(day("2026-11-21")).monthly_cost, std::nullopt);
}

TEST_F(Costs, OfTheSnapshotSpeakOfTheMonthOfTheLastDay) {
    keep({day("2025-12-30"), day("2026-01-01")}, 1000, Energy::from_wh(24'000));
    auto const ended = measures(day("2026-01-01"));
    ASSERT_TRUE(ended.daily_cost && ended.monthly_cost && ended.yearly_cost);
    EXPECT_EQ(ended.daily_cost->last.day, day("2025-12-31"));
    EXPECT_EQ(ended.daily_cost->recent.size(), 2u);
    EXPECT_EQ(ended.monthly_cost->days, (DayRange{day("2025-12-01"), day("2026-01-01")}));
    EXPECT_EQ(ended.monthly_cost->known, 2);
    EXPECT_EQ(ended.monthly_cost->missing.size(), 29u);
    EXPECT_EQ(ended.monthly_cost->total().rounded_to(4), 2 * (40'000 + 10'000));
    EXPECT_EQ(ended.yearly_cost->days.start, day("2025-01-01"));
    EXPECT_EQ(ended.billing_cost, std::nullopt);
}

TEST_F(Costs, OfTheBillingMonthReachBehindTheYear) {
    meter.billing_day = 17;
    keep({day("2025-12-16"), day("2026-01-03")}, 1000, Energy::from_wh(24'000));
    auto const found = measures(day("2026-01-03"));
    ASSERT_TRUE(found.billing_cost);
    EXPECT_EQ(found.billing_cost->days, (DayRange{day("2025-12-17"), day("2026-01-03")}));
    EXPECT_EQ(found.billing_cost->known, 17);
    EXPECT_EQ(found.yearly_cost->known, 2);
}

TEST_F(Costs, OfTheLastDayWithoutItsCurveAreThoseOfTheDayBefore) {
    keep({day("2026-11-20"), day("2026-11-21")}, 1000, Energy::from_wh(24'000));
    Keeping value{meter.id, daily};
    value.source = "someone";
    value.readings.daily = {{day("2026-11-21"), Energy::from_wh(10'000)}};
    value.ledger[day("2026-11-21")] = {DayState::complete, 0, std::nullopt};
    ASSERT_TRUE(store->keep(value, paris()));
    auto const found = measures(day("2026-11-22"));
    EXPECT_EQ(found.daily->last.day, day("2026-11-21"));
    EXPECT_EQ(found.daily_cost->last.day, day("2026-11-20"));
    EXPECT_EQ(found.monthly_cost->missing.back(), day("2026-11-21"));
}

TEST_F(Costs, AreRecordsOfDaysMonthsAndYears) {
    keep({day("2026-10-30"), day("2026-11-03")}, 1000, Energy::from_wh(24'000));
    test::FakeClock clock{at("2026-11-04", 12)};
    TempoCalendar const colors;
    StoredRecords records{*store, clock, {meter}, colors};
    auto const rows = [&](Measure measure) {
        std::vector<std::string> told;
        auto const cursor =
            records.read({meter.id, Direction::consumption, measure, {day("2026-10-01"), day("2026-12-01")}})
                .value();
        for (auto const& row : test::rows_of(*cursor))
            told.push_back(paris().iso(row.period.start).substr(0, 10) + ' ' +
                           std::to_string(std::get<Money>(row.value).rounded_to(4)) + ' ' + row.source);
        EXPECT_EQ(cursor->missing().size(), 29u + 1u);
        return told;
    };
    EXPECT_EQ(rows(Measure::daily_cost),
              (std::vector<std::string>{"2026-10-30 50000 someone", "2026-10-31 50000 someone",
                                        "2026-11-01 50333 someone", "2026-11-02 50333 someone"}));
    EXPECT_EQ(rows(Measure::monthly_cost),
              (std::vector<std::string>{"2026-10-01 100000 someone (2 of 31 days)",
                                        "2026-11-01 100667 someone (2 of 30 days)"}));
    EXPECT_EQ(rows(Measure::yearly_cost),
              (std::vector<std::string>{"2026-10-01 200667 someone (4 of 61 days)"}));
    auto const none = [&](Direction direction, Measure measure) {
        return records.read({meter.id, direction, measure, {day("2026-10-01"), day("2026-12-01")}})
            .error()
            .code;
    };
    EXPECT_EQ(none(Direction::production, Measure::daily_cost), ErrorCode::request_invalid);
    EXPECT_EQ(none(Direction::consumption, Measure::billing_cost), ErrorCode::request_invalid);
}

} // namespace
} // namespace enedis2mqtt
