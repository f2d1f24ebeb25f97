#include <enedis2mqtt/base/clock.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;

TEST(ASleep, LooksAtTheWallEveryMinute) {
    EXPECT_EQ(look_away(8h, 8h, 0s), 60s);
    EXPECT_EQ(look_away(61s, 8h, 8h - 61s), 60s);
    EXPECT_EQ(look_away(7s, 8h, 8h - 7s), 7s);
}

TEST(ASleep, EndsWhenTheWallSaysSo) {
    EXPECT_EQ(look_away(0s, 8h, 8h), 0s);
    EXPECT_EQ(look_away(-3h, 8h, 2h), 0s);
    EXPECT_EQ(look_away(-1s, -1s, 0s), 0s);
}

TEST(ASleep, LastsAMinuteLongerAtMostWhenTheWallIsSetBackFourYears) {
    auto const four_years = 24h * 1461;
    EXPECT_EQ(look_away(four_years, 8h, 1h), 60s);
    EXPECT_EQ(look_away(four_years, 8h, 8h + 20s), 40s);
    EXPECT_EQ(look_away(four_years, 8h, 8h + 60s), 0s);
}

} // namespace
} // namespace enedis2mqtt
