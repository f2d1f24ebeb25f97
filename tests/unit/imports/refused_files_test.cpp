#include "support/xlsx.hpp"
#include "unit/imports/reading.hpp"

#include <random>

namespace enedis2mqtt::test {
namespace {

using namespace std::string_literals;

struct Refused {
    std::string name;
    std::string bytes;
    ErrorCode code;
    std::string message; ///< a part of it
    friend void PrintTo(Refused const& refused, std::ostream* out) { *out << refused.name; }
};

std::string const good = "Horodate;Valeur\n2024-06-01T00:30:00+02:00;1\n2024-06-01T01:00:00+02:00;2\n";

class RefusedFiles : public testing::TestWithParam<Refused> {};

TEST_P(RefusedFiles, SayWhatIsWrong) {
    auto const result = read(GetParam().bytes);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, GetParam().code) << result.error().message;
    EXPECT_NE(result.error().message.find(GetParam().message), std::string::npos) << result.error().message;
}

constexpr auto unknown = ErrorCode::file_not_recognised;
constexpr auto broken = ErrorCode::file_invalid;

INSTANTIATE_TEST_SUITE_P(
    WholeFiles, RefusedFiles,
    testing::Values(
        Refused{"Empty", "", unknown, "empty"}, Refused{"Blank", " \r\n\n", unknown, "empty"},
        Refused{"Pdf", "%PDF-1.7\n%\xE2\xE3", unknown, "a PDF document"},
        Refused{"Png", "\x89PNG\r\n\x1A\n\0\0"s, unknown, "an image"},
        Refused{"WebPage", "\xEF\xBB\xBF\n<!DOCTYPE HTML><html>", unknown, "a web page"},
        Refused{"Json", "{\"meter_reading\":{}}", unknown, "JSON"},
        Refused{"OldExcel", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", unknown, "old or protected Excel"},
        Refused{"Binary", "abc\0def"s, unknown, "a binary file"},
        Refused{"Words", "Bonjour;tout;le;monde\n1;2;3;4\n", unknown, "no header row"},
        Refused{"TwoValues", "Date;HP (kWh);HC (kWh)\n2024-06-01;1;2\n", unknown, "no header row"},
        Refused{"NoUnit", "Début;Fin;Valeur\n01/06/2024 00:00;01/06/2024 00:30;1\n", unknown,
                "row 1: the unit of its values is not said"},
        Refused{"PowerByDay", "Date;Valeur (en kW)\n2024-06-01;1\n", unknown, "a power for each day"},
        Refused{"MaximumOfAProduction", "Production\nDate;Valeur (en kVA)\n2024-06-01;1\n", unknown,
                "the maximum power of a production"},
        Refused{"OtherZip", zip_of({{"mes-index.csv", "a;b\n"}}), unknown, "a ZIP archive without"},
        Refused{"SheetWithoutTable", workbook({{"Feuil1", {{"Bonjour"}}}}), unknown, "no header row"}),
    [](auto const& tested) { return tested.param.name; });

constexpr auto without = ErrorCode::file_without_values;

INSTANTIATE_TEST_SUITE_P(
    WithoutValues, RefusedFiles,
    testing::Values(Refused{"HeaderOnly", "Horodate;Valeur\n", without, "row 1: a header with no rows"},
                    Refused{"NotOneValue", "Date;Valeur (en kWh)\n01/06/2024;NA\n02/06/2024;\n", without,
                            "row 1: no value in its 2 row(s)"},
                    Refused{"EmptyCurve", "Horodate;Valeur\n2024-06-01T00:30:00+02:00;\n", without,
                            "no value"},
                    Refused{"OneRegister", "Horodate;EAS T\n2024-06-01T00:00:00+02:00;100\n", without,
                            "never of two midnights in a row"},
                    Refused{"EmptySheets",
                            workbook({{"Feuil1", {{"Date", "Valeur (en kWh)"}}},
                                      {"Feuil2", {{"Date", "Valeur (en kWh)"}}}}),
                            without, "sheet \"Feuil1\": a header with no rows under it (and 1 more)"}),
    [](auto const& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OfOthers, RefusedFiles,
    testing::Values(Refused{"AnotherMeter", "PRM : 12345678901234\nDate;Valeur (en Wh)\n2024-06-01;1\n",
                            of_another, "1 row(s) of meter …1234"},
                    Refused{"OtherMetersInRows",
                            "PRM;Horodate;Valeur\n12345678901234;2024-06-01 00:30;1\n"
                            "12345678904567;2024-06-01 01:00;1\n",
                            of_another, "2 row(s) of meter …1234, …4567"},
                    Refused{"TwoMetersAbove",
                            "PRM 01234567890123;PRM 12345678901234\nDate;Valeur (en Wh)\n2024-06-01;1\n",
                            unknown, "more than one meter"}),
    [](auto const& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    OddRows, RefusedFiles,
    testing::Values(
        Refused{"CutInQuotes", "debut;fin;kW\n2024-06-01T00:00:00+02:00;2024-06-01T00:30:00+02:00;\"0,1",
                broken, "row 2: a quote opens"},
        Refused{"UnquotedDecimalComma", "debut,fin,kW\n2024-06-01 00:00,2024-06-01 00:30,0,412\n", broken,
                "row 2: 4 cells under a header of 3"},
        Refused{"TwoEnergiesOfADay", "Date;Valeur (en Wh)\n2024-06-01;1\n2024-06-01;2\n", broken,
                "row 2: another value for 2024-06-01 than row 3 (2 odd rows, 0 good values)"},
        Refused{"StrangeFin", "Début;Fin;kW\n01/06/2024 00:00;bientôt;1\n", broken, "row 2: \"bientôt\""},
        Refused{"EdfTimeWithoutDay",
                "Date et heure de relève par le distributeur;Puissance atteinte (W);Nature\n23:30:00;1;x\n",
                broken, "row 2: a time of day and no day"},
        Refused{"RegistersTakenForDays", "Date;Valeur (en Wh)\n2024-06-01;21450100\n2024-06-02;21461350\n",
                broken, "row 2: 21450.1 kWh, more than 72 kW can give (2 odd rows, 0 good values)"},
        Refused{"WattsHeadedKilowatts", "Début;Fin;Valeur (en kW)\n01/06/2024 00:00;01/06/2024 00:30;412\n",
                broken, "row 2: 412000 W, more than 72 kW can give"}),
    [](auto const& tested) { return tested.param.name; });

struct Odd {
    std::string name;
    std::string line; ///< behind two good ones
    std::string told;
    friend void PrintTo(Odd const& odd, std::ostream* out) { *out << odd.name; }
};

class OddRowsAmidGoodOnes : public testing::TestWithParam<Odd> {};

TEST_P(OddRowsAmidGoodOnes, AreSkippedAndTold) {
    auto const content = content_of(good + GetParam().line + "2024-06-01T03:00:00+02:00;3\n");
    EXPECT_EQ(content.readings.curve.size(), 3u);
    EXPECT_EQ(skipped_of(content), lines({GetParam().told}));
}

INSTANTIATE_TEST_SUITE_P(
    Each, OddRowsAmidGoodOnes,
    testing::Values(
        Odd{"CutInADate", "2024-06-01T01:3\n", "4: \"2024-06-01T01:3\" is no date and time"},
        Odd{"CutBeforeTheValue", "2024-06-01T01:30:00+02:00\n", "4: the line ends before its value"},
        Odd{"NoNumber", "2024-06-01T01:30:00+02:00;12x\n", "4: \"12x\" is no number from 0 up"},
        Odd{"Negative", "2024-06-01T01:30:00+02:00;-3\n", "4: \"-3\" is no number from 0 up"},
        Odd{"Huge", "2024-06-01T01:30:00+02:00;99999999999\n", "4: \"99999999999\" is no number from 0 up"},
        Odd{"Above72Kw", "2024-06-01T01:30:00+02:00;72001\n", "4: 72001 W, more than 72 kW can give"},
        Odd{"Words", "x2024-06-01T01:30:00+02:00;3\n",
            "4: \"x2024-06-01T01:30:00+02:00\" is no date and time"},
        Odd{"ValueWithoutDate", ";3\n", "4: a value and no date"},
        Odd{"TooWide", "2024-06-01T01:30:00+02:00;3;4\n", "4: 3 cells under a header of 2"}),
    [](auto const& tested) { return tested.param.name; });

TEST(RefusedFile, SaysWhyInFrench) {
    auto asked = hints();
    asked.language = Language::fr;
    auto const said = [&](std::string const& bytes) {
        return imports::read_enedis_export(bytes, asked).error().message;
    };
    EXPECT_EQ(said(""), "le fichier est vide");
    EXPECT_EQ(said("%PDF-1.7"), "c'est un document PDF");
    EXPECT_EQ(
        said("Bonjour;le;monde\n"),
        "aucune ligne d'en-tête d'un export connu (Horodate, Début, Date, avec une valeur et son unité)");
    EXPECT_EQ(said("Date;Valeur (en kW)\n2024-06-01;1\n"),
              "ligne 1 : une puissance par jour n'est pas une mesure");
    EXPECT_EQ(said("Date;Valeur (en Wh)\n2024-06-01;\"1\n"),
              "ligne 2 : un guillemet s'ouvre et ne se ferme jamais : le fichier est coupé");
    EXPECT_EQ(said("Date;Valeur (en Wh)\n2024-06-01;-1\n2024-06-02;-1\n2024-06-03;-1\n2024-06-04;-1\n"),
              "ligne 2 : \"-1\" n'est pas un nombre positif (4 lignes aberrantes, 0 bonnes valeurs)");
    EXPECT_TRUE(said("PK\x03\x04 and no more").starts_with("l'archive est abîmée ou coupée : "));
    EXPECT_EQ(
        said(zip_of({{"mes-index.csv", "a;b\n"}})),
        "une archive ZIP sans classeur Excel : décompressez-la et importez les fichiers qu'elle contient");
}

TEST(OddRows, AboveATenthAndThreeRefuseTheFile) {
    auto const file = [](int odd) {
        std::string text = "Date;Valeur (en Wh)\n";
        for (int i = 0; i < 40; ++i)
            text += (day("2024-01-01") + i).iso() + (i < odd ? ";-1\n" : ";1\n");
        return text;
    };
    auto const taken = content_of(file(4));
    EXPECT_EQ(taken.readings.daily.size(), 36u);
    EXPECT_EQ(taken.skipped.size(), 4u);
    auto const refused = read(file(5));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, broken);
    EXPECT_EQ(refused.error().message, "row 2: \"-1\" is no number from 0 up (5 odd rows, 35 good values)");
}

TEST(OddRows, AreCountedBeyondThoseKept) {
    std::string text = "Horodate;Valeur\n";
    for (int i = 0; i < 60'000; ++i)
        text += "1\n";
    auto const refused = read(text);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "row 2: \"1\" is no date and time (60000 odd rows, 0 good values)");
}

TEST(OddRows, ATableBeyondAnyExportIsRefused) {
    std::string text = "Horodate;EAS F1;EAS F2;EAS F3;EAS F4;EAS F5;EAS F6;EAS F7;EAS F8;EAS F9\n";
    for (int i = 0; i < 60'000; ++i)
        text += "2024-06-01T00:00:00+02:00;1;1;1;1;1;1;1;1;1\n";
    auto const refused = read(text);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "more values than any export has");
}

TEST(OddRows, AStepThatOverlapsAnotherIsOne) {
    auto const content = content_of(
        "Début;Fin;kW\n01/06/2024 00:00;01/06/2024 01:00;1\n01/06/2024 00:30;01/06/2024 01:00;1\n");
    EXPECT_EQ(content.readings.curve.size(), 1u);
    EXPECT_EQ(skipped_of(content),
              lines({"3: its step overlaps the one that ends at 2024-06-01T01:00:00+02:00"}));
}

TEST(OddRows, AMaximumAbove72KvaIsOne) {
    auto const content = content_of("Date;Valeur (en kVA)\n2024-06-01;72\n2024-06-02;72,001\n");
    EXPECT_EQ(content.readings.max_power.size(), 1u);
    EXPECT_EQ(skipped_of(content), lines({"3: 72001 VA, more than 72 kW can give"}));
}

SheetOfCells curve_sheet() {
    return {"Consommation Horaire",
            {{"Début", "Fin", "Valeur (en kW)"}, {"01/06/2025 12:00:00", "01/06/2025 12:30:00", "1,234"}}};
}

TEST(RefusedWorkbooks, ATruncatedOneIsDamagedWhereverItWasCut) {
    auto const whole = workbook({curve_sheet()});
    ASSERT_TRUE(read(whole));
    for (std::size_t size = 4; size < whole.size(); size += 97) {
        auto const cut = read(whole.substr(0, size));
        ASSERT_FALSE(cut) << size;
        EXPECT_EQ(cut.error().code, broken) << size;
    }
}

TEST(RefusedWorkbooks, AFlippedByteIsNeverReadAsAnotherValue) {
    auto const whole = workbook({curve_sheet()});
    auto const expected = content_of(whole).readings;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto damaged = whole;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
        if (auto const result = read(damaged)) {
            EXPECT_EQ(result->front().readings, expected) << i;
        }
    }
}

TEST(RefusedWorkbooks, AZipBombStopsAtItsLimit) {
    auto const bomb =
        zip_of({{"xl/workbook.xml", "<workbook/>"}, {"xl/sharedStrings.xml", std::string(17U << 20U, ' ')}});
    ASSERT_LT(bomb.size(), 100'000u);
    auto const result = read(bomb);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "xl/sharedStrings.xml unpacks to more than 16 MB");
}

TEST(RefusedWorkbooks, ABombOfTinyElementsIsNotParsed) {
    std::string elements;
    while (elements.size() < 9'000'000)
        elements += "<a/>";
    auto const result = read(
        zip_of({{"xl/workbook.xml", "<workbook/>"}, {"xl/sharedStrings.xml", "<s>" + elements + "</s>"}}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "xl/sharedStrings.xml has more elements than any export");
}

TEST(RefusedWorkbooks, EntitiesOfADocumentTypeAreNotExpanded) {
    std::string bomb = "<!DOCTYPE sst [<!ENTITY a \"0000000000\">";
    for (char c = 'b'; c <= 'j'; ++c) {
        bomb += "<!ENTITY "s + c + " \"";
        for (int i = 0; i < 10; ++i)
            bomb += "&"s + static_cast<char>(c - 1) + ';';
        bomb += "\">";
    }
    auto const result = read(zip_of({{"xl/workbook.xml", "<workbook/>"},
                                     {"xl/sharedStrings.xml", bomb + "]><sst><si><t>&j;</t></si></sst>"}}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, unknown);
}

TEST(RefusedWorkbooks, RandomChangesOfTheirXmlNeverCrash) {
    std::string const sheet =
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Date</t></is></c>"
        "<c r=\"B1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\"><v>45809</v></c><c r=\"B2\">"
        "<v>1.5</v></c></row></sheetData></worksheet>";
    std::string const book = "<workbook><sheets><sheet name=\"a\" r:id=\"1\"/></sheets></workbook>";
    auto const whole = [&](std::string const& changed_book, std::string const& changed_sheet) {
        return zip_of({{"xl/workbook.xml", changed_book},
                       {"xl/_rels/workbook.xml.rels", "<R><R Id=\"1\" Target=\"s.xml\"/></R>"},
                       {"xl/sharedStrings.xml", "<sst><si><t>Valeur (en kWh)</t></si></sst>"},
                       {"xl/s.xml", changed_sheet}});
    };
    EXPECT_EQ(content_of(whole(book, sheet)).readings.daily,
              (std::vector{DailyEnergy{day("2025-06-01"), Energy::from_wh(1500)}}));
    std::mt19937 chance{5};
    for (int round = 0; round < 2000; ++round) {
        auto changed_sheet = sheet;
        auto changed_book = book;
        for (int i = 0; i < 2; ++i)
            changed_sheet[chance() % sheet.size()] = static_cast<char>(chance() % 128);
        if (round % 4 == 0)
            changed_book[chance() % book.size()] = static_cast<char>(chance() % 128);
        if (auto const result = read(whole(changed_book, changed_sheet))) {
            EXPECT_EQ(result->size(), 1u);
        }
    }
}

TEST(RefusedWorkbooks, ATextThatIsNotThereIsDamage) {
    auto const result = read(zip_of(
        {{"xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" r:id=\"1\"/></sheets></workbook>"},
         {"xl/_rels/workbook.xml.rels", "<R><R Id=\"1\" Target=\"/xl/s.xml\"/></R>"},
         {"xl/s.xml", "<worksheet><sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData></worksheet>"}}));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "row 1: a cell refers to a text that the workbook does not hold");
}

TEST(RefusedFiles, AHundredMegabytesOfRubbishAreRefused) {
    auto const large = read(std::string(100U << 20U, 'x'));
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().code, broken);
    for (char const filling : {'x', ';', ',', '\n', '"', '\xE9'}) {
        auto const rubbish = read(std::string(1U << 20U, filling));
        ASSERT_FALSE(rubbish);
        EXPECT_EQ(rubbish.error().code, unknown) << filling;
    }
}

TEST(RefusedFiles, RandomChangesNeverCrashAndNeverInventReadings) {
    std::string const whole = "\xEF\xBB\xBFIdentifiant PRM;Unite\n01234567890123;W\n\n" + good;
    std::mt19937 chance{11};
    for (int round = 0; round < 5000; ++round) {
        auto changed = whole;
        for (int i = 0; i < 3; ++i)
            changed[chance() % changed.size()] = static_cast<char>(chance() % 256);
        auto const result = read(changed);
        for (auto const& content : result ? *result : std::vector<FileContent>{})
            EXPECT_LE(content.readings.curve.size() + content.readings.daily.size(), 2u);
    }
}

} // namespace
} // namespace enedis2mqtt::test
