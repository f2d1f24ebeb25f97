#include "store/database.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

namespace enedis2mqtt::store {

Result<std::vector<ToldColor>> SqliteStore::told_colors() {
    return database_->attempt("read Tempo colours from", [&] {
        std::vector<ToldColor> told;
        auto query = database_->query("SELECT day, source, color FROM tempo_day ORDER BY day, source");
        while (query.next())
            told.push_back({query.day(0), all_tempo_sources.at(static_cast<std::size_t>(query.integer(1))),
                            all_tempo_colors.at(static_cast<std::size_t>(query.integer(2)))});
        return told;
    });
}

Result<void> SqliteStore::remember_colors(std::vector<ToldColor> const& told) {
    return database_->write("keep Tempo colours in", [&] {
        auto insert = database_->query("INSERT INTO tempo_day (day, source, color) VALUES (?, ?, ?) "
                                       "ON CONFLICT DO UPDATE SET color = excluded.color");
        for (auto const& one : told)
            insert.with(one.day, static_cast<std::int64_t>(one.source), static_cast<std::int64_t>(one.color))
                .run();
    });
}

} // namespace enedis2mqtt::store
