#pragma once

#include <enedis2mqtt/ports/reading_store.hpp>

#include <vector>

namespace enedis2mqtt {

/// The days of `days` that the ledger calls complete and whose values the archive lacks, in order: none
/// unless the file was damaged or edited. Nobody asks a source for them again.
Result<std::vector<CivilDay>> lost_days(ReadingStore& store, UsagePointId const& id, Series series,
                                        DayRange days, TimeZone const& zone);

} // namespace enedis2mqtt
