#include "component/bridge/history_steps.hpp"

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::FakeSource;

TEST_F(HistoryTest, ThePlanSaysCallsBudgetAndEndAndChangesNothing) {
    auto const plan = work.plan(request(day("2025-01-01"))).value();
    EXPECT_EQ(plan.calls, 2 + 2 + 99);
    EXPECT_EQ(plan.calls_per_day, 20) << "the daily poll keeps its reserve";
    EXPECT_EQ(plan.calls_left_today, 20);
    EXPECT_EQ(plan.expected_end, at("2026-11-28", 0));
    EXPECT_EQ(plan.series.size(), 3u);
    EXPECT_EQ(plan.series.back().series, curve) << "what is soon done comes first";
    EXPECT_TRUE(jobs().empty());
    EXPECT_TRUE(source.asked.empty());
}

TEST_F(HistoryTest, AJobIsDoneInAsFewCallsAsItTakes) {
    ASSERT_EQ(work.add(request(day("2026-09-01"))).value().calls, 14);
    auto const last = steps();
    EXPECT_FALSE(last.trouble);
    EXPECT_EQ(source.asked.size(), 14u);
    EXPECT_TRUE(jobs().empty());
    for (auto one = day("2026-09-01"); one < today; ++one)
        EXPECT_EQ(state(curve, one), DayState::complete) << one.iso();
    EXPECT_EQ(work.add(request(day("2026-09-01"))).value().calls, 0) << "everything is there";
}

TEST_F(HistoryTest, TheReserveOfTheDailyPollIsNotTouchedAndTheRestWaitsForTomorrow) {
    ASSERT_TRUE(work.add(request(day("2026-01-01"))));
    auto const last = steps();
    EXPECT_EQ(source.asked.size(), 20u);
    EXPECT_EQ(last.wait_until, at("2026-11-24", 0));
    ASSERT_TRUE(last.trouble);
    EXPECT_EQ(last.trouble->code, ErrorCode::budget_spent);
    ASSERT_TRUE(last.progress);
    EXPECT_EQ(last.progress->kind, Errand::history);
    EXPECT_EQ(last.progress->total, 49);
    EXPECT_EQ(last.progress->done, 20);
    EXPECT_EQ(last.progress->calls_left_today, 0);
    EXPECT_EQ(last.progress->expected_end, at("2026-11-25", 0));

    clock.set(at("2026-11-24", 0));
    auto const night = steps();
    EXPECT_EQ(source.asked.size(), 25u) << "until the day is complete, what the polls may not need";
    EXPECT_EQ(night.wait_until, tools.timetable.until_on(day("2026-11-24")));
    clock.set(at("2026-11-24", 9));
    shared.report(id, 3, 0);
    work.forgive_budget();
    steps();
    EXPECT_EQ(source.asked.size(), 40u);
}

TEST_F(HistoryTest, AnotherLifeGoesOnWhereTheLastOneStopped) {
    ASSERT_TRUE(work.add(request(day("2026-10-01"))));
    step();
    step();
    step();
    HistoryWork reborn{tools};
    ASSERT_TRUE(reborn.add(request(day("2026-10-01")))) << "the same wish again is the same job";
    ASSERT_EQ(jobs().size(), 1u);
    while (!jobs().empty()) {
        auto one = reborn.step();
        test::run_task(loop, std::move(one));
    }
    EXPECT_EQ(source.asked.size(), 10u) << "no call twice";
}

TEST_F(HistoryTest, ActivationIsFoundByBisectionAndNothingOlderIsAsked) {
    serve_from(day("2026-08-10"));
    ASSERT_TRUE(work.add(request(day("2024-12-01"), {Dataset::daily})));
    auto const last = steps();
    EXPECT_FALSE(last.trouble);
    EXPECT_LE(source.asked.size(), 11u) << "log2(365) and the first";
    EXPECT_EQ(state(daily, day("2026-08-10")), DayState::complete);
    EXPECT_EQ(state(daily, day("2026-08-09")), DayState::refused);
    EXPECT_EQ(state(daily, day("2024-12-01")), DayState::refused);
    EXPECT_TRUE(jobs().empty());
}

TEST_F(HistoryTest, ActivationInsideACurveEndsItsOlderWindows) {
    serve_from(day("2026-10-01"));
    ASSERT_TRUE(work.add(request(day("2025-01-01"), {Dataset::load_curve})));
    steps();
    EXPECT_LE(source.calls(curve), 8 + 4) << "8 windows, and the bisection of the one that is refused";
    EXPECT_EQ(state(curve, day("2025-01-01")), DayState::refused);
    EXPECT_TRUE(jobs().empty());
}

TEST_F(HistoryTest, AWishFromBeforeWhatTheSourceKeepsBeginsThere) {
    serve_from(day("2026-11-10"));
    ASSERT_TRUE(work.add(request(day("2000-01-01"), {Dataset::load_curve, Dataset::daily})));
    ASSERT_EQ(jobs().size(), 1u);
    EXPECT_EQ(jobs().front().days.start, oldest_day(daily, today, {}));
    steps();
    EXPECT_TRUE(jobs().empty());
    EXPECT_EQ(store->ledger(id, curve, {day("2000-01-01"), today}).value().begin()->first,
              oldest_day(curve, today, {}));
}

