#pragma once

#include <enedis2mqtt/domain/reading.hpp>

#include <optional>
#include <span>
#include <vector>

namespace enedis2mqtt {

/// Energy of a period so far: from its first day to the last day known, both included.
struct PeriodTotal {
    DayRange days;     ///< [first day of the period, day after the last day known)
    Interval instants; ///< the same in UTC
    Energy energy;
    int known = 0; ///< days summed
    std::vector<CivilDay> missing;
    std::vector<CivilDay> from_curve; ///< days without the source's own figure, summed from their whole curve
    friend bool operator==(PeriodTotal const&, PeriodTotal const&) = default;
};

/// Sums the daily values that lie in `days`; days without a value are listed, never guessed.
PeriodTotal total(std::span<DailyEnergy const> daily, DayRange days, TimeZone const& zone);

/// Month and year to date of the last day in `daily` (ordered by day); nothing when there is none.
std::optional<PeriodTotal> month_to_date(std::span<DailyEnergy const> daily, TimeZone const& zone);
std::optional<PeriodTotal> year_to_date(std::span<DailyEnergy const> daily, TimeZone const& zone);

} // namespace enedis2mqtt
