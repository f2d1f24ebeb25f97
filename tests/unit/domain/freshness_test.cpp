#include "support/days.hpp"

#include <enedis2mqtt/domain/freshness.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::day;

Series const daily{Direction::consumption, Dataset::daily};
Series const curve{Direction::consumption, Dataset::load_curve};
CivilDay const today = day("2026-11-23");
SeriesFreshness const fresh{true, day("2026-11-22")};
SeriesFreshness const stale{false, day("2026-11-21")};

TEST(Light, IsGreenOnlyWhenEverythingIsThere) {
    EXPECT_EQ(light_of({{daily, fresh}, {curve, fresh}}), Light::up_to_date);
    EXPECT_EQ(light_of({{daily, fresh}, {curve, stale}}), Light::partial);
    EXPECT_EQ(light_of({{daily, stale}, {curve, stale}}), Light::outdated);
    EXPECT_EQ(light_of({}), Light::outdated);
}

TEST(CurveSeemsOff, WhenDailyValuesArriveWithoutIt) {
    EXPECT_TRUE(curve_seems_off({{daily, fresh}, {curve, {false, day("2026-11-19")}}}, today));
    EXPECT_TRUE(curve_seems_off({{daily, fresh}, {curve, {false, std::nullopt}}}, today));
    EXPECT_FALSE(curve_seems_off({{daily, fresh}, {curve, stale}}, today))
        << "late by a day or two is ordinary";
    EXPECT_FALSE(curve_seems_off({{daily, stale}, {curve, {false, std::nullopt}}}, today))
        << "nothing arrives at all";
    EXPECT_FALSE(curve_seems_off({{daily, fresh}}, today)) << "hourly is off";
}

} // namespace
} // namespace enedis2mqtt
