#pragma once

#include <enedis2mqtt/base/async.hpp>

#include <boost/asio/redirect_error.hpp>

namespace enedis2mqtt {

/// How coroutines of one loop wake each other: raise() ends every wait() that is under way, and nothing else.
/// A wait that is cancelled ends normally too: whoever loops around it looks at what it waits for. Loop
/// thread only.
class Signal {
public:
    explicit Signal(boost::asio::any_io_executor executor)
        : timer_(std::move(executor), boost::asio::steady_timer::time_point::max()) {}

    void raise() { timer_.cancel(); }
    Task<void> wait() {
        boost::system::error_code raised;
        co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, raised));
    }

private:
    boost::asio::steady_timer timer_; ///< never expires
};

} // namespace enedis2mqtt
