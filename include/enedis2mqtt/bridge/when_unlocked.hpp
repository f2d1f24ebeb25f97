#pragma once

#include <enedis2mqtt/base/clock.hpp>

#include <type_traits>

namespace enedis2mqtt {

/// How long a coroutine waits for another process that keeps the archive locked: longer than an import of
/// some years or a restore takes, short enough to be told.
inline constexpr std::chrono::seconds longest_lock{30};

/// What `work`, which returns a Result, answers when no other process keeps the archive locked: it is tried
/// once a second, and store_locked when longest_lock is over. The loop goes on meanwhile; cancelled, nothing
/// is tried any more (operation_aborted is thrown, as by every sleep).
template <class Work>
Task<std::invoke_result_t<Work&>> when_unlocked(Clock& clock, Work work) {
    auto const last_try = clock.now() + longest_lock;
    for (;;) {
        auto outcome = work();
        if (outcome || outcome.error().code != ErrorCode::store_locked || clock.now() >= last_try)
            co_return outcome;
        co_await clock.sleep_until(clock.now() + std::chrono::seconds{1});
    }
}

} // namespace enedis2mqtt
