#pragma once

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/home_assistant/session.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>

#include <string>

/// Energy that Home Assistant holds and the archive lacks.
namespace enedis2mqtt::home_assistant {

/// Whose statistics: ours, or those of bokub/ha-linky. Source of the latter's ids, linky:<pdl> and
/// linky_prod:<pdl>, in Wh: docs/reference/home-assistant-statistics.md section 9.
enum class EnergyOrigin { bridge, ha_linky };

std::string energy_statistic(UsagePointId const& meter, Direction direction, EnergyOrigin origin);

struct EnergyTaken {
    std::size_t days = 0;  ///< known as a day
    std::size_t hours = 0; ///< of days known hour by hour
    bool empty() const { return days == 0 && hours == 0; }
};

/// Reads one direction into the archive, which believes any source more: what it has stays, and each of these
/// days is asked for as others are. Empty where Home Assistant holds nothing. What it borrows outlives the
/// coroutine. Errors: the session's and the archive's; home_assistant_refused for a unit other than Wh and
/// kWh.
Task<Result<EnergyTaken>> take_energy(Session& session, ReadingStore& store, UsagePointId meter,
                                      Direction direction, EnergyOrigin origin, TimeZone zone, Instant now);

} // namespace enedis2mqtt::home_assistant
