#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/money.hpp>
#include <enedis2mqtt/domain/units.hpp>

#include <memory>
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

/// Reads a query a piece at a time: however long the query, a piece is small in memory and short on the loop.
class RecordCursor {
public:
    virtual ~RecordCursor() = default;
    /// The rows of the next piece in time order, perhaps none; nothing after the last piece.
    virtual Result<std::optional<std::vector<Record>>> next() = 0;
    /// The days of the pieces read so far, up to yesterday, that have no value.
    virtual std::vector<CivilDay> const& missing() const = 0;
};

/// The archive as people read it. Synchronous, loop thread only; errors of kind storage, unknown_meter,
/// request_invalid (max_power of a production).
class Records {
public:
    virtual ~Records() = default;
    /// The cursor borrows this.
    virtual Result<std::unique_ptr<RecordCursor>> read(RecordQuery query) = 0;
};

} // namespace enedis2mqtt
