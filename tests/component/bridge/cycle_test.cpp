#include "support/fake_clock.hpp"
#include "support/fake_source.hpp"

#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <set>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::FakeSource;

Series const daily{Direction::consumption, Dataset::daily};
Series const curve{Direction::consumption, Dataset::load_curve};
Series const max_power{Direction::consumption, Dataset::max_power};
Series const production{Direction::production, Dataset::daily};

struct CycleTest : testing::Test {
    CycleTest() {
        tools.meter.production = true;
        tools.meter.hourly = true;
        shared.join(tools.meter, tools.timetable, tools.zone);
    }

    CycleOutcome refresh() { return sync(Purpose::request); }
    CycleOutcome sync(Purpose purpose = Purpose::daily_poll) {
        std::optional<CycleOutcome> outcome;
        boost::asio::co_spawn(
            loop, sync_meter(tools, purpose, [this](Progress const& one) { progress.push_back(one); }),
            [&](std::exception_ptr failure, CycleOutcome done) {
                ASSERT_FALSE(failure);
                outcome = std::move(done);
            });
        test::run_until(loop, clock, clock.now() + 5s);
        return std::move(*outcome);
    }

    /// Fails the calls of `series` (or all of them) with `code`.
    void fail(std::optional<Series> series, ErrorCode code,
              std::optional<std::chrono::seconds> retry = std::nullopt) {
        source.answer = [=](FetchRequest const& request) -> Result<Readings> {
            if (!series || request.series == *series)
                return Error{code, "as the test says", retry};
            return FakeSource::whole(request);
        };
    }

    /// Yesterday's values of `late` are not published.
    void lack_yesterday(std::set<Series> late) {
        source.answer = [late](FetchRequest const& request) -> Result<Readings> {
            auto days = request.days;
            if (late.contains(request.series))
                days.end = days.end - 1;
            FetchRequest published{request.id, request.series, days};
            return FakeSource::whole(published);
        };
    }

    LedgerEntry entry(Series series, CivilDay one) {
        return store->ledger(tools.meter.id, series, {one, one + 1}).value().at(one);
    }

    void next_morning() { clock.set(test::paris().start_of(test::paris().day_of(clock.now()) + 1) + 11h); }

    test::FakeClock clock{at("2026-11-23", 11)};
    boost::asio::io_context loop;
    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
    CountingGate gate{"conso_api", CallLimits{100, 0, 0, 0}, *store, clock, test::paris()};
    FakeSource source{gate};
    UsagePointId id = UsagePointId::parse("12345678901234").value();
    SourceDay shared{gate, clock};
    MeterTools tools{Meter{id, "Maison"},
                     test::paris(),
                     Timetable{PollRules{}, id, test::paris()},
                     source,
                     gate,
                     shared,
                     *store,
                     *store,
                     clock};
    std::vector<Progress> progress;
};

TEST_F(CycleTest, FirstImportTakesOneCallADataSetAndShowsItsProgress) {
    auto const outcome = sync();
    EXPECT_FALSE(outcome.missing);
    EXPECT_FALSE(outcome.trouble);
    EXPECT_EQ(source.asked.size(), 5u);
    EXPECT_EQ(source.asked.front().days, (DayRange{day("2026-01-01"), day("2026-11-23")}));
    ASSERT_EQ(progress.size(), 5u);
    EXPECT_EQ(progress.front().done, 0);
    EXPECT_EQ(progress.front().total, 5);
    EXPECT_EQ(progress.back().done, 4);
    EXPECT_EQ(gate.calls_today(), 5);
    EXPECT_EQ(store->last_complete(id, curve).value(), day("2026-11-22"));
    EXPECT_EQ(store->daily(id, Direction::consumption, {day("2026-01-01"), day("2026-12-01")})->size(), 326u);
}

TEST_F(CycleTest, ACompleteYesterdayCostsNoCall) {
    sync();
    source.asked.clear();
    EXPECT_FALSE(sync().missing);
    EXPECT_TRUE(source.asked.empty());
}

TEST_F(CycleTest, OnlyTheMissingDataSetIsAskedAgain) {
    lack_yesterday({curve});
    EXPECT_TRUE(sync().missing);
    source.asked.clear();
    clock.advance(30min);
    EXPECT_TRUE(sync().missing);
    ASSERT_EQ(source.asked.size(), 1u);
    EXPECT_EQ(source.asked.front().series, curve);
}

