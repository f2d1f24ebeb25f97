#pragma once

#include "simulator/special_meters.hpp"

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/reading.hpp>

#include <cstdint>
#include <vector>

namespace enedis2mqtt::simulator {

/// A plausible household, the same on every machine and every day: pure integer functions of the PDL's
/// digits and of time (splitmix64, Steele et al. 2014), nothing remembered. Consumption follows the season,
/// the weekday and the hour; production follows the sun and is 0 at night.
/// Half-hour powers are even, so that every sum is a whole number of Wh whatever the step.
class Household {
public:
    Household(UsagePointId const& pdl, TimeZone zone);

    /// Every half-hour of the local day: 46, 48 or 50 of them.
    std::vector<Reading> half_hours(Direction direction, CivilDay day) const;
    /// The same energy in the steps of this meter.
    std::vector<Reading> curve(Direction direction, CivilDay day) const;
    /// Exactly the sum of the day's half-hours.
    DailyEnergy daily(Direction direction, CivilDay day) const;
    /// Inside the half-hour of the highest mean power, and above it.
    MaxPower max_power(CivilDay day) const;

    Traits const& traits() const { return traits_; }

private:
    std::int64_t consumed(CivilDay day, int half_hour_of_day, std::uint64_t slot) const;
    std::int64_t produced(CivilDay day, Instant start, std::uint64_t slot) const;

    Traits traits_;
    TimeZone zone_;
    std::uint64_t seed_;
};

} // namespace enedis2mqtt::simulator
