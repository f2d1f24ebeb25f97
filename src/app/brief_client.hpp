#pragma once

#include "app/bridge.hpp"

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
    Task<void> leave();

private:
    void hear(Result<void> what);
    Task<Result<void>> first_event();

    std::string will_topic_;
    std::optional<Result<void>> heard_;
    boost::asio::steady_timer happened_;           ///< never expires: cancelled at the first event
    Result<std::unique_ptr<mqtt::Client>> client_; ///< last: its events touch what stands above
};

} // namespace enedis2mqtt::app
