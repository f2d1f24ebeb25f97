#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/base/turns.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/ports/call_gate.hpp>
#include <enedis2mqtt/ports/call_ledger.hpp>

#include <optional>
#include <string>

namespace enedis2mqtt {

/// Keeps to a provider's limits, across restarts: one call at a time, each counted in the ledger at the
/// moment it is sent. The rate holds beside another process, too. While another process keeps the ledger
/// locked no call is made. The first call of a life is made even though the source was down in the last one.
class CountingGate final : public CallGate {
public:
    /// `meters`: how many share the provider.
    CountingGate(std::string quota, CallLimits limits, CallLedger& ledger, Clock& clock, TimeZone paris,
                 int meters = 1)
        : quota_(std::move(quota)), limits_(limits), ledger_(ledger), clock_(clock), paris_(paris),
          downtime_(meters) {}

    Task<Result<std::unique_ptr<CallTurn>>> enter(Call call) override;
    void try_once() override { try_once_ = true; }
    /// Whether the last call of `meter` was not made because the source is left alone: the error that it
    /// ended with says nothing about that meter. To be asked as soon as the call has ended.
    bool refused(UsagePointId const& meter) const { return refused_ == meter; }
    int calls_today();
    CallLimits const& limits() const { return limits_; }
    Result<CallCounts> counts();
    /// When the source's next day begins.
    Instant tomorrow() const { return quota_day(limits_.day, paris_, clock_.now()).end; }

private:
    class Turn;

    Result<int> calls_in(std::string const& quota, Interval period);
    std::string hourly_quota(Call const& call) const;
    Task<Result<void>> keep_to_the_rate();
    Task<Result<void>> keep_to_limits(Call const& call);
    Task<Result<void>> count(Call const& call);
    void heard(Call const& call, std::optional<Pause> const& before, std::optional<Error> const& trouble);
    void pause(Pause const& pause);
    Task<Result<void>> keep_late_pause();

    std::string quota_;
    CallLimits limits_;
    CallLedger& ledger_;
    Clock& clock_;
    TimeZone paris_;
    Downtime downtime_;
    std::optional<Turns> turns_;          ///< made on the loop of the first call
    std::optional<UsagePointId> refused_; ///< whose call a pause kept from being made, none since
    std::optional<Pause> late_pause_;     ///< not in the ledger yet: another process kept that locked
    bool try_once_ = true;
};

} // namespace enedis2mqtt
