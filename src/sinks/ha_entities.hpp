#pragma once

#include "sinks/ha_discovery.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

/// What Home Assistant shows of a meter and of the bridge, entity by entity. Pure; used by ha_discovery.cpp
/// and announced.cpp.
namespace enedis2mqtt::sinks {

struct Entity {
    std::string key;
    std::string_view platform;
    boost::json::object config;
};

std::string key_of(Figure figure);

/// With unique ids, which are never derived from a name.
std::vector<Entity> entities_of(Meter const& meter, bool consent_known, TopicTree const& tree,
                                DiscoveryOptions const& options);
/// Of what the meter could have and has not.
std::vector<std::string> keys_without_entity(Meter const& meter);
/// The topics that `entities` of a meter are told on.
std::vector<std::string> topics_of_entities(Meter const& meter, std::vector<Entity> const& entities,
                                            DiscoveryOptions const& options);
std::string tempo_id(DiscoveryOptions const& options);
std::vector<Entity> tempo_entities(TopicTree const& tree, DiscoveryOptions const& options);
std::vector<Entity> bridge_entities(TopicTree const& tree, DiscoveryOptions const& options);

} // namespace enedis2mqtt::sinks
