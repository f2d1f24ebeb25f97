#include "store/curve_merge.hpp"
#include "store/database.hpp"
#include "store/keys.hpp"
#include "store/rows.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

#include <algorithm>
#include <map>

namespace enedis2mqtt::store {
namespace {

/// One answer on its way into the archive.
struct Arrival {
    Database& database;
    Keeping const& keeping;
    TimeZone const& zone;
    std::int64_t series;
    std::optional<std::int64_t> source; ///< added to the file once something is written

    std::int64_t source_id() {
        if (!source)
            source = source_key(database, keeping.provenance, keeping.source);
        return *source;
    }
    void correct(Kept& kept, Interval period, Quantity before, Quantity after) {
        kept.corrections.push_back({keeping.series, period, before, after, keeping.at, keeping.source});
        add_correction(database, series, source_id(), kept.corrections.back());
    }
};

/// What stays of the answer where the archive holds something that is trusted more.
std::vector<Reading> beside(std::vector<Reading> answer, std::vector<Trusted<Reading>> const& stored,
                            Provenance provenance) {
    auto next = stored.begin();
    std::erase_if(answer, [&](Reading const& point) {
        while (next != stored.end() && next->value.interval.end <= point.interval.start)
            ++next;
        for (auto one = next; one != stored.end() && one->value.interval.start < point.interval.end; ++one)
            if (one->provenance > provenance)
                return true;
        return false;
    });
    return answer;
}

/// The mean that `points`, in order of time, give over `period`, which they cover.
Power mean_over(Interval period, std::vector<Reading> const& points) {
    auto const first = std::ranges::partition_point(
        points, [&](Reading const& point) { return point.interval.end <= period.start; });
    Energy sum;
    for (auto point = first; point != points.end() && point->interval.start < period.end; ++point)
        sum += point->mean *
               (std::min(point->interval.end, period.end) - std::max(point->interval.start, period.start));
    return Power::from_watts(sum.joules() / period.length().count());
}

void keep_curve(Arrival& arrival, Kept& kept) {
    auto const& given = arrival.keeping.readings.curve.readings();
    if (given.empty())
        return;
    auto const provenance = arrival.keeping.provenance;
    auto const held = read_points_around(arrival.database, arrival.series,
                                         {given.front().interval.start, given.back().interval.end});
    auto const answer = beside(given, held, provenance);
    std::vector<Reading> stored;
    for (auto const& point : held)
        stored.push_back(point.value);
    auto const change = merge_curves(stored, answer);

    auto remove = arrival.database.query("DELETE FROM curve WHERE series = ? AND start = ?");
    for (auto const& point : change.gone)
        remove.with(arrival.series, point.interval.start).run();
    auto insert = arrival.database.query(
        "INSERT INTO curve (series, start, seconds, watts, source) VALUES (?, ?, ?, ?, ?)");
    for (auto const& point : change.come)
        insert
            .with(arrival.series, point.interval.start, std::int64_t{point.interval.length().count()},
                  point.mean.watts(), arrival.source_id())
            .run();
    for (auto const& point : held) {
        bool const gone = std::ranges::binary_search(change.gone, point.value);
        if (gone && point.provenance == provenance) {
            if (auto const now = mean_over(point.value.interval, change.come); now != point.value.mean)
                arrival.correct(kept, point.value.interval, point.value.mean, now);
        } else if (!gone && point.provenance < provenance &&
                   std::ranges::binary_search(answer, point.value)) {
            arrival.database.query("UPDATE curve SET source = ? WHERE series = ? AND start = ?")
                .with(arrival.source_id(), arrival.series, point.value.interval.start)
                .run();
        }
    }
    kept.changed = static_cast<int>(std::min(change.come.size(), change.gone.size()));
    kept.added = static_cast<int>(change.come.size()) - kept.changed;
}

Quantity quantity_of(DailyEnergy const& value) {
    return value.energy;
}

Quantity quantity_of(MaxPower const& value) {
    return value.power;
}

/// One value a day: daily energy and daily maxima alike. `write` puts one value into its row.
template <class Value, class Write>
void keep_days(Arrival& arrival, Kept& kept, std::vector<Value> const& answer,
               std::vector<Trusted<Value>> const& stored, Write write) {
    std::map<CivilDay, Trusted<Value>> held;
    for (auto const& one : stored)
        held.try_emplace(one.value.day, one);
    auto const provenance = arrival.keeping.provenance;
    for (auto const& value : answer) {
        auto const known = held.find(value.day);
        if (known == held.end()) {
            ++kept.added;
        } else {
            auto const& [before, trust] = known->second;
            if (trust > provenance || (before == value && trust == provenance))
                continue;
            if (before == value) {
                write(value, arrival.source_id());
                continue;
            }
            ++kept.changed;
            if (trust == provenance)
                arrival.correct(kept, arrival.zone.interval_of(value.day), quantity_of(before),
                                quantity_of(value));
        }
        write(value, arrival.source_id());
    }
}

void keep_daily(Arrival& arrival, Kept& kept) {
    auto const& answer = arrival.keeping.readings.daily;
    if (answer.empty())
        return;
    auto upsert = arrival.database.query(
        "INSERT OR REPLACE INTO daily (series, day, joules, source) VALUES (?, ?, ?, ?)");
    keep_days(arrival, kept, answer,
              read_daily(arrival.database, arrival.series, {answer.front().day, answer.back().day + 1}),
              [&](DailyEnergy const& value, std::int64_t source) {
                  upsert.with(arrival.series, value.day, value.energy.joules(), source).run();
              });
}

void keep_max_power(Arrival& arrival, Kept& kept) {
    auto const& answer = arrival.keeping.readings.max_power;
    if (answer.empty())
        return;
    auto upsert = arrival.database.query(
        "INSERT OR REPLACE INTO max_power (series, day, at, va, source) VALUES (?, ?, ?, ?, ?)");
    keep_days(arrival, kept, answer,
              read_max_power(arrival.database, arrival.series, {answer.front().day, answer.back().day + 1}),
              [&](MaxPower const& value, std::int64_t source) {
                  upsert.with(arrival.series, value.day, value.at, value.power.va(), source).run();
              });
}

// The numbers of DayState are what the file holds.
static_assert(static_cast<int>(DayState::complete) == 0 && static_cast<int>(DayState::partial) == 1 &&
              static_cast<int>(DayState::absent) == 2 && static_cast<int>(DayState::refused) == 3 &&
              static_cast<int>(DayState::closed) == 4);

void keep_ledger(Arrival& arrival) {
    auto const& ledger = arrival.keeping.ledger;
    if (ledger.empty())
        return;
    auto const stored =
        read_ledger(arrival.database, arrival.series, {ledger.begin()->first, ledger.rbegin()->first + 1});
    auto upsert = arrival.database.query("INSERT OR REPLACE INTO ledger (series, day, state, attempts, "
                                         "ask_again, asked) VALUES (?, ?, ?, ?, ?, ?)");
    for (auto const& [day, entry] : ledger) {
        auto const known = stored.find(day);
        if (known == stored.end() || known->second != entry)
            upsert
                .with(arrival.series, day, static_cast<std::int64_t>(entry.state),
                      std::int64_t{entry.attempts}, entry.ask_again, entry.asked)
                .run();
    }
}

void keep_skipped(Arrival& arrival, Kept& kept) {
    auto const& asked = arrival.keeping.asked;
    auto const& skipped = arrival.keeping.readings.skipped;
    if (!asked)
        return;
    if (skipped.points == 0) {
        arrival.database
            .query("DELETE FROM skipped WHERE series = ? AND (day IS NULL OR (day >= ? AND day < ?))")
            .with(arrival.series, asked->start, asked->end)
            .run();
        return;
    }
    auto known = arrival.database.query("SELECT points, first FROM skipped WHERE series = ?");
    kept.skipped_anew = !known.with(arrival.series).next() || known.integer(0) != skipped.points ||
                        known.text(1) != skipped.first;
    arrival.database
        .query("INSERT OR REPLACE INTO skipped (series, points, first, day, seen) VALUES (?, ?, ?, ?, ?)")
        .with(arrival.series, std::int64_t{skipped.points}, skipped.first, skipped.day,
              arrival.zone.day_of(arrival.keeping.at))
        .run();
}

} // namespace

Result<Kept> SqliteStore::keep(Keeping const& keeping, TimeZone const& zone) {
    return database_->write("write readings to", [&] {
        Arrival arrival{*database_, keeping, zone, series_key(*database_, keeping.id, keeping.series), {}};
        Kept kept;
        switch (keeping.series.dataset) {
        case Dataset::load_curve:
            keep_curve(arrival, kept);
            break;
        case Dataset::daily:
            keep_daily(arrival, kept);
            break;
        case Dataset::max_power:
            keep_max_power(arrival, kept);
            break;
        }
        keep_ledger(arrival);
        keep_skipped(arrival, kept);
        return kept;
    });
}

} // namespace enedis2mqtt::store
