#include "support/fixture.hpp"
#include "unit/imports/reading.hpp"

namespace enedis2mqtt::test {
namespace {

ErrorCode code_for_another_meter_in(std::string const& name) {
    return code_for_another_meter(fixture("enedis_files/" + name));
}

FileContent content_of_file(std::string const& name) {
    return content_of(fixture("enedis_files/" + name));
}

TEST(CsvLayouts, TheOldLoadCurveIsStampedAtTheEndAndChangesItsStep) {
    auto const content = content_of_file("csv_load_curve.csv");
    EXPECT_EQ(content.layout, "Enedis CSV, load curve");
    EXPECT_EQ(code_for_another_meter_in("csv_load_curve.csv"), of_another);
    EXPECT_EQ(content.series, curve);
    auto const first = utc("2024-10-25", 22); // midnight in Paris
    using std::chrono::minutes;
    EXPECT_EQ(steps_of(content),
              (std::vector{step(first, 60, 600), step(first + minutes{60}, 60, 500),
                           step(first + minutes{120}, 30, 440), step(first + minutes{150}, 30, 420),
                           step(first + minutes{210}, 30, 410), step(first + minutes{240}, 10, 408),
                           step(first + minutes{250}, 10, 0)}));
    EXPECT_EQ(skipped_of(content), lines({"9: no value"}));
}

TEST(CsvLayouts, DaysAreTheDifferencesOfRegistersAndMaximaFollowInTheSameFile) {
    auto const contents = read(fixture("enedis_files/csv_registers_and_maxima.csv")).value();
    ASSERT_EQ(contents.size(), 2u);
    auto const& days = contents[0];
    EXPECT_EQ(days.layout, "Enedis CSV, daily registers");
    EXPECT_EQ(days.series, daily);
    // 1 November by its total, 2 November by its two periods: Enedis writes midnight as 23:00 in winter.
    EXPECT_EQ(days.readings.daily, (std::vector{DailyEnergy{day("2024-10-31"), Energy::from_wh(12'500)},
                                                DailyEnergy{day("2024-11-01"), Energy::from_wh(6'500)},
                                                DailyEnergy{day("2024-11-02"), Energy::from_wh(9'500)},
                                                DailyEnergy{day("2024-11-06"), Energy::from_wh(13'000)}}));
    EXPECT_EQ(skipped_of(days),
              lines({"9: no value", "10: the midnight before it is not in the file",
                     "11: no daily reading of the registers",
                     "12: its registers are below those of the midnight before: another meter"}));
    auto const& maxima = contents[1];
    EXPECT_EQ(maxima.layout, "Enedis CSV, daily maximum power");
    EXPECT_EQ(maxima.series, peaks);
    EXPECT_EQ(code_for_another_meter_in("csv_registers_and_maxima.csv"), of_another);
    EXPECT_EQ(
        maxima.readings.max_power,
        (std::vector{MaxPower{day("2024-11-01"), at("2024-11-01", 19, 43, 21), ApparentPower::from_va(5230)},
                     MaxPower{day("2024-11-03"), at("2024-11-03", 7, 15, 8), ApparentPower::from_va(3608)}}));
    EXPECT_EQ(skipped_of(maxima), lines({"22: no value"}));
}

TEST(CsvLayouts, AnEmptySeriesDoesNotSpoilTheOtherOnes) {
    std::string const bytes = "Horodate;Valeur\nPRM;Unité : Wh\n01234567890123\nDate;Valeur\n2024-06-01;12\n";
    auto const content = content_of(bytes);
    EXPECT_EQ(code_for_another_meter(bytes), of_another);
    EXPECT_EQ(content.readings.daily, (std::vector{DailyEnergy{day("2024-06-01"), Energy::from_wh(12)}}));
}

TEST(CsvLayouts, RegistersOfAChangedTariffGiveNoDayWithoutATotal) {
    auto const content = content_of("Horodate;Type de releve;EAS F1;EAS F2\n"
                                    "2024-06-01T00:00:00+02:00;Arrêté quotidien;100;200\n"
                                    "2024-06-02T00:00:00+02:00;Arrêté quotidien;150;\n"
                                    "2024-06-03T00:00:00+02:00;Arrêté quotidien;175;\n");
    EXPECT_EQ(content.readings.daily, (std::vector{DailyEnergy{day("2024-06-02"), Energy::from_wh(25)}}));
    EXPECT_EQ(skipped_of(content), lines({"3: its registers are not those of the midnight before"}));
}

TEST(CsvLayouts, DaysMayBeEnergyToo) {
    auto const content = content_of_file("csv_daily_energy.csv");
    EXPECT_EQ(content.layout, "Enedis CSV, daily energy");
    EXPECT_EQ(content.readings.daily, (std::vector{DailyEnergy{day("2025-03-28"), Energy::from_wh(11'776)},
                                                   DailyEnergy{day("2025-03-30"), Energy::from_wh(9'001)},
                                                   DailyEnergy{day("2025-03-31"), Energy{}}}));
    EXPECT_EQ(skipped_of(content), lines({"6: no value"}));
}

TEST(CsvLayouts, AFileThatDoesNotSayItsDirectionTakesTheOneAsked) {
    auto const bytes = fixture("enedis_files/csv_injection_days.csv");
    auto asked = hints();
    EXPECT_EQ(only(series_of(imports::read_enedis_export(bytes, asked))).series, daily);
    asked.direction_if_silent = Direction::production;
    auto const content = only(series_of(imports::read_enedis_export(bytes, asked)));
    EXPECT_EQ(content.series, produced);
    EXPECT_EQ(content.readings.daily, (std::vector{DailyEnergy{day("2025-06-01"), Energy::from_wh(15'230)},
                                                   DailyEnergy{day("2025-06-02"), Energy{}},
                                                   DailyEnergy{day("2025-06-04"), Energy::from_wh(20'111)}}));
}

TEST(CsvLayouts, AWorkbookSavedAsCsvHasCommasOrTabsAndAnyEncoding) {
    auto const produced_curve = content_of_file("xlsx_saved_as_csv_commas.csv");
    EXPECT_EQ(produced_curve.series, (Series{Direction::production, Dataset::load_curve}));
    EXPECT_EQ(code_for_another_meter_in("xlsx_saved_as_csv_commas.csv"), of_another);
    auto const noon = utc("2025-06-01", 10);
    EXPECT_EQ(steps_of(produced_curve),
              (std::vector{step(noon, 30, 1234), step(noon + std::chrono::minutes{30}, 30, 2500),
                           step(noon + std::chrono::minutes{60}, 60, 0)}));

    auto const consumed = content_of_file("xlsx_saved_as_csv_windows_1252.csv");
    EXPECT_EQ(consumed.series, curve);
    EXPECT_EQ(code_for_another_meter_in("xlsx_saved_as_csv_windows_1252.csv"), of_another);
    EXPECT_EQ(steps_of(consumed),
              (std::vector{step(noon, 30, 1234), step(noon + std::chrono::minutes{60}, 10, 500)}));
    EXPECT_EQ(skipped_of(consumed), lines({"6: no value"}));
}

TEST(CsvLayouts, ConsoDownloaderStampsTheStartWithItsOffset) {
    auto const content = content_of_file("conso_downloader_kw.csv");
    EXPECT_EQ(content.series, curve);
    auto const first = utc("2024-10-26", 23, 30);
    using std::chrono::minutes;
    EXPECT_EQ(steps_of(content),
              (std::vector{step(first, 30, 412), step(first + minutes{30}, 30, 400),
                           step(first + minutes{90}, 30, 390), step(first + minutes{120}, 30, 388)}));
    EXPECT_EQ(skipped_of(content), lines({"4: no value"}));
}

TEST(CsvLayouts, EnergyOfAStepBecomesItsMeanPower) {
    auto const content = content_of_file("conso_downloader_kwh.csv");
    auto const first = utc("2023-12-31", 23);
    using std::chrono::minutes;
    EXPECT_EQ(steps_of(content), (std::vector{step(first, 30, 412), step(first + minutes{30}, 30, 400),
                                              step(first + minutes{60}, 60, 300)}));
    EXPECT_EQ(content.readings.curve.energy(), Energy::from_wh(706));
}

TEST(CsvLayouts, EdfRepeatsRowsAndLeavesTheGrid) {
    auto const content = content_of_file("edf_half_hours.csv");
    EXPECT_EQ(content.layout, "EDF CSV, load curve");
    EXPECT_EQ(
        steps_of(content),
        (std::vector{step(utc("2025-01-17", 22), 30, 914), step(utc("2025-01-17", 22, 30), 30, 1356),
                     step(utc("2025-01-17", 23), 30, 1102), step(utc("2025-01-18", 21, 30), 30, 964),
                     step(utc("2025-01-18", 22), 30, 1184), step(utc("2025-01-18", 22, 30), 30, 1122)}));
    EXPECT_EQ(content.skipped.size(), 3u);
}

TEST(CsvLayouts, ARowMayNameItsMeterUnitAndStep) {
    auto const content = content_of_file("by_row_naive.csv");
    EXPECT_EQ(code_for_another_meter_in("by_row_naive.csv"), of_another);
    EXPECT_EQ(content.series.direction, Direction::production);
    auto const first = utc("2023-03-12", 23);
    using std::chrono::minutes;
    EXPECT_EQ(steps_of(content), (std::vector{step(first, 30, 692), step(first + minutes{30}, 30, 650),
                                              step(first + minutes{60}, 10, 640)}));
}

} // namespace
} // namespace enedis2mqtt::test
