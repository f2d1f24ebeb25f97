#include "component/bridge/call_gate_steps.hpp"
#include "support/run_loop.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <map>

namespace enedis2mqtt {
namespace {

TEST_F(CallGateTest, CountsAcrossRestarts) {
    CallLimits const two{2, 0, 0, 0};
    EXPECT_TRUE(call(two));
    EXPECT_TRUE(call(two));
    auto const third = call(two);
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, ErrorCode::budget_spent);
    EXPECT_EQ(clock.now() + *third.error().retry_after, at("2026-11-24", 0));
}

TEST_F(CallGateTest, ANewParisDayRenewsTheBudget) {
    CallLimits const one{1, 0, 0, 0};
    EXPECT_TRUE(call(one));
    EXPECT_FALSE(call(one));
    clock.set(at("2026-11-24", 0));
    EXPECT_TRUE(call(one));
}

TEST_F(CallGateTest, ASourceThatCountsInUtcRenewsTheBudgetAtItsOwnMidnight) {
    CallLimits one{1, 0, 0, 0};
    one.day = QuotaDay::utc;
    for (auto const& [iso, midnight] : std::map<std::string, Instant>{
             {"2026-11-23", at("2026-11-24", 1)}, // winter
             {"2026-03-28", at("2026-03-29", 1)}, // the night the clocks go forward
             {"2026-03-29", at("2026-03-30", 2)},
             {"2026-10-24", at("2026-10-25", 2)}, // the night they go back
             {"2026-10-25", at("2026-10-26", 1)},
         }) {
        clock.set(at(iso, 12));
        auto gate = gate_of(one);
        ASSERT_TRUE(call(gate)) << iso;
        EXPECT_EQ(gate.tomorrow(), midnight) << iso;
        clock.set(test::paris().start_of(test::day(iso) + 1));
        auto const after_paris_midnight = call(gate);
        ASSERT_FALSE(after_paris_midnight) << iso;
        EXPECT_EQ(clock.now() + *after_paris_midnight.error().retry_after, midnight) << iso;
        clock.set(midnight);
        EXPECT_EQ(gate.calls_today(), 0) << iso;
        EXPECT_TRUE(call(gate)) << iso;
        store = store::open_store_in_memory().value();
    }
}

TEST_F(CallGateTest, AnHoursLimitRenewsWithTheHour) {
    CallLimits const one{0, 1, 0, 0};
    EXPECT_TRUE(call(one));
    EXPECT_FALSE(call(one));
    clock.set(at("2026-11-23", 10));
    EXPECT_TRUE(call(one));
}

TEST_F(CallGateTest, AnHoursLimitMayBeOfEachApi) {
    CallLimits one{3, 1, 0, 0};
    Call const days{Purpose::daily_poll, "consumption/daily", home};
    Call const curve{Purpose::daily_poll, "consumption/hourly", home};
    one.hour_per_api = true;
    {
        auto gate = gate_of(one);
        EXPECT_TRUE(call(gate, days));
        EXPECT_TRUE(call(gate, curve));
        EXPECT_FALSE(call(gate, days));
    }
    auto gate = gate_of(one);
    EXPECT_FALSE(call(gate, curve)) << "counted across restarts";
    EXPECT_EQ(gate.calls_today(), 2) << "the day's calls are the provider's";
    clock.set(at("2026-11-23", 10));
    EXPECT_TRUE(call(gate, curve));
    EXPECT_FALSE(call(gate, days)) << "the day's three are spent";
}

TEST_F(CallGateTest, HistoryMayNotTouchTheReserve) {
    CallLimits const limits{3, 0, 0, 2};
    EXPECT_TRUE(call(limits, Purpose::history));
    EXPECT_FALSE(call(limits, Purpose::history));
    EXPECT_TRUE(call(limits, Purpose::daily_poll));
}

TEST_F(CallGateTest, WaitsForTheRateRatherThanRefusing) {
    auto gate = gate_of({0, 0, 2, 0}, 5);
    for (int meter = 0; meter < 5; ++meter)
        start(gate, meter);
    auto const begin = clock.now();
    test::run_until(loop, clock, begin + 10s);
    EXPECT_EQ(sent, (std::vector{begin, begin, begin + 2s, begin + 2s, begin + 4s}))
        << "the source's seconds begin at another moment: no two neighbours exceed the rate";
}

TEST_F(CallGateTest, CountsTheSecondBeforeWithTheOneThatRuns) {
    auto gate = gate_of({0, 0, 2, 0}, 3);
    auto const begin = clock.now();
    start(gate, 0);
    test::run_until(loop, clock, begin + 1s);
    start(gate, 1);
    start(gate, 2);
    test::run_until(loop, clock, begin + 5s);
    EXPECT_EQ(sent, (std::vector{begin, begin + 1s, begin + 2s}));
}

TEST_F(CallGateTest, KeepsToTheRateBesideAnotherProcess) {
    CallLimits limits;
    limits.per_second = 5;
    auto service = gate_of(limits);
    auto command = gate_of(limits);
    for (int i = 0; i < 8; ++i)
        EXPECT_TRUE(call(i % 2 == 0 ? service : command));
    EXPECT_EQ(most_in_two_seconds(), 5);
}

TEST_F(CallGateTest, KeepsToTheRateWhenTheCallsAreSentNotWhenTheyAreQueued) {
    auto gate = gate_of({0, 0, 5, 0}, 40);
    start(gate, 0, 12s);
    for (int meter = 1; meter < 40; ++meter)
        start(gate, meter);
    test::run_until(loop, clock, clock.now() + 1min);
    EXPECT_EQ(sent.size(), 40U);
    EXPECT_EQ(most_in_two_seconds(), 5);
    EXPECT_EQ(sent.at(1) - sent.at(0), 12s);
}

TEST_F(CallGateTest, SendsNothingThatWasQueuedBehindABanPage) {
    auto gate = gate_of({0, 0, 5, 0}, 40);
    start(gate, 0, 12s, ban);
    for (int meter = 1; meter < 40; ++meter)
        start(gate, meter);
    test::run_until(loop, clock, clock.now() + 1min);
    EXPECT_EQ(sent.size(), 1U);
    ASSERT_EQ(ended.size(), 40U);
    EXPECT_EQ(ended.back().error().code, ErrorCode::banned);
    EXPECT_EQ(ended.back().error().retry_after, 12h);
}

TEST_F(CallGateTest, SendsNothingThatWasQueuedWhenTheBudgetEnded) {
    auto gate = gate_of({3, 0, 0, 0}, 40);
    for (int meter = 0; meter < 40; ++meter)
        start(gate, meter, 1s);
    test::run_until(loop, clock, clock.now() + 1min);
    EXPECT_EQ(sent.size(), 3U);
}

TEST_F(CallGateTest, SendsNothingWhenTheBudgetEndedWhileItsConnectionWasMade) {
    auto gate = gate_of({1, 0, 0, 0});
    auto of_another_process = gate_of({1, 0, 0, 0});
    auto waiting = gate.enter(Call{Purpose::daily_poll, "consumption/daily", home});
    auto const turn = test::run_task(loop, std::move(waiting));
    ASSERT_TRUE(turn);
    loop.restart();
    EXPECT_TRUE(call(of_another_process));
    loop.restart();
    auto const leave = test::run_task(loop, (*turn)->admit());
    ASSERT_FALSE(leave);
    EXPECT_EQ(leave.error().code, ErrorCode::budget_spent);
    EXPECT_EQ(gate.calls_today(), 1);
}

TEST_F(CallGateTest, CountsInTheDayInWhichACallIsSent) {
    clock.set(at("2026-11-23", 23, 59, 55));
    auto gate = gate_of({2, 0, 0, 0}, 2);
    start(gate, 0, 12s);
    start(gate, 1);
    test::run_until(loop, clock, clock.now() + 20s);
    EXPECT_EQ(sent.size(), 2U);
    EXPECT_EQ(gate.calls_today(), 1) << "the second left after midnight";
}

TEST_F(CallGateTest, DoesNotCountACallThatWasNeverWritten) {
    auto gate = gate_of({1, 0, 0, 0});
    {
        std::unique_ptr<CallTurn> turn;
        boost::asio::co_spawn(loop, gate.enter(Call{Purpose::daily_poll, "consumption/daily", home}),
                              [&](std::exception_ptr, Result<std::unique_ptr<CallTurn>> entered) {
                                  turn = std::move(*entered);
                              });
        test::run_until(loop, clock, clock.now());
        turn->heard(Error{ErrorCode::unreachable, "no connection could be made"});
    }
    EXPECT_EQ(gate.calls_today(), 0);
    EXPECT_TRUE(call(gate));
}

TEST_F(CallGateTest, ACallThatIsCutShortLetsTheNextOneIn) {
    auto gate = gate_of({}, 2);
    boost::asio::cancellation_signal stop;
    boost::asio::co_spawn(
        loop, make(gate, Call{Purpose::daily_poll, "consumption/daily", home}, 1h, std::nullopt),
        boost::asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr, Result<void>) {}));
    start(gate, 1);
    test::run_until(loop, clock, clock.now() + 1s);
    EXPECT_EQ(sent.size(), 1U);
    stop.emit(boost::asio::cancellation_type::terminal);
    test::run_until(loop, clock, clock.now() + 1s);
    EXPECT_EQ(sent.size(), 2U);
}

