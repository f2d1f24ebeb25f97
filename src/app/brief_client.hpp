#pragma once

#include "app/bridge.hpp"

#include <enedis2mqtt/base/signal.hpp>

#include <optional>

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
    /// Says a word on a topic and waits to hear it, then as much as a meter's largest topic: under MQTT 3.1.1
    /// a broker takes what it forbids without a word. broker_denied or broker_limit when nothing comes back.
    Task<Result<void>> say_and_hear(std::string topic);
    Task<void> leave();

private:
    void hear(Result<void> what);
    Task<Result<void>> first_event();
    Task<Result<void>> echo_of(std::string topic, std::string payload);
    Task<Result<void>> heard(std::string echo);

    std::string will_topic_;
    std::string echo_; ///< topic and payload of the last message heard
    std::optional<Result<void>> heard_;
    Signal happened_;
    Result<std::unique_ptr<mqtt::Client>> client_; ///< last: its events touch what stands above
};

} // namespace enedis2mqtt::app
