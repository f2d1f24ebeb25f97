#include "support/days.hpp"
#include "support/fake_clock.hpp"

#include <enedis2mqtt/bridge/call_gate.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

#include <optional>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;

struct CallGateTest : testing::Test {
    Result<void> admit(CallLimits limits, Purpose purpose = Purpose::daily_poll) {
        CountingGate gate{"conso_api", limits, *store, clock, test::paris()};
        return admit(gate, purpose);
    }

    Result<void> admit(CountingGate& gate, Purpose purpose = Purpose::daily_poll) {
        std::optional<Result<void>> answer;
        boost::asio::co_spawn(loop, gate.admit(purpose), [&](std::exception_ptr failure, Result<void> leave) {
            ASSERT_FALSE(failure);
            answer = std::move(leave);
        });
        test::run_until(loop, clock, clock.now() + 10s);
        return *answer;
    }

    test::FakeClock clock{at("2026-11-23", 9)};
    boost::asio::io_context loop;
    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
};

TEST_F(CallGateTest, CountsAcrossRestarts) {
    CallLimits const two{2, 0, 0, 0};
    EXPECT_TRUE(admit(two));
    EXPECT_TRUE(admit(two));
    auto const third = admit(two);
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, ErrorCode::budget_spent);
    EXPECT_EQ(clock.now() - 10s + *third.error().retry_after, at("2026-11-24", 0));
}

TEST_F(CallGateTest, ANewParisDayRenewsTheBudget) {
    CallLimits const one{1, 0, 0, 0};
    EXPECT_TRUE(admit(one));
    EXPECT_FALSE(admit(one));
    clock.set(at("2026-11-24", 0));
    EXPECT_TRUE(admit(one));
}

TEST_F(CallGateTest, AnHoursLimitRenewsWithTheHour) {
    CallLimits const one{0, 1, 0, 0};
    EXPECT_TRUE(admit(one));
    EXPECT_FALSE(admit(one));
    clock.set(at("2026-11-23", 10));
    EXPECT_TRUE(admit(one));
}

TEST_F(CallGateTest, HistoryMayNotTouchTheReserve) {
    CallLimits const limits{3, 0, 0, 2};
    EXPECT_TRUE(admit(limits, Purpose::history));
    EXPECT_FALSE(admit(limits, Purpose::history));
    EXPECT_TRUE(admit(limits, Purpose::daily_poll));
}

TEST_F(CallGateTest, WaitsForTheNextSecondRatherThanRefusing) {
    CountingGate gate{"conso_api", CallLimits{0, 0, 2, 0}, *store, clock, test::paris()};
    std::vector<Instant> let_through;
    for (int i = 0; i < 5; ++i)
        boost::asio::co_spawn(loop, gate.admit(Purpose::daily_poll),
                              [&](std::exception_ptr, Result<void>) { let_through.push_back(clock.now()); });
    auto const start = clock.now();
    test::run_until(loop, clock, start + 10s);
    EXPECT_EQ(let_through, (std::vector{start, start, start + 1s, start + 1s, start + 2s}));
}

TEST_F(CallGateTest, AClockSetBackDoesNotHoldCallsUp) {
    CountingGate gate{"conso_api", CallLimits{0, 0, 1, 0}, *store, clock, test::paris()};
    EXPECT_TRUE(admit(gate));
    clock.set(clock.now() - 48h);
    EXPECT_TRUE(admit(gate));
    EXPECT_TRUE(admit(gate));
}

TEST_F(CallGateTest, CallsThatAClockAheadOfTimeCountedAreNotTodays) {
    CallLimits const one{1, 1, 0, 0};
    clock.set(at("2038-01-19", 4));
    EXPECT_TRUE(admit(one));
    clock.set(at("2026-11-23", 9));
    EXPECT_TRUE(admit(one));
    EXPECT_FALSE(admit(one)) << "today's one is counted";
}

TEST_F(CallGateTest, APauseByAClockAheadOfTimeIsNotBelievedAndGivesWay) {
    CountingGate gate{"conso_api", {}, *store, clock, test::paris()};
    ASSERT_TRUE(gate.pause_until(at("2038-01-19", 4)));
    EXPECT_TRUE(admit(gate));
    ASSERT_TRUE(gate.pause_until(clock.now() + 2h));
    EXPECT_FALSE(admit(gate));
}

TEST_F(CallGateTest, APauseTheSourceAskedForOutlivesTheGate) {
    {
        CountingGate gate{"conso_api", {}, *store, clock, test::paris()};
        ASSERT_TRUE(gate.pause_until(clock.now() + 12h));
    }
    auto const refused = admit(CallLimits{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::quota_reached);
    clock.advance(13h);
    EXPECT_TRUE(admit(CallLimits{}));
}

} // namespace
} // namespace enedis2mqtt
