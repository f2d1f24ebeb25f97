#include "unit/imports/reading.hpp"

#include <enedis2mqtt/imports/migration.hpp>

#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace enedis2mqtt::test {
namespace {

namespace fs = std::filesystem;

/// A cache.db with the tables as the tool makes them (alembic 0c07baa8d7b2 and its successors).
class MyElectricalData : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("med-" + std::to_string(::getpid()));
        fs::create_directories(folder_);
        SQLite::Database database{file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
        for (auto const* direction : {"consumption", "production"}) {
            auto const name = std::string{direction};
            database.exec("CREATE TABLE " + name +
                          "_daily (id VARCHAR NOT NULL, usage_point_id TEXT NOT NULL, "
                          "date DATETIME NOT NULL, value INTEGER NOT NULL, blacklist INTEGER NOT NULL, "
                          "fail_count INTEGER NOT NULL, PRIMARY KEY (id))");
            database.exec(
                "CREATE TABLE " + name +
                "_detail (id VARCHAR NOT NULL, usage_point_id TEXT NOT NULL, "
                "date DATETIME NOT NULL, value INTEGER NOT NULL, interval INTEGER NOT NULL, "
                "measure_type TEXT NOT NULL, blacklist INTEGER NOT NULL, fail_count INTEGER NOT NULL, "
                "PRIMARY KEY (id))");
        }
        database.exec(
            "CREATE TABLE consumption_daily_max_power (id VARCHAR NOT NULL, usage_point_id TEXT NOT NULL, "
            "date DATETIME NOT NULL, event_date DATETIME, value INTEGER NOT NULL, "
            "blacklist INTEGER NOT NULL, fail_count INTEGER NOT NULL, PRIMARY KEY (id))");
    }
    void TearDown() override { fs::remove_all(folder_); }

    fs::path file() const { return folder_ / "cache.db"; }

    void exec(std::string const& sql) {
        SQLite::Database database{file().string(), SQLite::OPEN_READWRITE};
        database.exec(sql);
    }
    void daily_row(std::string const& table, std::string const& date, int value) {
        exec("INSERT INTO " + table + " VALUES (hex(randomblob(16)), '01234567890123', '" + date + "', " +
             std::to_string(value) + ", 0, 0)");
    }
    void detail_row(std::string const& date, int value, int interval) {
        exec("INSERT INTO consumption_detail VALUES (hex(randomblob(16)), '01234567890123', '" + date +
             "', " + std::to_string(value) + ", " + std::to_string(interval) + ", 'HP', 0, 0)");
    }

    Result<std::vector<FileContent>> read_file(std::string_view id = "01234567890123") {
        return series_of(imports::read_myelectricaldata(file(), hints(id)));
    }

    fs::path folder_;
};

