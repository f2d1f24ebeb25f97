#include "support/days.hpp"

#include <enedis2mqtt/domain/reading.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;

Reading reading(Instant start, std::chrono::minutes step, int watts) {
    return {{start, start + step}, Power::from_watts(watts)};
}

LoadCurve curve(std::vector<Reading> const& readings) {
    LoadCurve made;
    for (auto const& one : readings)
        EXPECT_TRUE(made.append(one));
    return made;
}

Instant const midnight = at("2026-11-22", 0);

TEST(LoadCurve, TakesReadingsInOrderOnly) {
    LoadCurve growing;
    EXPECT_TRUE(growing.append(reading(midnight, 30min, 100)));
    EXPECT_FALSE(growing.append(reading(midnight + 15min, 30min, 100))) << "overlaps";
    EXPECT_FALSE(growing.append(reading(midnight, 30min, 100))) << "twice";
    EXPECT_FALSE(growing.append(reading(midnight + 1h, 0min, 100))) << "empty";
    EXPECT_TRUE(growing.append(reading(midnight + 30min, 10min, 100)));
    EXPECT_EQ(growing.size(), 2u);
}

TEST(LoadCurve, CoversAnIntervalOnlyWithoutGaps) {
    auto const whole = curve({reading(midnight, 30min, 1), reading(midnight + 30min, 10min, 1),
                              reading(midnight + 40min, 20min, 1)});
    EXPECT_TRUE(whole.covers({midnight, midnight + 1h}));
    EXPECT_FALSE(whole.covers({midnight, midnight + 2h}));
    auto const holed = curve({reading(midnight, 30min, 1), reading(midnight + 40min, 20min, 1)});
    EXPECT_FALSE(holed.covers({midnight, midnight + 1h}));
    EXPECT_FALSE(LoadCurve{}.covers({midnight, midnight + 1h}));
}

TEST(LoadCurve, SumsWhateverItsSteps) {
    auto const mixed = curve({reading(midnight, 30min, 1000), reading(midnight + 30min, 10min, 600),
                              reading(midnight + 40min, 60min, 250)});
    EXPECT_EQ(mixed.energy(), Energy::from_wh(500 + 100 + 250));
}

TEST(LoadCurve, CutsOutTheReadingsOfADay) {
    auto const two_days = curve({reading(midnight - 30min, 30min, 1), reading(midnight, 30min, 2),
                                 reading(midnight + 24h, 30min, 3)});
    auto const part = two_days.within(test::paris().interval_of(test::day("2026-11-22")));
    ASSERT_EQ(part.size(), 1u);
    EXPECT_EQ(part.readings().front().mean, Power::from_watts(2));
}

TEST(LoadCurve, MergesSoThatTheNewerReadingsStand) {
    auto const older = curve({reading(midnight, 30min, 1), reading(midnight + 30min, 30min, 2),
                              reading(midnight + 60min, 30min, 3)});
    auto const newer = curve({reading(midnight + 30min, 30min, 20), reading(midnight + 90min, 30min, 40)});
    EXPECT_EQ(merged(older, newer),
              curve({reading(midnight, 30min, 1), reading(midnight + 30min, 30min, 20),
                     reading(midnight + 60min, 30min, 3), reading(midnight + 90min, 30min, 40)}));
    EXPECT_EQ(merged(older, LoadCurve{}), older);
    EXPECT_EQ(merged(LoadCurve{}, newer), newer);
}

TEST(LoadCurve, MergingKeepsOrderWhateverTheSteps) {
    auto const older = curve({reading(midnight, 60min, 1), reading(midnight + 60min, 60min, 2)});
    auto const newer = curve({reading(midnight + 30min, 10min, 3), reading(midnight + 50min, 20min, 4)});
    auto const both = merged(older, newer);
    for (std::size_t i = 1; i < both.size(); ++i)
        EXPECT_LE(both.readings()[i - 1].interval.end, both.readings()[i].interval.start);
    EXPECT_EQ(both, newer);
}

} // namespace
} // namespace enedis2mqtt
