#pragma once

#include <enedis2mqtt/base/error.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace enedis2mqtt::mqtt {

/// How an operation ended, in the library's numbers.
struct Outcome {
    bool success = false;
    int code = 0; ///< negative: the library's own; positive: a CONNACK code, or the SUBACK code of MQTT 3.1.1
    int reason = 0; ///< reason code of MQTT 5; 0x80 and above are refusals (OASIS MQTT 5, section 2.4)
    // Of a connection, in the broker's own words (OASIS MQTT 5, section 3.2.2.3):
    std::size_t packet_limit = 0; ///< the largest packet it takes; 0: it named none
    bool retains = true;
    int highest_qos = 2;

    bool refused() const { return reason >= 0x80 && reason <= 0xff; }
    /// The connection went before the broker answered.
    bool cut_off() const { return !success && code <= 0 && !refused(); }
};

/// The words of a reason code of MQTT 5.
std::string reason_text(int reason);

/// The broker's refusal to connect us; nothing when it was not the broker that said no.
std::optional<Error> connection_refusal(Outcome const& outcome, std::string const& broker,
                                        std::string const& username, std::string const& client_id);

/// What the bridge cannot do without: retained messages and QoS 1. Nothing when the broker has both.
std::optional<Error> missing_ability(Outcome const& connection, std::string const& broker);
Error unsuitable(std::string const& broker, bool without_retain, bool qos_0_only);

/// Another client connects with our id, and the broker lets only one stay.
Error id_in_use(std::string const& broker, std::string const& client_id);

/// Why the broker ended the connection, from the reason code of its DISCONNECT.
Error farewell(int reason, std::string const& broker, std::string const& client_id);

/// The broker told us to send no packet as large as this one.
Error packet_too_large(std::string const& topic, std::size_t size, std::size_t limit);

/// Why a publication or a subscription failed: broker_denied, broker_limit, or broker_unreachable when the
/// connection went.
Error request_failure(Outcome const& outcome, std::string const& what);

} // namespace enedis2mqtt::mqtt
