#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/ports/call_ledger.hpp>
#include <enedis2mqtt/ports/meter_source.hpp>

#include <optional>
#include <string>

namespace enedis2mqtt {

/// The one way to a provider: keeps to its limits, across restarts, and counts every call in the ledger
/// before it is made. Days are Paris days, as the providers count them. Loop thread only.
class CountingGate final : public CallGate {
public:
    CountingGate(std::string quota, CallLimits limits, CallLedger& ledger, Clock& clock, TimeZone paris)
        : quota_(std::move(quota)), limits_(limits), ledger_(ledger), clock_(clock), paris_(paris) {}

    Task<Result<void>> admit(Purpose purpose) override;
    /// The source asked everyone to wait.
    Result<void> pause_until(Instant until) { return ledger_.pause(quota_, until); }
    int calls_today();
    CallLimits const& limits() const { return limits_; }
    Result<CallCounts> counts();
    /// When the source's next day begins.
    Instant tomorrow() const { return paris_.start_of(paris_.day_of(clock_.now()) + 1); }

private:
    std::string quota_;
    CallLimits limits_;
    CallLedger& ledger_;
    Clock& clock_;
    TimeZone paris_;
    Instant second_{}; ///< the second in which `in_second_` calls were let through
    int in_second_ = 0;
};

} // namespace enedis2mqtt