TEST_F(CycleTest, RetriesAskForOneMissingDataSetInTurnAndForAllOnceOneHasCome) {
    std::set<Series> const all{daily, curve, max_power};
    lack_yesterday(all);
    sync();
    std::vector<Series> turns;
    for (int retry = 0; retry < 4; ++retry) {
        source.asked.clear();
        clock.advance(30min);
        EXPECT_TRUE(sync().missing);
        ASSERT_EQ(source.asked.size(), 1u);
        turns.push_back(source.asked.front().series);
    }
    EXPECT_EQ(turns, (std::vector{daily, curve, max_power, daily}));
    lack_yesterday({});
    source.asked.clear();
    clock.advance(30min);
    EXPECT_FALSE(sync().missing);
    EXPECT_EQ(source.asked.size(), 3u);
    EXPECT_EQ(source.asked.front().series, curve) << "its turn";
}

TEST_F(CycleTest, TheLastRoundAsksForEverythingThatIsMissing) {
    lack_yesterday({daily, curve, max_power});
    sync();
    source.asked.clear();
    clock.set(tools.timetable.last_round_on(day("2026-11-23")));
    sync();
    EXPECT_EQ(source.asked.size(), 3u);
}

TEST_F(CycleTest, ACurveThatNobodyCollectsIsAskedForOnceADay) {
    fail(curve, ErrorCode::no_data);
    EXPECT_FALSE(sync().missing) << "nothing that another call today would bring";
    for (int mornings = 0; mornings < 3; ++mornings) {
        next_morning();
        source.asked.clear();
        sync();
        EXPECT_EQ(source.calls(curve), 1);
        clock.advance(30min);
        sync();
        EXPECT_EQ(source.calls(curve), 1);
    }
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        return FakeSource::whole(request);
    };
    next_morning();
    sync();
    EXPECT_EQ(store->last_complete(id, curve).value(), day("2026-11-26")) << "it was turned on";
}

TEST_F(CycleTest, ACurveThatNobodyCollectsWaitsForTheDailyValueThatTellsSomething) {
    fail(curve, ErrorCode::no_data);
    sync();
    next_morning();
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        if (request.series == curve)
            return Error{ErrorCode::no_data, "no measure"};
        auto days = request.days;
        days.end = days.end - 1;
        FetchRequest published{request.id, request.series, days};
        return FakeSource::whole(published);
    };
    source.asked.clear();
    EXPECT_TRUE(sync().missing);
    EXPECT_EQ(source.calls(curve), 0);
    fail(curve, ErrorCode::no_data);
    clock.advance(30min);
    EXPECT_FALSE(sync().missing);
    EXPECT_EQ(source.calls(curve), 1);
}

TEST_F(CycleTest, AnOldDayThatSpoilsALongRangeDoesNotCostTheNewOnes) {
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        if (request.series == daily && request.days.contains(day("2026-03-01")))
            return Error{ErrorCode::not_understood, "as the test says"};
        return FakeSource::whole(request);
    };
    auto const outcome = sync();
    EXPECT_FALSE(outcome.missing);
    EXPECT_FALSE(outcome.trouble);
    EXPECT_EQ(source.calls(daily), 2);
    EXPECT_EQ(store->meter_state(id)->wanted_from.at(daily), day("2026-01-01")) << "the rest is history's";
}

TEST_F(CycleTest, ARefreshAsksAgainForHolesThatWaitForTheirDelay) {
    auto const old = day("2026-10-10");
    source.answer = [=](FetchRequest const& request) -> Result<Readings> {
        auto readings = FakeSource::whole(request);
        std::erase_if(readings.daily, [=](DailyEnergy const& value) { return value.day == old; });
        return readings;
    };
    sync();
    clock.advance(60s);
    source.asked.clear();
    sync();
    EXPECT_TRUE(source.asked.empty()) << "its delay is not over";
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        return FakeSource::whole(request);
    };
    refresh();
    EXPECT_EQ(source.calls(daily), 1);
    EXPECT_EQ(source.calls(production), 1);
    EXPECT_EQ(source.asked.size(), 2u);
    EXPECT_EQ(entry(daily, old).state, DayState::complete);
}

