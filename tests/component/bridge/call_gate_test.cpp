#include "support/days.hpp"
#include "support/fake_clock.hpp"

#include <enedis2mqtt/bridge/call_gate.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;

auto const home = UsagePointId::parse("11111111111111").value();
auto const barn = UsagePointId::parse("22222222222222").value();
auto const mill = UsagePointId::parse("33333333333333").value();

Error const timeout{ErrorCode::timeout, "the source did not answer within 60000 ms"};
Error const ban{ErrorCode::banned, "a ban page", 12h};

struct CallGateTest : testing::Test {
    CountingGate gate_of(CallLimits limits, int meters = 1) {
        return CountingGate{"conso_api", limits, *store, clock, test::paris(), meters};
    }

    Result<void> call(CallLimits limits, Purpose purpose = Purpose::daily_poll) {
        auto gate = gate_of(limits);
        return call(gate, home, std::nullopt, purpose);
    }

    /// One call of `meter` from its turn to its outcome, all at once.
    Result<void> call(CountingGate& gate, UsagePointId const& meter = home,
                      std::optional<Error> outcome = std::nullopt, Purpose purpose = Purpose::daily_poll) {
        return call(gate, Call{purpose, "consumption/daily", meter}, std::move(outcome));
    }

    Result<void> call(CountingGate& gate, Call call, std::optional<Error> outcome = std::nullopt) {
        std::optional<Result<void>> answer;
        boost::asio::co_spawn(loop, make(gate, std::move(call), 0s, std::move(outcome)),
                              [&](std::exception_ptr failure, Result<void> leave) {
                                  ASSERT_FALSE(failure);
                                  answer = std::move(leave);
                              });
        test::run_until(loop, clock, clock.now());
        if (!answer)
            test::run_until(loop, clock, clock.now() + 10s);
        return *answer;
    }

    /// A call whose answer takes `lasts`; written to `sent` at the moment it leaves.
    Task<Result<void>> make(CountingGate& gate, Call call, std::chrono::seconds lasts,
                            std::optional<Error> outcome) {
        auto entering = gate.enter(std::move(call));
        auto const turn = co_await std::move(entering);
        if (!turn)
            co_return turn.error();
        auto admitting = (*turn)->admit();
        if (auto const leave = co_await std::move(admitting); !leave)
            co_return leave;
        sent.push_back(clock.now());
        auto answering = clock.sleep_until(clock.now() + lasts);
        co_await std::move(answering);
        (*turn)->heard(outcome);
        co_return Result<void>{};
    }

    /// Starts a call of a meter of its own; what it ends with is added to `ended`.
    void start(CountingGate& gate, int meter, std::chrono::seconds lasts = 0s,
               std::optional<Error> outcome = std::nullopt) {
        auto const id = UsagePointId::parse(std::to_string(10'000'000'000'000 + meter)).value();
        boost::asio::co_spawn(
            loop, make(gate, Call{Purpose::daily_poll, "consumption/daily", id}, lasts, std::move(outcome)),
            [&](std::exception_ptr failure, Result<void> leave) {
                ASSERT_FALSE(failure);
                ended.push_back(std::move(leave));
            });
    }

    /// In a second and the one after it.
    int most_in_two_seconds() const {
        int most = 0;
        for (auto const& one : sent)
            most = std::max(most, static_cast<int>(std::count(sent.begin(), sent.end(), one) +
                                                   std::count(sent.begin(), sent.end(), one + 1s)));
        return most;
    }

    test::FakeClock clock{at("2026-11-23", 9)};
    boost::asio::io_context loop;
    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
    std::vector<Instant> sent;
    std::vector<Result<void>> ended;
};

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

/// A source with three meters that was down for each of them.
struct SourceDownTest : CallGateTest {
    void SetUp() override {
        EXPECT_TRUE(call(gate, home, timeout));
        EXPECT_TRUE(call(gate, barn, timeout));
        EXPECT_TRUE(call(gate, mill, timeout));
    }
    std::optional<std::chrono::seconds> left(CountingGate& of) {
        auto const refused = call(of);
        return refused ? std::nullopt : refused.error().retry_after;
    }
    CountingGate gate = gate_of({}, 3);
};

