#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/money.hpp>
#include <enedis2mqtt/domain/units.hpp>

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace enedis2mqtt {

struct RecordQuery {
    RecordQuery(UsagePointId usage_point, Direction which, Measure what, DayRange range)
        : id(std::move(usage_point)), direction(which), measure(what), days(range) {}
    UsagePointId id;
    Direction direction;
    Measure measure;
    DayRange days; ///< months and years that begin in it, cut at its ends
};

/// One period with its value: hourly a Power, daily and sums an Energy, max_power an ApparentPower, costs
/// Money.
struct Record {
    Interval period;
    std::variant<Power, Energy, ApparentPower, Money> value;
    std::optional<Instant> at; ///< max_power: when it was reached
    std::string source;        ///< who said so; a sum names everyone, and what it lacks
};

/// The archive as people read it: rows in time order. Synchronous, loop thread only; errors of kind storage,
/// unknown_meter, request_invalid (max_power of a production).
class Records {
public:
    virtual ~Records() = default;
    /// Calls `row` for each record; answers the days of the query, up to yesterday, that have no value.
    virtual Result<std::vector<CivilDay>> each(RecordQuery const& query,
                                               std::function<void(Record const&)> row) = 0;
};

} // namespace enedis2mqtt
