#pragma once

#include <enedis2mqtt/base/instant.hpp>
#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/pause.hpp>

#include <optional>
#include <string>

namespace enedis2mqtt {

/// Every HTTP call made, kept across restarts. `quota` names who shares the limit: a provider, or one of its
/// APIs. Synchronous, loop thread only; errors of kind storage.
class CallLedger {
public:
    virtual ~CallLedger() = default;
    virtual Result<void> record_call(std::string const& quota, Instant at) = 0;
    virtual Result<int> calls_since(std::string const& quota, Instant since) = 0;
    /// The last pause of that quota, over or not, until resume().
    virtual Result<std::optional<Pause>> pause_of(std::string const& quota) = 0;
    /// A pause that lasts longer stays, unless nobody would believe it.
    virtual Result<void> pause(std::string const& quota, Pause const& pause) = 0;
    /// The source answers again.
    virtual Result<void> resume(std::string const& quota) = 0;
};

} // namespace enedis2mqtt
