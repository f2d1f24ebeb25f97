#pragma once

#include "app/bridge.hpp"

#include <enedis2mqtt/base/signal.hpp>

#include <optional>
#include <vector>

namespace enedis2mqtt::app {

/// For commands that say a word to the broker and leave: under a client id of their own, so that a running
/// service is not thrown out. Every wait is bounded.
class BriefClient {
public:
    /// `who` completes the client id.
    BriefClient(World const& world, config::Mqtt const& mqtt, std::string who);

    Task<Result<void>> connect();
    /// Not retained.
    Task<Result<void>> say(std::string topic, std::string payload);
    /// Publishes on a topic what the bridge would, and waits to hear it: a retained message, a plain one, and
    /// one as large as a meter's largest topic. Under MQTT 3.1.1 a broker has no word for what it does not
    /// take. Nothing stays retained. broker_denied, broker_unsuitable or broker_limit: what did not come
    /// back.
    Task<Result<void>> say_and_hear(std::string topic);
    Task<void> leave();

private:
    void hear(Result<void> what);
    Task<Result<void>> first_event();
    Task<Result<void>> publish(mqtt::Message message);
    Task<Result<void>> hear_kept(std::string topic);
    Task<Result<void>> echo_of(std::string topic, std::string payload);
    Task<Result<void>> heard(std::string topic, std::string payload);

    std::string will_topic_;
    std::vector<mqtt::Message> messages_; ///< heard on the topic of say_and_hear()
    std::optional<Result<void>> heard_;
    Signal happened_;
    Result<std::unique_ptr<mqtt::Client>> client_; ///< last: its events touch what stands above
};

} // namespace enedis2mqtt::app
