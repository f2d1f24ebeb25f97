#include <enedis2mqtt/bridge/costs.hpp>
#include <enedis2mqtt/bridge/day_totals.hpp>

namespace enedis2mqtt {

Result<std::vector<SourcedCost>> day_costs(ReadingStore& store, Meter const& meter, Direction direction,
                                           DayRange days, TempoCalendar const& colors, TimeZone const& zone) {
    std::vector<SourcedCost> costs;
    auto const tariff = meter.tariffs.find(direction);
    if (tariff == meter.tariffs.end())
        return costs;
    auto const totals = day_totals(store, meter.id, direction, days, zone);
    if (!totals)
        return totals.error();
    LoadCurve month;
    auto read_until = days.start;
    for (auto const& total : *totals) {
        auto const day = total.value.day;
        if (day >= read_until) {
            read_until = (day.first_of_month() + 31).first_of_month();
            auto read = store.load_curve(meter.id, direction, zone.interval_of(DayRange{day, read_until}));
            if (!read)
                return read.error();
            month = std::move(*read);
        }
        auto const figure = total.from_curve ? std::nullopt : std::optional{total.value.energy};
        auto cost = cost_of_day(*tariff->second, day, figure, month, colors, zone);
        if (auto* known = std::get_if<DayCost>(&cost))
            costs.push_back({std::move(*known), total.source});
    }
    return costs;
}

} // namespace enedis2mqtt
