#pragma once

#include <enedis2mqtt/base/async.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <string>

namespace enedis2mqtt::http {

/// TLS over `socket`, proven to lead to `host`. `tls` belongs to the caller, who waits. Errors: tls_failed,
/// unreachable, cancelled.
Task<Result<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>>>
secure(boost::asio::ip::tcp::socket socket, std::string host, std::string peer,
       boost::asio::ssl::context& tls);

} // namespace enedis2mqtt::http
