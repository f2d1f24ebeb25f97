#include <enedis2mqtt/bridge/snapshots.hpp>

#include <algorithm>

namespace enedis2mqtt {
namespace {

constexpr std::size_t recent_days = 7;
// Reaches far enough behind 1 January to find the recent days of a meter with holes.
constexpr int look_back = 60;

Result<void> add_hourly(Measures& measures, ReadingStore& store, UsagePointId const& id, Direction direction,
                        CivilDay day, TimeZone const& zone) {
    auto curve = store.load_curve(id, direction, zone.interval_of(day));
    if (!curve)
        return curve.error();
    if (!curve->empty())
        measures.hourly = HourlySnapshot{day, std::move(*curve)};
    return {};
}

Result<void> add_energies(Measures& measures, ReadingStore& store, UsagePointId const& id,
                          Direction direction, CivilDay day, TimeZone const& zone) {
    auto const from = std::min(day.first_of_year(), day - look_back);
    auto const daily = store.daily(id, direction, {from, day + 1});
    if (!daily)
        return daily.error();
    if (daily->empty())
        return {};
    auto const last = daily->back();
    DailySnapshot recent{last, zone.interval_of(last.day), {}};
    recent.recent.assign(daily->end() - static_cast<std::ptrdiff_t>(std::min(recent_days, daily->size())),
                         daily->end());
    measures.daily = std::move(recent);
    measures.monthly = month_to_date(*daily, zone);
    measures.yearly = year_to_date(*daily, zone);
    return {};
}

Result<void> add_max_power(Measures& measures, ReadingStore& store, UsagePointId const& id, CivilDay day) {
    auto const values = store.max_power(id, {day, day + 1});
    if (!values)
        return values.error();
    if (!values->empty())
        measures.max_power = values->back();
    return {};
}

} // namespace

Result<Snapshot> take_snapshot(ReadingStore& store, Meter const& meter, TimeZone const& zone,
                               CivilDay today) {
    Snapshot snapshot{meter};
    for (auto series : meter.series()) {
        auto const last = store.last_complete(meter.id, series);
        if (!last)
            return last.error();
        snapshot.status.series[series] = {*last && **last >= today - 1, *last};
        if (!*last)
            continue;
        auto& measures = snapshot.measures[series.direction];
        auto const added = series.dataset == Dataset::load_curve
                               ? add_hourly(measures, store, meter.id, series.direction, **last, zone)
                           : series.dataset == Dataset::daily
                               ? add_energies(measures, store, meter.id, series.direction, **last, zone)
                               : add_max_power(measures, store, meter.id, **last);
        if (!added)
            return added.error();
    }
    snapshot.status.light = light_of(snapshot.status.series);
    return snapshot;
}

} // namespace enedis2mqtt
