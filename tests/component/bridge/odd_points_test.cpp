#include "support/fake_clock.hpp"
#include "support/fake_source.hpp"
#include "support/run_loop.hpp"

#include <enedis2mqtt/bridge/ask.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::FakeSource;

Series const daily{Direction::consumption, Dataset::daily};
Series const curve{Direction::consumption, Dataset::load_curve};
Series const max_power{Direction::consumption, Dataset::max_power};

/// A meter on 23 November 2026 whose source skips points, or cannot tell what others can.
struct OddPoints : testing::Test {
    /// Asks, and keeps what `change` makes of a whole answer.
    void ask(
        Series series, DayRange days, std::function<void(Readings&)> change = [](Readings&) {}) {
        source.answer = [=](FetchRequest const& request) -> Result<Readings> {
            auto readings = FakeSource::whole(request);
            change(readings);
            return readings;
        };
        auto const answer = test::run_task(loop, ask_days(tools, series, days, Purpose::daily_poll));
        ASSERT_TRUE(answer) << answer.error().message;
    }
    LedgerEntry entry(Series series, CivilDay one) {
        return store->ledger(id, series, {one, one + 1}).value().at(one);
    }
    std::map<Series, LastSkipped> skipped() { return store->skipped(id).value(); }

    /// Leaves out the value of `one`, as a decoder does with a negative one.
    static std::function<void(Readings&)> without(CivilDay one, std::string words = "it is negative") {
        return [=](Readings& readings) {
            std::erase_if(readings.daily, [=](DailyEnergy const& value) { return value.day == one; });
            readings.skipped = Skipped{1, words, one, {one}};
        };
    }

    test::FakeClock clock{at("2026-11-23", 11)};
    CivilDay today = day("2026-11-23");
    CivilDay yesterday = today - 1;
    DayRange week{today - 7, today};
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
};

TEST_F(OddPoints, AreTheDaysOfAHoleThatIsAskedForAgainByTheUsualDelays) {
    ask(daily, week, without(today - 4));
    EXPECT_EQ(entry(daily, today - 3).state, DayState::complete);
    EXPECT_EQ(entry(daily, today - 4), (LedgerEntry{DayState::absent, 1, clock.now() + 24h, clock.now()}));
}

TEST_F(OddPoints, OfYesterdayAreAskedForAgainTwoHoursLater) {
    ask(daily, week, without(yesterday));
    EXPECT_EQ(entry(daily, yesterday).ask_again, clock.now() + 2h);
    clock.advance(1h);
    ask(daily, week, without(yesterday));
    EXPECT_EQ(entry(daily, yesterday).ask_again, clock.now() + 1h) << "a look before its time";
    clock.advance(1h);
    ask(daily, week, without(yesterday));
    EXPECT_EQ(entry(daily, yesterday).ask_again, clock.now() + 2h);
    EXPECT_EQ(entry(daily, yesterday).attempts, 0);
}

TEST_F(OddPoints, AreRememberedUntilTheirDayIsToldRight) {
    ask(daily, week, without(today - 4));
    EXPECT_EQ(skipped(), (std::map<Series, LastSkipped>{{daily, {1, "it is negative", today - 4, today}}}));
    ask(daily, {today - 3, today});
    EXPECT_EQ(skipped().size(), 1U) << "another range says nothing of it";
    ask(max_power, week);
    EXPECT_EQ(skipped().size(), 1U) << "nor does another data set";
    ask(daily, {today - 4, today - 3});
    EXPECT_TRUE(skipped().empty());
}

TEST_F(OddPoints, ThatNobodyCanDateAreForgottenWithTheNextSoundAnswer) {
    ask(daily, week, [](Readings& readings) { readings.skipped = Skipped{1, "no day", std::nullopt, {}}; });
    EXPECT_EQ(skipped().at(daily).day, std::nullopt);
    ask(daily, {today - 1, today});
    EXPECT_TRUE(skipped().empty());
}

TEST_F(OddPoints, ThatNobodyCanDateMayBeThoseOfYesterday) {
    ask(daily, week, [](Readings& readings) {
        readings.daily.pop_back();
        readings.skipped = Skipped{1, "no day", std::nullopt, {}};
    });
    EXPECT_EQ(entry(daily, yesterday).ask_again, clock.now() + 2h);
}

TEST_F(OddPoints, AreNewOnceOnly) {
    auto const keep = [&](std::string const& words) {
        Keeping keeping{id, daily};
        keeping.asked = week;
        keeping.readings.skipped = Skipped{1, words, yesterday, {yesterday}};
        return settle(*store, std::move(keeping), week, test::paris(), clock.now()).value().skipped_anew;
    };
    EXPECT_TRUE(keep("negative"));
    EXPECT_FALSE(keep("negative"));
    EXPECT_TRUE(keep("no number"));
}

struct UnprovenZero : OddPoints {
    UnprovenZero() { source.accepts.proves_zeros = false; }

    void ask_for_zero() {
        ask(daily, week, [this](Readings& readings) {
            readings.daily.pop_back();
            readings.unproven_zero = yesterday;
        });
    }
    void ask_for_curve(Power power) {
        ask(curve, week, [=](Readings& readings) {
            LoadCurve flat;
            for (auto const& reading : readings.curve.readings())
                flat.append({reading.interval, power});
            readings.curve = flat;
        });
    }
    void ask_for_peaks(ApparentPower power) {
        ask(max_power, week, [=](Readings& readings) { readings.max_power.back().power = power; });
    }
    std::vector<DailyEnergy> told_of_yesterday() {
        return store->daily(id, Direction::consumption, {yesterday, today}).value();
    }
    std::vector<DailyEnergy> zero() const { return {{yesterday, Energy{}}}; }
};

