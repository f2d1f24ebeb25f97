#include "support/days.hpp"

#include <enedis2mqtt/domain/bisection.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::day;
using Failure = Bisection::Failure;

DayRange const week{day("2026-11-02"), day("2026-11-09")};
DayRange const older{day("2026-10-26"), day("2026-11-02")};

/// The calls that a source which refuses `bad` costs until only holes are left.
struct Search {
    std::set<CivilDay> bad;
    Failure how = Failure::refused;
    int calls = 0;
    std::set<CivilDay> holes{};
    std::set<CivilDay> answered{};

    std::vector<DayRange> left(DayRange all) const {
        std::vector<DayRange> asks;
        for (auto one = all.end - 1; one >= all.start; one = one - 1)
            if (!holes.contains(one) && !answered.contains(one)) {
                if (!asks.empty() && asks.back().start == one + 1)
                    asks.back().start = one;
                else
                    asks.push_back({one, one + 1});
            }
        return asks;
    }
    void run(DayRange all) {
        Bisection ranges;
        for (auto asks = left(all); !asks.empty() && calls < 100; asks = left(all)) {
            auto const days = ranges.next(asks, true).value();
            ++calls;
            bool refused = false;
            for (auto one : bad)
                refused = refused || days.contains(one);
            if (!refused) {
                ranges.answered(days);
                for (auto one = days.start; one < days.end; ++one)
                    answered.insert(one);
            } else if (ranges.failed(days, how)) {
                holes.insert(days.start);
            } else if (ranges.is_stuck(left(all))) {
                ranges.others_answered(); // the next day's poll
            }
        }
    }
};

TEST(Bisection, LeavesOnlyTheDaysThatSpoilARange) {
    for (auto how : {Failure::refused, Failure::too_much, Failure::unclear}) {
        Search search{{day("2026-11-04")}, how};
        search.run({older.start, week.end});
        EXPECT_EQ(search.holes, search.bad);
        EXPECT_EQ(search.answered.size(), 13u);
        EXPECT_LE(search.calls, 13);
    }
}

TEST(Bisection, FindsEveryBadDayOfAYear) {
    Search search{{day("2026-01-01"), day("2026-01-02"), day("2026-07-14"), day("2026-12-31")}};
    search.run({day("2026-01-01"), day("2027-01-01")});
    EXPECT_EQ(search.holes, search.bad);
    EXPECT_EQ(search.answered.size(), 361u);
    EXPECT_LE(search.calls, 60);
}

TEST(Bisection, ASingleDayIsAHoleOnlyWhenSomethingElseWasAnsweredSince) {
    DayRange const one{day("2026-11-04"), day("2026-11-05")};
    Bisection ranges;
    EXPECT_FALSE(ranges.failed(one, Failure::refused));
    EXPECT_FALSE(ranges.failed(one, Failure::refused)) << "it may be an outage";
    ranges.others_answered();
    EXPECT_TRUE(ranges.failed(one, Failure::refused));
}

TEST(Bisection, AnOutageIsNotHalved) {
    Bisection ranges;
    for (int times = 0; times < 5; ++times) {
        EXPECT_EQ(ranges.next({week}, true), week);
        EXPECT_FALSE(ranges.failed(week, Failure::unclear));
        EXPECT_TRUE(ranges.is_stuck({week}));
    }
}

TEST(Bisection, WhatFailedComesAfterWhatDidNot) {
    Bisection ranges;
    EXPECT_EQ(ranges.next({week, older}, true), week);
    ranges.failed(week, Failure::unclear);
    EXPECT_EQ(ranges.next({week, older}, true), older);
    EXPECT_FALSE(ranges.is_stuck({week, older}));
    ranges.others_answered();
    EXPECT_EQ(ranges.next({week}, true), (DayRange{day("2026-11-05"), week.end})) << "now it is halved";
}

TEST(Bisection, PiecesWaitWhileTheDayHasNoCallForThem) {
    Bisection ranges;
    ranges.failed(week, Failure::refused);
    EXPECT_EQ(ranges.next({week, older}, false), older);
    EXPECT_FALSE(ranges.next({week}, false));
    EXPECT_TRUE(ranges.is_piece({day("2026-11-05"), week.end}));
    EXPECT_FALSE(ranges.is_piece(older));
}

} // namespace
} // namespace enedis2mqtt
