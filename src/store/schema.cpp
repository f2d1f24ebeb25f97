#include "store/schema.hpp"

#include <fmt/format.h>

#include <array>

namespace enedis2mqtt::store {
namespace {

// Instants are UTC seconds since 1970, days are civil days counted from 1970-01-01. Readings carry only small
// integers: three years of half-hours are 52,600 rows.
constexpr char const* version_1 = R"sql(
CREATE TABLE meter (
    id           INTEGER PRIMARY KEY,
    pdl          TEXT NOT NULL UNIQUE,
    first_import INTEGER,                -- day
    last_poll    INTEGER,
    last_success INTEGER,
    credentials  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE series (
    id                INTEGER PRIMARY KEY,
    meter             INTEGER NOT NULL REFERENCES meter,
    direction         TEXT NOT NULL,
    dataset           TEXT NOT NULL,
    wanted_from       INTEGER,           -- day
    suspended_until   INTEGER,
    suspended_code    TEXT,
    suspended_message TEXT,
    refusals          INTEGER,
    UNIQUE (meter, direction, dataset)
) STRICT;
CREATE TABLE source (
    id         INTEGER PRIMARY KEY,
    provenance TEXT NOT NULL,            -- api, file, migration
    name       TEXT NOT NULL,
    UNIQUE (provenance, name)
) STRICT;
CREATE TABLE curve (
    series  INTEGER NOT NULL REFERENCES series,
    start   INTEGER NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    watts   INTEGER NOT NULL,
    source  INTEGER NOT NULL REFERENCES source,
    PRIMARY KEY (series, start)
) STRICT, WITHOUT ROWID;
CREATE TABLE daily (
    series INTEGER NOT NULL REFERENCES series,
    day    INTEGER NOT NULL,
    joules INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source,
    PRIMARY KEY (series, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE max_power (
    series INTEGER NOT NULL REFERENCES series,
    day    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    va     INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source,
    PRIMARY KEY (series, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger (
    series    INTEGER NOT NULL REFERENCES series,
    day       INTEGER NOT NULL,
    state     INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), -- complete, partial, absent, refused
    attempts  INTEGER NOT NULL,
    ask_again INTEGER,
    PRIMARY KEY (series, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE quota (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    paused_until INTEGER
) STRICT;
CREATE TABLE call (
    quota INTEGER NOT NULL REFERENCES quota,
    at    INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    PRIMARY KEY (quota, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE note (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE retained_topic (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
)sql";

constexpr char const* version_2 = R"sql(
ALTER TABLE ledger ADD COLUMN asked INTEGER NOT NULL DEFAULT 0; -- when the source last answered for the day
ALTER TABLE meter RENAME COLUMN first_import TO history_from;   -- day; the configured one, once asked for
UPDATE meter SET history_from = NULL;
CREATE TABLE correction (
    series  INTEGER NOT NULL REFERENCES series,
    start   INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    before  INTEGER NOT NULL,            -- W, J or VA, by the series' data set
    after   INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    source  INTEGER NOT NULL REFERENCES source,
    PRIMARY KEY (series, start, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE history_job (
    id        INTEGER PRIMARY KEY,
    meter     INTEGER NOT NULL REFERENCES meter,
    first_day INTEGER NOT NULL,
    end_day   INTEGER NOT NULL,          -- excluded
    datasets  TEXT NOT NULL,             -- comma-separated
    asked_at  INTEGER NOT NULL,
    calls     INTEGER NOT NULL
) STRICT;
)sql";

constexpr char const* version_3 = R"sql(
CREATE TABLE ledger_of_version_3 (
    series    INTEGER NOT NULL REFERENCES series,
    day       INTEGER NOT NULL,
    state     INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4), -- complete, partial, absent, refused, closed
    attempts  INTEGER NOT NULL,
    ask_again INTEGER,
    asked     INTEGER NOT NULL DEFAULT 0, -- when the source last answered for the day
    PRIMARY KEY (series, day)
) STRICT, WITHOUT ROWID;
INSERT INTO ledger_of_version_3 (series, day, state, attempts, ask_again, asked)
    SELECT series, day, state, attempts, ask_again, asked FROM ledger;
DROP TABLE ledger;
ALTER TABLE ledger_of_version_3 RENAME TO ledger;
CREATE TABLE skipped (                   -- odd points of the last answer that had any
    series INTEGER PRIMARY KEY REFERENCES series,
    points INTEGER NOT NULL,
    first  TEXT NOT NULL,
    day    INTEGER,
    seen   INTEGER NOT NULL              -- day
) STRICT;
)sql";

// Until now only what the source asked for made a pause.
constexpr char const* version_4 = R"sql(
ALTER TABLE quota ADD COLUMN pause_code TEXT NOT NULL DEFAULT 'quota_reached';
ALTER TABLE quota ADD COLUMN pause_message TEXT NOT NULL DEFAULT 'the source asked for a pause';
ALTER TABLE quota ADD COLUMN pauses INTEGER NOT NULL DEFAULT 0; -- in a row, for a source that was down
)sql";

constexpr char const* version_5 = R"sql(
CREATE TABLE statistic (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE            -- enedis2mqtt:<pdl>_consumption
) STRICT;
CREATE TABLE confirmed_day (             -- what is known to stand in Home Assistant
    statistic INTEGER NOT NULL REFERENCES statistic,
    day       INTEGER NOT NULL,          -- of UTC
    hours     INTEGER NOT NULL,          -- bit n: it has a row at hour n
    digest    INTEGER NOT NULL,
    PRIMARY KEY (statistic, day)
) STRICT, WITHOUT ROWID;
)sql";

constexpr char const* version_6 = R"sql(
CREATE TABLE tempo_day (
    day    INTEGER NOT NULL,
    source INTEGER NOT NULL CHECK (source BETWEEN 0 AND 1), -- api-couleur-tempo.fr, RTE
    color  INTEGER NOT NULL CHECK (color BETWEEN 0 AND 2),  -- blue, white, red
    PRIMARY KEY (day, source)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array steps_known{version_1, version_2, version_3, version_4, version_5, version_6};

int user_version(Database& database) {
    return static_cast<int>(database.integer("PRAGMA user_version"));
}

std::filesystem::path with_suffix(std::filesystem::path path, std::string const& suffix) {
    path += suffix;
    return path;
}

/// Under its final name only once it is whole.
void copy_before(Database& database, int version) {
    auto const copy = with_suffix(database.path(), fmt::format(".before-v{}", version));
    auto const unfinished = with_suffix(copy, ".part");
    std::filesystem::remove(unfinished);
    database.query("VACUUM INTO ?").with(unfinished.string()).run();
    std::filesystem::rename(unfinished, copy);
}

/// What was written last may stand in the journal only.
bool has_journal(std::filesystem::path file) {
    std::error_code absent;
    file += "-wal";
    return std::filesystem::exists(file, absent) && std::filesystem::file_size(file, absent) > 0;
}

} // namespace

std::span<char const* const> migrations() {
    return steps_known;
}

Result<int> version_of(Database& database, std::span<char const* const> steps) {
    auto facts = database.attempt("read the version of", [&] {
        struct {
            std::int64_t id;
            int version;
            std::int64_t objects;
        } const read{database.integer("PRAGMA application_id"), user_version(database),
                     database.integer("SELECT count(*) FROM sqlite_schema")};
        return read;
    });
    if (!facts)
        return facts.error();
    bool const empty = facts->id == 0 && facts->version == 0 && facts->objects == 0;
    if (!empty && facts->id != application_id)
        return Error{ErrorCode::store_unavailable,
                     fmt::format("{} is a SQLite database of another program (application id {:#x})",
                                 database.path().string(), facts->id)};
    if (facts->version > static_cast<int>(steps.size()))
        return Error{
            ErrorCode::store_unavailable,
            fmt::format("the store {} has version {}, written by a newer enedis2mqtt; this one knows "
                        "versions up to {}",
                        database.path().string(), facts->version, steps.size())};
    return facts->version;
}

// SQLite keeps a file of shared memory beside the store even for those who only read. Where it cannot be made
// nobody else writes either, and the file by itself is all there is.
Result<std::unique_ptr<Database>> open_to_read(std::filesystem::path const& file) {
    auto database = Database::open(file);
    auto const version = database ? version_of(**database) : Result<int>{database.error()};
    if (version)
        return database;
    auto const code = version.error().code;
    bool const cannot_write = code == ErrorCode::store_full || code == ErrorCode::store_read_only ||
                              code == ErrorCode::store_unavailable;
    if (!cannot_write || has_journal(file))
        return version.error();
    return Database::open_unchanging(file);
}

Result<void> migrate(Database& database, std::span<char const* const> steps) {
    auto const from = version_of(database, steps);
    if (!from)
        return from.error();
    auto const target = static_cast<int>(steps.size());
    if (*from == target)
        return {};
    if (*from > 0) {
        auto copied = database.attempt("copy, before its upgrade,", [&] { copy_before(database, target); });
        if (!copied)
            return copied.error();
    }
    return database.write("upgrade", [&] {
        // Another process may have been here since; the steps start from what is true inside the transaction.
        for (auto version = user_version(database); version < target; ++version)
            database.run(steps[static_cast<std::size_t>(version)]);
        database.run(fmt::format("PRAGMA application_id = {}", application_id));
        database.run(fmt::format("PRAGMA user_version = {}", target));
    });
}

} // namespace enedis2mqtt::store
