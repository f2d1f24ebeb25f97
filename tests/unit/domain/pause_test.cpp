#include "support/days.hpp"

#include <enedis2mqtt/domain/pause.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;

auto const a = UsagePointId::parse("11111111111111").value();
auto const b = UsagePointId::parse("22222222222222").value();
auto const c = UsagePointId::parse("33333333333333").value();
using Length = std::optional<std::chrono::minutes>;

TEST(Downtime, TakesThreeFailuresOfTwoMeters) {
    Downtime of_many{60};
    EXPECT_EQ(of_many.failed(a, 0), Length{});
    EXPECT_EQ(of_many.failed(b, 0), Length{});
    EXPECT_EQ(of_many.failed(c, 0), 1min);
}

TEST(Downtime, IsNotAssumedForTheTroubleOfOneMeter) {
    Downtime of_two{2};
    for (int failures = 0; failures < 10; ++failures)
        EXPECT_EQ(of_two.failed(a, 0), Length{});
    EXPECT_EQ(of_two.failed(b, 0), 1min);
}

TEST(Downtime, OfASourceWithOneMeterTakesThreeFailures) {
    Downtime of_one{1};
    EXPECT_EQ(of_one.failed(a, 0), Length{});
    EXPECT_EQ(of_one.failed(a, 0), Length{});
    EXPECT_EQ(of_one.failed(a, 0), 1min);
    EXPECT_EQ(of_one.failed(a, 1), 2min);
}

TEST(Downtime, IsOverWithAnyAnswer) {
    Downtime of_many{60};
    of_many.failed(a, 0);
    of_many.failed(b, 0);
    of_many.answered();
    EXPECT_EQ(of_many.failed(c, 0), Length{});
    EXPECT_EQ(of_many.failed(a, 0), Length{});
    EXPECT_EQ(of_many.failed(b, 0), 1min);
}

TEST(Downtime, GrowsToHalfAnHour) {
    Downtime of_many{60};
    of_many.failed(a, 0);
    of_many.failed(b, 0);
    std::vector<Length> lengths;
    for (int pauses = 0; pauses < 8; ++pauses)
        lengths.push_back(of_many.failed(pauses % 2 == 0 ? a : b, pauses));
    EXPECT_EQ(lengths, (std::vector<Length>{1min, 2min, 5min, 10min, 20min, 30min, 30min, 30min}));
}

TEST(Downtime, IsNotLengthenedByTheMeterThatFailedLast) {
    Downtime of_many{60};
    of_many.failed(a, 0);
    of_many.failed(b, 0);
    of_many.failed(c, 0);
    EXPECT_EQ(of_many.failed(c, 1), Length{}) << "its trouble may be its own: another one is to try";
    EXPECT_EQ(of_many.failed(a, 1), 2min);
}

TEST(Downtime, OfAFormerLifeGoesOnWithTheFirstFailure) {
    Downtime of_many{60};
    EXPECT_EQ(of_many.failed(a, 3), 10min);
}

TEST(APause, HoldsUntilItsEnd) {
    auto const now = at("2026-11-23", 9);
    Pause const ban{now + 12h, ErrorCode::banned, ""};
    EXPECT_TRUE(holds(ban, now));
    EXPECT_TRUE(holds(ban, ban.until - 1s));
    EXPECT_FALSE(holds(ban, ban.until));
}

TEST(APause, IsNotBelievedBeyondWhatOneLasts) {
    auto const now = at("2026-11-23", 9);
    EXPECT_TRUE(holds({now + 24h * 8, ErrorCode::banned, ""}, now));
    EXPECT_FALSE(holds({now + 24h * 8 + 1s, ErrorCode::banned, ""}, now));
    EXPECT_TRUE(holds({now + 30min, ErrorCode::outage, "", 9}, now));
    EXPECT_FALSE(holds({now + 30min + 1s, ErrorCode::outage, "", 9}, now));
}

TEST(APause, ThatLastsLongerIsKept) {
    auto const now = at("2026-11-23", 9);
    Pause const ban{now + 12h, ErrorCode::banned, ""};
    Pause const short_one{now + 1h, ErrorCode::quota_reached, ""};
    EXPECT_TRUE(outlasts(ban, short_one));
    EXPECT_FALSE(outlasts(short_one, ban));
    EXPECT_FALSE(outlasts({now + 24h * 10, ErrorCode::banned, ""}, short_one)) << "nobody believes it";
}

} // namespace
} // namespace enedis2mqtt
