#pragma once

#include <enedis2mqtt/base/async.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>

#include <cstdint>
#include <string>

namespace enedis2mqtt::http {

/// `co_await operation(…, into(failure))`: the failure as a value instead of an exception.
inline auto into(boost::system::error_code& failure) {
    return boost::asio::redirect_error(boost::asio::use_awaitable, failure);
}

/// A failed operation on the way to `peer` (host:port) in our words. Errors: cancelled, response_too_large,
/// unreachable, not_understood, tls_failed.
Error transport_error(std::string const& peer, boost::system::error_code const& failure);

/// Opens a TCP connection, trying the host's addresses in turn. Errors: host_unknown, unreachable, cancelled.
/// It has no limit of its own; cancelling it takes effect at once, even while a name is looked up.
Task<Result<boost::asio::ip::tcp::socket>> dial(std::string host, std::uint16_t port);

} // namespace enedis2mqtt::http
