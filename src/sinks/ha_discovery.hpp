#pragma once

#include "sinks/topics.hpp"

#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/mqtt/client.hpp>

#include <string>
#include <string_view>
#include <vector>

/// How Home Assistant learns of a meter: docs/CONTRACTS.md contract 4. Pure. Keys, units and classes follow
/// docs/reference/home-assistant.md sections 1 and 2 (Home Assistant Core 2024.11 to 2026.11).
namespace enedis2mqtt::sinks {

struct DiscoveryOptions {
    config::Discovery mode = config::Discovery::device;
    std::string prefix = "homeassistant";
    Language language = Language::fr;
    std::string version;
    std::string configuration_url; ///< left out unless it is http(s)
    std::string support_url;       ///< likewise
};

/// The retained configuration messages of one meter: one device document, or one message per entity.
/// `consent_known` adds the consent's expiry, which only some sources tell.
std::vector<mqtt::Message> discovery_of(Meter const& meter, bool consent_known, TopicTree const& tree,
                                        DiscoveryOptions const& options);

/// Every topic discovery_of() may ever name for that meter.
std::vector<std::string> discovery_topics_of(Meter const& meter, DiscoveryOptions const& options);

/// Published on an old configuration topic, it makes Home Assistant unload the entity and keep its settings.
inline constexpr std::string_view migrate_discovery = R"({"migrate_discovery":true})";

} // namespace enedis2mqtt::sinks
