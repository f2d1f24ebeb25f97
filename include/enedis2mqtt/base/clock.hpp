#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/base/instant.hpp>

namespace enedis2mqtt {

/// The injected wall clock. Loop thread only.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    /// Returns once now() >= `due`; ends with operation_aborted (thrown) when cancelled.
    virtual Task<void> sleep_until(Instant due) = 0;
};

/// The machine's clock. It looks at the wall every minute, so that a clock set by hand, by NTP or a
/// machine that slept shifts a due time by a minute at most.
class SystemClock final : public Clock {
public:
    Instant now() const override;
    Task<void> sleep_until(Instant due) override;
};

} // namespace enedis2mqtt
