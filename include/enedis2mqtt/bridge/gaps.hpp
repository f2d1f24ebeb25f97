#pragma once

#include <enedis2mqtt/bridge/ask.hpp>

#include <vector>

namespace enedis2mqtt {

/// What the polls leave to history: days before the last ones that were never asked for, and holes whose time
/// has come. Newest first; nothing of a series that waits for the user, or whose curve nobody collects.
Result<std::vector<SeriesAsks>> gaps_of(MeterTools const& tools);

/// How far back `series` is wanted, as far as the meter's state tells; else where its first import begins.
CivilDay wanted_from(MeterState const& state, Series series, CivilDay today);

} // namespace enedis2mqtt
