#include "unit/imports/reading.hpp"

#include <enedis2mqtt/imports/migration.hpp>

namespace enedis2mqtt::test {
namespace {

Result<std::vector<FileContent>> jeedom(std::string const& bytes, std::string_view name) {
    return series_of(imports::read_jeedom(bytes, name, hints()));
}

TEST(Jeedom, HourlyHistoryIsStampedAtTheEndInKw) {
    auto const content = only(jeedom("2024-06-01 00:30:00;0,345\n2024-06-01 01:00:00;0,4\n"
                                     "2024-06-01 23:30:00;0,5\n2024-06-01 23:55:00;0,6\n",
                                     "[Maison][Linky][Consommation_horaire].csv"));
    EXPECT_EQ(content.layout, "Jeedom history, load curve");
    EXPECT_EQ(content.series, curve);
    auto const midnight = utc("2024-05-31", 22);
    using std::chrono::minutes;
    EXPECT_EQ(steps_of(content), (std::vector{step(midnight, 30, 345), step(midnight + minutes{30}, 30, 400),
                                              step(midnight + minutes{1380}, 30, 500),
                                              step(midnight + minutes{1410}, 30, 600)}));
}

TEST(Jeedom, ItsDaysAreStampedInsideTheDay) {
    auto const content =
        only(jeedom("2024-05-31 23:55:00;12,345\n2024-06-01 00:00:00;9,5\n2024-06-02 23:55:00;\n",
                    "[Maison][Linky][Production Jour].csv"));
    EXPECT_EQ(content.series, produced);
    EXPECT_EQ(content.readings.daily, (std::vector{DailyEnergy{day("2024-05-31"), Energy::from_wh(12'345)},
                                                   DailyEnergy{day("2024-06-01"), Energy::from_wh(9'500)}}));
    EXPECT_EQ(skipped_of(content), lines({"3: no value"}));
}

TEST(Jeedom, TheNameTellsMaximaAndTheRowsTellTheRest) {
    auto const maxima = only(jeedom("2024-06-01 19:43:21;5,23\n", "Consommation_Puissance_max.csv"));
    EXPECT_EQ(maxima.readings.max_power,
              (std::vector{
                  MaxPower{day("2024-06-01"), at("2024-06-01", 19, 43, 21), ApparentPower::from_va(5230)}}));
    EXPECT_EQ(only(jeedom("2024-06-01 23:55:00;5\n2024-06-02 23:55:00;5\n", "export.csv")).series, daily);
    EXPECT_EQ(only(jeedom("2024-06-01 00:30:00;5\n2024-06-01 01:00:00;5\n", "export.csv")).series, curve);
}

TEST(Jeedom, TheDoubledHourWasKeptOnceAndIsLeftOut) {
    auto const content = only(jeedom("2024-10-27 01:30:00;1\n2024-10-27 02:00:00;1\n2024-10-27 02:30:00;1\n"
                                     "2024-10-27 03:00:00;1\n2024-10-27 03:30:00;1\n",
                                     "Consommation horaire"));
    EXPECT_EQ(steps_of(content),
              (std::vector{step(utc("2024-10-26", 23), 30, 1000), step(utc("2024-10-27", 1, 30), 30, 1000),
                           step(utc("2024-10-27", 2), 30, 1000)}));
    EXPECT_EQ(skipped_of(content), lines({"2: the hour that exists twice was kept once: it may be either",
                                          "3: the hour that exists twice was kept once: it may be either"}));
}

TEST(Jeedom, RunningSumsAndOtherFilesAreRefused) {
    auto const code = [](std::string const& bytes, std::string_view name) {
        auto const refused = jeedom(bytes, name);
        return refused ? ErrorCode::internal : refused.error().code;
    };
    EXPECT_EQ(code("2024-06-01 23:55:00;5\n", "Consommation_Mois.csv"), ErrorCode::file_not_recognised);
    EXPECT_EQ(code("2024-06-01 23:55:00;5\n", "Production Année"), ErrorCode::file_not_recognised);
    EXPECT_EQ(code("Horodate;Valeur\n", ""), ErrorCode::file_not_recognised);
    EXPECT_EQ(code("", ""), ErrorCode::file_not_recognised);
    EXPECT_EQ(code("2024-06-01 23:55:00;abc\n", ""), ErrorCode::file_invalid);
    EXPECT_EQ(code("2024-06-01 23:55:00;\n", ""), ErrorCode::file_without_values);
}

TEST(Jeedom, AnOddRowIsSkippedAndTold) {
    auto const content = only(jeedom("2024-06-01 23:55:00;5\n2024-06-02 23:55:00;-1\n2024-06-03 23:5", ""));
    EXPECT_EQ(content.readings.daily, (std::vector{DailyEnergy{day("2024-06-01"), Energy::from_wh(5'000)}}));
    EXPECT_EQ(skipped_of(content),
              lines({"2: \"-1\" is no number from 0 up", "3: \"2024-06-03 23:5\" is no date and time"}));
}

} // namespace
} // namespace enedis2mqtt::test
