#include "component/bridge/history_steps.hpp"

#include <map>
#include <set>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::FakeSource;

class HistoryTroubleTest : public HistoryTest {};

struct Refusal {
    char const* name;
    ErrorCode code;
};

class RefusedRange : public HistoryTest, public testing::WithParamInterface<Refusal> {};

TEST_P(RefusedRange, IsHalvedUntilTheDayIsFoundAndEverythingElseIsKept) {
    auto const bad = day("2026-11-10");
    source.answer = [bad](FetchRequest const& asked) -> Result<Readings> {
        if (asked.days.contains(bad))
            return Error{GetParam().code, "as the test says"};
        return FakeSource::whole(asked);
    };
    ASSERT_TRUE(work.add(request(day("2026-11-02"), {Dataset::load_curve})));
    auto const given_up = until_done(at("2026-11-25", 0));
    EXPECT_EQ(given_up, std::vector<std::string>{"consumption/hourly 2026-11-10"});
    for (auto one = day("2026-11-02"); one < today; ++one)
        EXPECT_EQ(state(curve, one), one == bad ? DayState::absent : DayState::complete) << one.iso();
    EXPECT_LE(source.calls(curve), 3 + 8);
    std::map<CivilDay, int> answered;
    for (auto const& asked : source.asked)
        for (auto one = asked.days.start; one < asked.days.end && !asked.days.contains(bad); ++one) {
            EXPECT_EQ(++answered[one], 1) << one.iso() << " was in hand already";
        }
    EXPECT_TRUE(jobs().empty());
    auto const hole = store->ledger(id, curve, {bad, bad + 1}).value().at(bad);
    EXPECT_EQ(hole.attempts, 1);
    EXPECT_TRUE(hole.ask_again) << "with the ledger's growing delay";
}

INSTANTIATE_TEST_SUITE_P(HistoryTroubleTest, RefusedRange,
                         testing::Values(Refusal{"not_understood", ErrorCode::not_understood},
                                         Refusal{"too_large", ErrorCode::response_too_large},
                                         Refusal{"bad_request", ErrorCode::bad_request},
                                         Refusal{"not_found", ErrorCode::wrong_address},
                                         Refusal{"too_long", ErrorCode::range_too_long},
                                         Refusal{"server_error", ErrorCode::outage}),
                         [](auto const& row) { return std::string{row.param.name}; });

TEST_F(HistoryTroubleTest, HalvingCostsEightCallsADayAndGoesOnTomorrow) {
    std::set<CivilDay> const bad{day("2026-02-03"), day("2026-06-15"), day("2026-09-30")};
    source.answer = [&](FetchRequest const& asked) -> Result<Readings> {
        for (auto one : bad)
            if (asked.days.contains(one))
                return Error{ErrorCode::not_understood, "as the test says"};
        return FakeSource::whole(asked);
    };
    ASSERT_TRUE(work.add(request(day("2026-01-01"), {Dataset::daily})));
    for (int days = 0; days < 12 && !jobs().empty(); ++days) {
        source.asked.clear();
        steps();
        EXPECT_LE(source.asked.size(), days == 0 ? 1u + 8u : 8u);
        auto const now = test::paris().day_of(clock.now());
        clock.set(test::paris().start_of(now + 1) + 20h);
        auto polling = ask_days(tools, daily, {now, now + 1}, Purpose::daily_poll);
        ASSERT_TRUE(test::run_task(loop, std::move(polling)));
        work.forgive();
    }
    EXPECT_TRUE(jobs().empty());
    for (auto one = day("2026-01-01"); one < today; ++one)
        EXPECT_EQ(state(daily, one), bad.contains(one) ? DayState::absent : DayState::complete) << one.iso();
}

TEST_F(HistoryTroubleTest, WhereHalvingRestsOtherRangesAndJobsGoOn) {
    source.answer = [](FetchRequest const& asked) -> Result<Readings> {
        if (asked.series == daily && asked.days.contains(day("2026-06-15")))
            return Error{ErrorCode::not_understood, "as the test says"};
        return FakeSource::whole(asked);
    };
    ASSERT_TRUE(work.add(request(day("2026-01-01"), {Dataset::daily})));
    ASSERT_TRUE(work.add(request(day("2026-11-02"), {Dataset::load_curve})));
    steps();
    EXPECT_EQ(state(curve, day("2026-11-02")), DayState::complete) << "the same day";
}

TEST_F(HistoryTroubleTest, AnUnwellSourceIsAskedMoreAndMoreSeldomAndNothingIsGivenUp) {
    fail(ErrorCode::not_understood);
    ASSERT_TRUE(work.add(request(day("2026-11-16"), {Dataset::load_curve})));
    std::vector<std::chrono::seconds> waits;
    for (int rest = 0; rest < 4; ++rest) {
        auto const last = steps();
        ASSERT_TRUE(last.wait_until);
        ASSERT_TRUE(last.trouble);
        waits.push_back(*last.wait_until - clock.now());
        clock.set(*last.wait_until);
    }
    EXPECT_EQ(waits, (std::vector<std::chrono::seconds>{30min, 60min, 120min, 240min}));
    EXPECT_LE(source.asked.size(), 3u + 3u) << "the range and its halves; then one a rest";
    source.answer = [](FetchRequest const& asked) -> Result<Readings> { return FakeSource::whole(asked); };
    steps();
    EXPECT_TRUE(jobs().empty());
    for (auto one = day("2026-11-16"); one < today; ++one)
        EXPECT_EQ(state(curve, one), DayState::complete) << one.iso();
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

TEST_F(HistoryTroubleTest, WhatTheSourceFindsTooLongIsAskedForInHalves) {
    source.answer = [](FetchRequest const& asked) -> Result<Readings> {
        if (asked.days.days() > 2)
            return Error{ErrorCode::range_too_long, "less than 3 days"};
        return FakeSource::whole(asked);
    };
    ASSERT_TRUE(work.add(request(day("2026-11-16"), {Dataset::load_curve})));
    EXPECT_TRUE(until_done(at("2026-11-24", 0)).empty());
    EXPECT_LE(source.asked.size(), 7u);
    EXPECT_EQ(state(curve, day("2026-11-16")), DayState::complete);
}

} // namespace
} // namespace enedis2mqtt
