#include "support/days.hpp"

#include <enedis2mqtt/domain/poll_round.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;

Series const daily{Direction::consumption, Dataset::daily};
Series const curve{Direction::consumption, Dataset::load_curve};
Series const max_power{Direction::consumption, Dataset::max_power};
Instant const slot = at("2026-11-23", 9);
Instant const last_round = at("2026-11-23", 18, 45);

/// What meters of three data sets lack before anything has come.
PollDemand demand_of(int meters) {
    return {3 * meters, 3 * meters, meters, last_round - slot};
}

TEST(CallsToLookWith, KeepOneForEachMissingDataSet) {
    EXPECT_EQ(calls_to_look_with(30, 30, demand_of(1)), 27);
    EXPECT_EQ(calls_to_look_with(30, 30, demand_of(8)), 6);
    EXPECT_EQ(calls_to_look_with(20, 30, demand_of(8)), 0);
    EXPECT_EQ(calls_to_look_with(30, 30, demand_of(9)), 3);
    EXPECT_EQ(calls_to_look_with(30, 30, demand_of(12)), 30) << "36 never fit: nothing is held back for them";
}

TEST(CallsToLookWith, AreAFewWhereOneRoundTakesTheWholeDay) {
    EXPECT_EQ(calls_to_look_with(30, 30, demand_of(10)), 3);
    EXPECT_EQ(calls_to_look_with(28, 30, demand_of(10)), 1);
    EXPECT_EQ(calls_to_look_with(27, 30, demand_of(10)), 0) << "the others are kept for the last round";
}

struct EveryCase {
    char const* name;
    int meters;
    std::optional<int> looks;
    std::optional<std::chrono::seconds> every;
};

class ScarceLookEvery : public testing::TestWithParam<EveryCase> {};

TEST_P(ScarceLookEvery, SpreadsTheCallsUntilTheLastRound) {
    auto const& row = GetParam();
    EXPECT_EQ(scarce_look_every(30min, row.looks, demand_of(row.meters)), row.every);
}

INSTANTIATE_TEST_SUITE_P(PollRound, ScarceLookEvery,
                         testing::Values(EveryCase{"one_meter_with_plenty", 1, 24, std::nullopt},
                                         EveryCase{"one_meter_with_few", 1, 5, 117min},
                                         EveryCase{"three_meters", 3, 12, 48min + 45s},
                                         EveryCase{"eight_meters", 8, 6, 97min + 30s},
                                         EveryCase{"none_left_waits_for_the_last_round", 8, 0, 9h + 45min},
                                         EveryCase{"no_limit", 8, std::nullopt, std::nullopt}),
                         [](auto const& row) { return std::string{row.param.name}; });

TEST(CallsKept, FromAHistoryAreThoseOfTheScoutsAndOfTwoRounds) {
    EXPECT_EQ(calls_kept_from_history(30min, demand_of(1)), 6 + 19);
    EXPECT_EQ(calls_kept_from_history(30min, {3, 0, 0, 0s}), 0) << "the day is complete";
}

TEST(CallsKept, FromARefreshAreTwoRoundsAndNeverTheWholeDay) {
    EXPECT_EQ(calls_kept_from_requests(30, demand_of(1)), 6);
    EXPECT_EQ(calls_kept_from_requests(30, demand_of(8)), 29);
}

Round round(std::vector<Missing> missing, std::optional<int> looks, int meters, bool last = false,
            bool may_look = true) {
    return round_of(std::move(missing), last ? last_round : slot, last, looks, may_look, demand_of(meters));
}

TEST(Round, TheFirstOfTheDayAsksForEverything) {
    std::vector<Missing> const all{{daily, {}}, {curve, slot - 15h}, {max_power, slot - 15h}};
    EXPECT_EQ(round(all, 27, 1).first, (std::vector{daily, curve, max_power}));
    EXPECT_EQ(round(all, std::nullopt, 1000).first.size(), 3u);
}

TEST(Round, WhereCallsAreScarceOneDataSetLooksFirst) {
    std::vector<Missing> const all{{daily, {}}, {curve, {}}, {max_power, {}}};
    auto const one = round(all, 6, 8);
    EXPECT_EQ(one.first, std::vector{daily});
    EXPECT_EQ(one.then, (std::vector{curve, max_power}));
    auto const none = round(all, 0, 8);
    EXPECT_TRUE(none.first.empty() && none.then.empty()) << "the calls left are those of the last round";
}

TEST(Round, LaterTheOneAskedForLongestAgoLooksAndTheOthersFollowWhenItHasCome) {
    std::vector<Missing> const all{{daily, slot + 60min}, {curve, slot + 1min}, {max_power, slot + 30min}};
    auto const next = round(all, 20, 1);
    EXPECT_EQ(next.first, std::vector{curve});
    EXPECT_EQ(next.then, (std::vector{max_power, daily}));
    EXPECT_EQ(round(all, std::nullopt, 1).first, std::vector{curve}) << "without a limit too";
}

TEST(Round, AMeterWhoseTurnIsNotYetAsksNothing) {
    std::vector<Missing> const all{{daily, {}}, {curve, {}}, {max_power, {}}};
    EXPECT_TRUE(round(all, 6, 8, false, false).first.empty());
    EXPECT_EQ(round(all, 27, 1, false, false).first.size(), 3u) << "the day's first round needs no turn";
}

TEST(Round, TheLastAsksForEverythingOnce) {
    std::vector<Missing> const all{{daily, slot}, {curve, slot + 8h}, {max_power, slot + 5h}};
    EXPECT_EQ(round(all, 0, 8, true).first.size(), 3u);
    std::vector<Missing> const asked{{daily, last_round + 1s}, {curve, last_round + 2s}};
    EXPECT_EQ(round(asked, 5, 1, true).first, std::vector{daily}) << "a restart after it costs one call";
}

} // namespace
} // namespace enedis2mqtt
