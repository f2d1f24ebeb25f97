#include "store/database.hpp"
#include "store/keys.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

#include <algorithm>
#include <set>

namespace enedis2mqtt::store {
namespace {

constexpr std::chrono::days calls_are_kept{40};

ErrorCode code_named(std::string const& name) {
    auto const codes = all_error_codes();
    auto const found = std::ranges::find_if(codes, [&](ErrorCode code) { return to_string(code) == name; });
    return found == codes.end() ? ErrorCode::internal : *found;
}

MeterState read_state(Database& database, UsagePointId const& id) {
    MeterState state;
    auto meter = database.query(
        "SELECT id, history_from, last_poll, last_success, credentials FROM meter WHERE pdl = ?");
    if (!meter.with(id.text()).next())
        return state;
    state.history_from = meter.optional_day(1);
    state.last_poll = meter.optional_instant(2);
    state.last_success = meter.optional_instant(3);
    state.credentials = meter.text(4);

    auto series = database.query("SELECT direction, dataset, wanted_from, suspended_until, suspended_code, "
                                 "suspended_message, refusals FROM series WHERE meter = ?");
    for (series.with(meter.integer(0)); series.next();) {
        auto const key = series_named(series.text(0), series.text(1));
        if (auto const from = series.optional_day(2))
            state.wanted_from.emplace(key, *from);
        if (auto const until = series.optional_instant(3))
            state.suspended.emplace(key, Suspension{*until, code_named(series.text(4)), series.text(5),
                                                    static_cast<int>(series.integer(6))});
    }
    return state;
}

void write_state(Database& database, UsagePointId const& id, MeterState const& state) {
    auto const meter = meter_key(database, id);
    database
        .query("UPDATE meter SET history_from = ?, last_poll = ?, last_success = ?, credentials = ? WHERE id "
               "= ?")
        .with(state.history_from, state.last_poll, state.last_success, state.credentials, meter)
        .run();
    database
        .query("UPDATE series SET wanted_from = NULL, suspended_until = NULL, suspended_code = NULL, "
               "suspended_message = NULL, refusals = NULL WHERE meter = ?")
        .with(meter)
        .run();
    for (auto const& [series, from] : state.wanted_from)
        database.query("UPDATE series SET wanted_from = ? WHERE id = ?")
            .with(from, series_key(database, id, series))
            .run();
    for (auto const& [series, suspension] : state.suspended)
        database
            .query("UPDATE series SET suspended_until = ?, suspended_code = ?, suspended_message = ?, "
                   "refusals = ? WHERE id = ?")
            .with(suspension.until, to_string(suspension.code), suspension.message,
                  std::int64_t{suspension.refusals}, series_key(database, id, series))
            .run();
}

std::int64_t quota_key(Database& database, std::string const& quota) {
    database.query("INSERT INTO quota (name) VALUES (?) ON CONFLICT DO NOTHING").with(quota).run();
    auto query = database.query("SELECT id FROM quota WHERE name = ?");
    query.with(quota).next();
    return query.integer(0);
}

std::optional<Pause> read_pause(Database& database, std::string const& quota) {
    auto query =
        database.query("SELECT paused_until, pause_code, pause_message, pauses FROM quota WHERE name = ?");
    if (!query.with(quota).next())
        return std::nullopt;
    auto const until = query.optional_instant(0);
    if (!until)
        return std::nullopt;
    return Pause{*until, code_named(query.text(1)), query.text(2), static_cast<int>(query.integer(3))};
}

} // namespace

Result<MeterState> SqliteStore::meter_state(UsagePointId const& id) {
    return database_->attempt("read the state of a meter from", [&] { return read_state(*database_, id); });
}

Result<void> SqliteStore::set_meter_state(UsagePointId const& id, MeterState const& state) {
    return database_->write(
        "write the state of a meter to",
        [&] {
            if (read_state(*database_, id) != state)
                write_state(*database_, id, state);
        },
        Durability::with_the_next);
}

Result<void> SqliteStore::record_call(std::string const& quota, Instant at) {
    return database_->write(
        "count a call in",
        [&] {
            auto const key = quota_key(*database_, quota);
            database_
                ->query("INSERT INTO call (quota, at, calls) VALUES (?, ?, 1) "
                        "ON CONFLICT (quota, at) DO UPDATE SET calls = calls + 1")
                .with(key, at)
                .run();
            database_->query("DELETE FROM call WHERE quota = ? AND at < ?")
                .with(key, at - calls_are_kept)
                .run();
        },
        Durability::with_the_next);
}

Result<int> SqliteStore::calls_since(std::string const& quota, Instant since) {
    return database_->attempt("count calls in", [&] {
        auto query =
            database_->query("SELECT coalesce(sum(calls), 0) FROM call JOIN quota ON quota.id = call.quota "
                             "WHERE name = ? AND at >= ?");
        query.with(quota, since).next();
        return static_cast<int>(query.integer(0));
    });
}

Result<std::optional<Pause>> SqliteStore::pause_of(std::string const& quota) {
    return database_->attempt("read a pause from", [&] { return read_pause(*database_, quota); });
}

Result<void> SqliteStore::pause(std::string const& quota, Pause const& pause) {
    return database_->write("write a pause to", [&] {
        auto const known = read_pause(*database_, quota);
        if (known && outlasts(*known, pause))
            return;
        auto const key = quota_key(*database_, quota);
        database_
            ->query("UPDATE quota SET paused_until = ?, pause_code = ?, pause_message = ?, pauses = ? WHERE "
                    "id = ?")
            .with(pause.until, to_string(pause.code), pause.message, std::int64_t{pause.in_a_row}, key)
            .run();
    });
}

Result<void> SqliteStore::resume(std::string const& quota) {
    return database_->write("end a pause in", [&] {
        database_->query("UPDATE quota SET paused_until = NULL WHERE name = ?").with(quota).run();
    });
}

Result<std::optional<std::string>> SqliteStore::note(std::string const& key) {
    return database_->attempt("read a note from", [&]() -> std::optional<std::string> {
        auto query = database_->query("SELECT value FROM note WHERE key = ?");
        if (!query.with(key).next())
            return std::nullopt;
        return query.text(0);
    });
}

Result<void> SqliteStore::set_note(std::string const& key, std::string const& value) {
    return database_->write("write a note to", [&] {
        database_
            ->query("INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE "
                    "SET value = excluded.value WHERE value <> excluded.value")
            .with(key, value)
            .run();
    });
}

Result<std::vector<std::string>> SqliteStore::retained_topics() {
    return database_->attempt("read the retained topics of", [&] {
        std::set<std::string> topics;
        auto query = database_->query("SELECT name FROM retained_topic");
        while (query.next())
            topics.insert(query.text(0));
        for (auto const& [topic, retained] : unwritten_topics_)
            if (retained)
                topics.insert(topic);
            else
                topics.erase(topic);
        return std::vector<std::string>(topics.begin(), topics.end());
    });
}

Result<void> SqliteStore::remember_retained(std::vector<std::string> const& topics) {
    for (auto const& topic : topics)
        unwritten_topics_.insert_or_assign(topic, true);
    return write_topics();
}

Result<void> SqliteStore::forget_retained(std::vector<std::string> const& topics) {
    for (auto const& topic : topics)
        unwritten_topics_.insert_or_assign(topic, false);
    return write_topics();
}

Result<void> SqliteStore::write_topics() {
    auto const written = database_->write(
        "write retained topics to",
        [&] {
            auto insert =
                database_->query("INSERT INTO retained_topic (name) VALUES (?) ON CONFLICT DO NOTHING");
            auto remove = database_->query("DELETE FROM retained_topic WHERE name = ?");
            for (auto const& [topic, retained] : unwritten_topics_)
                (retained ? insert : remove).with(topic).run();
        },
        Durability::with_the_next);
    if (!written && written.error().code == ErrorCode::store_locked)
        return {};
    unwritten_topics_.clear();
    return written;
}

} // namespace enedis2mqtt::store
