#include "component/bridge/history_steps.hpp"

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::FakeSource;

class HistoryTroubleTest : public HistoryTest {};

TEST_F(HistoryTroubleTest, AnUnwellSourceIsAskedMoreAndMoreSeldomThenTheRangeIsGivenUp) {
    source.answer = [](FetchRequest const& asked) -> Result<Readings> {
        if (asked.days.contains(day("2026-11-10")))
            return Error{ErrorCode::not_understood, "an HTML page"};
        return FakeSource::whole(asked);
    };
    ASSERT_TRUE(work.add(request(day("2026-11-02"), {Dataset::load_curve})));
    std::vector<std::chrono::seconds> waits;
    std::vector<std::string> given_up;
    for (auto last = step(); last.progress; last = step()) {
        if (last.finished)
            given_up = last.given_up;
        if (!last.wait_until)
            continue;
        waits.push_back(*last.wait_until - clock.now());
        clock.set(*last.wait_until);
    }
    EXPECT_EQ(waits, (std::vector<std::chrono::seconds>{30min, 60min, 120min}));
    EXPECT_EQ(given_up, std::vector<std::string>{"consumption/hourly 2026-11-09 to 2026-11-15"});
    EXPECT_EQ(state(curve, day("2026-11-10")), DayState::absent);
    EXPECT_EQ(state(curve, day("2026-11-02")), DayState::complete) << "the rest goes on";
    EXPECT_TRUE(jobs().empty());
}

TEST_F(HistoryTroubleTest, AnOutageOfDaysCostsNoRangeOfItsHistory) {
    fail(ErrorCode::outage);
    ASSERT_TRUE(work.add(request(day("2026-11-02"), {Dataset::load_curve})));
    while (clock.now() < at("2026-11-27", 0)) {
        auto const last = steps();
        ASSERT_TRUE(last.wait_until);
        clock.set(*last.wait_until);
        work.forgive();
    }
    source.answer = [](FetchRequest const& asked) -> Result<Readings> { return FakeSource::whole(asked); };
    steps();
    EXPECT_EQ(state(curve, day("2026-11-22")), DayState::complete);
    EXPECT_EQ(state(curve, day("2026-11-02")), DayState::complete);
}

TEST_F(HistoryTroubleTest, ARangeThatFailsWhileNewerDaysAreAnsweredIsGivenUpInTheEnd) {
    source.answer = [](FetchRequest const& asked) -> Result<Readings> {
        if (asked.days.contains(day("2026-11-10")))
            return Error{ErrorCode::outage, "Service Unavailable"};
        return FakeSource::whole(asked);
    };
    ASSERT_TRUE(work.add(request(day("2026-11-02"), {Dataset::load_curve})));
    for (; !jobs().empty() && clock.now() < at("2026-12-01", 0); clock.advance(24h)) {
        steps();
        auto const now = test::paris().day_of(clock.now());
        auto polling = ask_days(tools, curve, {now - 1, now}, Purpose::daily_poll);
        ASSERT_TRUE(test::run_task(loop, std::move(polling)));
    }
    EXPECT_TRUE(jobs().empty());
    EXPECT_EQ(state(curve, day("2026-11-10")), DayState::absent);
    EXPECT_EQ(state(curve, day("2026-11-02")), DayState::complete) << "the rest goes on";
}

TEST_F(HistoryTroubleTest, ARefusedDirectionDoesNotStopTheOther) {
    tools.meter.production = true;
    source.answer = [](FetchRequest const& asked) -> Result<Readings> {
        if (asked.series.direction == Direction::production)
            return Error{ErrorCode::consent_missing, "no consent for production"};
        return FakeSource::whole(asked);
    };
    ASSERT_TRUE(work.add(request(day("2026-11-01"), {Dataset::daily, Dataset::load_curve})));
    auto const last = steps();
    EXPECT_EQ(source.calls({Direction::production, Dataset::daily}) +
                  source.calls({Direction::production, Dataset::load_curve}),
              1);
    EXPECT_EQ(state(curve, day("2026-11-01")), DayState::complete);
    ASSERT_TRUE(last.wait_until);
    EXPECT_GT(*last.wait_until, at("2026-11-24", 0));
    ASSERT_TRUE(last.trouble) << "the last step says why it waits";
    EXPECT_EQ(last.trouble->code, ErrorCode::consent_missing);
    EXPECT_EQ(jobs().size(), 1u) << "it waits for the user";
}

