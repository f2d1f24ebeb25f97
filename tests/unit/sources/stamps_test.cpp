#include "sources/stamps.hpp"
#include "support/days.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

using namespace std::chrono_literals;

/// What the stamps of one answer mean, in UTC.
std::vector<std::string> meant(std::initializer_list<std::string_view> texts,
                               TimeZone const& zone = test::paris()) {
    auto const utc = TimeZone::find("UTC").value();
    std::vector<Stamp> stamps;
    for (auto const text : texts)
        stamps.push_back(parse_stamp(text).value());
    std::vector<std::string> out;
    for (auto const& meaning : meanings_of(stamps, zone))
        out.push_back(meaning.at ? utc.iso(*meaning.at) : std::string{meaning.fault});
    return out;
}

using Meant = std::vector<std::string>;

constexpr auto untold = "lies in the hour that comes twice, and the order does not tell which it is";

TEST(Meanings, TakesTheSummerHourFirstAndTheWinterHourOnceStampsFallBack) {
    EXPECT_EQ(meant({"2026-10-25 01:30:00", "2026-10-25 02:00:00", "2026-10-25 02:30:00",
                     "2026-10-25 02:00:00", "2026-10-25 02:30:00", "2026-10-25 03:00:00"}),
              (Meant{"2026-10-24T23:30:00+00:00", "2026-10-25T00:00:00+00:00", "2026-10-25T00:30:00+00:00",
                     "2026-10-25T01:00:00+00:00", "2026-10-25T01:30:00+00:00", "2026-10-25T02:00:00+00:00"}));
}

TEST(Meanings, LeavesAGapWhenTheDoubledHourComesOnce) {
    EXPECT_EQ(meant({"2026-10-25 02:00:00", "2026-10-25 02:30:00", "2026-10-25 03:00:00"}),
              (Meant{"2026-10-25T00:00:00+00:00", "2026-10-25T00:30:00+00:00", "2026-10-25T02:00:00+00:00"}));
}

TEST(Meanings, KnowNothingOfTheDoubledHourWhenItComesThreeTimes) {
    EXPECT_EQ(meant({"2026-10-25 02:00:00", "2026-10-25 02:00:00", "2026-10-25 02:00:00"}),
              (Meant{untold, untold, untold}));
}

TEST(Meanings, KnowNothingOfTheDoubledHourWhereItsDayIsOutOfOrder) {
    EXPECT_EQ(
        meant({"2026-10-25 03:00:00", "2026-10-25 02:30:00", "2026-10-25 02:00:00", "2026-10-25 02:30:00",
               "2026-10-25 02:00:00", "2026-10-25 01:30:00"}),
        (Meant{"2026-10-25T02:00:00+00:00", untold, untold, untold, untold, "2026-10-24T23:30:00+00:00"}));
    EXPECT_EQ(
        meant({"2026-10-25 02:00:00", "2026-10-25 02:30:00", "2026-10-25 04:00:00", "2026-10-25 03:30:00"}),
        (Meant{untold, untold, "2026-10-25T03:00:00+00:00", "2026-10-25T02:30:00+00:00"}));
}

TEST(Meanings, KnowNothingOfTheDoubledHourWhereItsDayIsToldTwice) {
    EXPECT_EQ(
        meant({"2026-10-25 01:30:00", "2026-10-25 01:30:00", "2026-10-25 02:00:00", "2026-10-25 02:00:00"}),
        (Meant{"2026-10-24T23:30:00+00:00", "2026-10-24T23:30:00+00:00", untold, untold}));
}

TEST(Meanings, OfTheDoubledHourDoNotMindTheOrderOfOtherDays) {
    EXPECT_EQ(
        meant({"2026-10-24 12:00:00", "2026-10-24 11:30:00", "2026-10-25 02:00:00", "2026-10-25 02:00:00"}),
        (Meant{"2026-10-24T10:00:00+00:00", "2026-10-24T09:30:00+00:00", "2026-10-25T00:00:00+00:00",
               "2026-10-25T01:00:00+00:00"}));
}

TEST(Meanings, TakeANamedOffsetAtItsWord) {
    EXPECT_EQ(meant({"2026-10-25T02:00:00+01:00", "2026-10-25T02:00:00+02:00", "2026-11-05T19:00:00+01:00"}),
              (Meant{"2026-10-25T01:00:00+00:00", "2026-10-25T00:00:00+00:00", "2026-11-05T18:00:00+00:00"}));
    EXPECT_EQ(meant({"2026-11-05T19:00:00+02:00"}),
              Meant{"names an offset that its local time does not have"});
}

TEST(Meanings, JumpsOverTheSpringGap) {
    EXPECT_EQ(meant({"2026-03-29 01:30:00", "2026-03-29 03:00:00"}),
              (Meant{"2026-03-29T00:30:00+00:00", "2026-03-29T01:00:00+00:00"}));
}

TEST(Meanings, TakesTheOpeningOfTheSpringGapForTheInstantOfTheChange) {
    EXPECT_EQ(meant({"2026-03-29 02:00:00"}), Meant{"2026-03-29T01:00:00+00:00"});
}

TEST(Meanings, RefusesALocalTimeInsideTheSpringGap) {
    EXPECT_EQ(meant({"2026-03-29 02:30:00"}), Meant{"is a local time that a clock change skips"});
}

TEST(Meanings, OfOtherHoursDoNotDependOnTheOrder) {
    EXPECT_EQ(meant({"2026-10-05 01:00:00", "2026-10-05 00:30:00", "2026-10-05 00:30:00"}),
              (Meant{"2026-10-04T23:00:00+00:00", "2026-10-04T22:30:00+00:00", "2026-10-04T22:30:00+00:00"}));
}

TEST(Meanings, KnowTheClockOfTheMetersOwnZone) {
    EXPECT_EQ(meant({"2026-03-29 02:30:00"}, TimeZone::find("Indian/Reunion").value()),
              Meant{"2026-03-28T22:30:00+00:00"});
}

TEST(Stamp, IsADayAndATimeOfDay) {
    EXPECT_TRUE(parse_stamp("2026-10-05 00:30:00"));
    EXPECT_EQ(parse_stamp("2026-10-05T00:30:00"), parse_stamp("2026-10-05 00:30:00"));
    for (auto const* text :
         {"", "2026-10-05", "2026-10-05 24:00:00", "2026-10-05 00:60:00", "2026-10-05 00:00:60",
          "2026-13-05 00:30:00", "2026-02-29 00:30:00", "0001-01-01 00:30:00", "9999-12-31 00:00:00",
          "2026-10-05 0a:30:00", "2026-10-05 -1:30:00", "2026-10-05 00:30:00Z", "2026-10-05 00:30:00+1:00",
          "2026-10-05 00:30:00+0100", "2026-10-05 00:30:00+01:60", "20XX-XX-XX 00:30:00"})
        EXPECT_FALSE(parse_stamp(text)) << text;
}

} // namespace
} // namespace enedis2mqtt::sources