TEST_F(CallGateTest, ACallThatIsStoppedWhileItWaitsEndsLikeAnyOther) {
    auto gate = gate_of({}, 2);
    start(gate, 1, 1h);
    boost::asio::cancellation_signal stop;
    std::exception_ptr failure;
    boost::asio::co_spawn(
        loop, gate.enter(Call{Purpose::daily_poll, "consumption/daily", home}),
        boost::asio::bind_cancellation_slot(
            stop.slot(), [&](std::exception_ptr how, Result<std::unique_ptr<CallTurn>>) { failure = how; }));
    test::run_until(loop, clock, clock.now() + 1s);
    stop.emit(boost::asio::cancellation_type::terminal);
    test::run_until(loop, clock, clock.now() + 1s);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure_text(failure), "") << "a stop is no failure";
}

TEST_F(CallGateTest, AClockSetBackDoesNotHoldCallsUp) {
    auto gate = gate_of({0, 0, 1, 0});
    EXPECT_TRUE(call(gate));
    clock.set(clock.now() - 48h);
    EXPECT_TRUE(call(gate));
    EXPECT_TRUE(call(gate));
}

TEST_F(CallGateTest, CallsThatAClockAheadOfTimeCountedAreNotTodays) {
    CallLimits const one{1, 1, 0, 0};
    clock.set(at("2038-01-19", 4));
    EXPECT_TRUE(call(one));
    clock.set(at("2026-11-23", 9));
    EXPECT_TRUE(call(one));
    EXPECT_FALSE(call(one)) << "today's one is counted";
}

