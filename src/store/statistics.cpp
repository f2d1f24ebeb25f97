#include "store/database.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

namespace enedis2mqtt::store {

Result<std::vector<StatisticDay>> SqliteStore::confirmed(std::string const& statistic) {
    return database_->attempt("read confirmed statistics from", [&] {
        std::vector<StatisticDay> days;
        auto query = database_->query("SELECT day, hours, digest FROM confirmed_day JOIN statistic ON "
                                      "statistic.id = statistic WHERE name = ? ORDER BY day");
        for (query.with(statistic); query.next();)
            days.push_back({query.day(0), static_cast<std::uint32_t>(query.integer(1)),
                            static_cast<std::uint64_t>(query.integer(2))});
        return days;
    });
}

Result<void> SqliteStore::confirm(std::string const& statistic, CivilDay from,
                                  std::vector<StatisticDay> const& days) {
    return database_->write("confirm statistics in", [&] {
        database_->query("INSERT INTO statistic (name) VALUES (?) ON CONFLICT DO NOTHING")
            .with(statistic)
            .run();
        std::int64_t key = 0;
        {
            auto query = database_->query("SELECT id FROM statistic WHERE name = ?");
            query.with(statistic).next();
            key = query.integer(0);
        }
        database_->query("DELETE FROM confirmed_day WHERE statistic = ? AND day >= ?").with(key, from).run();
        auto insert =
            database_->query("INSERT INTO confirmed_day (statistic, day, hours, digest) VALUES (?, ?, ?, ?)");
        for (auto const& day : days)
            insert.with(key, day.day, std::int64_t{day.hours}, static_cast<std::int64_t>(day.digest)).run();
    });
}

} // namespace enedis2mqtt::store
