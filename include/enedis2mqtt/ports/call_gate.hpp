#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/domain/call_budget.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <memory>
#include <optional>
#include <string>

namespace enedis2mqtt {

/// One HTTP call that someone is about to make.
struct Call {
    Call(Purpose why, std::string of, std::optional<UsagePointId> whose = std::nullopt)
        : purpose(why), api(std::move(of)), meter(std::move(whose)) {}

    Purpose purpose;
    std::string api; ///< the measure's name, or another one of the provider's services
    std::optional<UsagePointId> meter;
};

/// A call whose turn it is; its end, however it ends, lets the next one of the provider in.
class CallTurn {
public:
    virtual ~CallTurn() = default;
    /// Asked just before the request is written, each time it is: waits for the source's rate, then counts
    /// the call. budget_spent (with retry_after) when the calls of the day or the hour are used up, as
    /// CallGate::enter. A call for which no connection could be made was never written and is not counted.
    virtual Task<Result<void>> admit() = 0;
    /// What came of the call, told before the turn ends: a source that throttles or is down is then left
    /// alone by everyone.
    virtual void heard(std::optional<Error> const& trouble) = 0;
};

/// The one way to a provider, shared by its meters. Loop thread only.
class CallGate {
public:
    virtual ~CallGate() = default;
    /// Waits for the call's turn, first come, first served. While the source is to be left alone: the error
    /// that made it so, with what is left of the pause in retry_after; budget_spent as CallTurn::admit.
    /// Neither makes a call. The gate outlives the turn's users.
    virtual Task<Result<std::unique_ptr<CallTurn>>> enter(Call call) = 0;
    /// A person asks: the next call is made even though the source was down a moment ago. What the source
    /// itself asked for (a throttle, a ban) still holds.
    virtual void try_once() = 0;
};

/// Tells the turn what came of its call and passes it on.
template <class T>
Result<T> told(CallTurn& turn, Result<T> outcome) {
    turn.heard(outcome ? std::nullopt : std::optional{outcome.error()});
    return outcome;
}

} // namespace enedis2mqtt
