#pragma once

#include <enedis2mqtt/http/server.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <optional>

namespace enedis2mqtt::http {

/// What the connections of one server share; it lives as long as the last of them.
struct Service {
    Service(ServerOptions with, Handler to, std::optional<boost::asio::ssl::context> secured_by)
        : options(std::move(with)), handler(std::move(to)), tls(std::move(secured_by)) {}
    ServerOptions options;
    Handler handler;
    std::optional<boost::asio::ssl::context> tls;
};

/// An IPv4 client of a listener for both families has its IPv4 address.
boost::asio::ip::address client_of(boost::asio::ip::tcp::socket const& socket);

/// Talks with one client until it leaves, is too slow, or asks what is no request. Never throws.
Task<void> serve(std::shared_ptr<Service> service, boost::asio::ip::tcp::socket socket);

} // namespace enedis2mqtt::http
