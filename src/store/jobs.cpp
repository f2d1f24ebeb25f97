#include "store/keys.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

namespace enedis2mqtt::store {
namespace {

constexpr Dataset datasets[] = {Dataset::daily, Dataset::load_curve, Dataset::max_power};

std::string text_of(std::vector<Dataset> const& sets) {
    std::string text;
    for (auto const set : sets)
        text += std::string{text.empty() ? "" : ","} + std::string{to_string(set)};
    return text;
}

std::vector<Dataset> sets_in(std::string const& text) {
    std::vector<Dataset> sets;
    for (auto const set : datasets)
        if (("," + text + ",").find("," + std::string{to_string(set)} + ",") != std::string::npos)
            sets.push_back(set);
    return sets;
}

} // namespace

Result<std::vector<HistoryJob>> SqliteStore::history_jobs(UsagePointId const& id) {
    return database_->attempt("read the history jobs of", [&] {
        std::vector<HistoryJob> jobs;
        auto query =
            database_->query("SELECT history_job.id, first_day, end_day, datasets, asked_at, calls FROM "
                             "history_job JOIN meter ON meter.id = meter WHERE pdl = ? ORDER BY 1");
        for (query.with(id.text()); query.next();) {
            HistoryJob job{id, {query.day(1), query.day(2)}, sets_in(query.text(3)), query.instant(4)};
            job.key = query.integer(0);
            job.calls = static_cast<int>(query.integer(5));
            jobs.push_back(std::move(job));
        }
        return jobs;
    });
}

Result<HistoryJob> SqliteStore::add_history_job(HistoryJob job) {
    return database_->write("write a history job to", [&] {
        database_
            ->query("INSERT INTO history_job (meter, first_day, end_day, datasets, asked_at, calls) "
                    "VALUES (?, ?, ?, ?, ?, ?)")
            .with(meter_key(*database_, job.id), job.days.start, job.days.end, text_of(job.datasets),
                  job.asked_at, std::int64_t{job.calls})
            .run();
        job.key = database_->integer("SELECT last_insert_rowid()");
        return job;
    });
}

Result<void> SqliteStore::date_history_job(std::int64_t key, Instant asked_at) {
    return database_->write("write a history job to", [&] {
        database_->query("UPDATE history_job SET asked_at = ? WHERE id = ?").with(asked_at, key).run();
    });
}

Result<void> SqliteStore::remove_history_job(std::int64_t key) {
    return database_->write("remove a history job from", [&] {
        database_->query("DELETE FROM history_job WHERE id = ?").with(key).run();
    });
}

} // namespace enedis2mqtt::store
