#pragma once

#include <enedis2mqtt/bridge/call_gate.hpp>
#include <enedis2mqtt/domain/snapshot.hpp>
#include <enedis2mqtt/domain/timetable.hpp>
#include <enedis2mqtt/ports/meter_source.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace enedis2mqtt {

/// What one meter's poll needs. The owner outlives every cycle.
struct MeterTools {
    Meter meter;
    TimeZone zone;
    Timetable timetable;
    MeterSource& source;
    CountingGate& gate;
    ReadingStore& store;
    Clock& clock;
};

struct CycleOutcome {
    CycleOutcome() = default; // no aggregate: GCC 12 destroys those twice in co_await expressions

    bool missing = false;              ///< yesterday is not complete and another call today may help
    std::optional<Instant> not_before; ///< the source's, or the budget's, word on when
    std::optional<Error> trouble;      ///< what a person should know
    std::optional<Error> stopped;      ///< what made a data set wait for the user, the first time it does
    int calls = 0;                     ///< answers received, of any kind
};

/// Whether the source is there and unwell: a retry soon after would not help it. A way that is cut (no
/// network) costs nobody anything and may be tried again at the ordinary pace.
bool is_unwell(Error const& error);

/// What waits for the user among the data sets the meter is still configured for; nothing when nothing does.
std::optional<Error> standing_refusal(Meter const& meter, MeterState const& state, Instant now);

/// One poll of one meter: plan what the ledger lacks, fetch, decode, keep. An error ends what it speaks of (a
/// range, a data set, the meter, the poll) and never touches what the archive holds. `report` hears how far a
/// long fetch has come. `tools` outlives the coroutine.
Task<CycleOutcome> sync_meter(MeterTools const& tools, Purpose purpose,
                              std::function<void(Progress const&)> report);

} // namespace enedis2mqtt
