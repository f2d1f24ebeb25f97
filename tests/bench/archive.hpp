#pragma once

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

namespace enedis2mqtt::bench {

/// An ordinary consumption meter of the simulator.
Meter meter_of(std::string const& pdl, std::string const& provider);

/// Fills the archive as polls would have left it: every day of `days` complete in each of the meter's series,
/// with the simulated household's values. Throws when the store refuses.
void fill(store::SqliteStore& archive, Meter const& meter, DayRange days);

} // namespace enedis2mqtt::bench
