#include "support/xlsx.hpp"
#include "unit/imports/reading.hpp"

#include <sstream>

namespace enedis2mqtt::test {
namespace {

std::vector<std::string> const header{"Identifiant PRM",
                                      "Date de début",
                                      "Date de fin",
                                      "Grandeur physique",
                                      "Grandeur métier",
                                      "Etape métier",
                                      "Unité",
                                      "Horodate",
                                      "Valeur",
                                      "Nature",
                                      "Pas",
                                      "Indice de vraisemblance",
                                      "Etat complémentaire"};

struct Shown {
    std::string stamp;
    std::string value;
    std::string way = "CONS";
    std::string quantity = "PA";
    std::string unit = "W";
    std::string id = "01234567890123";
    std::string step = "PT30M";
    std::string stage = "BRUT";
};

std::vector<std::string> cells_of(Shown const& shown) {
    return {shown.id,
            "2026-06-10 00:00:00",
            "2026-06-11 00:00:00",
            shown.quantity,
            shown.way,
            shown.stage,
            shown.unit,
            shown.stamp,
            shown.value,
            "B",
            shown.step,
            "0",
            "0"};
}

std::string csv(std::vector<Shown> const& rows) {
    std::string text;
    auto const line = [&](std::vector<std::string> const& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            text += (i == 0 ? "" : ";") + cells[i];
        text += '\n';
    };
    line(header);
    for (auto const& row : rows)
        line(cells_of(row));
    return text;
}

std::string xlsx(std::vector<Shown> const& rows) {
    SheetOfCells sheet{"Feuil1", {{header.begin(), header.end()}}};
    for (auto const& row : rows) {
        auto const cells = cells_of(row);
        sheet.rows.emplace_back(cells.begin(), cells.end());
    }
    return workbook({sheet});
}

class ByRow : public testing::TestWithParam<std::string (*)(std::vector<Shown> const&)> {
protected:
    static Instant at_1030() { return utc("2026-06-10", 8, 30); }
    static std::string file(std::vector<Shown> const& rows) { return GetParam()(rows); }
};

TEST_P(ByRow, ConsAndProdAreTwoSeriesWhateverTheirOrder) {
    auto const contents = read(file({{"2026-06-10 11:00:00", "501"},
                                     {"2026-06-10 11:00:00", "2001", "PROD"},
                                     {"2026-06-10 11:30:00", "2002", "Production"},
                                     {"2026-06-10 11:30:00", "502", "Consommation"}}))
                              .value();
    ASSERT_EQ(contents.size(), 2u);
    using std::chrono::minutes;
    EXPECT_EQ(contents[0].series, curve);
    EXPECT_EQ(steps_of(contents[0]),
              (std::vector{step(at_1030(), 30, 501), step(at_1030() + minutes{30}, 30, 502)}));
    EXPECT_EQ(contents[1].series, (Series{Direction::production, Dataset::load_curve}));
    EXPECT_EQ(steps_of(contents[1]),
              (std::vector{step(at_1030(), 30, 2001), step(at_1030() + minutes{30}, 30, 2002)}));
}

TEST_P(ByRow, VoltageAndReactivePowerAreLeftOut) {
    auto const whole = read_whole(file({{"2026-06-10 11:00:00", "501"},
                                        {"2026-06-10 11:00:00", "231", "CONS", "E", "V"},
                                        {"2026-06-10 11:00:00", "80", "CONS", "ERC", "VAr"},
                                        {"2026-06-10 11:30:00", "502"},
                                        {"2026-06-10 11:30:00", "90000", "CONS", "E", ""}}))
                           .value();
    ASSERT_EQ(whole.series.size(), 1u);
    EXPECT_EQ(whole.series.front().readings.curve.size(), 2u);
    EXPECT_TRUE(whole.series.front().skipped.empty());
    ASSERT_EQ(whole.left_out.size(), 1u);
    EXPECT_EQ(whole.left_out.front().fault, PartFault::other_quantity);
    EXPECT_EQ(whole.left_out.front().rows, 3);
    EXPECT_EQ(whole.left_out.front().detail, "\"E\", \"V\", \"VAr\"");
}

TEST_P(ByRow, ACorrectionTakesThePlaceOfTheRawValueWhereverItStands) {
    auto const corrected = [](std::string stamp, std::string value) {
        return Shown{std::move(stamp), std::move(value), "CONS", "PA", "W",
                     "01234567890123", "PT30M",          "BEST"};
    };
    std::vector<Shown> rows{corrected("2026-06-10 11:00:00", "601"), {"2026-06-10 11:00:00", "501"}};
    auto at = at_1030();
    std::vector<Reading> wanted{step(at, 30, 601)};
    for (auto const* time : {"11:30:00", "12:00:00", "12:30:00", "13:00:00", "13:30:00"}) {
        at += std::chrono::minutes{30};
        rows.push_back({std::string{"2026-06-10 "} + time, "501"});
        rows.push_back(corrected(std::string{"2026-06-10 "} + time, "602"));
        wanted.push_back(step(at, 30, 602));
    }
    rows.push_back(corrected("2026-06-10 13:30:00", ""));
    auto const content = content_of(file(rows));
    EXPECT_EQ(steps_of(content), wanted);
    ASSERT_GE(content.skipped.size(), 6u);
    EXPECT_EQ(content.skipped.front().fault, RowFault::corrected);
    EXPECT_EQ(content.skipped.front().row, 3);
    EXPECT_EQ(content.skipped.front().other, 2);
    EXPECT_TRUE(std::none_of(content.skipped.begin(), content.skipped.end(),
                             [](auto const& row) { return is_odd(row.fault); }));
}

TEST_P(ByRow, NothingButVoltageIsNoFileOfOurs) {
    auto const refused = read(file({{"2026-06-10 11:00:00", "231", "CONS", "E", "V"}}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::file_not_recognised);
    EXPECT_NE(refused.error().message.find("1 row(s) of \"V\""), std::string::npos)
        << refused.error().message;
}

TEST_P(ByRow, OfSeveralMetersOursIsTaken) {
    auto const bytes = file({{"2026-06-10 11:00:00", "501"},
                             {"2026-06-10 11:00:00", "9", "CONS", "PA", "W", "12345678904567"},
                             {"2026-06-10 11:00:00", "-9", "CONS", "PA", "W", "12345678904567"},
                             {"2026-06-10 11:30:00", "502"}});
    auto const whole = read_whole(bytes).value();
    ASSERT_EQ(whole.series.size(), 1u);
    EXPECT_EQ(steps_of(whole.series.front()),
              (std::vector{step(at_1030(), 30, 501), step(at_1030() + std::chrono::minutes{30}, 30, 502)}));
    ASSERT_EQ(whole.left_out.size(), 1u);
    EXPECT_EQ(whole.left_out.front().detail, "…4567");
    auto const refused = imports::read_enedis_export(bytes, hints("12345678901234"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::file_of_another_meter);
    EXPECT_NE(refused.error().message.find("4 row(s) of meter …0123, …4567"), std::string::npos)
        << refused.error().message;
}

TEST_P(ByRow, MaximaAndDaysHaveTheirOwnQuantities) {
    auto const contents =
        read(file({{"2026-06-10 19:04:51", "6210", "CONS", "PMA", "VA", "01234567890123", ""},
                   {"2026-06-11 07:00:00", "5000", "CONS", "PMA", "W", "01234567890123", ""},
                   {"2026-06-10", "12820", "CONS", "EA", "Wh", "01234567890123", ""},
                   {"2026-06-11", "0", "CONS", "EA", "Wh", "01234567890123", ""}}))
            .value();
    ASSERT_EQ(contents.size(), 2u);
    EXPECT_EQ(contents[0].readings.daily,
              (std::vector{DailyEnergy{day("2026-06-10"), Energy::from_wh(12'820)},
                           DailyEnergy{day("2026-06-11"), Energy{}}}));
    EXPECT_EQ(
        contents[1].readings.max_power,
        (std::vector{MaxPower{day("2026-06-10"), at("2026-06-10", 19, 4, 51), ApparentPower::from_va(6210)},
                     MaxPower{day("2026-06-11"), at("2026-06-11", 7), ApparentPower::from_va(5000)}}));
}

INSTANTIATE_TEST_SUITE_P(Files, ByRow, testing::Values(&csv, &xlsx),
                         [](auto const& tested) { return tested.param == &csv ? "Csv" : "Xlsx"; });

} // namespace
} // namespace enedis2mqtt::test
