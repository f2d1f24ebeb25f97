#include "store/schema.hpp"
#include "store_on_disk.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>

namespace enedis2mqtt::store {
namespace {

using Migration = StoreOnDisk;

std::unique_ptr<Database> database_at(std::filesystem::path const& path) {
    return Database::open(path).value();
}

std::vector<char const*> with_one_more(char const* step) {
    std::vector<char const*> steps{migrations().begin(), migrations().end()};
    steps.push_back(step);
    return steps;
}

constexpr char const* paint = "ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'";

std::string number_after_the_last() {
    return std::to_string(migrations().size() + 1);
}

TEST_F(Migration, CopiesTheFileBeforeTheFirstChange) {
    ASSERT_TRUE(opened()->set_note("key", "value"));
    auto const database = database_at(path_);
    auto const steps = with_one_more(paint);
    auto const migrated = migrate(*database, steps);
    ASSERT_TRUE(migrated) << migrated.error().message;

    EXPECT_EQ(database->integer("PRAGMA user_version"), static_cast<int>(steps.size()));
    EXPECT_EQ(database->text("SELECT value || ' ' || colour FROM note"), "value grey");
    SQLite::Database copy{path_.string() + ".before-v" + number_after_the_last()};
    EXPECT_EQ(copy.execAndGet("PRAGMA user_version").getInt(), static_cast<int>(migrations().size()));
    EXPECT_EQ(copy.execAndGet("SELECT value FROM note").getString(), "value");
}

TEST_F(Migration, MakesNoCopyOfANewFile) {
    opened();
    for (auto const& entry : std::filesystem::directory_iterator{directory_})
        EXPECT_EQ(entry.path().string().find(".before-"), std::string::npos) << entry.path();
}

TEST_F(Migration, ChangesNothingWhenAStepFails) {
    ASSERT_TRUE(opened()->set_note("key", "value"));
    {
        auto const database = database_at(path_);
        auto const failed =
            migrate(*database, with_one_more("DELETE FROM note; DROP TABLE nothing_of_that_name"));
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().kind(), ErrorKind::storage);
    }
    EXPECT_EQ(opened()->note("key").value(), "value");
}

TEST_F(Migration, WritesTheCopyAnewAfterAnUpgradeThatFailed) {
    ASSERT_TRUE(opened()->set_note("key", "value"));
    auto const copy = path_.string() + ".before-v" + number_after_the_last();
    std::ofstream{copy + ".part"} << "half a copy";
    EXPECT_FALSE(migrate(*database_at(path_), with_one_more("DROP TABLE nothing_of_that_name")));
    ASSERT_TRUE(opened()->set_note("key", "newer"));
    ASSERT_TRUE(migrate(*database_at(path_), with_one_more(paint)));
    EXPECT_EQ(SQLite::Database{copy}.execAndGet("SELECT value FROM note").getString(), "newer");
    EXPECT_FALSE(std::filesystem::exists(copy + ".part"));
}

TEST_F(Migration, DoesNothingTwice) {
    auto const steps = with_one_more(paint);
    auto const database = database_at(path_);
    ASSERT_TRUE(migrate(*database, steps));
    auto const changes = database->integer("SELECT total_changes()");
    ASSERT_TRUE(migrate(*database, steps));
    EXPECT_EQ(database->integer("SELECT total_changes()"), changes);
}

// A store as version 1 wrote it. This text is never changed: it stands for the files people have.
constexpr char const* store_of_version_1 = R"sql(
CREATE TABLE meter (id INTEGER PRIMARY KEY, pdl TEXT NOT NULL UNIQUE, first_import INTEGER, last_poll INTEGER,
    last_success INTEGER, credentials TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE series (id INTEGER PRIMARY KEY, meter INTEGER NOT NULL REFERENCES meter, direction TEXT NOT NULL,
    dataset TEXT NOT NULL, wanted_from INTEGER, suspended_until INTEGER, suspended_code TEXT,
    suspended_message TEXT, refusals INTEGER, UNIQUE (meter, direction, dataset)) STRICT;
CREATE TABLE source (id INTEGER PRIMARY KEY, provenance TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE (provenance, name)) STRICT;
CREATE TABLE curve (series INTEGER NOT NULL REFERENCES series, start INTEGER NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds > 0), watts INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source, PRIMARY KEY (series, start)) STRICT, WITHOUT ROWID;
CREATE TABLE daily (series INTEGER NOT NULL REFERENCES series, day INTEGER NOT NULL, joules INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source, PRIMARY KEY (series, day)) STRICT, WITHOUT ROWID;
CREATE TABLE max_power (series INTEGER NOT NULL REFERENCES series, day INTEGER NOT NULL, at INTEGER NOT NULL,
    va INTEGER NOT NULL, source INTEGER NOT NULL REFERENCES source, PRIMARY KEY (series, day)) STRICT, WITHOUT ROWID;
CREATE TABLE ledger (series INTEGER NOT NULL REFERENCES series, day INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), attempts INTEGER NOT NULL, ask_again INTEGER,
    PRIMARY KEY (series, day)) STRICT, WITHOUT ROWID;
