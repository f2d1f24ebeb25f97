#include "sinks/ha_entities.hpp"

#include <enedis2mqtt/domain/cost.hpp>
#include <enedis2mqtt/json/text.hpp>

#include <boost/json/array.hpp>

namespace enedis2mqtt::sinks {
namespace {

namespace json = boost::json;

constexpr char const* tariff_keys[]{"tariff_period", "tariff_price"};

struct Words {
    std::string_view fr;
    std::string_view en;
    std::string_view in(Language language) const { return language == Language::fr ? fr : en; }
};

Words name_of(Figure figure) {
    bool const consumed = figure.direction == Direction::consumption;
    switch (figure.measure) {
    case Measure::hourly: // of a day that is over, as everything Enedis tells
        return consumed ? Words{"Dernière puissance consommée hier", "Last power consumed yesterday"}
                        : Words{"Dernière puissance produite hier", "Last power produced yesterday"};
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
        return {"Puissance maximale", "Maximum power"};
    case Measure::daily_cost:
        return consumed ? Words{"Coût quotidien", "Daily cost"} : Words{"Gain quotidien", "Daily revenue"};
    case Measure::monthly_cost:
        return consumed ? Words{"Coût mensuel", "Monthly cost"} : Words{"Gain mensuel", "Monthly revenue"};
    case Measure::yearly_cost:
        return consumed ? Words{"Coût annuel", "Yearly cost"} : Words{"Gain annuel", "Yearly revenue"};
    case Measure::billing_cost:
        break;
    }
    return consumed ? Words{"Coût de la facture en cours", "Cost of the current bill"}
                    : Words{"Gain de la facture en cours", "Revenue of the current bill"};
}

std::string_view icon_of(Figure figure) {
    switch (figure.measure) {
    case Measure::hourly:
        return "mdi:flash-outline";
    case Measure::daily:
        return figure.direction == Direction::consumption ? "mdi:home-lightning-bolt-outline"
                                                          : "mdi:solar-power";
    case Measure::monthly:
        return "mdi:calendar-month-outline";
    case Measure::yearly:
        return "mdi:calendar-outline";
    case Measure::max_power:
        return "mdi:speedometer";
    case Measure::daily_cost:
    case Measure::monthly_cost:
    case Measure::yearly_cost:
        return "mdi:currency-eur";
    case Measure::billing_cost:
        break;
    }
    return "mdi:receipt-text-outline";
}

/// The filter is for those that read no Jinja: Domoticz takes what stands before the first `|` for the field.
std::string field(std::string_view key, std::string_view filters = "default('')") {
    // A null renders as None, which Home Assistant shows as unknown; so does a topic that was cleared.
    return "{{ value_json." + std::string{key} + " | " + std::string{filters} +
           " if value_json is defined else None }}";
}

bool carries_state_class(Measure measure, StateClasses classes) {
    switch (measure) {
    case Measure::daily:
    case Measure::monthly:
        return classes == StateClasses::all;
    case Measure::yearly:
    case Measure::daily_cost:
    case Measure::monthly_cost:
    case Measure::yearly_cost:
    case Measure::billing_cost:
        return classes != StateClasses::none;
    case Measure::hourly:
    case Measure::max_power:
        break;
    }
    return false;
}

/// docs/reference/home-assistant.md section 2.2: power and apparent power of the past get no state_class:
/// their statistics would be booked at the time of reception.
json::object quantity_of(Measure measure, StateClasses classes) {
    if (measure == Measure::hourly)
        return {{"device_class", "power"}, {"unit_of_measurement", "kW"}, {"suggested_display_precision", 3}};
    if (measure == Measure::max_power)
        return {{"device_class", "apparent_power"},
                {"unit_of_measurement", "kVA"},
                {"suggested_display_precision", 2}};
    json::object amount{{"device_class", is_cost(measure) ? "monetary" : "energy"},
                        {"unit_of_measurement", is_cost(measure) ? "EUR" : "kWh"},
                        {"suggested_display_precision", 2}};
    if (carries_state_class(measure, classes)) {
        amount["state_class"] = "total";
        amount["last_reset_value_template"] = "{{ value_json.start if value_json is defined }}";
    }
    return amount;
}

Entity figure_entity(Meter const& meter, Figure figure, TopicTree const& tree,
                     DiscoveryOptions const& options) {
    auto const topic = tree.figure(meter.id, figure);
    json::object config{{"name", name_of(figure).in(options.language)},
                        {"icon", icon_of(figure)},
                        {"state_topic", topic},
                        {"value_template", field("value")},
                        {"json_attributes_topic", topic},
                        {"json_attributes_template", "{{ value or '{}' }}"}};
    for (auto& [key, value] : quantity_of(figure.measure, options.state_classes))
        config[key] = std::move(value);
    return {key_of(figure), "sensor", std::move(config)};
}

json::array period_options(Tariff const& tariff) {
    auto const names = period_names(tariff);
    return json::array(names.begin(), names.end());
}

Entity period_entity(Tariff const& tariff, std::string const& topic, Language language) {
    return {tariff_keys[0],
            "sensor",
            {{"name", Words{"Période tarifaire", "Tariff period"}.in(language)},
             {"icon", "mdi:clock-time-four-outline"},
             {"state_topic", topic},
             {"value_template", field("period")},
             {"device_class", "enum"},
             {"options", period_options(tariff)},
             {"json_attributes_topic", topic},
             {"json_attributes_template", "{{ value or '{}' }}"}}};
}

Entity price_entity(std::string const& topic, Language language) {
    return {tariff_keys[1],
            "sensor",
            {{"name", Words{"Prix du kWh", "Price of a kWh"}.in(language)},
             {"icon", "mdi:currency-eur"},
             {"state_topic", topic},
             {"value_template", field("price")},
             {"unit_of_measurement", "EUR/kWh"},
             {"suggested_display_precision", 4}}};
}

Entity instant_entity(std::string_view key, Words name, std::string_view icon, std::string const& topic,
                      Language language) {
    return {std::string{key},
            "sensor",
            {{"name", name.in(language)},
             {"icon", icon},
             {"state_topic", topic},
             {"value_template", field(key)},
             {"device_class", "timestamp"},
             {"entity_category", "diagnostic"}}};
}

/// Home Assistant translates no state of an MQTT entity: it is told in the language, its attribute `code` is
/// for automations.
Entity light_entity(std::string const& status, Language language) {
    struct {
        std::string_view code;
        Words name;
    } constexpr lights[]{{"up_to_date", {"À jour", "Up to date"}},
                         {"partial", {"Partiel", "Partial"}},
                         {"outdated", {"En retard", "Outdated"}}};
    std::string filters = "default('')";
    json::array options;
    for (auto const& [code, name] : lights) {
        filters += " | replace('" + std::string{code} + "', '" + std::string{name.in(language)} + "')";
        options.emplace_back(name.in(language));
    }
    return {"status",
            "sensor",
            {{"name", Words{"État des données", "Data status"}.in(language)},
             {"icon", "mdi:traffic-light-outline"},
             {"state_topic", status},
             {"value_template", field("state", filters)},
             {"device_class", "enum"},
             {"options", std::move(options)},
             {"json_attributes_topic", status},
             {"json_attributes_template",
              "{{ ({'code': value_json.state} if value_json is defined else {}) | tojson }}"}}};
}

/// The colour in the language, its English name as attribute `code`.
Entity color_entity(std::string_view key, Words name, std::string const& topic, Language language) {
    struct {
        TempoColor code;
        Words name;
    } constexpr colors[]{{TempoColor::blue, {"Bleu", "Blue"}},
                         {TempoColor::white, {"Blanc", "White"}},
                         {TempoColor::red, {"Rouge", "Red"}}};
    std::string filters = "default('')";
    json::array options;
    for (auto const& [code, word] : colors) {
        filters +=
            " | replace('" + std::string{to_string(code)} + "', '" + std::string{word.in(language)} + "')";
        options.emplace_back(word.in(language));
    }
    auto const day = std::string{key};
    return {day,
            "sensor",
            {{"name", name.in(language)},
             {"icon", "mdi:palette-outline"},
             {"state_topic", topic},
             {"value_template", field(day + ".color", filters)},
             {"device_class", "enum"},
             {"options", std::move(options)},
             {"json_attributes_topic", topic},
             {"json_attributes_template", "{{ ({'code': value_json." + day + ".color, 'date': value_json." +
                                              day + ".date} if value_json is defined else {}) | tojson }}"}}};
}

Entity left_entity(TempoColor color, Words name, std::string const& topic, Language language) {
    auto const code = std::string{to_string(color)};
    return {"remaining_" + code,
            "sensor",
            {{"name", name.in(language)},
             {"icon", "mdi:calendar-range-outline"},
             {"state_topic", topic},
             {"value_template", field("remaining." + code)},
             {"unit_of_measurement", Words{"j", "d"}.in(language)}}};
}

Entity problem_entity(std::string const& status, Language language) {
    return {"problem",
            "binary_sensor",
            {{"name", Words{"Problème", "Problem"}.in(language)},
             {"state_topic", status},
             {"value_template", "{{ 'ON' if value_json is defined and value_json.error else 'OFF' }}"},
             {"device_class", "problem"},
             {"entity_category", "diagnostic"},
             {"json_attributes_topic", status},
             {"json_attributes_template",
              "{{ (value_json.error if value_json is defined and value_json.error else {}) | tojson }}"}}};
}

/// The topic speaks of every meter; what renders as nothing is no event.
Entity event_entity(Meter const& meter, TopicTree const& tree, Language language) {
    return {"event",
            "event",
            {{"name", Words{"Événement", "Event"}.in(language)},
             {"icon", "mdi:bell-outline"},
             {"state_topic", tree.event()},
             {"event_types", {"day_complete", "corrected", "history_done", "stopped", "consent_expiring"}},
             {"value_template", "{{ dict(value_json, event_type=value_json.event) | tojson if value_json is "
                                "defined and value_json.pdl == '" +
                                    meter.id.text() + "' else '' }}"}}};
}

Entity refresh_button(Meter const& meter, TopicTree const& tree, Language language) {
    return {"refresh",
            "button",
            {{"name", Words{"Actualiser", "Refresh"}.in(language)},
             {"icon", "mdi:refresh"},
             {"entity_category", "config"},
             {"command_topic", tree.request("refresh")},
             {"payload_press", to_json(json::object{{"pdl", meter.id.text()}})}}};
}

/// Home Assistant before 2025.10 reads object_id, later ones default_entity_id; each ignores the other.
void add_ids(std::vector<Entity>& entities, std::string const& device) {
    for (auto& entity : entities) {
        auto const unique_id = device + '_' + entity.key;
        entity.config["unique_id"] = unique_id;
        entity.config["default_entity_id"] = std::string{entity.platform} + '.' + unique_id;
        entity.config["object_id"] = unique_id;
    }
}

} // namespace

std::vector<std::string> keys_without_entity(Meter const& meter) {
    std::vector<std::string> keys;
    for (auto const& figure : all_figures())
        if (!has_figure(meter, figure))
            keys.push_back(key_of(figure));
    if (!meter.tariffs.contains(Direction::consumption))
        keys.insert(keys.end(), std::begin(tariff_keys), std::end(tariff_keys));
    return keys;
}

std::string key_of(Figure figure) {
    return std::string{to_string(figure.direction)} + '_' + std::string{to_string(figure.measure)};
}

std::vector<Entity> entities_of(Meter const& meter, bool consent_known, TopicTree const& tree,
                                DiscoveryOptions const& options) {
    auto const language = options.language;
    auto const status = tree.status(meter.id);
    std::vector<Entity> entities;
    for (auto const& figure : all_figures())
        if (has_figure(meter, figure))
            entities.push_back(figure_entity(meter, figure, tree, options));
    if (auto const tariff = meter.tariffs.find(Direction::consumption); tariff != meter.tariffs.end()) {
        entities.push_back(period_entity(*tariff->second, tree.tariff(meter.id), language));
        entities.push_back(price_entity(tree.tariff(meter.id), language));
    }
    entities.push_back(light_entity(status, language));
    entities.push_back(instant_entity("last_success", {"Dernière collecte réussie", "Last successful poll"},
                                      "mdi:cloud-check-outline", status, language));
    entities.push_back(instant_entity("next_poll", {"Prochaine collecte", "Next poll"}, "mdi:clock-outline",
                                      status, language));
    if (consent_known)
        entities.push_back(instant_entity("consent_expires", {"Expiration de l'accord", "Consent expiry"},
                                          "mdi:file-clock-outline", status, language));
    entities.push_back(problem_entity(status, language));
    entities.push_back(event_entity(meter, tree, language));
    entities.push_back(refresh_button(meter, tree, language));
    add_ids(entities, device_id(meter.id));
    return entities;
}

std::string tempo_id(DiscoveryOptions const& options) {
    constexpr std::string_view bridge = "enedis2mqtt_bridge";
    return "enedis2mqtt_tempo" + options.bridge.substr(bridge.size());
}

std::vector<Entity> tempo_entities(TopicTree const& tree, DiscoveryOptions const& options) {
    auto const language = options.language;
    auto const topic = tree.tempo();
    std::vector<Entity> entities;
    entities.push_back(color_entity("today", {"Couleur du jour", "Today's colour"}, topic, language));
    entities.push_back(color_entity("tomorrow", {"Couleur de demain", "Tomorrow's colour"}, topic, language));
    entities.push_back(
        left_entity(TempoColor::blue, {"Jours bleus restants", "Blue days left"}, topic, language));
    entities.push_back(
        left_entity(TempoColor::white, {"Jours blancs restants", "White days left"}, topic, language));
    entities.push_back(
        left_entity(TempoColor::red, {"Jours rouges restants", "Red days left"}, topic, language));
    add_ids(entities, tempo_id(options));
    return entities;
}

std::vector<Entity> bridge_entities(TopicTree const& tree, DiscoveryOptions const& options) {
    auto const language = options.language;
    std::vector<Entity> entities;
    entities.push_back({"connection",
                        "binary_sensor",
                        {{"name", Words{"Connexion", "Connection"}.in(language)},
                         {"state_topic", tree.state()},
                         {"payload_on", "online"},
                         {"payload_off", "offline"},
                         {"device_class", "connectivity"},
                         {"entity_category", "diagnostic"}}});
    entities.push_back({"version",
                        "sensor",
                        {{"name", Words{"Version", "Version"}.in(language)},
                         {"icon", "mdi:tag-outline"},
                         {"state_topic", tree.info()},
                         {"value_template", field("version")},
                         {"entity_category", "diagnostic"}}});
    entities.push_back(
        instant_entity("started_at", {"Démarrage", "Started"}, "mdi:restart", tree.info(), language));
    add_ids(entities, options.bridge);
    return entities;
}

} // namespace enedis2mqtt::sinks