TEST_F(HistoryTest, ARefusalIsAskedAgainAfterADay) {
    serve_from(day("2026-11-20"));
    ASSERT_TRUE(work.add(request(day("2026-11-01"), {Dataset::daily})));
    steps();
    EXPECT_EQ(work.add(request(day("2026-11-01"), {Dataset::daily})).value().calls, 0);
    clock.set(clock.now() + 24h);
    EXPECT_EQ(work.add(request(day("2026-11-01"), {Dataset::daily})).value().calls, 1);
}

TEST_F(HistoryTest, ADayWithoutDataIsAskedForOnce) {
    fail(ErrorCode::no_data);
    ASSERT_TRUE(work.add(request(day("2026-11-01"), {Dataset::daily})));
    steps();
    EXPECT_EQ(source.asked.size(), 1u);
    EXPECT_TRUE(jobs().empty());
}

TEST_F(HistoryTest, ACancelledJobLeavesWhatItBrought) {
    ASSERT_TRUE(work.add(request(day("2026-10-01"), {Dataset::load_curve})));
    step();
    ASSERT_TRUE(work.cancel());
    auto const last = steps();
    EXPECT_FALSE(last.progress);
    EXPECT_EQ(source.asked.size(), 1u);
    EXPECT_EQ(state(curve, today - 1), DayState::complete);
}

TEST_F(HistoryTest, AJobCancelledDuringItsCallTellsNothingMoreOfItself) {
    ASSERT_TRUE(work.add(request(day("2026-10-01"), {Dataset::load_curve})));
    source.answer = [this](FetchRequest const& asked) -> Result<Readings> {
        EXPECT_TRUE(work.cancel());
        return FakeSource::whole(asked);
    };
    auto const last = step();
    EXPECT_FALSE(last.progress);
    EXPECT_FALSE(last.finished);
    EXPECT_FALSE(last.wait_until);
    EXPECT_EQ(state(curve, today - 1), DayState::complete) << "what it brought stays";
}

TEST_F(HistoryTest, AWiderWishThanTheOneUnderWayIsAJobOfItsOwn) {
    auto narrow = request(day("2026-09-01"), {Dataset::daily});
    narrow.to = day("2026-09-03");
    ASSERT_TRUE(work.add(narrow));
    ASSERT_TRUE(work.add(request(day("2026-09-01"), {Dataset::daily})));
    steps();
    EXPECT_EQ(state(daily, day("2026-10-01")), DayState::complete);
    ASSERT_TRUE(work.add(request(day("2026-08-01"), {Dataset::load_curve, Dataset::daily})));
    ASSERT_TRUE(work.add(request(day("2026-08-01"), {Dataset::daily, Dataset::load_curve})));
    EXPECT_EQ(jobs().size(), 1u) << "in whatever order the data sets are named";
}

TEST_F(HistoryTest, AClockThatWasSetBackStartsNoStormOfCallsAndHoldsNothingUp) {
    fail(ErrorCode::no_data);
    ASSERT_TRUE(work.add(request(day("2026-11-01"), {Dataset::load_curve})));
    clock.set(clock.now() - 24h);
    step();
    EXPECT_EQ(jobs().front().asked_at, clock.now()) << "another life must not begin again either";
    auto const last = steps();
    EXPECT_FALSE(last.wait_until);
    EXPECT_EQ(source.asked.size(), 3u) << "three weeks, each asked for once";
    EXPECT_TRUE(jobs().empty());
}

TEST_F(HistoryTest, AFileOfHoursDoesNotCompleteADayWhoseHalfHoursHaveAHole) {
    auto const yesterday = today - 1;
    auto const hole = at("2026-11-22", 12);
    source.answer = [hole](FetchRequest const& asked) -> Result<Readings> {
        auto readings = FakeSource::whole(asked);
        LoadCurve holed;
        for (auto const& point : readings.curve.readings())
            if (point.interval.start != hole)
                holed.append(point);
        readings.curve = holed;
        return readings;
    };
    ASSERT_TRUE(work.add(request(yesterday, {Dataset::load_curve})));
    steps();
    ASSERT_EQ(state(curve, yesterday), DayState::partial);

    auto const interval = test::paris().interval_of(yesterday);
    Keeping file{id, curve};
    file.provenance = Provenance::file;
    file.source = "file";
    for (auto start = interval.start; start < interval.end; start += 1h)
        file.readings.curve.append({{start, start + 1h}, Power::from_watts(500)});
    ASSERT_TRUE(settle(*store, file, {yesterday, today}, test::paris(), clock.now()));
    EXPECT_EQ(state(curve, yesterday), DayState::partial) << "the half-hours are trusted more, and lack one";

    file.readings.curve = {};
    file.readings.curve.append({{hole, hole + 30min}, Power::from_watts(500)});
    ASSERT_TRUE(settle(*store, file, {yesterday, today}, test::paris(), clock.now()));
    EXPECT_EQ(state(curve, yesterday), DayState::complete);
}

TEST_F(HistoryTest, TheLastStepShowsItWhole) {
    ASSERT_TRUE(work.add(request(day("2026-11-01"), {Dataset::daily})));
    auto const last = step();
    ASSERT_TRUE(last.finished);
    ASSERT_TRUE(last.progress);
    EXPECT_EQ(last.progress->done, 1);
    EXPECT_EQ(last.progress->total, 1);
}

TEST_F(HistoryTest, ARequestWithoutAnyDayIsRefused) {
    EXPECT_EQ(work.add(request(today)).error().code, ErrorCode::request_invalid);
    auto backwards = request(day("2026-11-01"));
    backwards.to = day("2026-10-01");
    EXPECT_EQ(work.plan(backwards).error().code, ErrorCode::request_invalid);
}

} // namespace
} // namespace enedis2mqtt
