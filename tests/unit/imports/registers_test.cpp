#include "unit/imports/reading.hpp"

namespace enedis2mqtt::test {
namespace {

std::string const r64 =
    "\xEF\xBB\xBFIdentifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape "
    "métier;Unité;"
    "Horodate;Valeur;Contexte relève;Type relève;Motif relève;Grille;Identifiant calendrier;Libellé "
    "calendrier;"
    "Libellé grille;Identifiant classe temporelle;Libellé classe temporelle;Cadran;Indice de vraisemblance\n";

struct Register {
    std::string day;
    int wh;
    std::string grid = "DISTRIBUTEUR";
    std::string name = "BASE";
    std::string way = "CONS";
    std::string quantity = "EA";
    std::string unit = "Wh";
};

std::string row(Register const& shown) {
    return "01234567890123;2026-03-02;2026-03-06;" + shown.quantity + ';' + shown.way + ";BRUT;" +
           shown.unit + ';' + shown.day + "T00:00:00+01:00;" + std::to_string(shown.wh) + ";COL;AQ;REGUL;" +
           shown.grid + ";C;;;" + shown.name + ";;1;0\n";
}

std::string file_of(std::vector<Register> const& registers) {
    auto text = r64;
    for (auto const& each : registers)
        text += row(each);
    return text;
}

std::vector<DailyEnergy> days(std::vector<std::pair<std::string, int>> const& wh) {
    std::vector<DailyEnergy> all;
    for (auto const& [iso_day, energy] : wh)
        all.push_back({day(iso_day), Energy::from_wh(energy)});
    return all;
}

TEST(Registers, ADayIsTheDifferenceOfTwo) {
    auto const content = content_of(
        file_of({{"2026-03-02", 21'450'100}, {"2026-03-03", 21'461'350}, {"2026-03-04", 21'470'020}}));
    EXPECT_EQ(content.layout, "Enedis CSV, daily registers");
    EXPECT_EQ(content.series, daily);
    EXPECT_EQ(content.readings.daily, days({{"2026-03-02", 11'250}, {"2026-03-03", 8'670}}));
}

TEST(Registers, OfTwoGridsOneCounts) {
    std::vector<Register> const both{{"2026-03-02", 1'000},
                                     {"2026-03-02", 600, "FOURNISSEUR", "HP"},
                                     {"2026-03-02", 400, "FOURNISSEUR", "HC"},
                                     {"2026-03-03", 1'500},
                                     {"2026-03-03", 900, "FOURNISSEUR", "HP"},
                                     {"2026-03-03", 600, "FOURNISSEUR", "HC"}};
    EXPECT_EQ(content_of(file_of(both)).readings.daily, days({{"2026-03-02", 500}}));
    for (auto const* grid : {"GRD", "Distributeur", ""}) {
        auto named = both;
        named[0].grid = named[3].grid = grid;
        EXPECT_EQ(content_of(file_of(named)).readings.daily, days({{"2026-03-02", 500}})) << grid;
    }
}

TEST(Registers, TheSuppliersGridFillsInWhereTheDistributorsIsCut) {
    auto const content = content_of(file_of({{"2026-03-02", 1'000},
                                             {"2026-03-02", 600, "FOURNISSEUR", "HP"},
                                             {"2026-03-02", 400, "FOURNISSEUR", "HC"},
                                             {"2026-03-03", 900, "FOURNISSEUR", "HP"},
                                             {"2026-03-03", 600, "FOURNISSEUR", "HC"},
                                             {"2026-03-04", 1'800}}));
    EXPECT_EQ(content.readings.daily, days({{"2026-03-02", 500}}));
    EXPECT_EQ(skipped_of(content), lines({"7: its registers are not those of the midnight before"}));
}

TEST(Registers, EveryClassOfATempoTariffIsSummed) {
    std::vector<Register> all;
    int wh = 100;
    for (auto const* name : {"HCJB", "HPJB", "HCJW", "HPJW", "HCJR", "HPJR"}) {
        all.push_back({"2026-03-02", wh, "FOURNISSEUR", name});
        all.push_back({"2026-03-03", wh + 1, "FOURNISSEUR", name});
        wh *= 2;
    }
    EXPECT_EQ(content_of(file_of(all)).readings.daily, days({{"2026-03-02", 6}}));
    all.pop_back(); // of one class the second midnight is missing
    auto const refused = read(file_of(all));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::file_without_values);
}

TEST(Registers, RowsInAnyOrderAndBothWaysAreTwoSeries) {
    auto const contents = read(file_of({{"2026-03-04", 300, "DISTRIBUTEUR", "BASE", "PROD"},
                                        {"2026-03-03", 1'500},
                                        {"2026-03-02", 0, "DISTRIBUTEUR", "BASE", "PROD"},
                                        {"2026-03-03", 250, "DISTRIBUTEUR", "BASE", "PROD"},
                                        {"2026-03-02", 1'000}}))
                              .value();
    ASSERT_EQ(contents.size(), 2u);
    EXPECT_EQ(contents[0].series, daily);
    EXPECT_EQ(contents[0].readings.daily, days({{"2026-03-02", 500}}));
    EXPECT_EQ(contents[1].series, produced);
    EXPECT_EQ(contents[1].readings.daily, days({{"2026-03-02", 250}, {"2026-03-03", 50}}));
}

TEST(Registers, AcrossMissingDaysAndAnotherMeterThereIsNoDay) {
    auto const content = content_of(file_of({{"2026-03-02", 1'000},
                                             {"2026-03-03", 1'500},
                                             {"2026-03-05", 2'500},
                                             {"2026-03-06", 10},
                                             {"2026-03-07", 35}}));
    EXPECT_EQ(content.readings.daily, days({{"2026-03-02", 500}, {"2026-03-06", 25}}));
    EXPECT_EQ(skipped_of(content),
              lines({"4: the midnight before it is not in the file",
                     "5: its registers are below those of the midnight before: another meter"}));
}

TEST(Registers, OneOfSeveralThatFallsIsAnotherMeterToo) {
    auto const content = content_of(file_of({{"2026-03-02", 1'000, "FOURNISSEUR", "HP"},
                                             {"2026-03-02", 1'000, "FOURNISSEUR", "HC"},
                                             {"2026-03-03", 900, "FOURNISSEUR", "HP"},
                                             {"2026-03-03", 1'500, "FOURNISSEUR", "HC"},
                                             {"2026-03-04", 950, "FOURNISSEUR", "HP"},
                                             {"2026-03-04", 1'500, "FOURNISSEUR", "HC"}}));
    EXPECT_EQ(content.readings.daily, days({{"2026-03-03", 50}}));
}

TEST(Registers, ADayBeyond72KwIsOdd) {
    auto const content =
        content_of(file_of({{"2026-03-02", 0}, {"2026-03-03", 1'728'000}, {"2026-03-04", 3'456'001}}));
    EXPECT_EQ(content.readings.daily, days({{"2026-03-02", 1'728'000}}));
    EXPECT_EQ(skipped_of(content), lines({"4: 1728.001 kWh, more than 72 kW can give"}));
}

TEST(Registers, TwoValuesOfOneMidnightAreNone) {
    auto const content = content_of(file_of({{"2026-03-02", 1'000},
                                             {"2026-03-03", 1'500},
                                             {"2026-03-04", 2'000},
                                             {"2026-03-04", 2'001},
                                             {"2026-03-05", 3'000},
                                             {"2026-03-06", 3'100},
                                             {"2026-03-06", 3'100}}));
    EXPECT_EQ(content.readings.daily, days({{"2026-03-02", 500}, {"2026-03-05", 100}}));
    EXPECT_EQ(
        skipped_of(content),
        lines({"4: another value for 2026-03-04 than row 5", "5: another value for 2026-03-04 than row 4",
               "6: the midnight before it is not in the file", "8: says again what row 7 says"}));
}

TEST(Registers, OtherQuantitiesBesideThemAreLeftOut) {
    auto const file = read_whole(file_of({{"2026-03-02", 1'000},
                                          {"2026-03-02", 6'000, "", "", "CONS", "PMA", "VA"},
                                          {"2026-03-02", 77, "DISTRIBUTEUR", "BASE", "CONS", "ER", "VArh"},
                                          {"2026-03-03", 1'500},
                                          {"2026-03-03", 99, "DISTRIBUTEUR", "BASE", "CONS", "ER", "VArh"}}))
                          .value();
    ASSERT_EQ(file.series.size(), 1u);
    EXPECT_EQ(file.series.front().readings.daily, days({{"2026-03-02", 500}}));
    EXPECT_EQ(left_out_of(file),
              lines({"row 1: 3 row(s) of \"VA\", \"VArh\": neither active power nor active energy"}));
}

std::string columns_file(std::string const& way, std::string const& header, std::string const& rows) {
    return "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur "
           "metier;Etape "
           "metier;Unite\n01234567890123;Index;02/03/2024;05/03/2024;Energie active;" +
           way + ";Comptage Brut;Wh\nHorodate;Type de releve;" + header + '\n' + rows;
}

TEST(RegisterColumns, AreThoseOfTheDirectionOfTheFile) {
    std::string const rows = "2024-03-02T00:00:00+01:00;Arrêté quotidien;8000000;8000000;150000\n"
                             "2024-03-03T00:00:00+01:00;Arrêté quotidien;8009000;8009000;154200\n";
    auto const production = content_of(columns_file("Production", "EAS F1;EAS T;EAI T", rows));
    EXPECT_EQ(production.series, produced);
    EXPECT_EQ(production.readings.daily, days({{"2024-03-02", 4'200}}));
    auto const consumption = content_of(columns_file("Consommation", "EAS F1;EAS T;EAI T", rows));
    EXPECT_EQ(consumption.series, daily);
    EXPECT_EQ(consumption.readings.daily, days({{"2024-03-02", 9'000}}));
    EXPECT_EQ(content_of(columns_file("PROD", "EAS F1;EAS T;EAI T", rows)).series, produced);
}

TEST(RegisterColumns, WithoutTheWordSpeakForThemselvesOrTakeTheDirectionAsked) {
    std::string const rows = "2024-03-02T00:00:00+01:00;Arrêté quotidien;10;20\n"
                             "2024-03-03T00:00:00+01:00;Arrêté quotidien;11;23\n";
    EXPECT_EQ(content_of(columns_file("", "EAI F1;EAI F2", rows)).series, produced);
    auto asked = hints();
    asked.direction_if_silent = Direction::production;
    auto const content =
        only(series_of(imports::read_enedis_export(columns_file("", "EAS T;EAI T", rows), asked)));
    EXPECT_EQ(content.readings.daily, days({{"2024-03-02", 3}}));
}

TEST(RegisterColumns, OfConsumptionAreNeverAProduction) {
    auto const refused = read(columns_file("Production", "EAS F1;EAS T",
                                           "2024-03-02T00:00:00+01:00;Arrêté quotidien;10;20\n"
                                           "2024-03-03T00:00:00+01:00;Arrêté quotidien;11;23\n"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::file_not_recognised);
    EXPECT_EQ(refused.error().message,
              "row 3: no registers of its direction (EAI T for production, EAS T for consumption)");
}

TEST(RegisterColumns, TheDistributorsPeriodsStandInForTheTotal) {
    auto const content = content_of(columns_file("Consommation", "EAS F1;EAS F2;EAS D1;EAS D2;EAS T",
                                                 "2024-03-02T00:00:00+01:00;Arrêté quotidien;10;;10;;10\n"
                                                 "2024-03-03T00:00:00+01:00;Arrêté quotidien;5;9;14;;\n"));
    EXPECT_EQ(content.readings.daily, days({{"2024-03-02", 4}}));
}

} // namespace
} // namespace enedis2mqtt::test
