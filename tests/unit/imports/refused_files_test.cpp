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
                "row 1 does not say the unit"},
        Refused{"PowerByDay", "Date;Valeur (en kW)\n2024-06-01;1\n", unknown, "a power for each day"},
        Refused{"MaximumOfAProduction", "Production\nDate;Valeur (en kVA)\n2024-06-01;1\n", unknown,
                "the maximum power of a production"},
        Refused{"OtherZip", zip_of({{"mes-index.csv", "a;b\n"}}), unknown, "a ZIP archive without"},
        Refused{"SheetWithoutTable", workbook({{"Feuil1", {{"Bonjour"}}}}), unknown, "no header row"}),
    [](auto const& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    BrokenRows, RefusedFiles,
    testing::Values(
        Refused{"HeaderOnly", "Horodate;Valeur\n", broken, "a header with no rows"},
        Refused{"CutInADate", good + "2024-06-01T01:3", broken, "row 4: \"2024-06-01T01:3\" is no date"},
        Refused{"CutBeforeTheValue", good + "2024-06-01T01:30:00+02:00", broken, "row 4: the line ends"},
        Refused{"CutInQuotes", "debut;fin;kW\n2024-06-01T00:00:00+02:00;2024-06-01T00:30:00+02:00;\"0,1",
                broken, "row 2: a quote opens"},
        Refused{"NoNumber", good + "2024-06-01T01:30:00+02:00;12x\n", broken, "row 4: \"12x\" is no number"},
        Refused{"Negative", good + "2024-06-01T01:30:00+02:00;-12\n", broken, "row 4: \"-12\" is no number"},
        Refused{"Huge", good + "2024-06-01T01:30:00+02:00;99999999999\n", broken, "row 4"},
        Refused{"WordsAmidRows", good + "x2024-06-01T01:30:00+02:00;3\n2024-06-01T02:00:00+02:00;3\n", broken,
                "row 4: \"x2024-06-01T01:30:00+02:00\" is no date and time, and rows with one follow"},
        Refused{"ValueWithoutDate", good + ";3\n", broken, "row 4: a value and no date"},
        Refused{"UnquotedDecimalComma", "debut,fin,kW\n2024-06-01 00:00,2024-06-01 00:30,0,412\n", broken,
                "row 2: 4 cells under a header of 3"},
        Refused{"Overlap",
                "Début;Fin;kW\n01/06/2024 00:00;01/06/2024 01:00;1\n01/06/2024 00:30;01/06/2024 01:00;1\n",
                broken, "row 3: its step overlaps"},
        Refused{"TwoEnergiesOfADay", "Date;Valeur (en Wh)\n2024-06-01;1\n2024-06-01;2\n", broken,
                "row 3: another value for the day of row 2, 2024-06-01"},
        Refused{"TwoMetersAbove",
                "PRM 01234567890123;PRM 12345678901234\nDate;Valeur (en Wh)\n2024-06-01;1\n", broken,
                "more than one meter"},
        Refused{"TwoMetersInRows",
                "PRM;Horodate;Valeur\n01234567890123;2024-06-01 00:30;1\n"
                "12345678901234;2024-06-01 01:00;1\n",
                broken, "row 3: another meter"},
        Refused{"StrangeFin", "Début;Fin;kW\n01/06/2024 00:00;bientôt;1\n", broken, "row 2: \"bientôt\""},
        Refused{"EdfTimeWithoutDay",
                "Date et heure de relève par le distributeur;Puissance atteinte (W);Nature\n23:30:00;1;x\n",
                broken, "row 2: a time of day and no day"}),
    [](auto const& tested) { return tested.param.name; });

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
