#pragma once

#include "http/dial.hpp"
#include "http/proxy.hpp"
#include "http/url.hpp"

#include <enedis2mqtt/http/message.hpp>

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <variant>

namespace enedis2mqtt::http {

/// One open way to an origin, straight or through a proxy, plain or TLS. After an error, or when it is not
/// `reusable`, it can only be destroyed. Nothing here has a limit of time: the client has.
class Connection {
public:
    using Message = boost::beast::http::request<boost::beast::http::string_body>;
    using Plain = boost::asio::ip::tcp::socket;
    using Tls = boost::asio::ssl::stream<Plain>;

    explicit Connection(std::string peer, std::variant<Plain, Tls> stream)
        : peer_(std::move(peer)), stream_(std::move(stream)) {}

    /// `proxy` may be null; it and `tls` belong to the caller, who waits.
    static Task<Result<std::unique_ptr<Connection>>> open(Url url, Proxy const* proxy,
                                                          boost::asio::ssl::context& tls);

    /// `message` belongs to the caller, who waits.
    Task<Result<Response>> exchange(Message const& message, std::size_t largest_body);

    bool reusable() const { return reusable_; }
    /// Whether a byte of an answer arrived in the last exchange.
    bool heard() const { return heard_; }
    /// Open, and the server has said nothing since its last answer (some say 408 before they hang up).
    bool quiet();

private:
    template <class Stream>
    Task<Result<Response>> converse(Stream& stream, Message const& message, std::size_t largest_body);

    std::string peer_;
    std::variant<Plain, Tls> stream_;
    bool reusable_ = false;
    bool heard_ = false;
};

} // namespace enedis2mqtt::http