TEST_F(HistoryTroubleTest, AJobThatWaitsForItsUserDoesNotKeepALaterOneWaiting) {
    source.answer = [](FetchRequest const& asked) -> Result<Readings> {
        if (asked.series == curve)
            return Error{ErrorCode::curve_not_collected, "the collection is off"};
        return FakeSource::whole(asked);
    };
    ASSERT_TRUE(work.add(request(day("2026-11-10"), {Dataset::load_curve})));
    ASSERT_TRUE(work.add(request(day("2026-11-01"), {Dataset::daily})));
    auto const last = steps();
    EXPECT_EQ(state(daily, day("2026-11-01")), DayState::complete);
    ASSERT_EQ(jobs().size(), 1u);
    EXPECT_EQ(jobs().front().datasets, std::vector{Dataset::load_curve});
    EXPECT_TRUE(last.wait_until);
    EXPECT_EQ(source.calls(curve), 1);
}

TEST_F(HistoryTroubleTest, WhatTheDailyPollsLeaveAloneIsNotAskedByAHistoryEither) {
    MeterState state;
    auto const until = at("2026-11-30", 9);
    state.suspended.emplace(curve, Suspension{until, ErrorCode::curve_not_collected, "off", 5});
    ASSERT_TRUE(store->set_meter_state(id, state));
    ASSERT_TRUE(work.add(request(day("2026-11-10"), {Dataset::load_curve})));
    auto const last = steps();
    EXPECT_TRUE(source.asked.empty());
    EXPECT_EQ(last.wait_until, until);
    EXPECT_EQ(last.trouble->code, ErrorCode::curve_not_collected);
    clock.set(until);
    steps();
    EXPECT_TRUE(jobs().empty());
}

TEST_F(HistoryTroubleTest, OfJobsThatAllWaitTheFirstToReturnIsWaitedFor) {
    source.answer = [](FetchRequest const& asked) -> Result<Readings> {
        if (asked.series == curve)
            return Error{ErrorCode::curve_not_collected, "the collection is off"};
        return Error{ErrorCode::not_understood, "an HTML page"};
    };
    ASSERT_TRUE(work.add(request(day("2026-11-10"), {Dataset::load_curve})));
    ASSERT_TRUE(work.add(request(day("2026-11-01"), {Dataset::daily})));
    auto const last = steps();
    EXPECT_EQ(last.wait_until, clock.now() + 30min);
    ASSERT_TRUE(last.trouble);
    EXPECT_EQ(last.trouble->code, ErrorCode::not_understood);
}

TEST_F(HistoryTroubleTest, AJobWithNothingLeftEndsBehindOneThatWaits) {
    source.answer = [](FetchRequest const& asked) -> Result<Readings> {
        if (asked.series == curve)
            return Error{ErrorCode::curve_not_collected, "the collection is off"};
        return FakeSource::whole(asked);
    };
    ASSERT_TRUE(work.add(request(day("2026-11-10"), {Dataset::load_curve})));
    ASSERT_TRUE(work.add(request(day("2026-11-20"), {Dataset::daily})));
    auto asking = ask_days(tools, daily, {day("2026-11-20"), today}, Purpose::daily_poll);
    ASSERT_TRUE(test::run_task(loop, std::move(asking)));
    steps();
    ASSERT_EQ(jobs().size(), 1u);
    EXPECT_EQ(jobs().front().datasets, std::vector{Dataset::load_curve});
}

TEST_F(HistoryTroubleTest, AThrottledSourceIsLeftAloneByEveryone) {
    fail(ErrorCode::quota_reached, 2h);
    ASSERT_TRUE(work.add(request(day("2026-11-01"))));
    auto const last = steps();
    EXPECT_EQ(source.asked.size(), 1u);
    EXPECT_EQ(last.wait_until, clock.now() + 2h);
    EXPECT_EQ(store->pause_of("conso_api").value(),
              (Pause{clock.now() + 2h, ErrorCode::quota_reached, "as the test says"}));
}

TEST_F(HistoryTroubleTest, ARangeThatTheSourceFindsTooLongIsGivenUp) {
    fail(ErrorCode::range_too_long);
    ASSERT_TRUE(work.add(request(day("2026-11-16"), {Dataset::load_curve})));
    for (auto last = steps(); last.wait_until; last = steps())
        clock.set(*last.wait_until);
    EXPECT_EQ(source.asked.size(), 3u);
    EXPECT_TRUE(jobs().empty());
}

} // namespace
} // namespace enedis2mqtt
