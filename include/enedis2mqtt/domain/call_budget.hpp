#pragma once

#include <enedis2mqtt/base/instant.hpp>
#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/calendar.hpp>

namespace enedis2mqtt {

/// Why a call is made: the daily poll keeps a reserve of the budget that nothing else may touch.
enum class Purpose { daily_poll, request, history, check };

/// Where a source counts its days.
enum class QuotaDay { paris, utc };

/// What a source allows its user. 0: no limit.
struct CallLimits {
    int per_day = 0;
    int per_hour = 0; ///< clock hours
    int per_second = 0;
    int reserve = 0; ///< calls of the day that only the daily poll may use
    QuotaDay day = QuotaDay::paris;
    bool hour_per_api = false; ///< each of the source's APIs has `per_hour` calls of its own
};

/// The source's day that holds `now`.
Interval quota_day(QuotaDay day, TimeZone const& paris, Instant now);
Interval clock_hour(Instant now);

struct CallCounts {
    int today = 0;
    int this_hour = 0;
};

/// Whether one more call keeps to the limits; else budget_spent with the time until the limit is renewed.
Result<void> allow_call(CallLimits const& limits, CallCounts const& counts, Purpose purpose,
                        std::chrono::seconds until_tomorrow, std::chrono::seconds until_next_hour);

} // namespace enedis2mqtt
