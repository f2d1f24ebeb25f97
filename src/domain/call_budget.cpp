#include <enedis2mqtt/domain/call_budget.hpp>

namespace enedis2mqtt {

Interval quota_day(QuotaDay day, TimeZone const& paris, Instant now) {
    if (day == QuotaDay::paris)
        return paris.interval_of(paris.day_of(now));
    auto const start = std::chrono::floor<std::chrono::days>(now);
    return {start, start + std::chrono::days{1}};
}

Interval clock_hour(Instant now) {
    auto const start = std::chrono::floor<std::chrono::hours>(now);
    return {start, start + std::chrono::hours{1}};
}

Result<void> allow_call(CallLimits const& limits, CallCounts const& counts, Purpose purpose,
                        std::chrono::seconds until_tomorrow, std::chrono::seconds until_next_hour) {
    int const today = limits.per_day - (purpose == Purpose::daily_poll ? 0 : limits.reserve);
    if (limits.per_day > 0 && counts.today >= today)
        return Error{ErrorCode::budget_spent, "today's " + std::to_string(today) + " calls are used up",
                     until_tomorrow};
    if (limits.per_hour > 0 && counts.this_hour >= limits.per_hour)
        return Error{ErrorCode::budget_spent,
                     "this hour's " + std::to_string(limits.per_hour) + " calls are used up",
                     until_next_hour};
    return {};
}

} // namespace enedis2mqtt
