#include <enedis2mqtt/base/clock.hpp>

#include <algorithm>

namespace enedis2mqtt {

std::chrono::seconds look_away(std::chrono::seconds left, std::chrono::seconds meant,
                               std::chrono::seconds slept) {
    constexpr std::chrono::seconds longest{60};
    return std::clamp(std::min(left, meant + longest - slept), std::chrono::seconds{0}, longest);
}

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Task<void> SystemClock::sleep_until(Instant due) {
    using std::chrono::steady_clock;
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
    auto const begun = steady_clock::now();
    auto const meant = due - now();
    for (;;) {
        auto const slept = std::chrono::floor<std::chrono::seconds>(steady_clock::now() - begun);
        auto const pause = look_away(due - now(), meant, slept);
        if (pause == std::chrono::seconds{0})
            co_return;
        timer.expires_after(pause);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
}

} // namespace enedis2mqtt
