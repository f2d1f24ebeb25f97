#pragma once

#include "store/database.hpp"

#include <enedis2mqtt/domain/meter.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace enedis2mqtt::store {

/// The integers that stand for a meter and a series in every other row. Run inside Database::attempt; the
/// functions that add a row, inside Database::write.
std::optional<std::int64_t> find_series(Database& database, UsagePointId const& id, Series series);
std::int64_t meter_key(Database& database, UsagePointId const& id);
std::int64_t series_key(Database& database, UsagePointId const& id, Series series);
/// The series that a row of `series` names.
Series series_named(std::string const& direction, std::string const& dataset);

} // namespace enedis2mqtt::store
