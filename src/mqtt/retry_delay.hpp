#pragma once

#include <algorithm>
#include <chrono>

namespace enedis2mqtt::mqtt {

/// How long to wait after `failures` failed attempts in a row (1 or more): `shortest`, doubled each time up
/// to `longest`, then shortened by up to a fifth. `chance` is in [0, 1): many clients must not come back as
/// one.
inline std::chrono::milliseconds retry_delay(unsigned failures, std::chrono::milliseconds shortest,
                                             std::chrono::milliseconds longest, double chance) {
    auto delay = shortest;
    for (unsigned doubled = 1; doubled < failures && delay < longest; ++doubled)
        delay *= 2;
    delay = std::min(delay, longest);
    return std::chrono::duration_cast<std::chrono::milliseconds>(delay * (1.0 - 0.2 * chance));
}

} // namespace enedis2mqtt::mqtt
