#pragma once

#include "sinks/topics.hpp"

#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/mqtt/client.hpp>

#include <string>
#include <string_view>
#include <vector>

/// How Home Assistant learns of the bridge and its meters: docs/CONTRACTS.md contracts 4 and 6. Pure. Keys,
/// units and classes follow docs/reference/home-assistant.md sections 1 and 2 (Home Assistant Core 2024.11 to
/// 2026.11).
namespace enedis2mqtt::sinks {

/// Which energies carry a `state_class`, and so statistics of their own in Home Assistant: none where the
/// bridge sends statistics, so that nothing can be picked twice. Versions up to 0.1.0 gave it to all.
enum class StateClasses { none, yearly, all };

struct DiscoveryOptions {
    config::Discovery mode = config::Discovery::device;
    std::string prefix = "homeassistant";
    std::string bridge = "enedis2mqtt_bridge"; ///< its device, which the meters are reached through
    StateClasses state_classes = StateClasses::yearly;
    bool tempo = false; ///< whether there is a device for Tempo's colours
    Language language = Language::fr;
    std::string version;
    std::string configuration_url; ///< left out unless it is http(s) or homeassistant
    std::string support_url;       ///< left out unless it is http(s)
};

/// The device of the bridge under a base topic; another for each, since two bridges may share a Home
/// Assistant.
std::string bridge_id(std::string_view base_topic);
std::string device_id(UsagePointId const& id);

/// The retained configuration messages of one meter: one device document, or one message per entity.
/// `consent_known` adds the consent's expiry, which only some sources tell.
std::vector<mqtt::Message> discovery_of(Meter const& meter, bool consent_known, TopicTree const& tree,
                                        DiscoveryOptions const& options);
/// The same of the bridge itself.
std::vector<mqtt::Message> bridge_discovery(TopicTree const& tree, DiscoveryOptions const& options);

/// Every topic discovery_of() may ever name for that meter.
std::vector<std::string> discovery_topics_of(Meter const& meter, DiscoveryOptions const& options);
std::vector<std::string> bridge_discovery_topics(DiscoveryOptions const& options);

/// Published on a configuration topic, it makes Home Assistant unload its entities and keep their settings.
inline constexpr std::string_view migrate_discovery = R"({"migrate_discovery":true})";

} // namespace enedis2mqtt::sinks
