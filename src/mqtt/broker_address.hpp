#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace enedis2mqtt::mqtt {

/// Where the broker listens.
struct BrokerAddress {
    bool tls = false;
    bool websocket = false;
    std::string host; ///< without the brackets of an IPv6 address
    std::uint16_t port = 0;
    std::string path; ///< websockets only, starts with '/'

    /// `host:port`, for people.
    std::string text() const;
    /// Paho's own spelling: tcp://, ssl://, ws://, wss://.
    std::string paho_url() const;
};

/// Understands mqtt://, mqtts://, ws:// and wss:// with an optional port (1883, 8883, 80, 443) and, for
/// websockets, a path (/mqtt). request_invalid otherwise; the message never repeats a password in the URL.
Result<BrokerAddress> parse_broker_url(std::string_view url);

} // namespace enedis2mqtt::mqtt
