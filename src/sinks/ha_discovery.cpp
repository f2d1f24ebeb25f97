#include "sinks/ha_discovery.hpp"

#include "sinks/ha_entities.hpp"

#include <enedis2mqtt/json/text.hpp>

#include <boost/json/array.hpp>

#include <algorithm>

namespace enedis2mqtt::sinks {
namespace {

namespace json = boost::json;
using config::Discovery;

/// A URL that Home Assistant refuses would make it drop the whole document.
bool is_address(std::string_view url, std::initializer_list<std::string_view> schemes) {
    for (auto const scheme : schemes)
        if (url.starts_with(scheme))
            return url.size() > scheme.size() && url[scheme.size()] != '/' &&
                   std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    return false;
}

json::object origin_json(DiscoveryOptions const& options) {
    json::object origin{{"name", "enedis2mqtt"}, {"sw_version", options.version}};
    if (is_address(options.support_url, {"http://", "https://"}))
        origin["support_url"] = options.support_url;
    return origin;
}

json::object with_page(json::object device, DiscoveryOptions const& options) {
    if (is_address(options.configuration_url, {"http://", "https://", "homeassistant://"}))
        device["configuration_url"] = options.configuration_url;
    return device;
}

/// What the documents of a device have in common, and where they are.
struct Device {
    std::string id;
    json::object shared;
};

Device device_of(Meter const& meter, TopicTree const& tree, DiscoveryOptions const& options) {
    auto const id = device_id(meter.id);
    json::object device{{"identifiers", json::array{id}},
                        {"name", meter.name.empty() ? "Linky " + meter.id.text() : meter.name},
                        {"manufacturer", "Enedis"},
                        {"model", "Linky"},
                        {"serial_number", meter.id.text()},
                        // Earlier versions gave the bridge's; left out, Home Assistant would keep it.
                        {"sw_version", ""},
                        {"via_device", options.bridge}};
    return {id,
            {{"device", with_page(std::move(device), options)},
             {"origin", origin_json(options)},
             {"availability_topic", tree.state()},
             {"qos", 1}}};
}

/// Always available: it is what tells whether the others are.
Device bridge_device(DiscoveryOptions const& options) {
    json::object device{{"identifiers", json::array{options.bridge}},
                        {"name", options.bridge == "enedis2mqtt_bridge" ? "enedis2mqtt" : options.bridge},
                        {"manufacturer", "enedis2mqtt"},
                        {"model", "MQTT bridge"},
                        {"sw_version", options.version}};
    return {
        options.bridge,
        {{"device", with_page(std::move(device), options)}, {"origin", origin_json(options)}, {"qos", 1}}};
}

/// It is the colours that a device stands for, whatever tells them.
Device tempo_device(TopicTree const& tree, DiscoveryOptions const& options) {
    json::object device{{"identifiers", json::array{tempo_id(options)}},
                        {"name", "Tempo"},
                        {"manufacturer", "EDF"},
                        {"model", "Tempo"},
                        {"via_device", options.bridge}};
    return {tempo_id(options),
            {{"device", with_page(std::move(device), options)},
             {"origin", origin_json(options)},
             {"availability_topic", tree.state()},
             {"qos", 1}}};
}

std::string device_topic(std::string const& device, DiscoveryOptions const& options) {
    return options.prefix + "/device/" + device + "/config";
}

std::string entity_topic(std::string const& device, std::string_view platform, std::string_view key,
                         DiscoveryOptions const& options) {
    return options.prefix + '/' + std::string{platform} + '/' + device + '/' + std::string{key} + "/config";
}

/// `gone`: components of this device that are not shown any more, or never were.
mqtt::Message device_message(Device device, std::vector<Entity> entities,
                             std::vector<std::string> const& gone, DiscoveryOptions const& options) {
    json::object components;
    for (auto& entity : entities) {
        entity.config["platform"] = entity.platform;
        components[entity.key] = std::move(entity.config);
    }
    // Home Assistant removes a component that is reduced to its platform, not one that is merely left out.
    // For one it never knew this does nothing, so no memory of earlier configurations is needed.
    for (auto const& key : gone)
        components[key] = {{"platform", "sensor"}};
    device.shared["components"] = std::move(components);
    return {device_topic(device.id, options), to_json(std::move(device.shared)), true};
}

std::vector<mqtt::Message> messages_of(Device device, std::vector<Entity> entities,
                                       std::vector<std::string> const& gone,
                                       DiscoveryOptions const& options) {
    std::vector<mqtt::Message> messages;
    if (options.mode == Discovery::device) {
        messages.push_back(device_message(std::move(device), std::move(entities), gone, options));
    } else if (options.mode == Discovery::component) {
        for (auto& entity : entities) {
            auto whole = device.shared;
            for (auto& [key, value] : entity.config)
                whole[key] = std::move(value);
            messages.emplace_back(entity_topic(device.id, entity.platform, entity.key, options),
                                  to_json(std::move(whole)), true);
        }
    }
    return messages;
}

/// `entities` makes them; a device document needs none.
template <class Entities>
std::vector<std::string> topics_of(std::string const& device, DiscoveryOptions const& options,
                                   Entities entities) {
    std::vector<std::string> topics;
    if (options.mode == Discovery::device)
        topics.push_back(device_topic(device, options));
    else if (options.mode == Discovery::component)
        for (auto const& entity : entities())
            topics.push_back(entity_topic(device, entity.platform, entity.key, options));
    return topics;
}

} // namespace

std::string bridge_id(std::string_view base_topic) {
    std::string id = "enedis2mqtt_bridge";
    if (base_topic == "enedis2mqtt")
        return id;
    id += '_';
    for (char const c : base_topic) // what Home Assistant takes in a topic of discovery
        id += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' ? c : '_';
    return id;
}

std::string device_id(UsagePointId const& id) {
    return "enedis2mqtt_" + id.text();
}

std::vector<mqtt::Message> discovery_of(Meter const& meter, bool consent_known, TopicTree const& tree,
                                        DiscoveryOptions const& options) {
    return messages_of(device_of(meter, tree, options), entities_of(meter, consent_known, tree, options),
                       keys_without_entity(meter), options);
}

std::vector<mqtt::Message> bridge_discovery(TopicTree const& tree, DiscoveryOptions const& options) {
    auto messages = messages_of(bridge_device(options), bridge_entities(tree, options), {}, options);
    if (options.tempo)
        for (auto& message :
             messages_of(tempo_device(tree, options), tempo_entities(tree, options), {}, options))
            messages.push_back(std::move(message));
    return messages;
}

std::vector<std::string> discovery_topics_of(Meter const& meter, DiscoveryOptions const& options) {
    return topics_of(device_id(meter.id), options,
                     [&] { return entities_of(meter, true, TopicTree{""}, options); });
}

std::vector<std::string> bridge_discovery_topics(DiscoveryOptions const& options) {
    auto topics = topics_of(options.bridge, options, [&] { return bridge_entities(TopicTree{""}, options); });
    if (options.tempo)
        for (auto& topic :
             topics_of(tempo_id(options), options, [&] { return tempo_entities(TopicTree{""}, options); }))
            topics.push_back(std::move(topic));
    return topics;
}

std::vector<std::string> topics_of_entities(Meter const& meter, std::vector<Entity> const& entities,
                                            DiscoveryOptions const& options) {
    if (entities.empty())
        return {};
    return topics_of(device_id(meter.id), options, [&] { return entities; });
}

} // namespace enedis2mqtt::sinks
