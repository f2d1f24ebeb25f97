#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/http/message.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

namespace enedis2mqtt::http {

/// How a client talks. A client serves any host; it keeps one connection alive per scheme, host and port.
struct ClientOptions {
    std::string user_agent;
    std::chrono::milliseconds deadline{60'000};    ///< for one exchange from its turn on, everything included
    std::size_t largest_body = 16UL * 1024 * 1024; ///< bytes, uncompressed too; beyond it: response_too_large
    std::string ca_file;                           ///< private CAs, added to the machine's own; "" for none
    std::chrono::milliseconds keep_alive{30'000};  ///< an idle connection is closed after this
    bool use_proxy_environment = true;             ///< HTTP_PROXY, HTTPS_PROXY, NO_PROXY (either case)
    /// Where these are looked up; null means unset. Tests put their own here.
    std::function<char const*(char const*)> environment = [](char const* name) { return std::getenv(name); };
};

/// Asked in the request's turn, with the connection open, each time just before the request is written: a
/// limit holds at the moment of sending. An error ends the exchange and is its outcome. What it waits for is
/// within the deadline.
using Leave = std::function<Task<Result<void>>()>;

/// Sends requests. Loop thread only. Requests to one host wait for each other (one connection per host).
/// A kept connection that turns out closed before the first byte of an answer is opened again, once.
/// Errors: host_unknown, unreachable, tls_failed, timeout, response_too_large, not_understood (not HTTP),
/// bad_request (a URL or header that is none), cancelled. A body that was compressed unasked (gzip, deflate)
/// arrives uncompressed and without its Content-Encoding. Any final HTTP status is a Response. Redirects are
/// not followed. A send in flight survives its Client, which leaves no other work on the loop when it goes;
/// while it lives, that of closing idle connections.
class Client {
public:
    virtual ~Client() = default;
    /// What an empty `leave` would be asked for is granted.
    virtual Task<Result<Response>> send(Request request, Leave leave = {}) = 0;
};

/// TLS (1.2 at least) verifies certificate and host name, always. Loopback hosts are never asked through a
/// proxy. An unreadable ca_file (tls_failed) or a proxy that is no http:// URL (bad_request) is an Error at
/// once.
Result<std::unique_ptr<Client>> create_client(boost::asio::any_io_executor executor, ClientOptions options);

} // namespace enedis2mqtt::http