TEST_F(SourceDownTest, AnswersEveryoneAtOnceWithWhatTheOthersMet) {
    auto const refused = call(gate, home);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::timeout);
    EXPECT_EQ(refused.error().message, timeout.message);
    EXPECT_EQ(refused.error().retry_after, 1min);
    EXPECT_TRUE(gate.refused(home));
    clock.advance(1min);
    EXPECT_TRUE(call(gate, home, timeout));
    EXPECT_FALSE(gate.refused(home)) << "it was asked";
}

TEST_F(SourceDownTest, OneMeterTriesForAll) {
    clock.advance(1min);
    start(gate, 0, 60s, timeout);
    for (int meter = 1; meter < 40; ++meter)
        start(gate, meter, 60s, timeout);
    auto const before = sent.size();
    test::run_until(loop, clock, clock.now() + 61s);
    EXPECT_EQ(sent.size(), before + 1);
    ASSERT_EQ(ended.size(), 40U);
    EXPECT_EQ(ended.back().error().retry_after, 2min);
}

TEST_F(SourceDownTest, AnAnswerEndsThePauseForAll) {
    clock.advance(1min);
    EXPECT_TRUE(call(gate, home, Error{ErrorCode::no_data, "nothing published"})) << "that is an answer, too";
    EXPECT_TRUE(call(gate, barn));
    EXPECT_TRUE(call(gate, mill));
    EXPECT_FALSE(store->pause_of("conso_api").value());
}

TEST_F(SourceDownTest, TheHealthyComeThroughWhereOneMeterFailsForReasonsOfItsOwn) {
    clock.advance(1min);
    Error const own{ErrorCode::outage, "500"};
    EXPECT_TRUE(call(gate, mill, own)) << "it was the last one to fail";
    EXPECT_TRUE(call(gate, home));
    EXPECT_TRUE(call(gate, mill, own));
    EXPECT_TRUE(call(gate, mill, own));
    EXPECT_TRUE(call(gate, mill, own));
    EXPECT_TRUE(call(gate, barn));
}

TEST_F(SourceDownTest, IsKeptAcrossRestartsButAStartTriesOnce) {
    auto next_life = gate_of({}, 3);
    EXPECT_TRUE(call(next_life, home, timeout));
    EXPECT_EQ(left(next_life), 2min);
    {
        auto and_the_next = gate_of({}, 3);
        EXPECT_TRUE(call(and_the_next, home)) << "it answers now";
    }
    EXPECT_FALSE(left(next_life));
}

TEST_F(SourceDownTest, AStartDoesNotKeepItsTryForLater) {
    EXPECT_EQ(left(gate), 1min) << "three calls were made since";
}

TEST_F(SourceDownTest, APersonsRefreshTriesOnce) {
    gate.try_once();
    EXPECT_TRUE(call(gate, home, timeout));
    EXPECT_EQ(left(gate), 2min);
    gate.try_once();
    EXPECT_TRUE(call(gate, barn));
    EXPECT_FALSE(left(gate));
}

TEST_F(SourceDownTest, IsForgottenWhenAClockAheadOfTimeSaidIt) {
    clock.set(clock.now() - 31min);
    EXPECT_FALSE(left(gate));
}

TEST_F(SourceDownTest, OurOwnRefusalsSayNothingOfTheSource) {
    clock.advance(1min);
    EXPECT_TRUE(call(gate, home, Error{ErrorCode::cancelled, "we stop"}));
    EXPECT_TRUE(store->pause_of("conso_api").value());
    EXPECT_TRUE(call(gate, home, timeout));
    EXPECT_EQ(left(gate), 2min);
}

} // namespace
} // namespace enedis2mqtt
