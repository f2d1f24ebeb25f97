#pragma once

// What the program needs of an MQTT client: one long-lived connection, MQTT 5 or 3.1.1.
// Loop thread only; times are steady-clock durations.

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/base/secret.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace enedis2mqtt::mqtt {

struct Message {
    Message(std::string where, std::string what, bool keep, int quality = 1)
        : topic(std::move(where)), payload(std::move(what)), qos(quality), retain(keep) {}
    std::string topic;
    std::string payload;
    int qos;
    bool retain;
    friend bool operator==(Message const&, Message const&) = default;
};

enum class Protocol { v5, v3_1_1 };

struct Options {
    std::string url = "mqtt://localhost:1883"; ///< mqtt, mqtts, ws, wss
    std::string username;
    Secret password;
    std::string client_id = "enedis2mqtt";
    Protocol protocol = Protocol::v5;
    std::string ca_file;
    std::string cert_file;
    std::string key_file;
    std::chrono::seconds keep_alive{60};
    std::chrono::seconds connect_timeout{10};
    std::chrono::milliseconds shortest_retry{1'000}; ///< reconnection back-off doubles from here …
    std::chrono::milliseconds longest_retry{60'000}; ///< … up to here, for ever; at once when it cannot work
};

/// What the client reports, always on the loop thread; an empty function is not called.
struct Events {
    std::function<void()> connected;
    /// Also a failed attempt; the client tries again by itself. broker_unknown (its name),
    /// broker_unreachable (the message says how), broker_timeout (it accepts but does not answer),
    /// broker_refused (user, password, rights, an id in use twice), broker_unsuitable (no retained messages,
    /// QoS 0 only), broker_limit (MQTT 5: it says that a message was too large), broker_tls_failed.
    std::function<void(Error)> disconnected;
    /// Messages over 256 KiB are dropped with a line in the log.
    std::function<void(Message)> message;
};

/// One long-lived connection to a broker. Loop thread only; never blocks it.
class Client {
public:
    virtual ~Client() = default;
    /// Connects in the background and keeps reconnecting until stop(). `will` is left with the broker. Once
    /// only.
    virtual void start(Message will, Events events) = 0;
    virtual bool connected() const = 0;
    /// Ends when the broker has acknowledged (QoS 1) the message; at most about 100 may be awaited at once.
    /// Errors: broker_unreachable when the connection is away or goes away first, broker_denied or
    /// broker_limit when the broker refuses the topic or the size (MQTT 5 only), request_invalid for a topic
    /// nobody can publish to, cancelled by stop().
    virtual Task<Result<void>> publish(Message message) = 0;
    /// For this connection only: ask again after each `connected`. broker_denied, broker_unreachable,
    /// cancelled.
    virtual Task<Result<void>> subscribe(std::string filter) = 0;
    /// Disconnects cleanly (no will is sent) within `limit`; whoever still awaits an answer gets `cancelled`.
    virtual Task<void> stop(std::chrono::seconds limit) = 0;
};

} // namespace enedis2mqtt::mqtt
