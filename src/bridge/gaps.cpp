#include <enedis2mqtt/bridge/collection.hpp>
#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/bridge/gaps.hpp>

#include <algorithm>

namespace enedis2mqtt {

CivilDay wanted_from(MeterState const& state, Series series, CivilDay today) {
    auto const begun = state.wanted_from.find(series);
    return begun == state.wanted_from.end() ? first_import_from(series, today) : begun->second;
}

Result<std::vector<SeriesAsks>> gaps_of(MeterTools const& tools) {
    auto const now = tools.clock.now();
    auto const today = tools.zone.day_of(now);
    auto const state = tools.store.meter_state(tools.meter.id);
    if (!state)
        return state.error();
    auto const off = uncollected_curves(tools.store, tools.meter, today);
    if (!off)
        return off.error();
    std::vector<SeriesAsks> gaps;
    for (auto series : tools.meter.series()) {
        bool const begun = state->wanted_from.contains(series);
        if (!begun || standing(*state, series, now) != nullptr ||
            std::ranges::find(*off, series) != off->end())
            continue;
        auto const from = wanted_from(*state, series, today);
        auto const ledger = tools.store.ledger(
            tools.meter.id, series, {std::min(from, today - days_a_hole_is_worth_asking_for), today});
        if (!ledger)
            return ledger.error();
        auto asks = plan(series, *ledger, from, today, tools.source.limits(), now);
        if (recent_range(asks, today))
            asks.erase(asks.begin());
        if (!asks.empty())
            gaps.push_back({series, std::move(asks)});
    }
    return gaps;
}

} // namespace enedis2mqtt
