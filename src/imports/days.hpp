#pragma once

#include "imports/points.hpp"

namespace enedis2mqtt::imports {

/// One energy per day: the local day of the stamp. file_invalid: two different ones.
Result<std::vector<DailyEnergy>> daily_of(std::vector<Point> const& points, TimeZone const& zone,
                                          std::vector<SkippedRow>& skipped);

/// The stamp is when the maximum was reached; of two on a day the higher stays.
Result<std::vector<MaxPower>> maxima_of(std::vector<Point> const& points, TimeZone const& zone,
                                        std::vector<SkippedRow>& skipped);

/// The meter's registers at a midnight, in Wh.
struct Registers {
    int row = 0;
    Stamp stamp;
    std::optional<Micro> total;
    std::vector<std::optional<Micro>> periods;
};

/// A day's energy is the difference of the totals at its two midnights, or of the sum of the same tariff
/// periods. Enedis writes 23:00 for midnight in winter: an hour off still is that midnight.
/// file_invalid: two different registers of one midnight.
Result<std::vector<DailyEnergy>> daily_from_registers(std::vector<Registers> const& rows,
                                                      TimeZone const& zone, std::vector<SkippedRow>& skipped);

} // namespace enedis2mqtt::imports
