#include "support/days.hpp"

#include <enedis2mqtt/domain/ledger.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::paris;

Series const daily{Direction::consumption, Dataset::daily};
Series const curve{Direction::consumption, Dataset::load_curve};

LoadCurve half_hours(Interval interval, std::size_t left_out = 99) {
    LoadCurve made;
    std::size_t index = 0;
    for (auto start = interval.start; start < interval.end; start += 30min, ++index)
        if (index != left_out)
            made.append({{start, start + 30min}, Power::from_watts(100)});
    return made;
}

class WholeDay : public testing::TestWithParam<char const*> {};

TEST_P(WholeDay, IsCompleteWhateverItsLength) {
    auto const one = day(GetParam());
    Readings known;
    known.curve = half_hours(paris().interval_of(one));
    EXPECT_EQ(states_of(curve, known, {one, one + 1}, paris()).at(one), DayState::complete);
    known.curve = half_hours(paris().interval_of(one), 3);
    EXPECT_EQ(states_of(curve, known, {one, one + 1}, paris()).at(one), DayState::partial);
}

INSTANTIATE_TEST_SUITE_P(Ledger, WholeDay, testing::Values("2026-03-29", "2026-10-25", "2026-11-22"));

TEST(Ledger, ADailyValueOfZeroIsComplete) {
    Readings known;
    known.daily = {{day("2026-11-21"), Energy{}}};
    auto const states = states_of(daily, known, {day("2026-11-21"), day("2026-11-23")}, paris());
    EXPECT_EQ(states.at(day("2026-11-21")), DayState::complete);
    EXPECT_EQ(states.at(day("2026-11-22")), DayState::absent);
}

TEST(Ledger, YesterdayStaysDueWithoutCountingAttempts) {
    auto const today = day("2026-11-23");
    auto const now = at("2026-11-23", 9);
    auto entry = next_entry(std::nullopt, DayState::absent, today - 1, today, now);
    for (int retry = 0; retry < 10; ++retry)
        entry = next_entry(entry, DayState::absent, today - 1, today, now + retry * 30min);
    EXPECT_EQ(entry.attempts, 0);
    EXPECT_EQ(entry.ask_again, now);
}

TEST(Ledger, ADoubtfulYesterdayRestsForTwoHours) {
    auto const today = day("2026-11-23");
    auto const now = at("2026-11-23", 9);
    auto entry = next_entry(std::nullopt, DayState::partial, today - 1, today, now, true);
    EXPECT_EQ(entry, (LedgerEntry{DayState::partial, 0, now + 2h, now}));
    entry = next_entry(entry, DayState::partial, today - 1, today, now + 2h, true);
    EXPECT_EQ(entry.ask_again, now + 4h);
    entry = next_entry(entry, DayState::partial, today - 1, today + 1, now + 24h, true);
    EXPECT_EQ(entry, (LedgerEntry{DayState::partial, 1, now + 48h, now + 24h}))
        << "then it is a hole like others";
}

TEST(Ledger, AClosedDayIsNeverDue) {
    auto const today = day("2026-10-26");
    auto const now = at("2026-10-26", 9);
    EXPECT_EQ(next_entry(std::nullopt, DayState::closed, today - 1, today, now),
              (LedgerEntry{DayState::closed, 0, std::nullopt, now}));
}

TEST(Ledger, AHoleIsAskedForAgainWithGrowingDelayForSixtyDays) {
    auto const hole = day("2026-09-01");
    std::optional<LedgerEntry> entry;
    std::vector<int> asked_after_days;
    for (auto today = hole + 2; today < hole + 100; ++today) {
        auto const now = paris().start_of(today) + 9h;
        if (entry && !entry->ask_again)
            break;
        if (entry && *entry->ask_again > now)
            continue;
        entry = next_entry(entry, DayState::absent, hole, today, now);
        asked_after_days.push_back(today - hole);
    }
    EXPECT_EQ(asked_after_days, (std::vector{2, 3, 5, 9, 17, 33, 60}));
    EXPECT_FALSE(entry->ask_again);
}

TEST(Ledger, RereadingOnOtherCallsDoesNotStretchTheDelays) {
    auto const today = day("2026-11-23");
    LedgerEntry const waiting{DayState::absent, 2, at("2026-11-25", 9)};
    EXPECT_EQ(next_entry(waiting, DayState::partial, day("2026-11-20"), today, at("2026-11-23", 9)),
              (LedgerEntry{DayState::partial, 2, at("2026-11-25", 9), at("2026-11-23", 9)}));
}

TEST(Ledger, ACompleteDayIsNeverAskedForAgain) {
    LedgerEntry const hole{DayState::absent, 2, at("2026-11-22", 9)};
    EXPECT_EQ(next_entry(hole, DayState::complete, day("2026-11-20"), day("2026-11-23"), at("2026-11-23", 9)),
              (LedgerEntry{DayState::complete, 0, std::nullopt, at("2026-11-23", 9)}));
}

} // namespace
} // namespace enedis2mqtt
