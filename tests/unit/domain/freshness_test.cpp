#include "support/days.hpp"

#include <enedis2mqtt/domain/freshness.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::day;

Series const daily{Direction::consumption, Dataset::daily};
Series const curve{Direction::consumption, Dataset::load_curve};
CivilDay const today = day("2026-11-23");
SeriesFreshness const fresh{true, day("2026-11-22")};
SeriesFreshness const stale{false, day("2026-11-21")};

TEST(Light, IsGreenOnlyWhenEverythingIsThere) {
    EXPECT_EQ(light_of({{daily, fresh}, {curve, fresh}}), Light::up_to_date);
    EXPECT_EQ(light_of({{daily, fresh}, {curve, stale}}), Light::partial);
    EXPECT_EQ(light_of({{daily, stale}, {curve, stale}}), Light::outdated);
    EXPECT_EQ(light_of({}), Light::outdated);
}

struct CollectionCase {
    char const* name;
    char const* curve; ///< the 7 days before today, oldest first: c complete, p partial, a absent, r refused,
                       ///< - no entry
    char const* daily;
    bool off;
};

Ledger ledger_of(std::string_view days) {
    Ledger ledger;
    auto one = today - static_cast<int>(days.size());
    for (char letter : days) {
        if (letter != '-')
            ledger[one] = {letter == 'c'   ? DayState::complete
                           : letter == 'p' ? DayState::partial
                           : letter == 'r' ? DayState::refused
                                           : DayState::absent,
                           0, std::nullopt};
        ++one;
    }
    return ledger;
}

class CurveNotCollected : public testing::TestWithParam<CollectionCase> {};

TEST_P(CurveNotCollected, IsToldByEmptyDaysWhoseDailyValueCame) {
    auto const& row = GetParam();
    EXPECT_EQ(curve_not_collected(ledger_of(row.curve), ledger_of(row.daily), today), row.off);
}

INSTANTIATE_TEST_SUITE_P(
    Freshness, CurveNotCollected,
    testing::Values(CollectionCase{"a_new_meter_without_curve", "aaaaaaa", "ccccccc", true},
                    CollectionCase{"three_empty_days", "ccccaaa", "ccccccc", true},
                    CollectionCase{"late_by_two_days_is_ordinary", "cccccaa", "ccccccc", false},
                    CollectionCase{"yesterday_was_not_asked_for_yet", "cccaaa-", "cccccc-", true},
                    CollectionCase{"yesterdays_daily_value_is_late_too", "cccaaaa", "cccccca", true},
                    CollectionCase{"it_came_back", "aaaaaac", "ccccccc", false},
                    CollectionCase{"half_a_day_came", "aaaaaap", "ccccccc", false},
                    CollectionCase{"nothing_arrives_at_all", "aaaaaaa", "aaaaaaa", false},
                    CollectionCase{"before_the_activation", "rrrrrrr", "ccccccc", false},
                    CollectionCase{"the_curve_failed_otherwise", "-------", "ccccccc", false},
                    CollectionCase{"hourly_is_off", "", "ccccccc", false}),
    [](auto const& row) { return std::string{row.param.name}; });

} // namespace
} // namespace enedis2mqtt
