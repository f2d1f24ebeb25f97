// Files that people's tools write.
#include "support/xlsx.hpp"
#include "unit/imports/reading.hpp"

namespace enedis2mqtt::test {
namespace {

using std::chrono::minutes;

TEST(Tools, AHorodateMayNameTheEndOfTheStep) {
    std::string const bytes = "Courbe de charge Linky (pas 30 min) - PRM 01234567890123\n"
                              "Horodate fin de pas;Puissance moyenne (W)\n"
                              "2026-07-13T00:30:00;301\n2026-07-13T01:00:00;302\n";
    auto const content = content_of(bytes);
    EXPECT_EQ(content.series, curve);
    auto const midnight = utc("2026-07-12", 22);
    EXPECT_EQ(steps_of(content),
              (std::vector{step(midnight, 30, 301), step(midnight + minutes{30}, 30, 302)}));
    EXPECT_EQ(code_for_another_meter(bytes), of_another);
    EXPECT_EQ(steps_of(content_of("horodate ISO fin de pas;puissance moyenne (W)\n"
                                  "2026-07-13T00:30:00+02:00;301\n2026-07-13T01:00:00+02:00;302\n")),
              steps_of(content));
    EXPECT_EQ(steps_of(content_of("Horodate début de pas;Puissance moyenne (W)\n"
                                  "2026-07-13T00:00:00;301\n2026-07-13T00:30:00;302\n")),
              steps_of(content));
}

TEST(Tools, LinkysCliWritesDaysMaximaAndEnds) {
    auto const days = content_of("\nDate,Valeur (Wh)\n2026-04-01,9271\n2026-04-02,12724\n");
    EXPECT_EQ(days.readings.daily, (std::vector{DailyEnergy{day("2026-04-01"), Energy::from_wh(9'271)},
                                                DailyEnergy{day("2026-04-02"), Energy::from_wh(12'724)}}));
    auto const maxima = content_of("\nDate,Valeur (VA)\n2026-04-01 04:18:59,3533\n");
    EXPECT_EQ(maxima.readings.max_power, (std::vector{MaxPower{day("2026-04-01"), at("2026-04-01", 4, 18, 59),
                                                               ApparentPower::from_va(3533)}}));
    auto const powers = content_of("\nDate,Valeur (W)\n2026-04-01 00:30:00,101\n2026-04-01 01:00:00,102\n"
                                   "2026-04-02 00:00:00,148\n");
    EXPECT_EQ(steps_of(powers),
              (std::vector{step(utc("2026-03-31", 22), 30, 101), step(utc("2026-03-31", 22, 30), 30, 102),
                           step(utc("2026-04-01", 21, 30), 30, 148)}));
}

TEST(Tools, DatesThatLookLikeStartsAreNotTakenForEnds) {
    auto const refused = read("Date,Valeur (W)\n2026-04-01 00:00:00,101\n2026-04-01 00:30:00,102\n");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::file_not_recognised);
    EXPECT_EQ(refused.error().message, "row 1: its times may begin or end their steps");
}

SheetOfCells days_headed_kw(std::string const& way) {
    return {"Export " + way + " Quotidienne",
            {{"Export des données de l'énergie"},
             {"Grandeur physique : ", "Energie Active"},
             {"Type de comptage : ", way + " Quotidienne"},
             {"Date", "Valeur (en kW)"},
             {"01/07/2024", "24,318"},
             {"02/07/2024", "NA"}}};
}

TEST(Tools, DailyEnergyHeadedKwIsKwh) {
    auto const contents =
        read(workbook({days_headed_kw("Consommation"), days_headed_kw("Production")})).value();
    ASSERT_EQ(contents.size(), 2u);
    auto const expected = std::vector{DailyEnergy{day("2024-07-01"), Energy::from_wh(24'318)}};
    EXPECT_EQ(contents[0].series, daily);
    EXPECT_EQ(contents[0].readings.daily, expected);
    EXPECT_EQ(contents[1].series, produced);
    EXPECT_EQ(contents[1].readings.daily, expected);
    EXPECT_EQ(
        content_of("Type de comptage : ;Consommation Quotidienne\nDate;Valeur (en kW)\n01/07/2024;24,318\n")
            .readings.daily,
        expected);
}

TEST(Tools, AnOddSheetDoesNotRefuseTheWorkbook) {
    SheetOfCells const powers{"Feuil1", {{"Date", "Valeur (en kW)"}, {"01/07/2024", "24,318"}}};
    SheetOfCells const unitless{"Feuil2", {{"Date", "Valeur"}, {"01/07/2024", "24,318"}}};
    SheetOfCells const empty{"Feuil3", {{"Date", "Valeur (en kWh)"}, {"01/07/2024", "NA"}}};
    auto const file = read_whole(workbook({powers, unitless, days_headed_kw("Consommation"), empty})).value();
    ASSERT_EQ(file.series.size(), 1u);
    EXPECT_EQ(file.series.front().readings.daily.size(), 1u);
    EXPECT_EQ(left_out_of(file), lines({"sheet \"Feuil1\": a power for each day is no measure",
                                        "sheet \"Feuil2\": the unit of its values is not said",
                                        "sheet \"Feuil3\": no value in its 1 row(s)"}));
}

TEST(Tools, TooManyOddRowsOfOneSheetRefuseTheWorkbook) {
    SheetOfCells const registers{
        "Index", {{"Date", "Valeur (en kWh)"}, {"01/07/2024", "21450,1"}, {"02/07/2024", "21461,35"}}};
    auto const refused = read(workbook({registers, days_headed_kw("Consommation")}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::file_invalid);
}

} // namespace
} // namespace enedis2mqtt::test
