#pragma once

#include <enedis2mqtt/domain/snapshot.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>

namespace enedis2mqtt {

/// What the archive knows of a meter on `today`: its measures, and how fresh they are. The rest of the status
/// (polls, calls, trouble) is the caller's. `colors`: the Tempo days known, where a tariff needs them.
Result<Snapshot> take_snapshot(ReadingStore& store, Meter const& meter, TimeZone const& zone, CivilDay today,
                               TempoCalendar const& colors = {});

} // namespace enedis2mqtt
