#include "store/keys.hpp"
#include "store/rows.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

#include <array>

namespace enedis2mqtt::store {
namespace {

// By the number of the enumerator.
constexpr std::array<std::string_view, 4> provenances{"home_assistant", "file", "migration", "api"};

Provenance provenance_named(std::string const& name) {
    for (std::size_t i = 0; i < provenances.size(); ++i)
        if (provenances[i] == name)
            return static_cast<Provenance>(i);
    return Provenance::api;
}

Reading reading_in(Query const& query) {
    auto const start = query.instant(0);
    return {{start, start + std::chrono::seconds{query.integer(1)}}, Power::from_watts(query.integer(2))};
}

DailyEnergy daily_in(Query const& query) {
    return {query.day(0), Energy::from_joules(query.integer(1))};
}

MaxPower max_power_in(Query const& query) {
    return {query.day(0), query.instant(1), ApparentPower::from_va(query.integer(2))};
}

constexpr auto curve_sql = "SELECT start, seconds, watts, name FROM curve JOIN source ON source.id = source "
                           "WHERE series = ?1 AND start >= ?2 AND start < ?3 AND start + seconds <= ?3 "
                           "ORDER BY start";
constexpr auto daily_sql =
    "SELECT day, joules, provenance, name FROM daily JOIN source ON source.id = source "
    "WHERE series = ? AND day >= ? AND day < ? ORDER BY day";
constexpr auto max_power_sql = "SELECT day, at, va, provenance, name FROM max_power JOIN source ON "
                               "source.id = source WHERE series = ? AND day >= ? AND day < ? ORDER BY day";
constexpr Series max_power_series{Direction::consumption, Dataset::max_power};

/// Every row of a series that `sql` finds within two bounds, as `make` reads it; nothing for a series the
/// archive does not know.
template <class Bound, class Make>
auto rows(Database& database, UsagePointId const& id, Series series, std::string_view sql, Bound from,
          Bound to, Make make) {
    std::vector<decltype(make(std::declval<Query const&>()))> found;
    auto const key = find_series(database, id, series);
    if (!key)
        return found;
    auto query = database.query(sql);
    for (query.with(*key, from, to); query.next();)
        found.push_back(make(query));
    return found;
}

std::int64_t number_of(Quantity const& value) {
    struct {
        std::int64_t operator()(Power power) const { return power.watts(); }
        std::int64_t operator()(Energy energy) const { return energy.joules(); }
        std::int64_t operator()(ApparentPower power) const { return power.va(); }
    } const number;
    return std::visit(number, value);
}

} // namespace

std::vector<Trusted<Reading>> read_points_around(Database& database, std::int64_t series, Interval span) {
    std::vector<Trusted<Reading>> points;
    auto query = database.query(
        "SELECT start, seconds, watts, provenance FROM curve JOIN source ON source.id = source "
        "WHERE series = ?1 AND start < ?3 AND start >= "
        "coalesce((SELECT max(start) FROM curve WHERE series = ?1 AND start <= ?2), ?2) ORDER BY start");
    for (query.with(series, span.start, span.end); query.next();)
        points.push_back({reading_in(query), provenance_named(query.text(3))});
    return points;
}

std::vector<Trusted<DailyEnergy>> read_daily(Database& database, std::int64_t series, DayRange days) {
    std::vector<Trusted<DailyEnergy>> values;
    auto query = database.query(daily_sql);
    for (query.with(series, days.start, days.end); query.next();)
        values.push_back({daily_in(query), provenance_named(query.text(2))});
    return values;
}

std::vector<Trusted<MaxPower>> read_max_power(Database& database, std::int64_t series, DayRange days) {
    std::vector<Trusted<MaxPower>> values;
    auto query = database.query(max_power_sql);
    for (query.with(series, days.start, days.end); query.next();)
        values.push_back({max_power_in(query), provenance_named(query.text(3))});
    return values;
}

Ledger read_ledger(Database& database, std::int64_t series, DayRange days) {
    Ledger entries;
    auto query = database.query("SELECT day, state, attempts, ask_again, asked FROM ledger "
                                "WHERE series = ? AND day >= ? AND day < ? ORDER BY day");
    for (query.with(series, days.start, days.end); query.next();) {
        LedgerEntry entry{static_cast<DayState>(query.integer(1)), static_cast<int>(query.integer(2)),
                          query.optional_instant(3), query.instant(4)};
        entries.emplace_hint(entries.end(), query.day(0), entry);
    }
    return entries;
}

std::int64_t source_key(Database& database, Provenance provenance, std::string const& name) {
    auto const kind = provenances[static_cast<std::size_t>(provenance)];
    database.query("INSERT INTO source (provenance, name) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .with(kind, name)
        .run();
    auto query = database.query("SELECT id FROM source WHERE provenance = ? AND name = ?");
    query.with(kind, name).next();
    return query.integer(0);
}

void add_correction(Database& database, std::int64_t series, std::int64_t source,
                    Correction const& correction) {
    database
        .query("INSERT OR REPLACE INTO correction (series, start, seconds, before, after, at, source) "
               "VALUES (?, ?, ?, ?, ?, ?, ?)")
        .with(series, correction.period.start, std::int64_t{correction.period.length().count()},
              number_of(correction.before), number_of(correction.after), correction.at, source)
        .run();
}

Result<Ledger> SqliteStore::ledger(UsagePointId const& id, Series series, DayRange days) {
    return database_->attempt("read the ledger of", [&] {
        auto const key = find_series(*database_, id, series);
        return key ? read_ledger(*database_, *key, days) : Ledger{};
    });
}

Result<LoadCurve> SqliteStore::load_curve(UsagePointId const& id, Direction direction, Interval within) {
    return database_->attempt("read a load curve from", [&] {
        LoadCurve curve;
        for (auto const& reading : rows(*database_, id, {direction, Dataset::load_curve}, curve_sql,
                                        within.start, within.end, reading_in))
            curve.append(reading);
        return curve;
    });
}

Result<std::vector<DailyEnergy>> SqliteStore::daily(UsagePointId const& id, Direction direction,
                                                    DayRange days) {
    return database_->attempt("read daily energy from", [&] {
        return rows(*database_, id, {direction, Dataset::daily}, daily_sql, days.start, days.end, daily_in);
    });
}

Result<std::vector<MaxPower>> SqliteStore::max_power(UsagePointId const& id, DayRange days) {
    return database_->attempt("read daily maxima from", [&] {
        return rows(*database_, id, max_power_series, max_power_sql, days.start, days.end, max_power_in);
    });
}

Result<std::vector<Sourced<Reading>>> SqliteStore::sourced_curve(UsagePointId const& id, Direction direction,
                                                                 Interval within) {
    return database_->attempt("read a load curve from", [&] {
        return rows(*database_, id, {direction, Dataset::load_curve}, curve_sql, within.start, within.end,
                    [](Query const& row) {
                        return Sourced<Reading>{reading_in(row), row.text(3)};
                    });
    });
}

Result<std::vector<Sourced<DailyEnergy>>> SqliteStore::sourced_daily(UsagePointId const& id,
                                                                     Direction direction, DayRange days) {
    return database_->attempt("read daily energy from", [&] {
        return rows(*database_, id, {direction, Dataset::daily}, daily_sql, days.start, days.end,
                    [](Query const& row) {
                        return Sourced<DailyEnergy>{daily_in(row), row.text(3)};
                    });
    });
}

Result<std::vector<Sourced<MaxPower>>> SqliteStore::sourced_max_power(UsagePointId const& id, DayRange days) {
    return database_->attempt("read daily maxima from", [&] {
        return rows(*database_, id, max_power_series, max_power_sql, days.start, days.end,
                    [](Query const& row) {
                        return Sourced<MaxPower>{max_power_in(row), row.text(4)};
                    });
    });
}

Result<std::optional<CivilDay>> SqliteStore::last_complete(UsagePointId const& id, Series series) {
    return database_->attempt("read the ledger of", [&]() -> std::optional<CivilDay> {
        auto const key = find_series(*database_, id, series);
        if (!key)
            return std::nullopt;
        auto query = database_->query(
            "SELECT day FROM ledger WHERE series = ? AND state = ? ORDER BY day DESC LIMIT 1");
        if (!query.with(*key, static_cast<std::int64_t>(DayState::complete)).next())
            return std::nullopt;
        return query.day(0);
    });
}

Result<std::map<Series, LastSkipped>> SqliteStore::skipped(UsagePointId const& id) {
    return database_->attempt("read skipped points from", [&] {
        std::map<Series, LastSkipped> all;
        auto query = database_->query("SELECT direction, dataset, points, first, day, seen FROM skipped "
                                      "JOIN series ON series.id = series JOIN meter ON meter.id = meter "
                                      "WHERE pdl = ?");
        for (query.with(id.text()); query.next();)
            all.emplace(series_named(query.text(0), query.text(1)),
                        LastSkipped{static_cast<int>(query.integer(2)), query.text(3), query.optional_day(4),
                                    query.day(5)});
        return all;
    });
}

Result<std::optional<CivilDay>> SqliteStore::first_day(UsagePointId const& id) {
    return database_->attempt("read the ledger of", [&] {
        auto query = database_->query(first_day_sql);
        query.with(id.text()).next();
        return query.optional_day(0);
    });
}

} // namespace enedis2mqtt::store
