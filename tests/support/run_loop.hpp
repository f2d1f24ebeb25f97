#pragma once

#include <enedis2mqtt/base/async.hpp>

#include <boost/asio/executor_work_guard.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>

namespace enedis2mqtt::test {

/// Turns the loop until `done()`; false when `limit` passes first. An exception of a handler comes out here.
template <class Predicate>
bool run_until(boost::asio::io_context& loop, Predicate done,
               std::chrono::steady_clock::duration limit = std::chrono::seconds{10}) {
    auto const deadline = std::chrono::steady_clock::now() + limit;
    auto const work = boost::asio::make_work_guard(loop);
    loop.restart();
    while (!done() && std::chrono::steady_clock::now() < deadline)
        loop.run_one_until(deadline);
    return done();
}

/// Turns the loop until `task` has ended and rethrows what it threw; std::runtime_error when `limit` passes
/// first.
inline void run_task(boost::asio::io_context& loop, Task<void> task,
                     std::chrono::steady_clock::duration limit = std::chrono::seconds{10}) {
    auto const ending =
        std::make_shared<std::optional<std::exception_ptr>>(); // the task may outlive this call
    boost::asio::co_spawn(loop, std::move(task), [ending](std::exception_ptr failure) { *ending = failure; });
    if (!run_until(
            loop, [&] { return ending->has_value(); }, limit))
        throw std::runtime_error{"the task did not end in time"};
    if (**ending)
        std::rethrow_exception(**ending);
}

/// The same for a task with a value.
template <class T>
T run_task(boost::asio::io_context& loop, Task<T> task,
           std::chrono::steady_clock::duration limit = std::chrono::seconds{10}) {
    auto const value = std::make_shared<std::optional<T>>();
    auto keep = [](Task<T> from, std::shared_ptr<std::optional<T>> into) -> Task<void> {
        into->emplace(co_await std::move(from));
    };
    run_task(loop, keep(std::move(task), value), limit);
    return std::move(**value);
}

} // namespace enedis2mqtt::test
