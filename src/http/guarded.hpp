#pragma once

#include <enedis2mqtt/base/async.hpp>

#include <boost/system/system_error.hpp>

namespace enedis2mqtt::http {

/// Cancellation ends a coroutine with an exception at its next co_await: here it becomes an Error.
template <class T>
Task<Result<T>> without_exceptions(Task<Result<T>> op) {
    try {
        co_return co_await std::move(op);
    } catch (boost::system::system_error const& failure) {
        if (failure.code() == boost::asio::error::operation_aborted)
            co_return Error{ErrorCode::cancelled, "the exchange was cancelled"};
        co_return Error{ErrorCode::internal, failure.what()};
    } catch (std::exception const& failure) {
        co_return Error{ErrorCode::internal, failure.what()};
    }
}

} // namespace enedis2mqtt::http
