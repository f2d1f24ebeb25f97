#pragma once

#include <enedis2mqtt/base/instant.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <chrono>
#include <optional>
#include <vector>

namespace enedis2mqtt {

/// What the polls of all meters of one source still want of the day. Enedis publishes a day's data sets at an
/// hour that nobody knows; whoever looks too early has spent a call. A data set that waits for the user, or
/// whose collection is off, is not counted.
struct PollDemand {
    int data_sets = 0;            ///< what one poll of every meter asks for
    int missing = 0;              ///< those of yesterday that are still to come
    int waiting = 0;              ///< meters that lack one of them
    std::chrono::seconds span{0}; ///< for how long they look, until the last of their last rounds
};

/// Calls that may look in vain, of the `left` of the day: each missing data set keeps one of its own, to be
/// asked once more in the last round. A source whose one round does not fit its day (`per_day`) keeps none.
int calls_to_look_with(int left, int per_day, PollDemand const& demand);

/// How long one look of the source follows another, whichever meter makes it, so that the calls last until
/// the last round; empty: each of its meters looks at every retry. `looks`: empty, the source sets no limit.
std::optional<std::chrono::seconds> scarce_look_every(std::chrono::seconds retry, std::optional<int> looks,
                                                      PollDemand const& demand);

/// Calls of the day that a person's history leaves alone: two rounds, and a look for each retry of each meter
/// that waits.
int calls_kept_from_history(std::chrono::seconds retry, PollDemand const& demand);
/// The same for a refresh: two rounds.
int calls_kept_from_requests(int per_day, PollDemand const& demand);

/// A data set that lacks yesterday.
struct Missing {
    Series series;
    Instant tried; ///< when it was last asked for; 1970: never
};

/// What one poll of a meter asks for.
struct Round {
    std::vector<Series> first; ///< in any case
    std::vector<Series> then;  ///< as soon as one of the first has come
};

/// Everything is asked for that was not since `round_began` (the day's slot, or its last round), if the calls
/// left allow two such rounds of the whole source; else, and later, one data set looks, if the meter
/// `may_look`: the one that was asked for longest ago. In the `last` round everything is asked for.
Round round_of(std::vector<Missing> missing, Instant round_began, bool last, std::optional<int> looks,
               bool may_look, PollDemand const& demand);

} // namespace enedis2mqtt