TEST_F(CallGateTest, APauseByAClockAheadOfTimeIsNotBelievedAndGivesWay) {
    auto gate = gate_of({});
    clock.set(at("2038-01-19", 4));
    EXPECT_TRUE(call(gate, home, ban));
    clock.set(at("2026-11-23", 9));
    EXPECT_TRUE(call(gate, home, Error{ErrorCode::quota_reached, "429", 2h}));
    auto const refused = call(gate);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().retry_after, 2h);
}

TEST_F(CallGateTest, APauseTheSourceAskedForOutlivesTheGateAndHoldsForAPersonToo) {
    {
        auto gate = gate_of({});
        EXPECT_TRUE(call(gate, home, ban));
    }
    auto gate = gate_of({});
    gate.try_once();
    auto const refused = call(gate);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::banned);
    EXPECT_EQ(refused.error().message, "a ban page");
    clock.advance(12h);
    EXPECT_TRUE(call(gate));
}

TEST_F(CallGateTest, ASourceThatThrottlesWithoutSayingForHowLongIsLeftAloneForHalfAnHour) {
    auto gate = gate_of({});
    EXPECT_TRUE(call(gate, home, Error{ErrorCode::quota_reached, "429"}));
    EXPECT_FALSE(gate.refused(home)) << "it met that itself";
    EXPECT_EQ(call(gate).error().retry_after, 30min);
    EXPECT_TRUE(gate.refused(home));
    EXPECT_FALSE(gate.refused(barn));
}

} // namespace
} // namespace enedis2mqtt
