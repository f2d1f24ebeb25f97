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

} // namespace
} // namespace enedis2mqtt
