#pragma once

#include <enedis2mqtt/ports/reading_store.hpp>

#include <string>
#include <vector>

namespace enedis2mqtt {

/// A day's energy: the source's own figure, or where there is none, the sum of a whole curve.
struct DayTotal {
    DailyEnergy value;
    std::string source;
    bool from_curve = false;
};

/// The days of `days` that have an energy, in order. A day whose curve has a gap has none.
Result<std::vector<DayTotal>> day_totals(ReadingStore& store, UsagePointId const& id, Direction direction,
                                         DayRange days, TimeZone const& zone);

} // namespace enedis2mqtt
