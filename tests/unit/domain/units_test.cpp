#include <enedis2mqtt/domain/units.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;

static_assert((Power::from_watts(411) * 30min).joules() == 411 * 1800);
static_assert(Energy::from_wh(3) + Energy::from_wh(4) == Energy::from_wh(7));
static_assert(Energy::from_wh(3) - Energy::from_wh(4) == Energy::from_wh(-1));
static_assert(Power::from_watts(0) < Power::from_watts(1));

TEST(Units, HalfAnHourOfOddWattsIsExact) {
    EXPECT_DOUBLE_EQ((Power::from_watts(411) * 30min).wh(), 205.5);
}

TEST(Units, AreShownInThousands) {
    EXPECT_DOUBLE_EQ(Power::from_watts(752).kw(), 0.752);
    EXPECT_DOUBLE_EQ(Energy::from_wh(12820).kwh(), 12.82);
    EXPECT_DOUBLE_EQ(ApparentPower::from_va(6210).kva(), 6.21);
}

} // namespace
} // namespace enedis2mqtt
