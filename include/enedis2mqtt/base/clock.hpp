#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/base/instant.hpp>

#include <chrono>

namespace enedis2mqtt {

/// The injected wall clock. Loop thread only.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    /// Returns once now() >= `due`, or once the time until then has passed on a clock that was set back
    /// meanwhile; ends with operation_aborted (thrown) when cancelled.
    virtual Task<void> sleep_until(Instant due) = 0;
};

/// How long a sleep looks away from the wall, which says what is `left` of what was `meant` to pass; zero
/// once the sleep is over. A wall clock that ran years ahead and was set right must not make it last years.
std::chrono::seconds look_away(std::chrono::seconds left, std::chrono::seconds meant,
                               std::chrono::seconds slept);

/// The machine's clock. It looks at the wall every minute, so that a clock set by hand, by NTP or a
/// machine that slept shifts a due time by a minute at most.
class SystemClock final : public Clock {
public:
    Instant now() const override;
    Task<void> sleep_until(Instant due) override;
};

} // namespace enedis2mqtt
