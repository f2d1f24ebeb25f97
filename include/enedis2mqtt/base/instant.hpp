#pragma once

#include <chrono>

namespace enedis2mqtt {

/// A point in time, UTC, to the second: the only notion of "when" that crosses a function boundary,
/// beside domain/calendar's CivilDay.
using Instant = std::chrono::sys_seconds;

} // namespace enedis2mqtt
