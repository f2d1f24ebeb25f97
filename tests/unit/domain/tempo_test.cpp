#include "support/days.hpp"

#include <enedis2mqtt/domain/tempo.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using enum TempoColor;
using test::at;
using test::day;
using test::paris;

/// Blue from the season's first day to `last`, save the days named.
TempoCalendar blue_until(CivilDay last, std::map<CivilDay, TempoColor> others = {}) {
    TempoCalendar colors;
    for (auto one = tempo_season(last).start; one <= last; ++one)
        colors[one] = others.contains(one) ? others.at(one) : blue;
    return colors;
}

TEST(Tempo, BelievesWhatNobodyContradicts) {
    std::vector<ToldColor> const told{{day("2026-11-20"), TempoSource::couleur_tempo, white},
                                      {day("2026-11-20"), TempoSource::rte, white},
                                      {day("2026-11-21"), TempoSource::couleur_tempo, blue},
                                      {day("2026-11-22"), TempoSource::couleur_tempo, blue},
                                      {day("2026-11-22"), TempoSource::rte, red},
                                      {day("2026-11-23"), TempoSource::rte, red}};
    EXPECT_EQ(
        agreed_colors(told),
        (TempoCalendar{{day("2026-11-20"), white}, {day("2026-11-21"), blue}, {day("2026-11-23"), red}}));
}

TEST(Tempo, HasSeasonsFromSeptemberToAugust) {
    EXPECT_EQ(tempo_season(day("2026-09-01")), (DayRange{day("2026-09-01"), day("2027-09-01")}));
    EXPECT_EQ(tempo_season(day("2026-08-31")), (DayRange{day("2025-09-01"), day("2026-09-01")}));
    EXPECT_EQ(tempo_season_name(day("2026-12-31")), "2026-2027");
    EXPECT_EQ(tempo_season_name(day("2027-01-01")), "2026-2027");
}

TEST(Tempo, CountsWhatIsLeftAfterToday) {
    auto const last = day("2026-09-03");
    auto now = tempo_on(last, blue_until(last, {{day("2026-09-02"), white}}));
    EXPECT_EQ(now.left, (TempoCounts{298, 42, 22}));
    EXPECT_EQ(now.color, blue);
    EXPECT_EQ(now.tomorrow, std::nullopt);

    auto colors = blue_until(last);
    colors[last + 1] = red;
    now = tempo_on(last, colors);
    EXPECT_EQ(now.tomorrow, red);
    EXPECT_EQ(now.left, (TempoCounts{297, 43, 22})) << "tomorrow is after today";
}

TEST(Tempo, HasOneBlueDayMoreInALeapSeason) {
    auto const last = day("2027-09-01");
    EXPECT_EQ(tempo_on(last, blue_until(last)).left, (TempoCounts{300, 43, 22})) << "holds 29 February 2028";
    EXPECT_EQ(tempo_on(day("2028-09-01"), blue_until(day("2028-09-01"))).left, (TempoCounts{299, 43, 22}));
}

TEST(Tempo, CountsNothingWhileADayIsUnknown) {
    auto const last = day("2026-11-20");
    auto colors = blue_until(last);
    colors.erase(day("2026-10-25"));
    EXPECT_EQ(tempo_on(last, colors).left, std::nullopt);
    EXPECT_EQ(tempo_on(last, colors).color, blue);
}

TEST(Tempo, BelievesTomorrowFromElevenOn) {
    EXPECT_FALSE(is_final_color(day("2026-11-21"), at("2026-11-20", 10, 59), paris()));
    EXPECT_TRUE(is_final_color(day("2026-11-21"), at("2026-11-20", 11), paris()));
    EXPECT_FALSE(is_final_color(day("2026-11-22"), at("2026-11-20", 23), paris()));
    EXPECT_TRUE(is_final_color(day("2026-11-20"), at("2026-11-20", 0), paris()));
    // Both days on which the clock is moved.
    EXPECT_FALSE(is_final_color(day("2026-10-26"), at("2026-10-25", 10, 59), paris()));
    EXPECT_TRUE(is_final_color(day("2027-03-29"), at("2027-03-28", 11), paris()));
}

TEST(Tempo, IsAskedForWhenItMayBeKnown) {
    TempoNow known{day("2026-11-20"), blue, std::nullopt, std::nullopt};
    auto const next = [&](int hour, int minute) {
        return next_tempo_look(at("2026-11-20", hour, minute), known, 7min, paris());
    };
    EXPECT_EQ(next(0, 0), at("2026-11-20", 11, 7));
    EXPECT_EQ(next(11, 7), at("2026-11-20", 11, 37));
    EXPECT_EQ(next(14, 10), at("2026-11-20", 15, 10));
    EXPECT_EQ(next(19, 10), std::nullopt);
    known.tomorrow = red;
    EXPECT_EQ(next(11, 7), std::nullopt);
    known.color = std::nullopt;
    EXPECT_EQ(next(3, 0), at("2026-11-20", 3, 30));
}

} // namespace
} // namespace enedis2mqtt
