#include <enedis2mqtt/bridge/comparison.hpp>

#include <algorithm>

namespace enedis2mqtt {

Result<std::vector<ComparedOffer>> compare_offers(ReadingStore& store, Meter const& meter,
                                                  std::vector<TariffOffer> offers, DayRange days,
                                                  TempoCalendar const& colors, TimeZone const& zone) {
    std::vector<ComparedOffer> compared;
    for (auto& offer : offers) {
        auto under = meter;
        under.tariffs[Direction::consumption] = offer.tariff;
        auto const known = day_costs(store, under, Direction::consumption, days, colors, zone);
        if (!known)
            return known.error();
        std::vector<DayCost> costs;
        for (auto const& one : *known)
            costs.push_back(one.cost);
        compared.push_back({std::move(offer), total_cost(costs, days, zone)});
    }
    // An offer that says nothing of any day is no cheap one.
    std::ranges::stable_sort(compared, {}, [](ComparedOffer const& one) {
        return std::pair{one.cost.known == 0, one.cost.total()};
    });
    return compared;
}

} // namespace enedis2mqtt
