#pragma once

#include <enedis2mqtt/bridge/costs.hpp>
#include <enedis2mqtt/domain/regulated_prices.hpp>

namespace enedis2mqtt {

/// A tariff to compare with: one of the file, by its name, or a regulated option.
struct TariffOffer {
    std::string name;                      ///< empty for a regulated option
    std::optional<RegulatedOption> option; ///< empty for a tariff of the file
    std::shared_ptr<Tariff const> tariff;
    bool usual_hours = false; ///< the meter's off-peak hours are unknown: 22:00 to 06:00 are taken
};

struct ComparedOffer {
    TariffOffer offer;
    CostTotal cost;
};

/// What the consumption of `days` would have cost under each offer, cheapest first. Days without a cost under
/// an offer are missing in its sum: sums of different days do not compare.
Result<std::vector<ComparedOffer>> compare_offers(ReadingStore& store, Meter const& meter,
                                                  std::vector<TariffOffer> offers, DayRange days,
                                                  TempoCalendar const& colors, TimeZone const& zone);

} // namespace enedis2mqtt
