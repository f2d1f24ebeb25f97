#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/http/message.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace enedis2mqtt::http {

/// What a route sees. `path` is decoded and without the query; `query` holds decoded pairs in order.
struct ServerRequest {
    Method method = Method::other;
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
    Headers headers;
    std::string body;
    std::string client_address; ///< an IPv4 one in its own form, on a listener for both, too
    bool secure = false;        ///< it came over TLS

    /// The first value of a query parameter, or an empty text.
    std::string_view parameter(std::string_view name) const;
};

/// An answer that comes into being while it is sent, such as server-sent events. It goes out in chunks (RFC
/// 9112 §7.1), so a client can tell an answer that broke off from a whole one.
class BodyStream {
public:
    virtual ~BodyStream() = default;
    /// The next part, never empty; nothing ends the answer, an error breaks it off. Cancelled when the client
    /// leaves, when it takes a part more slowly than the server's idle limit, and by stop().
    virtual Task<Result<std::optional<std::string>>> next() = 0;
};

using Handler = std::function<Task<Response>(ServerRequest)>;

struct ServerOptions {
    std::string address = "127.0.0.1"; ///< or a name of this machine
    std::uint16_t port = 0;            ///< 0: any free one
    std::string certificate_file;      ///< PEM chain; with key_file the server speaks TLS only
    std::string key_file;
    std::size_t largest_body = 1024UL * 1024; ///< bytes; beyond it: 413
    /// The same for one request, of which only the head is known yet; when empty: largest_body.
    std::function<std::size_t(ServerRequest const&)> body_limit;
    /// How 400, 413 and 431 read; when empty: without a body. Must not throw.
    std::function<Response(int status)> refusal;
    /// For a handshake, for a whole request to arrive (the wait for it included) and for an answer to leave.
    /// A body has one second more for each 64 KiB.
    std::chrono::milliseconds idle_limit{30'000};
    std::size_t most_connections = 256;         ///< further ones are closed at once
    std::size_t most_connections_of_client = 0; ///< of one address; 0: no limit of its own
};

/// Hands every request to one handler; an exception in it is logged and becomes 500. A handler may take its
/// time: the limits do not run while it works, and stop() cancels it. What is no request gets 400, a header
/// beyond 16 KiB gets 431. Loop thread only.
class Server {
public:
    virtual ~Server() = default;
    virtual std::uint16_t port() const = 0;
    /// Closes the listener and, as the loop goes on, every connection. The destructor stops, too.
    virtual void stop() = 0;
};

/// Listens at once. Errors: cannot_listen (address in use or not ours), tls_failed (certificate or key).
Result<std::unique_ptr<Server>> listen(boost::asio::any_io_executor executor, ServerOptions options,
                                       Handler handler);

} // namespace enedis2mqtt::http
