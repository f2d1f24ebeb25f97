#include "mqtt/broker_address.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace enedis2mqtt::mqtt {
namespace {

struct Scheme {
    std::string_view prefix;
    bool tls;
    bool websocket;
    std::uint16_t port;
};

constexpr std::array schemes{
    Scheme{"mqtt://", false, false, 1883},
    Scheme{"mqtts://", true, false, 8883},
    Scheme{"ws://", false, true, 80},
    Scheme{"wss://", true, true, 443},
};

std::string bracketed(std::string const& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

} // namespace

std::string BrokerAddress::text() const {
    return fmt::format("{}:{}", bracketed(host), port);
}

std::string BrokerAddress::paho_url() const {
    std::string_view const scheme = websocket ? (tls ? "wss" : "ws") : (tls ? "ssl" : "tcp");
    return fmt::format("{}://{}{}", scheme, text(), path);
}

Result<BrokerAddress> parse_broker_url(std::string_view url) {
    for (auto const& scheme : schemes) {
        if (!url.starts_with(scheme.prefix))
            continue;
        auto rest = url.substr(scheme.prefix.size());
        auto authority = rest.substr(0, rest.find('/'));
        auto path = rest.substr(authority.size());

        if (rest.find('@') != std::string_view::npos)
            return Error{ErrorCode::request_invalid,
                         "the broker's URL holds a user name; it belongs in username and password"};
        auto const refused = [&](std::string_view why) {
            return Error{ErrorCode::request_invalid, fmt::format("broker URL '{}': {}", url, why)};
        };
        if (rest.find_first_of("?#\\ \t\r\n") != std::string_view::npos)
            return refused("only a host, a port and a path are expected");
        if (!scheme.websocket && path.size() > 1)
            return refused("a path is for ws:// and wss:// only");

        BrokerAddress address;
        address.tls = scheme.tls;
        address.websocket = scheme.websocket;
        address.port = scheme.port;
        if (scheme.websocket)
            address.path = path.size() > 1 ? std::string{path} : "/mqtt";

        std::string_view port;
        if (authority.starts_with('[')) {
            auto const closing = authority.find(']');
            if (closing == std::string_view::npos)
                return refused("the bracket of the IPv6 address is not closed");
            address.host = authority.substr(1, closing - 1);
            port = authority.substr(closing + 1);
        } else {
            address.host = authority.substr(0, authority.find(':'));
            port = authority.substr(address.host.size());
        }
        if (address.host.empty())
            return refused("the host is missing");
        if (!port.empty()) {
            auto const digits = port.substr(1);
            auto const [end, failure] =
                std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
            if (!port.starts_with(':') || failure != std::errc{} || end != digits.data() + digits.size() ||
                address.port == 0)
                return refused("the port is not a number from 1 to 65535");
        }
        return address;
    }
    auto const scheme = url.substr(0, url.find("://"));
    return Error{ErrorCode::request_invalid,
                 fmt::format("broker URL: expected mqtt://, mqtts://, ws:// or wss://, not '{}'",
                             scheme.size() == url.size() ? "a bare address" : scheme)};
}

} // namespace enedis2mqtt::mqtt
