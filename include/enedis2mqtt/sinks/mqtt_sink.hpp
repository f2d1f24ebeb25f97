#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/mqtt/client.hpp>
#include <enedis2mqtt/ports/notes.hpp>
#include <enedis2mqtt/ports/requests.hpp>
#include <enedis2mqtt/ports/sink.hpp>
#include <enedis2mqtt/ports/topic_memory.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace enedis2mqtt::sinks {

struct MqttSinkOptions {
    /// `home`: the zone of bridge-level instants, and of a meter whose own zone the machine does not know.
    explicit MqttSinkOptions(TimeZone home) : zone(home) {}

    TimeZone zone;
    std::string base_topic = "enedis2mqtt";
    config::HomeAssistant home_assistant;
    bool tempo = false; ///< whether tell_tempo() will be called
    Language language = Language::fr;
    std::string version;
    Instant started_at{};
    std::string configuration_url; ///< the web page as a browser reaches it; "": not known
    std::string support_url;       ///< the project's page; "": none
    /// Told of each connection (nothing, or the first topic that the broker refuses: broker_denied,
    /// broker_limit), and of each loss or failed attempt (why). May be empty.
    std::function<void(std::optional<Error>)> link_changed;
};

/// Contracts 3 and 4 on a broker: retained topics and Home Assistant's discovery, repeated on every
/// connection and after Home Assistant's birth message; requests in, responses out; what left the
/// configuration is cleared. Loop thread only. Nothing here throws or fails the caller: trouble with the
/// broker is logged once and counted. What it borrows must outlive it, and it must outlive its farewell or
/// the loop's run.
class MqttSink : public Sink {
public:
    /// Connects, with `offline` on bridge/state as the will. After announce().
    virtual void start() = 0;
    /// Ends once the broker has acknowledged everything delivered so far. broker_timeout when `limit` passes
    /// first, broker_unreachable when there is no connection by then; broker_denied or broker_limit when it
    /// refuses a topic.
    virtual Task<Result<void>> settled(std::chrono::seconds limit) = 0;
    /// Says `offline` and publishes nothing after it; for at most `limit`. Nothing of the sink is under way
    /// afterwards. Before the client's own stop.
    virtual Task<void> farewell(std::chrono::seconds limit) = 0;
};

std::unique_ptr<MqttSink> create_mqtt_sink(boost::asio::any_io_executor executor, mqtt::Client& client,
                                           TopicMemory& memory, Notes& notes, Clock& clock,
                                           Requests& requests, MqttSinkOptions options);

} // namespace enedis2mqtt::sinks
