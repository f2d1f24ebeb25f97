#pragma once

#include <enedis2mqtt/domain/cost.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>

#include <string>
#include <vector>

namespace enedis2mqtt {

/// A day's cost and who told its energy.
struct SourcedCost {
    DayCost cost;
    std::string source;
};

/// The days of `days` that have a cost, in order; none where the meter has no tariff for the direction.
Result<std::vector<SourcedCost>> day_costs(ReadingStore& store, Meter const& meter, Direction direction,
                                           DayRange days, TempoCalendar const& colors, TimeZone const& zone);

} // namespace enedis2mqtt
