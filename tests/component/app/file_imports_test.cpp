#include "app/file_imports.hpp"
#include "app/import_text.hpp"
#include "app/uploaded_files.hpp"
#include "support/days.hpp"
#include "support/fake_clock.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace enedis2mqtt::test {
namespace {

Series const curve{Direction::consumption, Dataset::load_curve};
Series const daily{Direction::consumption, Dataset::daily};
Series const max_power{Direction::consumption, Dataset::max_power};

/// Half-hours of 100 W from `first` up to `end`, as Enedis' workbook saved as CSV.
std::string half_hours(std::string const& iso_day, int first, int end) {
    std::string text = "Début;Valeur (en W)\n";
    for (int i = first; i < end; ++i)
        text += iso_day + ' ' + std::to_string(i / 2) + (i % 2 == 0 ? ":00" : ":30") + ";100\n";
    return text;
}

/// An archive on disk, which a second connection may look into and spoil.
class FileImportsTest : public testing::Test {
protected:
    ~FileImportsTest() override {
        store_.reset();
        std::filesystem::remove_all(folder_);
    }

    Result<FileReport> import(std::string bytes) {
        return imports_.import_file(id_, std::move(bytes), std::nullopt, Language::en);
    }
    SQLite::Database other() { return {(folder_ / "store.db").string(), SQLite::OPEN_READWRITE}; }

    static std::filesystem::path new_folder() {
        auto name = (std::filesystem::temp_directory_path() / "files-XXXXXX").string();
        return ::mkdtemp(name.data());
    }

    std::filesystem::path folder_ = new_folder();
    UsagePointId id_ = UsagePointId::parse("01234567890123").value();
    FakeClock clock_{at("2026-11-23", 12)};
    std::unique_ptr<store::SqliteStore> store_ =
        store::open_store(folder_ / "store.db", store::Access::owner).value();
    app::StoredImports imports_{*store_, clock_, {{id_, paris()}}};
};

TEST_F(FileImportsTest, AnUploadedFileHasAConnectionOfItsOwn) {
    app::UploadedFiles uploaded{folder_ / "store.db", clock_, {{id_, paris()}}};
    auto const take = [&] {
        return uploaded.import_file(id_, half_hours("2024-04-07", 0, 48), std::nullopt, Language::en);
    };
    EXPECT_EQ(take().value().series.front().added, 48);
    auto const whole = paris().interval_of(day("2024-04-07"));
    EXPECT_EQ(store_->load_curve(id_, Direction::consumption, whole).value().readings().size(), 48U);
}

TEST_F(FileImportsTest, OfADayThatStaysPartialTheGapIsTold) {
    auto const report = import(half_hours("2024-04-07", 0, 47)).value();
    ASSERT_EQ(report.series.size(), 1u);
    EXPECT_EQ(report.series.front().days, (DayRange{day("2024-04-07"), day("2024-04-08")}));
    EXPECT_EQ(report.series.front().added, 47);
    EXPECT_EQ(report.series.front().incomplete,
              (std::vector{IncompleteDay{day("2024-04-07"), "23:30-24:00"}}));
    auto const mended = import(half_hours("2024-04-07", 40, 48)).value();
    EXPECT_TRUE(mended.series.front().incomplete.empty());
    EXPECT_EQ(store_->last_complete(id_, curve).value(), day("2024-04-07"));
}

TEST_F(FileImportsTest, ManyGapsAreCutShortAndTodayIsNoneOfThem) {
    std::string text = "Début;Fin;Valeur (en W)\n";
    for (auto const* iso_day : {"2026-11-22", "2026-11-23"})
        for (int hour = 1; hour < 12; hour += 2)
            text += std::string{iso_day} + ' ' + std::to_string(hour) + ":00;" + iso_day + ' ' +
                    std::to_string(hour + 1) + ":00;100\n";
    EXPECT_EQ(import(text).value().series.front().incomplete,
              (std::vector{IncompleteDay{day("2026-11-22"),
                                         "00:00-01:00, 02:00-03:00, 04:00-05:00, 06:00-07:00, …"}}));
}

TEST_F(FileImportsTest, AClockChangeDayIsWholeWithItsOwnHalfHours) {
    std::string text = "Horodate;Valeur\n";
    auto const whole = paris().interval_of(day("2024-10-27"));
    for (auto end = whole.start + std::chrono::minutes{30}; end <= whole.end; end += std::chrono::minutes{30})
        text += paris().iso(end) + ";100\n";
    auto const report = import(text).value();
    EXPECT_EQ(report.series.front().added, 50);
    EXPECT_TRUE(report.series.front().incomplete.empty());
}

TEST_F(FileImportsTest, AFileIsOneTransaction) {
    // The second section's write fails: nothing of the first is kept either.
    other().exec("CREATE TRIGGER no_maximum BEFORE INSERT ON max_power BEGIN SELECT RAISE(FAIL, 'no'); END");
    auto const refused = import("Date;Valeur (en Wh)\n2024-06-01;12\n\nx\nDate;Heure;Valeur (en VA)\n"
                                "2024-06-01;07:00;5000\n");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), ErrorKind::storage);
    DayRange const june{day("2024-06-01"), day("2024-07-01")};
    EXPECT_TRUE(store_->daily(id_, Direction::consumption, june).value().empty());
    EXPECT_TRUE(store_->ledger(id_, daily, june).value().empty());

    other().exec("DROP TRIGGER no_maximum");
    auto const report = import("Date;Valeur (en Wh)\n2024-06-01;12\n\nx\nDate;Heure;Valeur (en VA)\n"
                               "2024-06-01;07:00;5000\n");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->series.size(), 2u);
    EXPECT_EQ(store_->daily(id_, Direction::consumption, june).value().size(), 1u);
    EXPECT_EQ(store_->ledger(id_, max_power, june).value().size(), 1u);
}

