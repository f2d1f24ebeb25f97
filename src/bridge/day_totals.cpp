#include <enedis2mqtt/bridge/day_totals.hpp>

#include <algorithm>

namespace enedis2mqtt {
namespace {

Result<DayTotal> sum_of_curve(ReadingStore& store, UsagePointId const& id, Direction direction, CivilDay day,
                              TimeZone const& zone) {
    auto const curve = store.sourced_curve(id, direction, zone.interval_of(day));
    if (!curve)
        return curve.error();
    DayTotal total{{day, {}}, {}, true};
    for (auto const& point : *curve)
        total.value.energy += point.value.energy();
    if (!curve->empty())
        total.source = curve->front().source;
    return total;
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
        totals.push_back(std::move(*sum));
    }
    std::inplace_merge(totals.begin(), totals.begin() + own, totals.end(),
                       [](DayTotal const& a, DayTotal const& b) { return a.value.day < b.value.day; });
    return totals;
}

} // namespace enedis2mqtt
