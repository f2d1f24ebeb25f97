#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/fetch_plan.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/reading.hpp>
#include <enedis2mqtt/ports/call_gate.hpp>

#include <optional>

namespace enedis2mqtt {

struct FetchRequest {
    FetchRequest(UsagePointId usage_point, Series what, DayRange range, Purpose why = Purpose::daily_poll)
        : id(std::move(usage_point)), series(what), days(range), purpose(why) {}

    UsagePointId id;
    Series series;
    DayRange days; ///< local days of the meter; `end` excluded and never after today
    Purpose purpose;
};

/// One meter's way to its provider. Loop thread only. Errors: every kind but storage and broker;
/// an answer without any point is ErrorCode::no_data, never an empty success.
class MeterSource {
public:
    virtual ~MeterSource() = default;
    virtual Task<Result<Readings>> fetch(FetchRequest request) = 0;
    virtual SourceLimits limits() const = 0;
    /// When the consent or token ends, where that is known.
    virtual std::optional<Instant> consent_expires() const { return std::nullopt; }
};

} // namespace enedis2mqtt
