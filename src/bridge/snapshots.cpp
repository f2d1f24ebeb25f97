#include <enedis2mqtt/bridge/costs.hpp>
#include <enedis2mqtt/bridge/day_totals.hpp>
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

Result<void> add_daily(Measures& measures, ReadingStore& store, UsagePointId const& id, Direction direction,
                       CivilDay day, TimeZone const& zone) {
    auto const daily = store.daily(id, direction, {day - look_back, day + 1});
    if (!daily)
        return daily.error();
    if (daily->empty())
        return {};
    auto const last = daily->back();
    DailySnapshot recent{last, zone.interval_of(last.day), {}, {}};
    recent.recent.assign(daily->end() - static_cast<std::ptrdiff_t>(std::min(recent_days, daily->size())),
                         daily->end());
    auto const curve = store.load_curve(id, direction, recent.period);
    if (!curve)
        return curve.error();
    if (curve->covers(recent.period))
        recent.beyond_curve = last.energy - curve->energy();
    measures.daily = std::move(recent);
    return {};
}

Result<void> add_sums(Measures& measures, ReadingStore& store, UsagePointId const& id, Direction direction,
                      CivilDay last, TimeZone const& zone) {
    auto const days = day_totals(store, id, direction, {last.first_of_year(), last + 1}, zone);
    if (!days)
        return days.error();
    std::vector<DailyEnergy> energies;
    for (auto const& day : *days)
        energies.push_back(day.value);
    measures.monthly = month_to_date(energies, zone);
    measures.yearly = year_to_date(energies, zone);
    for (auto* total : {&measures.monthly, &measures.yearly})
        for (auto const& day : *days)
            if (*total && day.from_curve && (*total)->days.contains(day.value.day))
                (*total)->from_curve.push_back(day.value.day);
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

Result<void> add_costs(Measures& measures, ReadingStore& store, Meter const& meter, Direction direction,
                       CivilDay last, TempoCalendar const& colors, TimeZone const& zone) {
    auto const billed = billing_month(last, meter.billing_day);
    auto const first = std::min({last.first_of_year(), billed.start, last - look_back});
    auto const known = day_costs(store, meter, direction, {first, last + 1}, colors, zone);
    if (!known)
        return known.error();
    if (known->empty())
        return {};
    std::vector<DayCost> costs;
    for (auto const& one : *known)
        costs.push_back(one.cost);
    DailyCostSnapshot recent{costs.back(), zone.interval_of(costs.back().day), {}};
    recent.recent.assign(costs.end() - static_cast<std::ptrdiff_t>(std::min(recent_days, costs.size())),
                         costs.end());
    measures.daily_cost = std::move(recent);
    auto const total_of = [&](CivilDay start) -> std::optional<CostTotal> {
        auto total = total_cost(costs, {start, last + 1}, zone);
        return total.known > 0 ? std::optional{std::move(total)} : std::nullopt;
    };
    measures.monthly_cost = total_of(last.first_of_month());
    measures.yearly_cost = total_of(last.first_of_year());
    if (meter.billing_day != 1)
        measures.billing_cost = total_of(billed.start);
    return {};
}

} // namespace

Result<Snapshot> take_snapshot(ReadingStore& store, Meter const& meter, TimeZone const& zone, CivilDay today,
                               TempoCalendar const& colors) {
    Snapshot snapshot{meter};
    std::map<Direction, CivilDay> last_known;
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
                               ? add_daily(measures, store, meter.id, series.direction, **last, zone)
                               : add_max_power(measures, store, meter.id, **last);
        if (!added)
            return added.error();
        if (series.dataset != Dataset::max_power) {
            auto& latest = last_known.try_emplace(series.direction, **last).first->second;
            latest = std::max(latest, **last);
        }
    }
    for (auto const& [direction, last] : last_known) {
        auto& measures = snapshot.measures[direction];
        if (auto added = add_sums(measures, store, meter.id, direction, last, zone); !added)
            return added.error();
        if (auto added = add_costs(measures, store, meter, direction, last, colors, zone); !added)
            return added.error();
    }
    auto skipped = store.skipped(meter.id);
    if (!skipped)
        return skipped.error();
    // As long as a hole is asked for again, and of what the meter still is.
    std::erase_if(*skipped, [&](auto const& entry) {
        return today - entry.second.seen > days_a_hole_is_worth_asking_for ||
               !snapshot.status.series.contains(entry.first);
    });
    snapshot.status.skipped = std::move(*skipped);
    snapshot.status.light = light_of(snapshot.status.series);
    return snapshot;
}

} // namespace enedis2mqtt
