#include "support/days.hpp"

#include <enedis2mqtt/bridge/collection.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::day;

Series const curve{Direction::consumption, Dataset::load_curve};
Series const production_curve{Direction::production, Dataset::load_curve};
CivilDay const today = day("2026-11-23");

struct Collection : testing::Test {
    Collection() { meter.production = true; }

    void fill(Series series, DayState state) {
        Keeping keeping{meter.id, series};
        for (auto one = today - 7; one < today; ++one)
            keeping.ledger[one] = {state, 0, std::nullopt};
        ASSERT_TRUE(store->keep(keeping, test::paris()));
    }

    Meter meter{UsagePointId::parse("12345678901234").value(), "Maison"};
    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
};

TEST_F(Collection, AnUncollectedProductionCurveIsNamedAndTheOtherCurveIsSpared) {
    for (auto direction : {Direction::consumption, Direction::production})
        fill({direction, Dataset::daily}, DayState::complete);
    fill(curve, DayState::complete);
    fill(production_curve, DayState::absent);
    auto const off = uncollected_curves(*store, meter, today).value();
    EXPECT_EQ(off, std::vector{production_curve});
    EXPECT_NE(uncollected(production_curve).message.find("the production load curve"), std::string::npos);
    EXPECT_EQ(curve_concerned(meter, production_curve, off), (CurveConcerned{Direction::production, true}));
}

TEST_F(Collection, AnUncollectedConsumptionCurveSparesTheProductionsWhichComes) {
    for (auto direction : {Direction::consumption, Direction::production})
        fill({direction, Dataset::daily}, DayState::complete);
    fill(curve, DayState::absent);
    fill(production_curve, DayState::complete);
    auto const off = uncollected_curves(*store, meter, today).value();
    EXPECT_EQ(off, std::vector{curve});
    EXPECT_EQ(curve_concerned(meter, curve, off), (CurveConcerned{Direction::consumption, true}));
}

TEST_F(Collection, WhereNoCurveIsCollectedNoneIsLostByTurningThemOff) {
    for (auto direction : {Direction::consumption, Direction::production})
        fill({direction, Dataset::daily}, DayState::complete);
    fill(curve, DayState::absent);
    fill(production_curve, DayState::absent);
    auto const off = uncollected_curves(*store, meter, today).value();
    EXPECT_EQ(off.size(), 2u);
    EXPECT_EQ(curve_concerned(meter, curve, off), (CurveConcerned{Direction::consumption, false}));
    EXPECT_FALSE(curve_concerned(meter, Series{Direction::consumption, Dataset::daily}, off));
}

} // namespace
} // namespace enedis2mqtt
