#pragma once

#include "imports/points.hpp"

namespace enedis2mqtt::imports {

/// One energy per day: the local day of the stamp. Two different ones of a day are no good either.
std::vector<DailyEnergy> daily_of(std::vector<Point> const& points, TimeZone const& zone, Notes& notes);

/// The stamp is when the maximum was reached; of two on a day the higher stays.
std::vector<MaxPower> maxima_of(std::vector<Point> const& points, TimeZone const& zone, Notes& notes);

} // namespace enedis2mqtt::imports
