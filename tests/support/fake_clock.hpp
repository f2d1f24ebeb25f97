#pragma once

#include <enedis2mqtt/base/clock.hpp>

#include <boost/asio/redirect_error.hpp>

#include <map>
#include <optional>

namespace enedis2mqtt::test {

/// A wall clock that only moves when told. Sleepers wake, in order of their due time, as it passes them.
/// It outlives the io_context whose coroutines sleep on it.
class FakeClock final : public Clock {
public:
    explicit FakeClock(Instant start) : now_(start) {}

    Instant now() const override { return now_; }

    Task<void> sleep_until(Instant due) override {
        if (due <= now_)
            co_return;
        boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor,
                                        boost::asio::steady_timer::time_point::max()};
        Sleep const sleep{sleepers_, due, timer};
        boost::system::error_code woken;
        co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        if (now_ < due)
            throw boost::system::system_error{boost::asio::error::operation_aborted};
    }

    /// The earliest time anyone sleeps for.
    std::optional<Instant> next_due() const {
        if (sleepers_.empty())
            return std::nullopt;
        return sleepers_.begin()->first;
    }

    void set(Instant now) {
        now_ = now;
        for (auto at = sleepers_.begin(); at != sleepers_.end() && at->first <= now_; ++at)
            at->second->cancel();
    }

    void advance(std::chrono::seconds by) { set(now_ + by); }

private:
    using Sleepers = std::multimap<Instant, boost::asio::steady_timer*>;

    struct Sleep {
        Sleep(Sleepers& all, Instant due, boost::asio::steady_timer& timer)
            : sleepers(all), at(all.emplace(due, &timer)) {}
        Sleep(Sleep const&) = delete;
        ~Sleep() { sleepers.erase(at); }
        Sleepers& sleepers;
        Sleepers::iterator at;
    };

    Instant now_;
    Sleepers sleepers_;
};

/// Runs everything that is ready, then jumps to the next sleeper, until `until`.
inline void run_until(boost::asio::io_context& loop, FakeClock& clock, Instant until) {
    for (;;) {
        loop.restart();
        while (loop.poll() > 0) {
        }
        auto const due = clock.next_due();
        if (!due || *due > until)
            break;
        clock.set(std::max(*due, clock.now()));
    }
    clock.set(until);
    loop.restart();
    while (loop.poll() > 0) {
    }
}

} // namespace enedis2mqtt::test
