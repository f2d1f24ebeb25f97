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
    EXPECT_EQ(lengths(ends_at({10, 20, 50, 80, 140, 200})), (std::vector{10, 10, 30, 30, 60, 60}));
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

TEST(Steps, ARepeatedRowIsSkippedAndAContradictionRefusesTheFile) {
    std::string const file = "Horodate;Valeur\n2024-06-01T00:30:00+02:00;1\n2024-06-01T01:00:00+02:00;2\n"
                             "2024-06-01T01:00:00+02:00;";
    EXPECT_EQ(skipped_of(content_of(file + "2\n")), lines({"4: says again what row 3 says"}));
    EXPECT_EQ(skipped_of(content_of(file + "\n")), lines({"4: says again what row 3 says"}));
    auto const refused = read(file + "3\n");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "row 4: another value for the time of row 3, 2024-06-01T01:00:00+02:00");
}

} // namespace
} // namespace enedis2mqtt::test
