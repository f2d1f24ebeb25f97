#include <enedis2mqtt/domain/plausible.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(Plausible, IsAPowerUpTo72Kw) {
    EXPECT_TRUE(plausible(Power{}));
    EXPECT_TRUE(plausible(Power::from_watts(72'000)));
    EXPECT_FALSE(plausible(Power::from_watts(72'001)));
    EXPECT_FALSE(plausible(Power::from_watts(-1)));
    EXPECT_TRUE(plausible(ApparentPower::from_va(72'000)));
    EXPECT_FALSE(plausible(ApparentPower::from_va(72'001)));
    EXPECT_FALSE(plausible(ApparentPower::from_va(-1)));
}

TEST(Plausible, IsAnEnergyThat72KwGiveInItsTime) {
    EXPECT_TRUE(plausible(Energy::from_wh(1'728'000), hours{24}));
    EXPECT_FALSE(plausible(Energy::from_wh(1'728'001), hours{24}));
    EXPECT_TRUE(plausible(Energy::from_wh(1'800'000), hours{25}));
    EXPECT_TRUE(plausible(Energy::from_wh(36'000), minutes{30}));
    EXPECT_FALSE(plausible(Energy::from_wh(36'001), minutes{30}));
    EXPECT_FALSE(plausible(Energy::from_wh(-1), hours{24}));
}

TEST(TooManyOdd, AreMoreThanATenthAndMoreThanThree) {
    EXPECT_FALSE(too_many_odd(0, 0));
    EXPECT_FALSE(too_many_odd(1, 6)); // one of seven days
    EXPECT_FALSE(too_many_odd(3, 1));
    EXPECT_TRUE(too_many_odd(4, 35));
    EXPECT_FALSE(too_many_odd(4, 36)); // a tenth exactly
    EXPECT_FALSE(too_many_odd(30, 300));
    EXPECT_TRUE(too_many_odd(1, 0));
}

} // namespace
} // namespace enedis2mqtt::test