TEST_F(CycleTest, ARefreshAsksForAHoleOfTheCurveInItsOwnWindowAndForNoOtherGap) {
    sync();
    Keeping hole{id, curve};
    hole.ledger[day("2026-10-10")] = {DayState::absent, 3, clock.now() + 100h, clock.now()};
    ASSERT_TRUE(store->keep(hole, test::paris()));
    auto state = store->meter_state(id).value();
    state.wanted_from[curve] = day("2026-08-01");
    ASSERT_TRUE(store->set_meter_state(id, state));
    clock.advance(60s);
    source.asked.clear();
    refresh();
    for (auto const& asked : source.asked)
        EXPECT_TRUE(asked.days.contains(day("2026-10-10"))) << asked.days.start.iso();
    EXPECT_EQ(source.calls(curve), 1);
}

TEST_F(CycleTest, NotYetPublishedIsNoTrouble) {
    fail(std::nullopt, ErrorCode::no_data);
    auto const outcome = sync();
    EXPECT_TRUE(outcome.missing);
    EXPECT_FALSE(outcome.trouble);
    EXPECT_EQ(entry(daily, day("2026-11-22")).state, DayState::absent);
}

TEST_F(CycleTest, APartialDayIsNeverCompleteAndALaterAnswerCompletesIt) {
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        auto readings = FakeSource::whole(request);
        if (request.series == curve) {
            auto const whole = test::paris().interval_of(request.days);
            readings.curve = readings.curve.within({whole.start, whole.end - 1h});
        }
        return readings;
    };
    EXPECT_TRUE(sync().missing);
    EXPECT_EQ(entry(curve, day("2026-11-22")).state, DayState::partial);
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        auto readings = FakeSource::whole(request);
        auto const whole = test::paris().interval_of(request.days);
        readings.curve = readings.curve.within({whole.end - 1h, whole.end});
        return readings;
    };
    EXPECT_FALSE(sync().missing) << "what an answer lacks the archive still holds";
    EXPECT_EQ(entry(curve, day("2026-11-22")).state, DayState::complete);
}

TEST_F(CycleTest, AnOutageOfOneDataSetDoesNotStopTheOthers) {
    fail(daily, ErrorCode::outage);
    auto const outcome = sync();
    EXPECT_TRUE(outcome.missing);
    EXPECT_EQ(outcome.trouble->code, ErrorCode::outage);
    EXPECT_EQ(source.calls(curve), 1);
    EXPECT_EQ(source.calls(max_power), 1);
}

TEST_F(CycleTest, AnUnreachableSourceIsNotKnockedAtFiveTimes) {
    fail(std::nullopt, ErrorCode::unreachable);
    EXPECT_EQ(sync().trouble->code, ErrorCode::unreachable);
    EXPECT_EQ(source.asked.size(), 1u);
}

TEST_F(CycleTest, ARefusedDirectionStopsAloneUntilTheNextDay) {
    fail(production, ErrorCode::direction_refused);
    auto const outcome = sync();
    EXPECT_EQ(outcome.stopped->code, ErrorCode::direction_refused);
    EXPECT_FALSE(outcome.missing) << "nothing that another call today could mend";
    EXPECT_EQ(outcome.trouble->code, ErrorCode::direction_refused);

    source.asked.clear();
    clock.advance(1h);
    EXPECT_EQ(sync().trouble->code, ErrorCode::direction_refused) << "the reason stays visible";
    EXPECT_EQ(source.calls(production), 0);

    next_morning();
    sync();
    EXPECT_EQ(source.calls(production), 1);
    EXPECT_EQ(source.calls(daily), 1) << "consumption goes on";
}

TEST_F(CycleTest, ASuspensionByAClockThatWasYearsAheadIsNotBelieved) {
    MeterState state;
    state.suspended.emplace(daily, Suspension{at("2038-01-19", 4), ErrorCode::direction_refused, "no", 1});
    ASSERT_TRUE(store->set_meter_state(id, state));
    EXPECT_FALSE(sync().trouble);
    EXPECT_EQ(source.calls(daily), 1);
}

