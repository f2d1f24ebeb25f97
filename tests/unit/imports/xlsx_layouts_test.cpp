#include "support/xlsx.hpp"
#include "unit/imports/reading.hpp"

namespace enedis2mqtt::test {
namespace {

SheetOfCells curve_sheet() {
    return {"Consommation Horaire",
            {{"Export de votre courbe de charge"},
             {"Point Référence Mesure (PRM) : 01234567890123"},
             {},
             {Cell{}, "Début", "Fin", "Valeur (en kW)"},
             {Cell{}, "01/06/2025 12:00:00", "01/06/2025 12:30:00", "1,234"},
             {Cell{}, "01/06/2025 12:30:00", "01/06/2025 13:00:00", "NA"},
             {Cell{}, "01/06/2025 13:00:00", "01/06/2025 13:30:00", 0.51200000000000001},
             {Cell{}, "01/06/2025 13:30:00", "01/06/2025 14:00:00"}}};
}

std::vector<Reading> noon_readings() {
    auto const noon = utc("2025-06-01", 10);
    return {step(noon, 30, 1234), step(noon + std::chrono::minutes{60}, 30, 512)};
}

TEST(XlsxLayouts, TheCurveIsStampedAtItsStartAndMayLeaveCellsOut) {
    auto const content = content_of(workbook({curve_sheet()}));
    EXPECT_EQ(content.layout, "Enedis XLSX, load curve");
    EXPECT_EQ(content.series, curve);
    EXPECT_EQ(code_for_another_meter(workbook({curve_sheet()})), of_another);
    EXPECT_EQ(steps_of(content), noon_readings());
    EXPECT_EQ(skipped_of(content), lines({"6: no value", "8: no value"}));
}

TEST(XlsxLayouts, TheSheetIsFoundByWhatItHoldsAndTheMeterOnAnyOfThem) {
    SheetOfCells const cover{"Informations",
                             {{"Point Référence Mesure (PRM)", "01234567890123"}, {"Bonjour"}}};
    auto sheet = curve_sheet();
    sheet.name = "Feuil2";
    sheet.rows[1] = {"Production"};
    auto const content = content_of(workbook({cover, sheet}));
    EXPECT_EQ(code_for_another_meter(workbook({cover, sheet})), of_another);
    EXPECT_EQ(content.series.direction, Direction::production);
}

TEST(XlsxLayouts, OfAWorkbookOfTwoMetersTheSheetOfOursIsTaken) {
    auto other = curve_sheet();
    other.rows[1] = {"PRM : 12345678901234"};
    other.name = "Feuil2";
    auto const file = read_whole(workbook({curve_sheet(), other})).value();
    ASSERT_EQ(file.series.size(), 1u);
    EXPECT_EQ(steps_of(file.series.front()), noon_readings());
    EXPECT_EQ(left_out_of(file), lines({"sheet \"Feuil2\": 4 row(s) of meter …1234"}));
}

TEST(XlsxLayouts, ASheetsNameWeighsMoreThanTheWordsOnIt) {
    auto sheet = curve_sheet();
    sheet.name = "Production Horaire";
    sheet.rows[0] = {"Vos données de consommation"};
    EXPECT_EQ(content_of(workbook({sheet})).series.direction, Direction::production);
}

TEST(XlsxLayouts, DatesMayBeDayNumbersOfEitherCalendar) {
    // 45809.5 is noon of 1 June 2025 counted from 1900; 1904 began 1462 days later.
    for (double const since : {0.0, 1462.0}) {
        SheetOfCells const sheet{"Consommation Horaire",
                                 {{"Début", "Fin", "Valeur (en kW)"},
                                  {45809.5 - since, 45809.5 + 1.0 / 48 - since, 1.234},
                                  {45809.5 + 1.0 / 24 - since, 45809.5 + 3.0 / 48 - since, 0.512}}};
        WorkbookOptions options;
        options.since_1904 = since > 0;
        EXPECT_EQ(steps_of(content_of(workbook({sheet}, options))), noon_readings());
    }
}

TEST(XlsxLayouts, DaysAndMaximaAreReadFromOneWorkbook) {
    SheetOfCells const days{"Consommation Quotidienne",
                            {{"Point Référence Mesure (PRM) : 01234567890123"},
                             {"Type de comptage : LINKY"},
                             {"Date", "Valeur (en kWh)"},
                             {"29/03/2025", "12,345"},
                             {"30/03/2025", Cell::error("#N/A")},
                             {"31/03/2025", 11.7766}}};
    SheetOfCells const maxima{"Puissance maximale",
                              {{"Date", "Heure", "Valeur (en kVA)"},
                               {"29/03/2025", "19:43:21", "5,23"},
                               {"30/03/2025", "07:15", 3.608}}};
    auto const contents = read(workbook({days, maxima})).value();
    ASSERT_EQ(contents.size(), 2u);
    EXPECT_EQ(contents[0].layout, "Enedis XLSX, daily energy");
    EXPECT_EQ(contents[0].series, daily);
    EXPECT_EQ(contents[0].readings.daily,
              (std::vector{DailyEnergy{day("2025-03-29"), Energy::from_wh(12'345)},
                           DailyEnergy{day("2025-03-31"), Energy::from_joules(42'395'760)}}));
    EXPECT_EQ(contents[1].series, peaks);
    EXPECT_EQ(code_for_another_meter(workbook({days, maxima})), of_another);
    EXPECT_EQ(
        contents[1].readings.max_power,
        (std::vector{MaxPower{day("2025-03-29"), at("2025-03-29", 19, 43, 21), ApparentPower::from_va(5230)},
                     MaxPower{day("2025-03-30"), at("2025-03-30", 7, 15), ApparentPower::from_va(3608)}}));
}

TEST(XlsxLayouts, TheTimeOfAMaximumMayBeAFractionOfADay) {
    // 71001 of 86400 seconds are 19:43:21.
    auto const content = content_of(workbook({{"Puissance maximale",
                                               {{"Date", "Heure", "Valeur (en kVA)"},
                                                {45745.0, 71'001 / 86'400.0, 5.23},
                                                {45746.0, 0.0, 3.608}}}}));
    EXPECT_EQ(
        content.readings.max_power,
        (std::vector{MaxPower{day("2025-03-29"), at("2025-03-29", 19, 43, 21), ApparentPower::from_va(5230)},
                     MaxPower{day("2025-03-30"), at("2025-03-30", 0), ApparentPower::from_va(3608)}}));
}

TEST(XlsxLayouts, ATimeOfAMaximumThatIsNoneIsNotMidnight) {
    for (Cell const& clock : {Cell{"19h43"}, Cell{1.5}}) {
        auto const refused = read(workbook(
            {{"Puissance maximale", {{"Date", "Heure", "Valeur (en kVA)"}, {"29/03/2025", clock, "5,23"}}}}));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::file_invalid);
        EXPECT_NE(refused.error().message.find("is no time of day"), std::string::npos)
            << refused.error().message;
    }
}

TEST(XlsxLayouts, ElementsMayHaveAPrefixAndTextsStandInTheirCells) {
    auto sheet = curve_sheet();
    for (auto& row : sheet.rows)
        for (auto& cell : row)
            if (cell.kind == Cell::Kind::shared)
                cell = Cell::in_place(cell.text);
    WorkbookOptions options;
    options.prefix = "x:";
    EXPECT_EQ(steps_of(content_of(workbook({sheet}, options))), noon_readings());
}

TEST(XlsxLayouts, APdlThatBecameANumberKeepsItsLeadingZero) {
    auto sheet = curve_sheet();
    sheet.rows[1] = {"PRM", 1234567890123.0};
    EXPECT_EQ(steps_of(content_of(workbook({sheet}))), noon_readings());
    EXPECT_EQ(code_for_another_meter(workbook({sheet})), of_another);
}

} // namespace
} // namespace enedis2mqtt::test
