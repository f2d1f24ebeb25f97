#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <variant>

namespace enedis2mqtt {

/// A coroutine on the loop thread. Above the domain nearly all of them yield a Result.
template <class T>
using Task = boost::asio::awaitable<T>;

/// Runs `op` for at most `limit` (steady clock), then cancels it and answers `expired`: the code names whose
/// silence it is, so every caller has to say it. `op` must not throw: awaitable_operators' || waits for the
/// first *success*.
template <class T>
Task<Result<T>> with_timeout(std::chrono::steady_clock::duration limit, ErrorCode expired, std::string what,
                             Task<Result<T>> op) {
    using namespace boost::asio::experimental::awaitable_operators;
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, limit};
    auto expiry = timer.async_wait(boost::asio::use_awaitable);
    auto outcome = co_await (std::move(op) || std::move(expiry));
    if (outcome.index() == 0)
        co_return std::get<0>(std::move(outcome));
    auto const limit_ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
    co_return Error{expired, what + " did not answer within " + std::to_string(limit_ms) + " ms"};
}

/// What a coroutine that ended with `failure` has to say; "" when it ended well or was cancelled.
std::string failure_text(std::exception_ptr failure);

/// Starts `task` on its own; an exception that escapes it is logged under `name` and ends the task only.
/// Nothing is ever spawned detached: every completion looks at its exception.
void spawn_guarded(boost::asio::any_io_executor executor, std::string name, Task<void> task);

} // namespace enedis2mqtt