TEST_F(CycleTest, AMissingConsentStopsItsWholeDirection) {
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        if (request.series.direction == Direction::consumption)
            return Error{ErrorCode::consent_missing, "no consent"};
        return FakeSource::whole(request);
    };
    sync();
    EXPECT_EQ(source.calls(daily), 1);
    EXPECT_EQ(source.calls(curve), 0);
    EXPECT_EQ(source.calls(max_power), 0);
    EXPECT_EQ(source.calls(production), 1);
}

TEST_F(CycleTest, AnInvalidTokenStopsTheMeterAfterOneCall) {
    fail(std::nullopt, ErrorCode::token_invalid);
    EXPECT_TRUE(sync().stopped);
    EXPECT_EQ(source.asked.size(), 1u);
    clock.advance(30min);
    sync();
    EXPECT_EQ(source.asked.size(), 1u);
}

TEST_F(CycleTest, ABanPausesTheSourceForEveryone) {
    fail(std::nullopt, ErrorCode::banned, 12h);
    auto const outcome = sync();
    EXPECT_EQ(outcome.not_before, clock.now() - 5s + 12h);
    source.asked.clear();
    clock.advance(1h);
    EXPECT_EQ(sync().trouble->code, ErrorCode::banned);
    EXPECT_TRUE(source.asked.empty());
}

TEST_F(CycleTest, FindsTheFirstDayServedByBisectionWithoutFetchingTwice) {
    auto const activation = day("2026-03-14");
    std::map<CivilDay, int> fetched;
    source.answer = [&](FetchRequest const& request) -> Result<Readings> {
        if (request.days.start < activation)
            return Error{ErrorCode::before_activation, "anterior to the meter's last activation date"};
        for (auto one = request.days.start; one < request.days.end; ++one)
            if (request.series == daily)
                ++fetched[one];
        return FakeSource::whole(request);
    };
    auto const outcome = sync();
    EXPECT_FALSE(outcome.missing);
    EXPECT_FALSE(outcome.trouble);
    EXPECT_EQ(fetched.begin()->first, activation);
    for (auto const& [one, times] : fetched)
        EXPECT_EQ(times, 1) << one.iso();
    EXPECT_LE(source.calls(daily), 10);
    EXPECT_EQ(entry(daily, activation - 1).state, DayState::refused);

    source.asked.clear();
    next_morning();
    sync();
    EXPECT_EQ(source.calls(daily), 1) << "the bound is remembered";
}

TEST_F(CycleTest, AMeterThatBeganTodayIsAskedAgainTomorrowNotEveryHalfHour) {
    fail(std::nullopt, ErrorCode::before_activation);
    EXPECT_FALSE(sync().missing);
    source.asked.clear();
    clock.advance(30min);
    sync();
    EXPECT_TRUE(source.asked.empty());
    next_morning();
    sync();
    EXPECT_FALSE(source.asked.empty());
}

TEST_F(CycleTest, NothingIsWrittenWhenTheAnswerIsNotUnderstood) {
    fail(std::nullopt, ErrorCode::not_understood);
    EXPECT_EQ(sync().trouble->code, ErrorCode::not_understood);
    EXPECT_TRUE(store->ledger(id, daily, {day("2026-01-01"), day("2026-12-01")})->empty());
    EXPECT_TRUE(store->daily(id, Direction::consumption, {day("2026-01-01"), day("2026-12-01")})->empty());
}

TEST_F(CycleTest, AHoleOfLastWeekRidesOnTheNextDailyCall) {
    auto const hole = day("2026-11-20");
    source.answer = [&](FetchRequest const& request) -> Result<Readings> {
        auto readings = FakeSource::whole(request);
        std::erase_if(readings.daily, [&](DailyEnergy const& value) { return value.day == hole; });
        return readings;
    };
    sync();
    EXPECT_EQ(entry(daily, hole).state, DayState::absent);
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        return FakeSource::whole(request);
    };
    source.asked.clear();
    next_morning();
    sync();
    EXPECT_EQ(source.calls(daily), 1);
    EXPECT_EQ(entry(daily, hole).state, DayState::complete);
}

