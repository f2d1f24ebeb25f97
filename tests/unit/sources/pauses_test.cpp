#include "sources/pauses.hpp"
#include "support/days.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

using namespace std::chrono_literals;

// 23 November 2026, 10:30:15 UTC
Instant const now = test::at("2026-11-23", 11, 30, 15);

TEST(PauseOfHeader, ReadsSeconds) {
    EXPECT_EQ(pause_of_header("120", now), 120s);
}

TEST(PauseOfHeader, ReadsAnHttpDate) {
    EXPECT_EQ(pause_of_header("Mon, 23 Nov 2026 11:00:15 GMT", now), 30min);
}

TEST(PauseOfHeader, IsADayAtMost) {
    EXPECT_EQ(pause_of_header("864000", now), 24h);
    EXPECT_EQ(pause_of_header("99999999999999999999999", now), 24h);
    EXPECT_EQ(pause_of_header("Mon, 30 Nov 2026 11:00:15 GMT", now), 24h);
}

TEST(PauseOfHeader, IgnoresWhatMakesNoSense) {
    for (auto const* text : {"", "0", "-5", "soon", "0:-30:-40", "Mon, 23 Nov 2026 10:00:00 GMT"})
        EXPECT_EQ(pause_of_header(text, now), std::nullopt) << text;
}

TEST(PauseUntilAccess, ReadsTheApiManagersTime) {
    EXPECT_EQ(pause_until_access("2026-Nov-23 11:00:00+0000 UTC", now), 29min + 45s);
}

TEST(PauseUntilAccess, IgnoresThePastAndNonsense) {
    EXPECT_EQ(pause_until_access("2026-Jul-17 05:00:00+0000 UTC", now), std::nullopt);
    EXPECT_EQ(pause_until_access("tomorrow", now), std::nullopt);
}

TEST(Pause, ReachesTheNextHourAndTheNextUtcDay) {
    EXPECT_EQ(until_next_hour(now), 29min + 45s);
    EXPECT_EQ(until_utc_midnight(now), 13h + 29min + 45s);
}

} // namespace
} // namespace enedis2mqtt::sources
