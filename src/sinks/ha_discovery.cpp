#include "sinks/ha_discovery.hpp"

#include <enedis2mqtt/json/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace enedis2mqtt::sinks {
namespace {

namespace json = boost::json;
using config::Discovery;

struct Words {
    std::string_view fr;
    std::string_view en;
    std::string_view in(Language language) const { return language == Language::fr ? fr : en; }
};

struct Entity {
    std::string key;
    std::string_view platform;
    json::object config;
};

std::string node_of(UsagePointId const& id) {
    return "enedis2mqtt_" + id.text();
}

std::string key_of(Figure figure) {
    return std::string{to_string(figure.direction)} + '_' + std::string{to_string(figure.measure)};
}

Words name_of(Figure figure) {
    bool const consumed = figure.direction == Direction::consumption;
    switch (figure.measure) {
    case Measure::hourly:
        return consumed ? Words{"Consommation horaire", "Hourly consumption"}
                        : Words{"Production horaire", "Hourly production"};
    case Measure::daily:
        return consumed ? Words{"Consommation quotidienne", "Daily consumption"}
                        : Words{"Production quotidienne", "Daily production"};
    case Measure::monthly:
        return consumed ? Words{"Consommation mensuelle", "Monthly consumption"}
                        : Words{"Production mensuelle", "Monthly production"};
    case Measure::yearly:
        return consumed ? Words{"Consommation annuelle", "Yearly consumption"}
                        : Words{"Production annuelle", "Yearly production"};
    case Measure::max_power:
        break;
    }
    return {"Puissance maximale", "Maximum power"};
}

/// A null renders as None, which Home Assistant shows as unknown; so does a topic that was cleared. The
/// filter is for those that read no Jinja: Domoticz takes what stands before the first `|` for the field.
std::string field(std::string_view key) {
    return "{{ value_json." + std::string{key} + " | default('') if value_json is defined else None }}";
}

/// docs/reference/home-assistant.md section 2.2: power and apparent power of the past get no state_class:
/// their statistics would be booked at the time of reception. Energies carry the start of their period as
/// last_reset.
json::object quantity_of(Measure measure) {
    if (measure == Measure::hourly)
        return {{"device_class", "power"}, {"unit_of_measurement", "kW"}, {"suggested_display_precision", 3}};
    if (measure == Measure::max_power)
        return {{"device_class", "apparent_power"},
                {"unit_of_measurement", "kVA"},
                {"suggested_display_precision", 2}};
    return {{"device_class", "energy"},
            {"unit_of_measurement", "kWh"},
            {"state_class", "total"},
            {"last_reset_value_template", "{{ value_json.start if value_json is defined }}"},
            {"suggested_display_precision", 2}};
}

Entity figure_entity(Meter const& meter, Figure figure, TopicTree const& tree, Language language) {
    auto const topic = tree.figure(meter.id, figure);
    json::object config{{"name", name_of(figure).in(language)},
                        {"state_topic", topic},
                        {"value_template", field("value")},
                        {"json_attributes_topic", topic},
                        {"json_attributes_template", "{{ value or '{}' }}"}};
    for (auto& [key, value] : quantity_of(figure.measure))
        config[key] = std::move(value);
    return {key_of(figure), "sensor", std::move(config)};
}

Entity instant_entity(std::string_view key, Words name, std::string const& status, Language language) {
    return {std::string{key},
            "sensor",
            {{"name", name.in(language)},
             {"state_topic", status},
             {"value_template", field(key)},
             {"device_class", "timestamp"},
             {"entity_category", "diagnostic"}}};
}

std::vector<Entity> status_entities(Meter const& meter, bool consent_known, TopicTree const& tree,
                                    Language language) {
    auto const status = tree.status(meter.id);
    std::vector<Entity> entities;
    entities.push_back({"status",
                        "sensor",
                        {{"name", Words{"État des données", "Data status"}.in(language)},
                         {"state_topic", status},
                         {"value_template", field("state")},
                         {"device_class", "enum"},
                         {"options", {"up_to_date", "partial", "outdated"}}}});
    entities.push_back(instant_entity("last_success", {"Dernière collecte réussie", "Last successful poll"},
                                      status, language));
    entities.push_back(instant_entity("next_poll", {"Prochaine collecte", "Next poll"}, status, language));
    if (consent_known)
        entities.push_back(instant_entity("consent_expires", {"Expiration de l'accord", "Consent expiry"},
                                          status, language));
    entities.push_back(
        {"problem",
         "binary_sensor",
         {{"name", Words{"Problème", "Problem"}.in(language)},
          {"state_topic", status},
          {"value_template", "{{ 'ON' if value_json is defined and value_json.error else 'OFF' }}"},
          {"device_class", "problem"},
          {"entity_category", "diagnostic"},
          {"json_attributes_topic", status},
          {"json_attributes_template",
           "{{ (value_json.error if value_json is defined and value_json.error else {}) | tojson }}"}}});
    entities.push_back({"refresh",
                        "button",
                        {{"name", Words{"Actualiser", "Refresh"}.in(language)},
                         {"command_topic", tree.request("refresh")},
                         {"payload_press", to_json(json::object{{"pdl", meter.id.text()}})}}});
    return entities;
}

std::vector<Entity> entities_of(Meter const& meter, bool consent_known, TopicTree const& tree,
                                Language language) {
    std::vector<Entity> entities;
    for (auto const& figure : all_figures())
        if (has_figure(meter, figure))
            entities.push_back(figure_entity(meter, figure, tree, language));
    for (auto& entity : status_entities(meter, consent_known, tree, language))
        entities.push_back(std::move(entity));
    // Home Assistant before 2025.10 reads object_id, later ones default_entity_id; each ignores the other.
    for (auto& entity : entities) {
        auto const unique_id = node_of(meter.id) + '_' + entity.key;
        entity.config["unique_id"] = unique_id;
        entity.config["default_entity_id"] = std::string{entity.platform} + '.' + unique_id;
        entity.config["object_id"] = unique_id;
    }
    return entities;
}

/// A URL that Home Assistant refuses would make it drop the whole document.
bool is_web_address(std::string_view url) {
    for (std::string_view scheme : {"http://", "https://"})
        if (url.starts_with(scheme))
            return url.size() > scheme.size() && url[scheme.size()] != '/' &&
                   std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    return false;
}

json::object device_json(Meter const& meter, DiscoveryOptions const& options) {
    json::object device{{"identifiers", json::array{node_of(meter.id)}},
                        {"name", meter.name.empty() ? "Linky " + meter.id.text() : meter.name},
                        {"manufacturer", "Enedis"},
                        {"model", "Linky"},
                        {"serial_number", meter.id.text()},
                        {"sw_version", options.version}};
    if (is_web_address(options.configuration_url))
        device["configuration_url"] = options.configuration_url;
    return device;
}

json::object origin_json(DiscoveryOptions const& options) {
    json::object origin{{"name", "enedis2mqtt"}, {"sw_version", options.version}};
    if (is_web_address(options.support_url))
        origin["support_url"] = options.support_url;
    return origin;
}

json::object document(Meter const& meter, TopicTree const& tree, DiscoveryOptions const& options) {
    return {{"device", device_json(meter, options)},
            {"origin", origin_json(options)},
            {"availability_topic", tree.state()},
            {"qos", 1}};
}

std::string device_topic(Meter const& meter, DiscoveryOptions const& options) {
    return options.prefix + "/device/" + node_of(meter.id) + "/config";
}

std::string entity_topic(Meter const& meter, Entity const& entity, DiscoveryOptions const& options) {
    return options.prefix + '/' + std::string{entity.platform} + '/' + node_of(meter.id) + '/' + entity.key +
           "/config";
}

mqtt::Message device_message(Meter const& meter, std::vector<Entity> entities, TopicTree const& tree,
                             DiscoveryOptions const& options) {
    json::object components;
    for (auto& entity : entities) {
        entity.config["platform"] = entity.platform;
        components[entity.key] = std::move(entity.config);
    }
    // Home Assistant removes a component that is reduced to its platform, not one that is merely left out.
    // For one it never knew this does nothing, so no memory of earlier configurations is needed.
    for (auto const& figure : all_figures())
        if (!has_figure(meter, figure))
            components[key_of(figure)] = {{"platform", "sensor"}};
    auto whole = document(meter, tree, options);
    whole["components"] = std::move(components);
    return {device_topic(meter, options), to_json(std::move(whole)), true};
}

} // namespace

std::vector<mqtt::Message> discovery_of(Meter const& meter, bool consent_known, TopicTree const& tree,
                                        DiscoveryOptions const& options) {
    std::vector<mqtt::Message> messages;
    if (options.mode == Discovery::off)
        return messages;
    auto entities = entities_of(meter, consent_known, tree, options.language);
    if (options.mode == Discovery::device) {
        messages.push_back(device_message(meter, std::move(entities), tree, options));
        return messages;
    }
    for (auto& entity : entities) {
        auto whole = document(meter, tree, options);
        for (auto& [key, value] : entity.config)
            whole[key] = std::move(value);
        messages.emplace_back(entity_topic(meter, entity, options), to_json(std::move(whole)), true);
    }
    return messages;
}

std::vector<std::string> discovery_topics_of(Meter const& meter, DiscoveryOptions const& options) {
    if (options.mode == Discovery::off)
        return {};
    if (options.mode == Discovery::device)
        return {device_topic(meter, options)};
    std::vector<std::string> topics;
    for (auto const& entity : entities_of(meter, true, TopicTree{""}, options.language))
        topics.push_back(entity_topic(meter, entity, options));
    return topics;
}

} // namespace enedis2mqtt::sinks
