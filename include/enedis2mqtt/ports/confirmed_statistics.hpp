#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/statistics.hpp>

#include <string>
#include <vector>

namespace enedis2mqtt {

/// What is known to stand in Home Assistant, a day of UTC at a time. Synchronous, loop thread only; errors of
/// kind storage.
class ConfirmedStatistics {
public:
    virtual ~ConfirmedStatistics() = default;
    /// In order; of a statistic nobody knows, none.
    virtual Result<std::vector<StatisticDay>> confirmed(std::string const& statistic) = 0;
    /// `days`, all of them `from` or later, take the place of everything from then on.
    virtual Result<void> confirm(std::string const& statistic, CivilDay from,
                                 std::vector<StatisticDay> const& days) = 0;
};

} // namespace enedis2mqtt