CREATE TABLE quota (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, paused_until INTEGER) STRICT;
CREATE TABLE call (quota INTEGER NOT NULL REFERENCES quota, at INTEGER NOT NULL, calls INTEGER NOT NULL,
    PRIMARY KEY (quota, at)) STRICT, WITHOUT ROWID;
CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE retained_topic (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
PRAGMA application_id = 1160924497;
PRAGMA user_version = 1;
INSERT INTO meter VALUES (1, '01234567890123', 20454, 1795507200, 1795507200, 'f00d');
INSERT INTO series VALUES (1, 1, 'consumption', 'daily', 20454, 1795593600, 'consent_missing', 'no consent', 2),
    (2, 1, 'consumption', 'load_curve', NULL, NULL, NULL, NULL, NULL),
    (3, 1, 'consumption', 'max_power', NULL, NULL, NULL, NULL, NULL);
INSERT INTO source VALUES (1, 'api', 'conso_api');
INSERT INTO curve VALUES (2, 1795302000, 1800, 411, 1);
INSERT INTO daily VALUES (1, 20779, 46152000, 1);
INSERT INTO max_power VALUES (3, 20779, 1795370691, 6210, 1);
INSERT INTO ledger VALUES (1, 20779, 0, 0, NULL), (1, 20780, 2, 3, 1795593600);
INSERT INTO quota VALUES (1, 'conso_api', 1795593600);
INSERT INTO call VALUES (1, 1795507200, 3);
INSERT INTO note VALUES ('conso_api/types', '2026');
INSERT INTO retained_topic VALUES ('enedis2mqtt/bridge/info');
)sql";

TEST_F(Migration, BringsEverythingOverFromTheOldestStore) {
    SQLite::Database{path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec(store_of_version_1);
    auto const store = opened();
    ASSERT_TRUE(store);

    CivilDay const day{2026, 11, 22};
    Instant const tomorrow{std::chrono::seconds{1795593600}};
    EXPECT_EQ(store->daily(home, Direction::consumption, {day, day + 1}).value(),
              (std::vector<DailyEnergy>{{day, Energy::from_wh(12820)}}));
    EXPECT_EQ(stored_curve(*store, {day, day + 1}),
              curve(paris.start_of(day), std::chrono::minutes{30}, {411}));
    auto const maxima = store->max_power(home, {day, day + 1}).value();
    ASSERT_EQ(maxima.size(), 1U);
    EXPECT_EQ(maxima.front().power, ApparentPower::from_va(6210));
    EXPECT_EQ(
        store->ledger(home, daily_series, {day, day + 2}).value(),
        (Ledger{{day, {DayState::complete, 0, {}, {}}}, {day + 1, {DayState::absent, 3, tomorrow, {}}}}));

    MeterState expected;
    expected.wanted_from[daily_series] = CivilDay{2026, 1, 1};
    expected.last_poll = expected.last_success = tomorrow - std::chrono::days{1};
    expected.credentials = "f00d";
    expected.suspended.emplace(daily_series,
                               Suspension{tomorrow, ErrorCode::consent_missing, "no consent", 2});
    EXPECT_EQ(store->meter_state(home).value(), expected);

    EXPECT_EQ(store->calls_since("conso_api", tomorrow - std::chrono::days{1}).value(), 3);
    EXPECT_EQ(store->pause_of("conso_api").value(),
              (Pause{tomorrow, ErrorCode::quota_reached, "the source asked for a pause"}));
    EXPECT_EQ(store->note("conso_api/types").value(), "2026");
    EXPECT_EQ(store->retained_topics().value(), std::vector<std::string>{"enedis2mqtt/bridge/info"});
}

} // namespace
} // namespace enedis2mqtt::store
