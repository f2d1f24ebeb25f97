#include "support/fake_source.hpp"

#include <enedis2mqtt/bridge/day_totals.hpp>
#include <enedis2mqtt/bridge/lost_days.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::at;
using test::day;

Series const curve{Direction::consumption, Dataset::load_curve};
DayRange const three_days{day("2026-11-20"), day("2026-11-23")};

struct DayTotals : testing::Test {
    /// An archive whose ledger calls the three days complete and which holds the points of `held`.
    void keep(DayRange held) {
        Keeping keeping{id, curve};
        if (!held.empty())
            keeping.readings = test::FakeSource::whole({id, curve, held});
        keeping.source = "someone";
        for (auto one = three_days.start; one < three_days.end; ++one)
            keeping.ledger[one] = {DayState::complete, 0, std::nullopt};
        ASSERT_TRUE(store->keep(keeping, test::paris()));
    }
    std::vector<CivilDay> days_summed() {
        std::vector<CivilDay> days;
        for (auto const& total :
             day_totals(*store, id, Direction::consumption, three_days, test::paris()).value()) {
            days.push_back(total.value.day);
            EXPECT_EQ(total.value.energy, Energy::from_wh(12'000));
            EXPECT_TRUE(total.from_curve);
        }
        return days;
    }

    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
    UsagePointId id = UsagePointId::parse("12345678901234").value();
};

TEST_F(DayTotals, AreSumsOfWholeCurves) {
    keep(three_days);
    EXPECT_EQ(days_summed().size(), 3u);
    EXPECT_TRUE(lost_days(*store, id, curve, three_days, test::paris()).value().empty());
}

TEST_F(DayTotals, LeaveOutACompleteDayWhosePointsAreGone) {
    keep({three_days.start, three_days.start + 1});
    EXPECT_EQ(days_summed(), std::vector{three_days.start});
    EXPECT_EQ(lost_days(*store, id, curve, three_days, test::paris()).value(),
              (std::vector{three_days.start + 1, three_days.start + 2}));
}

TEST_F(DayTotals, LeaveOutACompleteDayThatLostSomeOfItsPoints) {
    Keeping half{id, curve};
    half.readings = test::FakeSource::whole({id, curve, three_days});
    half.readings.curve =
        half.readings.curve.within({test::paris().start_of(three_days.start),
                                    test::paris().start_of(three_days.end) - std::chrono::hours{1}});
    half.source = "someone";
    ASSERT_TRUE(store->keep(half, test::paris()));
    keep({});
    EXPECT_EQ(days_summed(), (std::vector{three_days.start, three_days.start + 1}));
}

struct LostDays : DayTotals, testing::WithParamInterface<Dataset> {};

TEST_P(LostDays, AreCompleteDaysWithoutTheirValueInEverySeries) {
    Series const series{Direction::consumption, GetParam()};
    DayRange const days{day("2026-09-28"), day("2026-11-03")};
    Keeping keeping{id, series};
    keeping.readings = test::FakeSource::whole({id, series, {days.start, days.end - 1}});
    keeping.source = "someone";
    for (auto one = days.start; one < days.end; ++one)
        keeping.ledger[one] = {DayState::complete, 0, std::nullopt};
    ASSERT_TRUE(store->keep(keeping, test::paris()));
    EXPECT_EQ(lost_days(*store, id, series, days, test::paris()).value(), std::vector{days.end - 1});
}

INSTANTIATE_TEST_SUITE_P(All, LostDays,
                         testing::Values(Dataset::daily, Dataset::load_curve, Dataset::max_power));

} // namespace
} // namespace enedis2mqtt
