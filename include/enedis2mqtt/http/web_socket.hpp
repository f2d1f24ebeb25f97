#pragma once

#include <enedis2mqtt/base/async.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace enedis2mqtt::http {

struct WebSocketOptions {
    std::string user_agent;
    std::chrono::milliseconds deadline{60'000};       ///< for opening, and for each message to come or go
    std::size_t largest_message = 16UL * 1024 * 1024; ///< bytes received; beyond it: response_too_large
    std::string ca_file; ///< private CAs, added to the machine's own; "" for none
};

/// The client's end of an open WebSocket: text messages. Loop thread only; one send and one receive at a
/// time. After an error it can only be destroyed, which drops the connection. Pings of the server are
/// answered while something is received. Errors: unreachable (closed or lost), timeout, response_too_large,
/// not_understood, cancelled.
class WebSocket {
public:
    virtual ~WebSocket() = default;
    virtual Task<Result<void>> send(std::string text) = 0;
    virtual Task<Result<std::string>> receive() = 0;
    /// Says goodbye and waits for the answer, 3 s at most.
    virtual Task<void> close() = 0;
};

/// How the server answered.
struct WebSocketOpening {
    WebSocketOpening() = default; // no aggregate: GCC 12 destroys those twice in co_await expressions

    int status = 101;
    std::unique_ptr<WebSocket> socket; ///< null: the server answered `status` instead of opening one
};

/// `url` is http or https; no proxy is used. TLS (1.2 at least) verifies certificate and host name, always.
/// Errors: host_unknown, unreachable, tls_failed, timeout, not_understood (no HTTP), bad_request (no URL),
/// cancelled.
Task<Result<WebSocketOpening>> open_web_socket(std::string url, WebSocketOptions options);

} // namespace enedis2mqtt::http
