#include "support/days.hpp"

#include <enedis2mqtt/domain/call_budget.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;

CallLimits const limits{30, 10, 0, 12};

TEST(CallBudget, EndsWithTheDaysCallsAndSaysWhenTheyRenew) {
    EXPECT_TRUE(allow_call(limits, {29, 0}, Purpose::daily_poll, 5h, 10min));
    auto const spent = allow_call(limits, {30, 0}, Purpose::daily_poll, 5h, 10min);
    ASSERT_FALSE(spent);
    EXPECT_EQ(spent.error().code, ErrorCode::budget_spent);
    EXPECT_EQ(spent.error().retry_after, 5h);
}

TEST(CallBudget, HistoryLeavesTheReserveToTheDailyPoll) {
    EXPECT_TRUE(allow_call(limits, {17, 0}, Purpose::history, 5h, 10min));
    EXPECT_FALSE(allow_call(limits, {18, 0}, Purpose::history, 5h, 10min));
    EXPECT_FALSE(allow_call(limits, {18, 0}, Purpose::request, 5h, 10min))
        << "an automation that refreshes too often";
    EXPECT_TRUE(allow_call(limits, {18, 0}, Purpose::daily_poll, 5h, 10min));
}

TEST(CallBudget, AnHoursCallsRenewWithTheHour) {
    auto const spent = allow_call(limits, {10, 10}, Purpose::daily_poll, 5h, 10min);
    ASSERT_FALSE(spent);
    EXPECT_EQ(spent.error().retry_after, 10min);
}

TEST(CallBudget, ZeroIsNoLimit) {
    EXPECT_TRUE(allow_call(CallLimits{}, {100000, 100000}, Purpose::daily_poll, 1h, 1h));
}

TEST(QuotaDay, OfParisHas23And25HoursWhereTheClocksChange) {
    auto const day = [](std::string_view iso) {
        return quota_day(QuotaDay::paris, test::paris(), test::at(iso, 12)).length();
    };
    EXPECT_EQ(day("2026-03-29"), 23h);
    EXPECT_EQ(day("2026-10-25"), 25h);
    EXPECT_EQ(day("2026-10-26"), 24h);
}

TEST(QuotaDay, OfUtcBeginsAtOneOrTwoInParis) {
    auto const start = [](Instant now) { return quota_day(QuotaDay::utc, test::paris(), now); };
    EXPECT_EQ(start(test::at("2026-11-23", 12)),
              (Interval{test::at("2026-11-23", 1), test::at("2026-11-24", 1)}));
    EXPECT_EQ(start(test::at("2026-11-24", 0, 59, 59)).end, test::at("2026-11-24", 1));
    EXPECT_EQ(start(test::at("2026-07-14", 12)),
              (Interval{test::at("2026-07-14", 2), test::at("2026-07-15", 2)}));
    EXPECT_EQ(start(test::at("2026-03-29", 12)),
              (Interval{test::at("2026-03-29", 1), test::at("2026-03-30", 2)}))
        << "24 hours on a Paris day of 23";
    EXPECT_EQ(start(test::at("2026-10-25", 12)),
              (Interval{test::at("2026-10-25", 2), test::at("2026-10-26", 1)}));
}

} // namespace
} // namespace enedis2mqtt