TEST_F(MyElectricalData, DaysAreWhAndItsZeroIsNoAnswer) {
    daily_row("consumption_daily", "2024-06-02 00:00:00.000000", 11'776);
    daily_row("consumption_daily", "2024-06-01 00:00:00.000000", 9'000);
    daily_row("consumption_daily", "2024-06-03 00:00:00.000000", 0);
    daily_row("production_daily", "2024-06-01 00:00:00.000000", 20'111);
    auto const contents = read_file().value();
    ASSERT_EQ(contents.size(), 2u);
    EXPECT_EQ(contents[0].series, daily);
    EXPECT_EQ(contents[0].readings.daily,
              (std::vector{DailyEnergy{day("2024-06-01"), Energy::from_wh(9'000)},
                           DailyEnergy{day("2024-06-02"), Energy::from_wh(11'776)}}));
    EXPECT_EQ(skipped_of(contents[0]), lines({"3: no value"}));
    EXPECT_EQ(contents[1].series, produced);
    EXPECT_EQ(contents[1].readings.daily,
              (std::vector{DailyEnergy{day("2024-06-01"), Energy::from_wh(20'111)}}));
}

TEST_F(MyElectricalData, TheCurveIsInWFromItsStartAndZeroMayBeReal) {
    detail_row("2024-06-01 00:00:00.000000", 400, 30);
    detail_row("2024-06-01 00:30:00.000000", 0, 30);
    detail_row("2024-06-01 01:00:00.000000", 0, 0);
    detail_row("2024-06-01 01:30:00.000000", 300, 10);
    auto const content = only(read_file());
    EXPECT_EQ(content.layout, "MyElectricalData, load curve");
    auto const first = utc("2024-05-31", 22);
    using std::chrono::minutes;
    EXPECT_EQ(steps_of(content), (std::vector{step(first, 30, 400), step(first + minutes{30}, 30, 0),
                                              step(first + minutes{90}, 10, 300)}));
    EXPECT_EQ(skipped_of(content), lines({"3: no value"}));
}

TEST_F(MyElectricalData, ItsNaiveSubtractionAcrossClockChangesIsUndone) {
    // The END 03:00 of the spring day became 02:30, which does not exist.
    detail_row("2024-03-31 01:00:00.000000", 1, 30);
    detail_row("2024-03-31 02:30:00.000000", 2, 30);
    detail_row("2024-03-31 03:00:00.000000", 3, 30);
    // The ENDs 02:00 and 02:30 of the autumn day came twice and were kept once.
    detail_row("2024-10-27 01:00:00.000000", 4, 30);
    detail_row("2024-10-27 01:30:00.000000", 5, 30);
    detail_row("2024-10-27 02:00:00.000000", 6, 30);
    detail_row("2024-10-27 02:30:00.000000", 7, 30);
    auto const content = only(read_file());
    EXPECT_EQ(steps_of(content),
              (std::vector{step(utc("2024-03-31", 0), 30, 1), step(utc("2024-03-31", 0, 30), 30, 2),
                           step(utc("2024-03-31", 1), 30, 3), step(utc("2024-10-26", 23), 30, 4),
                           step(utc("2024-10-27", 1, 30), 30, 7)}));
    EXPECT_EQ(content.skipped.size(), 2u);
}

TEST_F(MyElectricalData, MaximaAreVaAtTheirEvent) {
    exec("INSERT INTO consumption_daily_max_power VALUES ('a', '01234567890123', '2024-06-01 "
         "00:00:00.000000', "
         "'2024-06-01 19:43:21.000000', 5230, 0, 0), ('b', '01234567890123', '2024-06-02 00:00:00.000000', "
         "NULL, "
         "0, 0, 1), ('c', '01234567890123', '2024-06-03 00:00:00.000000', NULL, 4000, 0, 0)");
    auto const content = only(read_file());
    EXPECT_EQ(content.series, peaks);
    EXPECT_EQ(
        content.readings.max_power,
        (std::vector{MaxPower{day("2024-06-01"), at("2024-06-01", 19, 43, 21), ApparentPower::from_va(5230)},
                     MaxPower{day("2024-06-03"), at("2024-06-03", 0), ApparentPower::from_va(4000)}}));
}

TEST_F(MyElectricalData, AnotherMetersFileSaysSo) {
    daily_row("consumption_daily", "2024-06-02 00:00:00.000000", 11'776);
    auto const other = read_file("12345678901234");
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::file_of_another_meter);
    EXPECT_EQ(other.error().message, "the file speaks of …0123, not of …1234");
}

TEST_F(MyElectricalData, ABadRowIsNamedWithItsTable) {
    daily_row("consumption_daily", "bientôt", 11'776);
    auto const broken = read_file();
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, ErrorCode::file_invalid);
    EXPECT_EQ(broken.error().message, "table consumption_daily, row 1: \"bientôt\" is no date and time");
    daily_row("consumption_daily", "2024-06-02 00:00:00.000000", 11'776);
    auto const content = only(read_file());
    EXPECT_EQ(content.readings.daily, (std::vector{DailyEnergy{day("2024-06-02"), Energy::from_wh(11'776)}}));
    EXPECT_EQ(skipped_of(content), lines({"1: \"bientôt\" is no date and time"}));
}

TEST_F(MyElectricalData, OfTheToolsZerosNothingIsKept) {
    daily_row("consumption_daily", "2024-06-02 00:00:00.000000", 0);
    EXPECT_EQ(read_file().error().code, ErrorCode::file_without_values);
}

TEST_F(MyElectricalData, OtherFilesAreNotRecognisedAndNothingIsEverWritten) {
    auto const before = fs::last_write_time(file());
    daily_row("consumption_daily", "2024-06-02 00:00:00.000000", 11'776);
    fs::last_write_time(file(), before);
    ASSERT_TRUE(read_file());
    EXPECT_EQ(fs::last_write_time(file()), before);
    EXPECT_EQ(std::distance(fs::directory_iterator{folder_}, fs::directory_iterator{}), 1);

    std::ofstream{file()} << "Horodate;Valeur\n" << std::string(5000, 'x');
    EXPECT_EQ(read_file().error().code, ErrorCode::file_not_recognised);
    fs::remove(file());
    EXPECT_EQ(read_file().error().code, ErrorCode::file_not_recognised);
    EXPECT_FALSE(fs::exists(file()));
    SQLite::Database{file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec(
        "CREATE TABLE a (b)");
    EXPECT_EQ(read_file().error().code, ErrorCode::file_not_recognised);
}

} // namespace
} // namespace enedis2mqtt::test
