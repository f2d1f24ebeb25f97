#include "imports/cells.hpp"
#include "imports/csv_rows.hpp"
#include "imports/text.hpp"
#include "unit/imports/reading.hpp"

namespace enedis2mqtt::imports {
namespace {

std::string stamped(std::string_view cell, Serials serials = Serials::none) {
    auto const stamp = parse_stamp(cell, serials);
    if (!stamp)
        return "none";
    auto const day = CivilDay{std::chrono::floor<std::chrono::days>(stamp->local)};
    auto const minutes =
        std::chrono::duration_cast<std::chrono::minutes>(stamp->local - LocalTime{day.days()}).count();
    return day.iso() + ' ' + std::to_string(minutes) +
           (stamp->offset ? " offset " + std::to_string(stamp->offset->count()) : "") +
           (stamp->has_time ? "" : " day");
}

TEST(Stamps, AreReadInEveryFormThatExportsAndSpreadsheetsWrite) {
    EXPECT_EQ(stamped("2024-10-27T02:30:00+02:00"), "2024-10-27 150 offset 120");
    EXPECT_EQ(stamped(" 2024-10-27 02:30 "), "2024-10-27 150");
    EXPECT_EQ(stamped("2024-10-27T00:30:00.000Z"), "2024-10-27 30 offset 0");
    EXPECT_EQ(stamped("2024-10-27T02:30:00+0100"), "2024-10-27 150 offset 60");
    EXPECT_EQ(stamped("27/10/2024 2:30:00"), "2024-10-27 150");
    EXPECT_EQ(stamped("1/6/2024"), "2024-06-01 0 day");
    EXPECT_EQ(stamped("2024-06-01"), "2024-06-01 0 day");
    EXPECT_EQ(stamped("31/12/2024 24:00"), "2025-01-01 0");
    EXPECT_EQ(stamped("45592.104166666664", Serials::from_1900), "2024-10-27 150");
    EXPECT_EQ(stamped("44130", Serials::from_1904), "2024-10-27 0 day");
}

TEST(Stamps, WhatIsNoDateIsRefused) {
    for (auto const* cell : {"", "Horodate", "2024-13-01", "30/02/2024", "2024-10-27T25:00:00",
                             "2024-10-27T02:3", "2024-10-27T02:30:00+", "2024-10-27T02:30:00 CET",
                             "0001-01-01", "9999-12-31", "45592.1", "27/10/24"})
        EXPECT_EQ(stamped(cell), "none") << cell;
    EXPECT_EQ(stamped("17", Serials::from_1900), "none");
    EXPECT_EQ(stamped("1e300", Serials::from_1900), "none");
}

TEST(Numbers, TakeACommaOrAPoint) {
    EXPECT_EQ(parse_micro("0,512", Unit::kw), 512'000'000);
    EXPECT_EQ(parse_micro("0.51200000000000001", Unit::kw), 512'000'000);
    EXPECT_EQ(parse_micro("5.12E-1", Unit::kw), 512'000'000);
    EXPECT_EQ(parse_micro(" 128 ", Unit::w), 128'000'000);
    EXPECT_EQ(parse_micro("1\u202F234,5", Unit::wh), 1'234'500'000);
    EXPECT_EQ(parse_micro("12,3456", Unit::kwh), 12'345'600'000);
    for (auto const* cell :
         {"", "abc", "-1", "1,2,3", "1.234,5", "inf", "nan", "1 2", "1e99", "99999999999", "0x10", "12;3"})
        EXPECT_EQ(parse_micro(cell, Unit::w), std::nullopt) << cell;
}

TEST(Numbers, MissingIsNoZero) {
    for (auto const* cell : {"", "  ", "NA", "N/A", "#N/A", "null", "NULL", "NaN", "-", "--", "—"})
        EXPECT_TRUE(is_missing(cell)) << cell;
    for (auto const* cell : {"0", "-1", "0,0", "abc", "nullable", "?"})
        EXPECT_FALSE(is_missing(cell)) << cell;
}

TEST(Steps, AreMinutesUpToAnHour) {
    EXPECT_EQ(parse_step("PT30M"), std::chrono::minutes{30});
    EXPECT_EQ(parse_step("PT1H"), std::chrono::minutes{60});
    EXPECT_EQ(parse_step("10"), std::chrono::minutes{10});
    for (auto const* cell : {"", "0", "PT2H", "P1D", "90", "30 min"})
        EXPECT_EQ(parse_step(cell), std::nullopt) << cell;
}

TEST(Texts, AreFoldedWhateverTheirAccentsAndCase) {
    EXPECT_EQ(fold("  DÉBUT "), "debut");
    EXPECT_EQ(fold("Valeur (en kW)"), "valeur en kw");
    EXPECT_EQ(fold("Arrêté quotidien"), "arrete quotidien");
    EXPECT_EQ(fold("N° de cœur—œil"), "n de coeur oeil");
}

TEST(Texts, AreTurnedIntoUtf8FromWhatSpreadsheetsSave) {
    EXPECT_EQ(to_utf8("\xEF\xBB\xBF"
                      "Début"),
              "Début");
    EXPECT_EQ(to_utf8("D\xE9"
                      "but"),
              "Début");
    using namespace std::string_literals;
    EXPECT_EQ(to_utf8("\xFF\xFE"
                      "D\0\xE9\0b\0"s),
              "Déb");
    EXPECT_EQ(to_utf8("\xFE\xFF\0D\0\xE9\0b"s), "Déb");
}

TEST(CsvRows, KnowQuotesAndCountLines) {
    std::vector<std::string> seen;
    auto const read =
        visit_csv("a;\"b;\"\"c\"\"\nd\";\r\n\r\ne;f", ';', Language::en, [&](Row const& row) -> Result<bool> {
            auto line = std::to_string(row.number);
            for (auto const cell : row.cells)
                line += '|' + std::string{cell};
            seen.push_back(line);
            return true;
        });
    ASSERT_TRUE(read);
    EXPECT_EQ(seen, test::lines({"1|a|b;\"c\"\nd|", "3|", "4|e|f"}));
}

} // namespace
} // namespace enedis2mqtt::imports
