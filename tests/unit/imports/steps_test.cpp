#include "unit/imports/reading.hpp"

#include <random>
#include <sstream>

namespace enedis2mqtt::test {
namespace {

using std::chrono::minutes;

/// A load curve file of these ENDs, in minutes after midnight of 1 June 2024.
std::string ends_at(std::vector<int> const& ends) {
    std::string text = "Horodate;Valeur\n";
    for (int const end : ends)
        text += paris().iso(paris().start_of(day("2024-06-01")) + minutes{end}) + ";100\n";
    return text;
}

std::vector<int> lengths(std::string const& bytes) {
    std::vector<int> all;
    for (auto const& reading : steps_of(content_of(bytes)))
        all.push_back(static_cast<int>(reading.interval.length() / minutes{1}));
    return all;
}

TEST(Steps, FollowTheDistanceAndItsChanges) {
    EXPECT_EQ(lengths(ends_at({60, 120, 150, 180, 190, 200})), (std::vector{60, 60, 30, 30, 10, 10}));
    EXPECT_EQ(lengths(ends_at({20, 30, 60, 90, 120, 180, 240})), (std::vector{10, 10, 30, 30, 30, 60, 60}));
}

TEST(Steps, DoNotGrowOverAHole) {
    EXPECT_EQ(lengths(ends_at({30, 60, 120, 150})), (std::vector{30, 30, 30, 30}));
    EXPECT_EQ(lengths(ends_at({30, 60, 300, 330})), (std::vector{30, 30, 30, 30}));
    EXPECT_EQ(lengths("Début;kW\n01/06/2024 00:00;1\n01/06/2024 00:30;1\n01/06/2024 01:30;1\n"
                      "01/06/2024 02:00;1\n"),
              (std::vector{30, 30, 30, 30}));
}

TEST(Steps, AreNeverLongerThanAnHour) {
    auto const refused = read(ends_at({1440, 2880, 4320}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::file_invalid);
    auto const day_long = read("Début;Fin;kW\n01/06/2024 00:00;02/06/2024 00:00;1\n");
    ASSERT_FALSE(day_long);
    EXPECT_EQ(day_long.error().message, "row 2: its step does not last between 1 and 60 minutes");
}

TEST(Steps, RowsInAnyOrderGiveTheSameCurve) {
    std::vector<int> ends;
    for (int end = 30; end <= 3 * 1440; end += 30)
        ends.push_back(end);
    auto const sorted = content_of(ends_at(ends)).readings;
    EXPECT_EQ(sorted.curve.energy(), Energy::from_wh(3 * 2400));
    std::mt19937 chance{7};
    for (int round = 0; round < 5; ++round) {
        std::shuffle(ends.begin(), ends.end(), chance);
        EXPECT_EQ(content_of(ends_at(ends)).readings, sorted);
    }
}

TEST(Steps, BehindAHoleAreThoseThatFollow) {
    EXPECT_EQ(lengths(ends_at({60, 120, 180, 330, 360, 390})), (std::vector{60, 60, 60, 30, 30, 30}));
    EXPECT_EQ(lengths(ends_at({30, 60, 160, 170, 180})), (std::vector{30, 30, 10, 10, 10}));
    EXPECT_EQ(lengths(ends_at({10, 20, 300, 360})), (std::vector{10, 10, 60, 60}));
    EXPECT_EQ(lengths(ends_at({60, 120, 150, 180})), (std::vector{60, 60, 30, 30}));
    EXPECT_EQ(lengths(ends_at({60, 120, 180, 190, 200})), (std::vector{60, 60, 60, 10, 10}));
    // Hours end on the hour: here the second row stands behind a hole.
    EXPECT_EQ(lengths(ends_at({30, 90, 120, 150})), (std::vector{30, 30, 30, 30}));
    EXPECT_EQ(lengths(ends_at({10, 20, 50, 60, 70})), (std::vector{10, 10, 10, 10, 10}));
    // A row alone between two holes, and one at the end.
    EXPECT_EQ(lengths(ends_at({30, 60, 300, 600, 610, 620})), (std::vector{30, 30, 10, 10, 10, 10}));
    EXPECT_EQ(lengths(ends_at({30, 60, 300})), (std::vector{30, 30, 30}));
}

TEST(Steps, OfStartsAreSeenFromTheOtherSide) {
    EXPECT_EQ(lengths("Début;kW\n01/06/2024 00:00;1\n01/06/2024 00:30;1\n01/06/2024 03:00;1\n"
                      "01/06/2024 03:10;1\n01/06/2024 03:20;1\n"),
              (std::vector{30, 30, 10, 10, 10}));
}

TEST(Steps, OffTheGridKeepTheirDistance) {
    EXPECT_EQ(lengths(ends_at({35, 65, 95, 185})), (std::vector{30, 30, 30, 30}));
}

TEST(Steps, ARepeatedRowIsSkippedAndOfAContradictionNeitherIsKept) {
    std::string const file = "Horodate;Valeur\n2024-06-01T00:30:00+02:00;1\n2024-06-01T01:00:00+02:00;2\n"
                             "2024-06-01T01:00:00+02:00;";
    EXPECT_EQ(skipped_of(content_of(file + "2\n")), lines({"4: says again what row 3 says"}));
    EXPECT_EQ(skipped_of(content_of(file + "\n")), lines({"4: says again what row 3 says"}));
    auto const content = content_of(file + "3\n2024-06-01T01:30:00+02:00;4\n");
    EXPECT_EQ(content.readings.curve.energy(), step(Instant{}, 30, 5).energy());
    EXPECT_EQ(skipped_of(content), lines({"3: another value for 2024-06-01T01:00:00+02:00 than row 4",
                                          "4: another value for 2024-06-01T01:00:00+02:00 than row 3"}));
}

} // namespace
} // namespace enedis2mqtt::test