TEST_F(UnprovenZero, IsNoValueAndRests) {
    ask_for_zero();
    EXPECT_EQ(entry(daily, yesterday), (LedgerEntry{DayState::partial, 0, clock.now() + 2h, clock.now()}));
    EXPECT_TRUE(told_of_yesterday().empty());
}

TEST_F(UnprovenZero, IsAValueWhereTheCurveAgrees) {
    ask_for_curve(Power{});
    ask_for_zero();
    EXPECT_EQ(told_of_yesterday(), zero());
    EXPECT_EQ(entry(daily, yesterday).state, DayState::complete);
}

TEST_F(UnprovenZero, IsAValueOnceTheCurveAgrees) {
    ask_for_zero();
    ask_for_curve(Power{});
    EXPECT_EQ(told_of_yesterday(), zero());
    EXPECT_EQ(entry(daily, yesterday).state, DayState::complete);
}

TEST_F(UnprovenZero, IsAValueOnceTheMaximumAgrees) {
    ask_for_zero();
    ask_for_peaks(ApparentPower{});
    EXPECT_EQ(told_of_yesterday(), zero());
}

TEST_F(UnprovenZero, StaysNoneWhereTheyDisagree) {
    ask_for_zero();
    ask_for_curve(Power::from_watts(1));
    ask_for_peaks(ApparentPower::from_va(60));
    EXPECT_TRUE(told_of_yesterday().empty());
}

TEST_F(UnprovenZero, StaysNoneWhereTheCurveHasAGap) {
    ask_for_zero();
    ask(curve, week, [this](Readings& readings) {
        LoadCurve flat;
        for (auto const& reading : readings.curve.readings())
            if (reading.interval.end < test::paris().start_of(today))
                flat.append({reading.interval, Power{}});
        readings.curve = flat;
    });
    EXPECT_TRUE(told_of_yesterday().empty());
}

TEST_F(UnprovenZero, IsNotMadeOfADayWithoutAWord) {
    ask(daily, {today - 7, yesterday});
    ask_for_curve(Power{});
    EXPECT_TRUE(told_of_yesterday().empty()) << "no daily 0 was told";
}

struct DoubledHour : OddPoints {
    DoubledHour() {
        clock.set(at("2026-10-26", 11));
        source.accepts.tells_doubled_hour = false;
    }

    void ask_without_it(CivilDay from, CivilDay to, std::optional<Interval> more = std::nullopt) {
        ask(curve, {from, to}, [=](Readings& readings) {
            LoadCurve told;
            for (auto const& reading : readings.curve.readings()) {
                auto const local = test::paris().local_of(reading.interval.end);
                if (test::paris().instants_of(local).size() == 1 &&
                    !(more && more->overlaps(reading.interval)))
                    told.append(reading);
            }
            readings.curve = told;
        });
    }
    CivilDay autumn = day("2026-10-25");
};

TEST_F(DoubledHour, ClosesTheDayThatLacksNothingElse) {
    ask_without_it(autumn - 6, autumn + 1);
    EXPECT_EQ(entry(curve, autumn), (LedgerEntry{DayState::closed, 0, std::nullopt, clock.now()}));
    EXPECT_EQ(entry(curve, autumn - 1).state, DayState::complete);
}

TEST_F(DoubledHour, ClosesNoDayThatLacksMore) {
    ask_without_it(autumn, autumn + 1, Interval{at("2026-10-25", 12), at("2026-10-25", 13)});
    EXPECT_EQ(entry(curve, autumn).state, DayState::partial);
}

TEST_F(DoubledHour, ClosesNoDayOfASourceThatTellsIt) {
    source.accepts.tells_doubled_hour = true;
    ask_without_it(autumn, autumn + 1);
    EXPECT_EQ(entry(curve, autumn).state, DayState::partial);
}

TEST_F(DoubledHour, OfAClosedDayIsTakenFromWhoeverTellsIt) {
    ask_without_it(autumn, autumn + 1);
    ask_without_it(autumn, autumn + 1);
    EXPECT_EQ(entry(curve, autumn).state, DayState::closed);
    source.accepts.tells_doubled_hour = true;
    ask(curve, {autumn, autumn + 1});
    EXPECT_EQ(entry(curve, autumn).state, DayState::complete);
}

TEST_F(DoubledHour, IsToldToBeMissingOnce) {
    auto const closed = [&] {
        Keeping keeping{id, curve};
        LoadCurve told;
        auto const whole = FakeSource::whole({id, curve, DayRange{autumn, autumn + 1}});
        for (auto const& reading : whole.curve.readings())
            if (test::paris().instants_of(test::paris().local_of(reading.interval.end)).size() == 1)
                told.append(reading);
        keeping.readings.curve = told;
        return settle(*store, std::move(keeping), {autumn, autumn + 1}, test::paris(), clock.now(),
                      source.accepts)
            .value()
            .closed;
    };
    EXPECT_EQ(closed(), std::vector{autumn});
    EXPECT_TRUE(closed().empty());
}

} // namespace
} // namespace enedis2mqtt
