#pragma once

#include "mqtt/verdict.hpp"

#include <enedis2mqtt/mqtt/client.hpp>

#include <cstdint>
#include <string>

namespace enedis2mqtt::mqtt {

/// What the session asks of the MQTT library. Nothing here waits: the outcome of `id` comes back to
/// Session::answered, on the loop. An error means that nothing was begun and nothing will come back.
class Link {
public:
    virtual ~Link() = default;
    virtual Result<void> connect(std::uint64_t id, Message const& will) = 0;
    virtual Result<void> publish(std::uint64_t id, Message const& message) = 0;
    virtual Result<void> subscribe(std::uint64_t id, std::string const& filter) = 0;
    /// Also gives up a connection that is being made.
    virtual Result<void> disconnect(std::uint64_t id) = 0;
};

} // namespace enedis2mqtt::mqtt
