#include "unit/imports/reading.hpp"

#include <iomanip>
#include <sstream>

namespace enedis2mqtt::test {
namespace {

using std::chrono::minutes;

enum class Wording { ends_with_offset, naive_ends, naive_starts, naive_starts_and_ends };

std::string clock_text(LocalTime local) {
    auto const since_midnight = local - std::chrono::floor<std::chrono::days>(local);
    std::ostringstream out;
    out << CivilDay{std::chrono::floor<std::chrono::days>(local)}.iso() << ' ' << std::setfill('0')
        << std::setw(2) << since_midnight / std::chrono::hours{1} << ':' << std::setw(2)
        << since_midnight % std::chrono::hours{1} / minutes{1} << ":00";
    return out.str();
}

/// A day's half-hours of 1, 2, 3… W in one of the wordings exports have.
std::string half_hours(std::string_view iso_day, Wording wording) {
    auto const whole = paris().interval_of(day(iso_day));
    std::string text = wording == Wording::naive_starts_and_ends ? "Début;Fin;Valeur (en W)\n"
                       : wording == Wording::naive_starts        ? "Début;Valeur (en W)\n"
                                                                 : "Horodate;Valeur\n";
    int watts = 0;
    for (auto start = whole.start; start < whole.end; start += minutes{30}) {
        auto const end = start + minutes{30};
        if (wording == Wording::ends_with_offset)
            text += paris().iso(end);
        else if (wording == Wording::naive_ends)
            text += clock_text(paris().local_of(end));
        else
            text += clock_text(paris().local_of(start));
        if (wording == Wording::naive_starts_and_ends)
            text += ';' + clock_text(paris().local_of(end));
        text += ';' + std::to_string(++watts) + '\n';
    }
    return text;
}

class EveryWording : public testing::TestWithParam<Wording> {};

TEST_P(EveryWording, GivesEachHalfHourOfEveryDayOnce) {
    struct Length {
        std::string_view day;
        std::size_t half_hours;
    };
    for (auto const& [iso_day, count] :
         {Length{"2024-03-31", 46}, Length{"2024-10-27", 50}, Length{"2024-06-01", 48}}) {
        auto const content = content_of(half_hours(iso_day, GetParam()));
        EXPECT_TRUE(content.skipped.empty()) << iso_day;
        ASSERT_EQ(content.readings.curve.size(), count) << iso_day;
        EXPECT_TRUE(content.readings.curve.covers(paris().interval_of(day(iso_day)))) << iso_day;
        int watts = 0;
        for (auto const& reading : content.readings.curve.readings())
            EXPECT_EQ(reading.mean.watts(), ++watts) << iso_day;
    }
}

TEST_P(EveryWording, IsTheSameNewestFirst) {
    for (auto const* iso_day : {"2024-03-31", "2024-10-27"}) {
        auto const oldest_first = half_hours(iso_day, GetParam());
        std::istringstream in{oldest_first};
        std::string header;
        std::getline(in, header);
        std::string rows;
        for (std::string line; std::getline(in, line);)
            rows = line + '\n' + rows;
        EXPECT_EQ(content_of(header + '\n' + rows).readings, content_of(oldest_first).readings) << iso_day;
    }
}

INSTANTIATE_TEST_SUITE_P(ClockChanges, EveryWording,
                         testing::Values(Wording::ends_with_offset, Wording::naive_ends,
                                         Wording::naive_starts, Wording::naive_starts_and_ends));

TEST(ClockChanges, AnEndWrittenAsTheOpeningOfTheGapIsTheChange) {
    auto const content = content_of("Début;Fin;kW\n"
                                    "31/03/2024 01:00;31/03/2024 01:30;0,1\n"
                                    "31/03/2024 01:30;31/03/2024 02:00;0,2\n"
                                    "31/03/2024 03:00;31/03/2024 03:30;0,3\n");
    auto const first = utc("2024-03-31", 0);
    EXPECT_EQ(steps_of(content), (std::vector{step(first, 30, 100), step(first + minutes{30}, 30, 200),
                                              step(first + minutes{60}, 30, 300)}));
}

TEST(ClockChanges, AHorodateAtTheOpeningOfTheGapIsTheChangeToo) {
    auto const content = content_of("Horodate;Valeur\n2024-03-31 01:30:00;1\n2024-03-31 02:00:00;2\n"
                                    "2024-03-31 03:30:00;3\n");
    auto const first = utc("2024-03-31", 0);
    EXPECT_EQ(steps_of(content), (std::vector{step(first, 30, 1), step(first + minutes{30}, 30, 2),
                                              step(first + minutes{60}, 30, 3)}));
}

TEST(ClockChanges, ATimeThatTheSpringSkipsIsNoReading) {
    auto const content = content_of("Début;Fin;kW\n"
                                    "31/03/2024 01:30;31/03/2024 03:00;0,2\n"
                                    "31/03/2024 02:00;31/03/2024 02:30;0,9\n"
                                    "31/03/2024 02:30;31/03/2024 03:00;0,9\n"
                                    "31/03/2024 03:00;31/03/2024 03:30;0,3\n");
    EXPECT_EQ(content.readings.curve.size(), 2u);
    EXPECT_EQ(skipped_of(content), lines({"3: a local time that the clock change skips",
                                          "4: a local time that the clock change skips"}));
}

TEST(ClockChanges, AnHourKeptOnceLeavesTheOtherOneOpen) {
    auto const content = content_of("Début;Fin;kW\n"
                                    "27/10/2024 01:30;27/10/2024 02:00;0,1\n"
                                    "27/10/2024 02:00;27/10/2024 02:30;0,2\n"
                                    "27/10/2024 02:30;27/10/2024 03:00;0,3\n"
                                    "27/10/2024 03:00;27/10/2024 03:30;0,4\n");
    auto const first = utc("2024-10-26", 23, 30);
    EXPECT_EQ(steps_of(content),
              (std::vector{step(first, 30, 100), step(first + minutes{30}, 30, 200),
                           step(first + minutes{60}, 30, 300), step(first + minutes{150}, 30, 400)}));
}

TEST(ClockChanges, TheSecondHalfHourOfTheFirstCopyMayBeMissing) {
    auto const content = content_of("Horodate;Valeur\n"
                                    "2024-10-27 01:30:00;1\n"
                                    "2024-10-27 02:30:00;2\n"
                                    "2024-10-27 02:00:00;3\n"
                                    "2024-10-27 02:30:00;4\n"
                                    "2024-10-27 03:00:00;5\n");
    std::vector<Instant> ends;
    for (auto const& reading : steps_of(content))
        ends.push_back(reading.interval.end);
    EXPECT_EQ(ends, (std::vector{utc("2024-10-26", 23, 30), utc("2024-10-27", 0, 30), utc("2024-10-27", 1),
                                 utc("2024-10-27", 1, 30), utc("2024-10-27", 2)}));
}

} // namespace
} // namespace enedis2mqtt::test
