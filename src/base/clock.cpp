#include <enedis2mqtt/base/clock.hpp>

#include <algorithm>

namespace enedis2mqtt {

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Task<void> SystemClock::sleep_until(Instant due) {
    constexpr std::chrono::seconds longest_look_away{60};
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
    for (auto left = due - now(); left.count() > 0; left = due - now()) {
        timer.expires_after(std::min(left, longest_look_away));
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
}

} // namespace enedis2mqtt
