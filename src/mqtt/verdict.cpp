#include "mqtt/verdict.hpp"

#include <fmt/format.h>

namespace enedis2mqtt::mqtt {
namespace {

constexpr int bad_user_or_password = 0x86;
constexpr int not_authorized = 0x87;
constexpr int session_taken_over = 0x8e;
constexpr int packet_is_too_large = 0x95;
constexpr int retain_not_supported = 0x9a;
constexpr int qos_not_supported = 0x9b;
constexpr int suback_failure_3_1_1 = 0x80;

// The CONNACK codes of MQTT 3.1.1 (section 3.2.2.3) in the words of MQTT 5.
int reason_of(Outcome const& outcome) {
    if (outcome.refused())
        return outcome.reason;
    if (outcome.code >= 0x80) // where Paho puts the reason code of a CONNACK
        return outcome.code;
    switch (outcome.code) {
    case 1:
        return 0x84;
    case 2:
        return 0x85;
    case 3:
        return 0x88;
    case 4:
        return bad_user_or_password;
    case 5:
        return not_authorized;
    default:
        return 0;
    }
}

// broker_refused: someone must correct the user, the password, the id or the broker's rules.
ErrorCode code_of(int reason) {
    switch (reason) {
    case packet_is_too_large:
        return ErrorCode::broker_limit;
    case retain_not_supported:
    case qos_not_supported:
        return ErrorCode::broker_unsuitable;
    case 0x84:
    case 0x85:
    case bad_user_or_password:
    case not_authorized:
    case 0x8a:
    case 0x8c:
    case session_taken_over:
    case 0x90:
        return ErrorCode::broker_refused;
    default:
        return ErrorCode::broker_unreachable;
    }
}

ErrorCode code_of_request(int reason) {
    auto const code = code_of(reason);
    return code == ErrorCode::broker_limit || code == ErrorCode::broker_unsuitable ? code
                                                                                   : ErrorCode::broker_denied;
}

} // namespace

Error unsuitable(std::string const& broker, bool without_retain, bool qos_0_only) {
    auto const* const limit = without_retain && qos_0_only ? "keeps no retained messages and takes QoS 0 only"
                              : without_retain             ? "keeps no retained messages"
                                                           : "takes QoS 0 only";
    return Error{ErrorCode::broker_unsuitable, fmt::format("{} {}", broker, limit)};
}

std::optional<Error> missing_ability(Outcome const& connection, std::string const& broker) {
    if (connection.retains && connection.highest_qos > 0)
        return std::nullopt;
    return unsuitable(broker, !connection.retains, connection.highest_qos == 0);
}

Error id_in_use(std::string const& broker, std::string const& client_id) {
    return Error{
        ErrorCode::broker_refused,
        fmt::format("another client uses the id '{}' at {}; two programs need two ids", client_id, broker)};
}

std::string reason_text(int reason) {
    switch (reason) {
    case 0x80:
        return "unspecified error";
    case 0x81:
        return "malformed packet";
    case 0x82:
        return "protocol error";
    case 0x83:
        return "implementation specific error";
    case 0x84:
        return "this version of MQTT is not supported; set mqtt.protocol to 3.1.1 (or 5)";
    case 0x85:
        return "the client id is not accepted";
    case bad_user_or_password:
        return "bad user name or password";
    case not_authorized:
        return "not authorised";
    case 0x88:
        return "the server is unavailable";
    case 0x89:
        return "the server is busy";
    case 0x8a:
        return "this client is banned";
    case 0x8b:
        return "the server is shutting down";
    case 0x8c:
        return "bad authentication method";
    case 0x8d:
        return "keep alive timeout";
    case session_taken_over:
        return "session taken over";
    case 0x8f:
        return "the topic filter is not valid";
    case 0x90:
        return "the topic name is not accepted";
    case 0x93:
        return "receive maximum exceeded";
    case packet_is_too_large:
        return "packet too large";
    case 0x96:
        return "message rate too high";
    case 0x97:
        return "quota exceeded";
    case 0x98:
        return "administrative action";
    case 0x99:
        return "payload format invalid";
    case retain_not_supported:
        return "retained messages are not supported";
    case qos_not_supported:
        return "this QoS is not supported";
    case 0x9c:
    case 0x9d:
        return "another server must be used";
    case 0x9e:
        return "shared subscriptions are not supported";
    case 0x9f:
        return "connection rate exceeded";
    case 0xa0:
        return "maximum connect time";
    case 0xa2:
        return "wildcard subscriptions are not supported";
    default:
        return fmt::format("reason {:#04x}", reason);
    }
}

std::optional<Error> connection_refusal(Outcome const& outcome, std::string const& broker,
                                        std::string const& username, std::string const& client_id) {
    auto const reason = reason_of(outcome);
    if (reason == 0)
        return std::nullopt;
    if (reason == bad_user_or_password || reason == not_authorized)
        return Error{
            ErrorCode::broker_refused,
            username.empty()
                ? fmt::format("{} refuses a connection without user name: {}", broker, reason_text(reason))
                : fmt::format("{} refuses the user '{}': {}", broker, username, reason_text(reason))};
    if (reason == session_taken_over)
        return id_in_use(broker, client_id);
    if (reason == retain_not_supported || reason == qos_not_supported)
        return unsuitable(broker, reason == retain_not_supported, reason == qos_not_supported);
    return Error{code_of(reason), fmt::format("{} refuses the connection of '{}': {}", broker, client_id,
                                              reason_text(reason))};
}

Error farewell(int reason, std::string const& broker, std::string const& client_id) {
    if (reason == session_taken_over)
        return id_in_use(broker, client_id);
    return Error{code_of(reason), fmt::format("{} ended the connection: {}", broker, reason_text(reason))};
}

Error packet_too_large(std::string const& topic, std::size_t size, std::size_t limit) {
    return Error{ErrorCode::broker_limit,
                 fmt::format("the topic '{}' makes a packet of {} bytes, the broker takes {} at most", topic,
                             size, limit)};
}

Error request_failure(Outcome const& outcome, std::string const& what) {
    if (outcome.refused())
        return Error{code_of_request(outcome.reason),
                     fmt::format("the broker refuses {}: {}", what, reason_text(outcome.reason))};
    if (outcome.code == suback_failure_3_1_1)
        return Error{ErrorCode::broker_denied, fmt::format("the broker refuses {}", what)};
    return Error{ErrorCode::broker_unreachable,
                 fmt::format("the connection went before {} was acknowledged", what)};
}

} // namespace enedis2mqtt::mqtt
