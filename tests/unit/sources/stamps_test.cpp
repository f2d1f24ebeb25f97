#include "sources/stamps.hpp"
#include "support/days.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

using namespace std::chrono_literals;

/// What a walk makes of these stamps, in UTC.
std::vector<std::string> walked(std::initializer_list<std::string_view> stamps) {
    auto const utc = TimeZone::find("UTC").value();
    StampWalk walk{test::paris()};
    std::vector<std::string> out;
    for (auto const stamp : stamps) {
        auto const instant = walk.next(parse_stamp(stamp).value());
        out.push_back(instant ? utc.iso(*instant) : "error: " + instant.error().message);
    }
    return out;
}

using Walk = std::vector<std::string>;

TEST(StampWalk, TakesTheSummerHourFirstAndTheWinterHourOnceStampsFallBack) {
    EXPECT_EQ(walked({"2026-10-25 01:30:00", "2026-10-25 02:00:00", "2026-10-25 02:30:00",
                      "2026-10-25 02:00:00", "2026-10-25 02:30:00", "2026-10-25 03:00:00"}),
              (Walk{"2026-10-24T23:30:00+00:00", "2026-10-25T00:00:00+00:00", "2026-10-25T00:30:00+00:00",
                    "2026-10-25T01:00:00+00:00", "2026-10-25T01:30:00+00:00", "2026-10-25T02:00:00+00:00"}));
}

TEST(StampWalk, LeavesAGapWhenTheDoubledHourComesOnce) {
    EXPECT_EQ(walked({"2026-10-25 02:00:00", "2026-10-25 02:30:00", "2026-10-25 03:00:00"}),
              (Walk{"2026-10-25T00:00:00+00:00", "2026-10-25T00:30:00+00:00", "2026-10-25T02:00:00+00:00"}));
}

TEST(StampWalk, RefusesAThirdCopyOfTheDoubledHour) {
    EXPECT_EQ(walked({"2026-10-25 02:00:00", "2026-10-25 02:00:00", "2026-10-25 02:00:00"}).back(),
              "error: does not come after the date before it");
}

TEST(StampWalk, JumpsOverTheSpringGap) {
    EXPECT_EQ(walked({"2026-03-29 01:30:00", "2026-03-29 03:00:00"}),
              (Walk{"2026-03-29T00:30:00+00:00", "2026-03-29T01:00:00+00:00"}));
}

TEST(StampWalk, TakesTheOpeningOfTheSpringGapForTheInstantOfTheChange) {
    EXPECT_EQ(walked({"2026-03-29 02:00:00"}), Walk{"2026-03-29T01:00:00+00:00"});
}

TEST(StampWalk, RefusesALocalTimeInsideTheSpringGap) {
    EXPECT_EQ(walked({"2026-03-29 02:30:00"}), Walk{"error: is a local time that a clock change skips"});
}

TEST(StampWalk, RefusesToStandStillOrGoBack) {
    EXPECT_EQ(walked({"2026-10-05 01:00:00", "2026-10-05 01:00:00"}).back(),
              "error: does not come after the date before it");
    EXPECT_EQ(walked({"2026-10-05 01:00:00", "2026-10-05 00:30:00"}).back(),
              "error: does not come after the date before it");
}

TEST(StampWalk, KnowsTheClockOfTheMetersOwnZone) {
    StampWalk walk{TimeZone::find("Indian/Reunion").value()};
    EXPECT_EQ(walk.next(parse_stamp("2026-03-29 02:30:00").value()).value(),
              Instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 28} + 22h + 30min});
}

TEST(Stamp, IsADayAndATimeOfDay) {
    EXPECT_TRUE(parse_stamp("2026-10-05 00:30:00"));
    EXPECT_EQ(parse_stamp("2026-10-05T00:30:00"), parse_stamp("2026-10-05 00:30:00"));
    for (auto const* text :
         {"", "2026-10-05", "2026-10-05 24:00:00", "2026-10-05 00:60:00", "2026-10-05 00:00:60",
          "2026-13-05 00:30:00", "2026-02-29 00:30:00", "0001-01-01 00:30:00", "9999-12-31 00:00:00",
          "2026-10-05 0a:30:00", "2026-10-05 -1:30:00", "2026-10-05 00:30:00Z", "20XX-XX-XX 00:30:00"})
        EXPECT_FALSE(parse_stamp(text)) << text;
}

} // namespace
} // namespace enedis2mqtt::sources
