#include "support/days.hpp"

#include <enedis2mqtt/domain/timetable.hpp>

#include <gtest/gtest.h>

#include <set>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;

UsagePointId pdl(std::string const& text) {
    return UsagePointId::parse(text).value();
}

Timetable const table{PollRules{}, pdl("12345678901234"), test::paris()};
Instant const slot = table.slot_on(day("2026-11-23"));
Instant const last_round = table.last_round_on(day("2026-11-23"));

TEST(Timetable, TheSlotLiesInTheWindowAndDoesNotMove) {
    EXPECT_GE(slot, at("2026-11-23", 8));
    EXPECT_LT(slot, at("2026-11-23", 10));
    EXPECT_EQ(table.slot_on(day("2026-11-24")) - slot, 24h);
    EXPECT_EQ(table.slot_on(day("2026-10-25")) - table.slot_on(day("2026-10-24")), 25h)
        << "local time across a change";
}

TEST(Timetable, MetersSpreadOverTheWindow) {
    std::set<Instant> slots;
    for (int i = 0; i < 100; ++i)
        slots.insert(Timetable{PollRules{}, pdl(std::to_string(10000000000000 + i)), test::paris()}.slot_on(
            day("2026-11-23")));
    EXPECT_GT(slots.size(), 90u);
}

TEST(Timetable, ANewMeterIsPolledAtOnceAtAnyHour) {
    auto const night = at("2026-11-23", 3);
    EXPECT_EQ(table.first_poll(night, true, false), night);
}

TEST(Timetable, AtAStartAnIncompleteYesterdayIsAskedForBetweenSlotAndUntil) {
    EXPECT_EQ(table.first_poll(slot + 1h, false, false), slot + 1h);
    EXPECT_EQ(table.first_poll(slot - 1h, false, false), slot);
    EXPECT_EQ(table.first_poll(at("2026-11-23", 20), false, false), table.slot_on(day("2026-11-24")));
    EXPECT_EQ(table.first_poll(slot + 1h, false, true), table.slot_on(day("2026-11-24")));
}

TEST(Timetable, RetriesEveryHalfHourUntilTheEvening) {
    EXPECT_EQ(table.next_poll(slot, true, std::nullopt), slot + 30min);
    EXPECT_EQ(table.next_poll(at("2026-11-23", 17), true, std::nullopt), at("2026-11-23", 17, 30));
    EXPECT_EQ(table.next_poll(at("2026-11-23", 18, 20), true, std::nullopt), last_round);
    EXPECT_EQ(table.next_poll(last_round, true, std::nullopt), table.slot_on(day("2026-11-24")));
}

TEST(Timetable, TheLastRoundLiesInTheLastRetryIntervalAndIsNeverMissed) {
    EXPECT_GE(last_round, at("2026-11-23", 18, 30));
    EXPECT_LT(last_round, at("2026-11-23", 19));
    EXPECT_EQ(table.next_poll(slot, true, std::nullopt, 4h), slot + 4h);
    EXPECT_EQ(table.next_poll(slot, true, std::nullopt, 24h), last_round) << "however few calls are left";
    EXPECT_EQ(table.next_poll(last_round - 40min, true, std::nullopt), last_round)
        << "not a look at ten minutes before it";
    std::set<Instant> rounds;
    for (int i = 0; i < 100; ++i)
        rounds.insert(
            Timetable{PollRules{}, pdl(std::to_string(10000000000000 + i)), test::paris()}.last_round_on(
                day("2026-11-23")));
    EXPECT_GT(rounds.size(), 80u) << "meters spread over it";
}

TEST(Timetable, ACompleteDayRestsUntilTheNextSlot) {
    EXPECT_EQ(table.next_poll(slot, false, std::nullopt), table.slot_on(day("2026-11-24")));
}

TEST(Timetable, ANightlyFirstImportIsFollowedByTheSlotOfTheDay) {
    EXPECT_EQ(table.next_poll(at("2026-11-23", 3), true, std::nullopt), slot);
}

TEST(Timetable, TheSourcesWordOnWhenIsKept) {
    EXPECT_EQ(table.next_poll(slot, true, slot + 2h), slot + 2h);
    auto const ban = at("2026-11-24", 11);
    EXPECT_EQ(table.next_poll(at("2026-11-23", 15), true, ban), ban);
}

TEST(Timetable, AnUnwellSourceIsLeftAloneLongerEachTime) {
    EXPECT_EQ(table.back_off(1), 30min);
    EXPECT_EQ(table.back_off(2), 1h);
    EXPECT_EQ(table.back_off(4), 4h);
    EXPECT_EQ(table.back_off(50), 4h);
}

TEST(Timetable, RefusedDataSetsWaitLongerEachTime) {
    EXPECT_EQ(table.suspended_until(slot, 1), table.slot_on(day("2026-11-24")));
    EXPECT_EQ(table.suspended_until(slot, 3), table.slot_on(day("2026-11-24")));
    EXPECT_EQ(table.suspended_until(slot, 4), table.slot_on(day("2026-11-26")));
    EXPECT_EQ(table.suspended_until(slot, 9), table.slot_on(day("2026-11-30")));
}

} // namespace
} // namespace enedis2mqtt