TEST_F(CycleTest, AFirstPollThatGotNothingFixesNoBeginning) {
    fail(std::nullopt, ErrorCode::outage);
    clock.set(at("2026-03-01", 11));
    sync();
    EXPECT_TRUE(store->meter_state(id)->wanted_from.empty()) << "the machine's clock may have been wrong";
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        return FakeSource::whole(request);
    };
    clock.set(at("2026-11-23", 11));
    sync();
    EXPECT_EQ(store->meter_state(id)->wanted_from.at(curve), day("2026-11-16"));
}

TEST_F(CycleTest, AFirstImportThatFoundNothingBeginsAgainFromItsBeginning) {
    fail(std::nullopt, ErrorCode::no_data);
    sync();
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        return FakeSource::whole(request);
    };
    next_morning();
    EXPECT_FALSE(sync().missing);
    EXPECT_EQ(entry(daily, day("2026-01-01")).state, DayState::complete);
    EXPECT_EQ(store->meter_state(id)->wanted_from.at(daily), day("2026-01-01"));
}

TEST_F(CycleTest, AMeterThatNeverHasDataCostsOneCallADataSetAndPoll) {
    source.answer = [](FetchRequest const& request) -> Result<Readings> {
        if (request.days.start < day("2026-03-14"))
            return Error{ErrorCode::before_activation, "anterior to the meter's last activation date"};
        return Error{ErrorCode::no_data, "no measure found"};
    };
    sync();
    for (int polls = 0; polls < 5; ++polls) {
        source.asked.clear();
        next_morning();
        sync();
        EXPECT_EQ(source.asked.size(), 5u) << "what was refused stays refused";
    }
}

TEST_F(CycleTest, AThrottleWithoutAWordOnWhenPausesTheSourceForHalfAnHour) {
    fail(std::nullopt, ErrorCode::quota_reached);
    auto const outcome = sync();
    EXPECT_EQ(outcome.not_before, clock.now() - 5s + 30min);
    source.asked.clear();
    clock.advance(20min);
    EXPECT_EQ(sync().trouble->code, ErrorCode::quota_reached);
    EXPECT_TRUE(source.asked.empty());
}

TEST_F(CycleTest, AStopInMidPollIsNotRememberedAsAPoll) {
    fail(curve, ErrorCode::cancelled);
    EXPECT_FALSE(sync().trouble);
    EXPECT_FALSE(store->meter_state(id)->last_poll);
    EXPECT_EQ(entry(daily, day("2026-11-22")).state, DayState::complete) << "what came before is kept";
}

TEST_F(CycleTest, APollAcrossMidnightHasNotLookedAtTheNewYesterday) {
    clock.set(at("2026-11-23", 23, 59, 58));
    source.answer = [this](FetchRequest const& request) -> Result<Readings> {
        clock.advance(1s);
        return FakeSource::whole(request);
    };
    auto const outcome = sync();
    EXPECT_FALSE(outcome.trouble);
    EXPECT_EQ(entry(daily, day("2026-11-22")).state, DayState::complete);
    EXPECT_TRUE(outcome.missing);
    EXPECT_EQ(tools.timetable.next_poll(clock.now(), outcome.missing, outcome.not_before),
              tools.timetable.slot_on(day("2026-11-24")))
        << "not a day later";
}

TEST_F(CycleTest, TheBudgetEndsThePollAndSaysWhenItIsRenewed) {
    CountingGate small{"small", CallLimits{2, 0, 0, 0}, *store, clock, test::paris()};
    FakeSource limited{small};
    SourceDay its_day{small, clock};
    its_day.join(tools.meter, tools.timetable, tools.zone);
    MeterTools narrow{tools.meter, tools.zone, tools.timetable, limited, small,
                      its_day,     *store,     *store,          clock};
    std::optional<CycleOutcome> outcome;
    boost::asio::co_spawn(loop, sync_meter(narrow, Purpose::daily_poll, [](Progress const&) {}),
                          [&](std::exception_ptr, CycleOutcome done) { outcome = std::move(done); });
    test::run_until(loop, clock, clock.now() + 5s);
    EXPECT_TRUE(outcome->missing);
    EXPECT_EQ(outcome->trouble->code, ErrorCode::budget_spent);
    EXPECT_EQ(outcome->not_before, at("2026-11-24", 0));
    EXPECT_EQ(limited.asked.size(), 2u);
}

} // namespace
} // namespace enedis2mqtt