TEST_F(FileImportsTest, AFileOfAnotherMeterChangesNothing) {
    auto const refused = import("PRM : 12345678901234\nDate;Valeur (en Wh)\n2024-06-01;12\n");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::file_of_another_meter);
    EXPECT_EQ(store_->first_day(id_).value(), std::nullopt);
}

ImportReport report_of_days() {
    ImportReport report;
    report.layout = "Enedis CSV, daily energy";
    report.series = daily;
    report.days = {day("2024-06-01"), day("2024-06-03")};
    report.added = 2;
    report.skipped = {{3, RowFault::no_value, {}, 0}, {4, RowFault::implausible, "1800 kWh", 0}};
    return report;
}

TEST(ImportText, SaysWhatWasTakenAndWhatWasNot) {
    FileReport const report{{report_of_days()}, {{"\"Feuil2\"", 1, PartFault::power_of_days, {}, 2}}};
    EXPECT_EQ(app::text_of(report, Language::en),
              "  consumption/daily (2024-06-01..2024-06-02, Enedis CSV, daily energy): 2 added, 0 replaced, "
              "0 already "
              "there\n"
              "    1 odd row(s), left out\n"
              "    row 4: 1800 kWh, more than 72 kW can give\n"
              "    row 3: no value\n"
              "  left out: sheet \"Feuil2\": a power for each day is no measure\n");
    EXPECT_EQ(app::text_of(report, Language::fr),
              "  consumption/daily (2024-06-01..2024-06-02, Enedis CSV, daily energy): 2 ajoutée(s), 0 "
              "remplacée(s), "
              "0 déjà là\n"
              "    1 ligne(s) aberrante(s), laissée(s) de côté\n"
              "    ligne 4 : 1800 kWh, plus que 72 kW ne peuvent donner\n"
              "    ligne 3 : pas de valeur\n"
              "  laissé de côté : feuille \"Feuil2\" : une puissance par jour n'est pas une mesure\n");
}

TEST(ImportText, ShowsTheFirstOfManyRows) {
    FileReport report{{report_of_days()}, {}};
    report.series.front().skipped.assign(12, SkippedRow{3, RowFault::no_value, {}, 0});
    auto const text = app::text_of(report, Language::en);
    EXPECT_NE(text.find("… 2 more rows left out"), std::string::npos) << text;
}

TEST(ImportText, NamesTheIncompleteDaysAndTheRemedy) {
    EXPECT_EQ(app::text_of(curve, {}, Language::en), "");
    auto const text = app::text_of(curve, {{day("2024-04-07"), "23:30-24:00"}}, Language::fr);
    EXPECT_EQ(text, "Jours incomplets (consumption/hourly) :\n  2024-04-07 : il manque 23:30-24:00\n" +
                        std::string{how_to_complete(Language::fr)} + "\n");
}

} // namespace
} // namespace enedis2mqtt::test
