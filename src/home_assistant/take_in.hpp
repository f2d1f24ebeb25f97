#pragma once

#include <enedis2mqtt/domain/reading.hpp>
#include <enedis2mqtt/domain/statistics.hpp>

#include <span>

namespace enedis2mqtt::home_assistant {

/// What the rows of a sum say to an archive that has lost it: one row in a local day is its daily value, a
/// row for every hour of it a curve of 60 minutes. Any other day, and one that no household could use, is
/// left. `held` are all rows, in order. Pure.
Readings readings_in(std::span<StatisticRow const> held, TimeZone const& zone);

} // namespace enedis2mqtt::home_assistant
