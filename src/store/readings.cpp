#include "store/curve_merge.hpp"
#include "store/database.hpp"
#include "store/keys.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

#include <algorithm>
#include <iterator>

namespace enedis2mqtt::store {
namespace {

std::string_view to_string(Provenance provenance) {
    switch (provenance) {
    case Provenance::api:
        return "api";
    case Provenance::file:
        return "file";
    case Provenance::migration:
        return "migration";
    }
    return "api";
}

std::int64_t source_key(Database& database, Keeping const& keeping) {
    auto const provenance = to_string(keeping.provenance);
    database.query("INSERT INTO source (provenance, name) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .with(provenance, keeping.source)
        .run();
    auto query = database.query("SELECT id FROM source WHERE provenance = ? AND name = ?");
    query.with(provenance, keeping.source).next();
    return query.integer(0);
}

std::vector<DailyEnergy> read_daily(Database& database, std::int64_t series, DayRange days) {
    std::vector<DailyEnergy> values;
    auto query = database.query(
        "SELECT day, joules FROM daily WHERE series = ? AND day >= ? AND day < ? ORDER BY day");
    for (query.with(series, days.start, days.end); query.next();)
        values.push_back({query.day(0), Energy::from_joules(query.integer(1))});
    return values;
}

std::vector<MaxPower> read_max_power(Database& database, std::int64_t series, DayRange days) {
    std::vector<MaxPower> values;
    auto query = database.query(
        "SELECT day, at, va FROM max_power WHERE series = ? AND day >= ? AND day < ? ORDER BY day");
    for (query.with(series, days.start, days.end); query.next();)
        values.push_back({query.day(0), query.instant(1), ApparentPower::from_va(query.integer(2))});
    return values;
}

Reading reading_in(Query const& query) {
    auto const start = query.instant(0);
    return {{start, start + std::chrono::seconds{query.integer(1)}}, Power::from_watts(query.integer(2))};
}

/// The stored points that `span` touches, and possibly the one before them.
std::vector<Reading> read_points_around(Database& database, std::int64_t series, Interval span) {
    std::vector<Reading> points;
    auto query = database.query(
        "SELECT start, seconds, watts FROM curve WHERE series = ?1 AND start < ?3 AND start >= "
        "coalesce((SELECT max(start) FROM curve WHERE series = ?1 AND start <= ?2), ?2) ORDER BY start");
    for (query.with(series, span.start, span.end); query.next();)
        points.push_back(reading_in(query));
    return points;
}

/// The days that a sorted list of readings touches, in order.
std::vector<CivilDay> days_of(std::vector<Reading> const& readings, TimeZone const& zone) {
    std::vector<CivilDay> days;
    Interval today{};
    for (auto const& reading : readings) {
        for (auto at = reading.interval.start; at < reading.interval.end; at = today.end) {
            if (today.contains(at))
                continue;
            days.push_back(zone.day_of(at));
            today = zone.interval_of(days.back());
        }
    }
    return days;
}

std::vector<CivilDay> keep_curve(Database& database, Keeping const& keeping, TimeZone const& zone) {
    auto const& answer = keeping.readings.curve.readings();
    if (answer.empty())
        return {};
    auto const series = series_key(database, keeping.id, keeping.series);
    auto const stored =
        read_points_around(database, series, {answer.front().interval.start, answer.back().interval.end});
    auto const change = merge_curves(stored, answer);
    if (change.come.empty())
        return {};

    auto remove = database.query("DELETE FROM curve WHERE series = ? AND start = ?");
    for (auto const& point : change.gone)
        remove.with(series, point.interval.start).run();
    auto const source = source_key(database, keeping);
    auto insert =
        database.query("INSERT INTO curve (series, start, seconds, watts, source) VALUES (?, ?, ?, ?, ?)");
    for (auto const& point : change.come)
        insert
            .with(series, point.interval.start, std::int64_t{point.interval.length().count()},
                  point.mean.watts(), source)
            .run();
    // What is gone lies within what came.
    return days_of(change.come, zone);
}

/// The values of the answer that the archive lacks or holds otherwise.
template <class Value>
std::vector<Value> news(std::vector<Value> const& answer, std::vector<Value> const& stored) {
    std::vector<Value> fresh;
    std::ranges::set_difference(answer, stored, std::back_inserter(fresh));
    return fresh;
}

std::vector<CivilDay> keep_daily(Database& database, Keeping const& keeping) {
    auto const& answer = keeping.readings.daily;
    if (answer.empty())
        return {};
    auto const series = series_key(database, keeping.id, keeping.series);
    auto const fresh =
        news(answer, read_daily(database, series, {answer.front().day, answer.back().day + 1}));
    if (fresh.empty())
        return {};
    auto const source = source_key(database, keeping);
    auto upsert =
        database.query("INSERT OR REPLACE INTO daily (series, day, joules, source) VALUES (?, ?, ?, ?)");
    std::vector<CivilDay> days;
    for (auto const& value : fresh) {
        upsert.with(series, value.day, value.energy.joules(), source).run();
        days.push_back(value.day);
    }
    return days;
}

std::vector<CivilDay> keep_max_power(Database& database, Keeping const& keeping) {
    auto const& answer = keeping.readings.max_power;
    if (answer.empty())
        return {};
    auto const series = series_key(database, keeping.id, keeping.series);
    auto const fresh =
        news(answer, read_max_power(database, series, {answer.front().day, answer.back().day + 1}));
    if (fresh.empty())
        return {};
    auto const source = source_key(database, keeping);
    auto upsert = database.query(
        "INSERT OR REPLACE INTO max_power (series, day, at, va, source) VALUES (?, ?, ?, ?, ?)");
    std::vector<CivilDay> days;
    for (auto const& value : fresh) {
        upsert.with(series, value.day, value.at, value.power.va(), source).run();
        days.push_back(value.day);
    }
    return days;
}

std::vector<CivilDay> keep_readings(Database& database, Keeping const& keeping, TimeZone const& zone) {
    switch (keeping.series.dataset) {
    case Dataset::load_curve:
        return keep_curve(database, keeping, zone);
    case Dataset::daily:
        return keep_daily(database, keeping);
    case Dataset::max_power:
        return keep_max_power(database, keeping);
    }
    return {};
}

// The numbers of DayState are what the file holds.
static_assert(static_cast<int>(DayState::complete) == 0 && static_cast<int>(DayState::partial) == 1 &&
              static_cast<int>(DayState::absent) == 2 && static_cast<int>(DayState::refused) == 3);

Ledger read_ledger(Database& database, std::int64_t series, DayRange days) {
    Ledger entries;
    auto query = database.query("SELECT day, state, attempts, ask_again FROM ledger "
                                "WHERE series = ? AND day >= ? AND day < ? ORDER BY day");
    for (query.with(series, days.start, days.end); query.next();) {
        LedgerEntry entry{static_cast<DayState>(query.integer(1)), static_cast<int>(query.integer(2)),
                          query.optional_instant(3)};
        entries.emplace_hint(entries.end(), query.day(0), entry);
    }
    return entries;
}

void keep_ledger(Database& database, Keeping const& keeping) {
    if (keeping.ledger.empty())
        return;
    auto const series = series_key(database, keeping.id, keeping.series);
    auto const stored =
        read_ledger(database, series, {keeping.ledger.begin()->first, keeping.ledger.rbegin()->first + 1});
    auto upsert = database.query(
        "INSERT OR REPLACE INTO ledger (series, day, state, attempts, ask_again) VALUES (?, ?, ?, ?, ?)");
    for (auto const& [day, entry] : keeping.ledger) {
        auto const known = stored.find(day);
        if (known == stored.end() || known->second != entry)
            upsert
                .with(series, day, static_cast<std::int64_t>(entry.state), std::int64_t{entry.attempts},
                      entry.ask_again)
                .run();
    }
}

} // namespace

Result<std::vector<CivilDay>> SqliteStore::keep(Keeping const& keeping, TimeZone const& zone) {
    return database_->write("write readings to", [&] {
        auto changed = keep_readings(*database_, keeping, zone);
        keep_ledger(*database_, keeping);
        return changed;
    });
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
        auto const key = find_series(*database_, id, {direction, Dataset::load_curve});
        if (!key)
            return curve;
        auto query =
            database_->query("SELECT start, seconds, watts FROM curve WHERE series = ?1 AND start >= ?2 "
                             "AND start < ?3 AND start + seconds <= ?3 ORDER BY start");
        for (query.with(*key, within.start, within.end); query.next();)
            curve.append(reading_in(query));
        return curve;
    });
}

Result<std::vector<DailyEnergy>> SqliteStore::daily(UsagePointId const& id, Direction direction,
                                                    DayRange days) {
    return database_->attempt("read daily energy from", [&] {
        auto const key = find_series(*database_, id, {direction, Dataset::daily});
        return key ? read_daily(*database_, *key, days) : std::vector<DailyEnergy>{};
    });
}

Result<std::vector<MaxPower>> SqliteStore::max_power(UsagePointId const& id, DayRange days) {
    return database_->attempt("read daily maxima from", [&] {
        auto const key = find_series(*database_, id, {Direction::consumption, Dataset::max_power});
        return key ? read_max_power(*database_, *key, days) : std::vector<MaxPower>{};
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

} // namespace enedis2mqtt::store
