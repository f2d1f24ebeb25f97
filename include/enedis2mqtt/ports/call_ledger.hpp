#pragma once

#include <enedis2mqtt/base/instant.hpp>
#include <enedis2mqtt/base/result.hpp>

#include <optional>
#include <string>

namespace enedis2mqtt {

/// Every HTTP call made, kept across restarts. `quota` names who shares the limit: a provider, or a
/// provider and a meter. Synchronous, loop thread only; errors of kind storage.
class CallLedger {
public:
    virtual ~CallLedger() = default;
    virtual Result<void> record_call(std::string const& quota, Instant at) = 0;
    virtual Result<int> calls_since(std::string const& quota, Instant since) = 0;
    /// Until when the source asked that quota to pause (a ban, a throttle).
    virtual Result<std::optional<Instant>> paused_until(std::string const& quota) = 0;
    virtual Result<void> pause(std::string const& quota, Instant until) = 0;
};

} // namespace enedis2mqtt
