#include <enedis2mqtt/bridge/day_totals.hpp>

#include <algorithm>
#include <optional>

namespace enedis2mqtt {
namespace {

/// Nothing where the archive lacks a part of the day, whatever its ledger says: what is missing is not 0.
Result<std::optional<DayTotal>> sum_of_curve(ReadingStore& store, UsagePointId const& id, Direction direction,
                                             CivilDay day, TimeZone const& zone) {
    auto const midnights = zone.interval_of(day);
    auto const points = store.sourced_curve(id, direction, midnights);
    if (!points)
        return points.error();
    LoadCurve curve;
    for (auto const& point : *points)
        curve.append(point.value);
    if (!curve.covers(midnights))
        return std::optional<DayTotal>{};
    return std::optional{DayTotal{{day, curve.energy()}, points->front().source, true}};
}

} // namespace

Result<std::vector<DayTotal>> day_totals(ReadingStore& store, UsagePointId const& id, Direction direction,
                                         DayRange days, TimeZone const& zone) {
    auto const daily = store.sourced_daily(id, direction, days);
    if (!daily)
        return daily.error();
    auto const curves = store.ledger(id, {direction, Dataset::load_curve}, days);
    if (!curves)
        return curves.error();

    std::vector<DayTotal> totals;
    for (auto const& [value, source] : *daily)
        totals.push_back({value, source, false});
    auto const by_day = [](DayTotal const& total, CivilDay day) { return total.value.day < day; };
    auto const own = static_cast<std::ptrdiff_t>(totals.size());
    for (auto const& [day, entry] : *curves) {
        if (entry.state != DayState::complete)
            continue;
        auto const known = std::lower_bound(totals.begin(), totals.begin() + own, day, by_day);
        if (known != totals.begin() + own && known->value.day == day)
            continue;
        auto sum = sum_of_curve(store, id, direction, day, zone);
        if (!sum)
            return sum.error();
        if (*sum)
            totals.push_back(std::move(**sum));
    }
    std::inplace_merge(totals.begin(), totals.begin() + own, totals.end(),
                       [](DayTotal const& a, DayTotal const& b) { return a.value.day < b.value.day; });
    return totals;
}

} // namespace enedis2mqtt
