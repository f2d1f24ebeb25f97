#pragma once

#include <enedis2mqtt/bridge/ask.hpp>
#include <enedis2mqtt/domain/snapshot.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace enedis2mqtt {

struct CycleOutcome {
    CycleOutcome() = default; // no aggregate: GCC 12 destroys those twice in co_await expressions

    bool missing = false;              ///< yesterday is not complete and another call today may help
    std::optional<Instant> not_before; ///< the source's, or the budget's, word on when
    std::optional<Error> trouble;      ///< what a person should know
    bool refused = false; ///< the trouble is that of others: no call was made, the source is left alone
    std::optional<Series> trouble_of; ///< the data set that met it
    std::optional<Error> stopped;     ///< what made a data set wait for the user, the first time it does
    std::vector<Correction> corrections;
};

/// What keeps the series from being asked at `now`; null when nothing does. Whoever set a suspension further
/// ahead than any is meant to last had a wrong clock.
Suspension const* standing(MeterState const& state, Series series, Instant now);

/// A data set of the meter, as it is still configured, that waits for the user; nothing when none does.
std::optional<Series> refused_series(Meter const& meter, MeterState const& state, Instant now);

/// One poll of one meter: plan what the ledger lacks, fetch, decode, keep. An error ends what it speaks of (a
/// range, a data set, the meter, the poll) and never touches what the archive holds. `report` hears how far a
/// long fetch has come. `tools` outlives the coroutine.
Task<CycleOutcome> sync_meter(MeterTools const& tools, Purpose purpose,
                              std::function<void(Progress const&)> report);

} // namespace enedis2mqtt
