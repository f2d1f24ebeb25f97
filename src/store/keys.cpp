#include "store/keys.hpp"

namespace enedis2mqtt::store {

std::optional<std::int64_t> find_series(Database& database, UsagePointId const& id, Series series) {
    auto query = database.query("SELECT series.id FROM series JOIN meter ON meter.id = series.meter "
                                "WHERE pdl = ? AND direction = ? AND dataset = ?");
    if (!query.with(id.text(), to_string(series.direction), to_string(series.dataset)).next())
        return std::nullopt;
    return query.integer(0);
}

std::int64_t meter_key(Database& database, UsagePointId const& id) {
    database.query("INSERT INTO meter (pdl) VALUES (?) ON CONFLICT DO NOTHING").with(id.text()).run();
    auto query = database.query("SELECT id FROM meter WHERE pdl = ?");
    query.with(id.text()).next();
    return query.integer(0);
}

std::int64_t series_key(Database& database, UsagePointId const& id, Series series) {
    if (auto const known = find_series(database, id, series))
        return *known;
    database.query("INSERT INTO series (meter, direction, dataset) VALUES (?, ?, ?)")
        .with(meter_key(database, id), to_string(series.direction), to_string(series.dataset))
        .run();
    return *find_series(database, id, series);
}

Series series_named(std::string const& direction, std::string const& dataset) {
    Series series;
    series.direction =
        direction == to_string(Direction::production) ? Direction::production : Direction::consumption;
    for (auto const candidate : {Dataset::daily, Dataset::load_curve, Dataset::max_power})
        if (to_string(candidate) == dataset)
            series.dataset = candidate;
    return series;
}

} // namespace enedis2mqtt::store
