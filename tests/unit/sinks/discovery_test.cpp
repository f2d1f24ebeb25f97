#include "sinks/announced.hpp"
#include "support/household.hpp"
#include "support/json.hpp"
#include "support/paths.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

namespace enedis2mqtt::sinks {
namespace {

namespace json = boost::json;
using config::Discovery;
using test::meter_called;
using test::parsed;

TopicTree const tree{"enedis2mqtt"};

DiscoveryOptions options_for(Discovery mode, Language language = Language::fr) {
    DiscoveryOptions options;
    options.mode = mode;
    options.language = language;
    options.version = "1.2.3";
    options.configuration_url = "http://bridge.example:8199/";
    options.support_url = "https://enedis2mqtt.example/help";
    return options;
}

Meter both_ways() {
    auto meter = meter_called("Maison");
    meter.production = true;
    return meter;
}

/// Topic -> payload of everything that is published.
json::object documents(Meter const& meter, bool consent_known, DiscoveryOptions const& options) {
    json::object all;
    auto messages = discovery_of(meter, consent_known, tree, options);
    for (auto& message : bridge_discovery(tree, options))
        messages.push_back(std::move(message));
    for (auto const& message : messages) {
        EXPECT_TRUE(message.retain) << message.topic;
        EXPECT_EQ(message.qos, 1) << message.topic;
        all[message.topic] = parsed(message.payload);
    }
    return all;
}

json::object device_document(Meter const& meter, bool consent_known = false) {
    auto const all = documents(meter, consent_known, options_for(Discovery::device));
    EXPECT_EQ(all.size(), 2U) << "the bridge has its own";
    return all.at("homeassistant/device/enedis2mqtt_12345678901234/config").as_object();
}

/// Of two periods, and a bill that begins on the 17th.
Meter with_a_tariff() {
    auto meter = both_ways();
    TariffVersion version{*CivilDay::parse("2026-01-01"), {}, {}};
    for (auto const* name : {"hp", "hc", "hp"})
        version.periods.push_back({name, {}, {}, {}, {}, {}});
    meter.tariffs[Direction::consumption] = std::make_shared<Tariff const>(Tariff{version});
    meter.billing_day = 17;
    return meter;
}

std::string golden_file(std::string const& name) {
    return test::source_directory() + "/tests/fixtures/discovery/" + name;
}

json::value golden(std::string const& name) {
    std::ifstream file{golden_file(name)};
    EXPECT_TRUE(file) << name;
    return parsed(std::string{std::istreambuf_iterator<char>{file}, {}});
}

std::set<std::string> keys_of(json::object const& object) {
    std::set<std::string> keys;
    for (auto const& member : object)
        keys.insert(std::string{member.key()});
    return keys;
}

std::string text_at(json::object const& object, std::string_view key) {
    auto const* const value = object.if_contains(key);
    return value == nullptr ? std::string{} : std::string{value->as_string()};
}

// What Home Assistant accepts. Source: its MQTT documentation and schemas, Core 2026.9: the root of a device
// document is closed, a sensor's class allows some units and state classes only.

std::set<std::string> const common_keys{"platform",
                                        "name",
                                        "icon",
                                        "unique_id",
                                        "default_entity_id",
                                        "object_id",
                                        "qos",
                                        "availability_topic",
                                        "entity_category",
                                        "json_attributes_topic",
                                        "json_attributes_template",
                                        "device",
                                        "origin"};
std::map<std::string, std::set<std::string>> const platform_keys{
    {"sensor",
     {"state_topic", "device_class", "state_class", "unit_of_measurement", "value_template",
      "last_reset_value_template", "options", "suggested_display_precision"}},
    {"binary_sensor", {"state_topic", "device_class", "value_template", "payload_on", "payload_off"}},
    {"event", {"state_topic", "event_types", "value_template"}},
    {"button", {"command_topic", "payload_press"}}};
std::map<std::string, std::string> const required_key{{"sensor", "state_topic"},
                                                      {"binary_sensor", "state_topic"},
                                                      {"event", "event_types"},
                                                      {"button", "command_topic"}};

struct SensorRule {
    std::set<std::string> units;         ///< empty: no unit may be given
    std::set<std::string> state_classes; ///< allowed beside none
};
std::map<std::string, SensorRule> const sensor_rules{
    {"energy", {{"Wh", "kWh"}, {"total", "total_increasing"}}},
    {"power", {{"W", "kW"}, {"measurement"}}},
    {"apparent_power", {{"VA", "kVA"}, {"measurement"}}},
    {"monetary", {{"EUR"}, {"total"}}},
    {"enum", {{}, {}}},
    {"timestamp", {{}, {}}},
    {"", {{"", "EUR/kWh", "d", "j"}, {}}}};

void expect_sensor_is_allowed(json::object const& sensor) {
    auto const rule = sensor_rules.find(text_at(sensor, "device_class"));
    ASSERT_NE(rule, sensor_rules.end());
    auto const unit = text_at(sensor, "unit_of_measurement");
    EXPECT_TRUE(rule->second.units.empty() ? unit.empty() : rule->second.units.contains(unit)) << unit;
    auto const state_class = text_at(sensor, "state_class");
    EXPECT_TRUE(state_class.empty() || rule->second.state_classes.contains(state_class)) << state_class;
    EXPECT_EQ(sensor.contains("last_reset_value_template"), state_class == "total");
    EXPECT_EQ(sensor.contains("options"), rule->first == "enum");
    if (auto const* choices = sensor.if_contains("options")) {
        EXPECT_FALSE(choices->as_array().empty());
    }
    EXPECT_NE(text_at(sensor, "entity_category"), "config");
}

void expect_component_is_allowed(std::string const& platform, json::object const& component) {
    ASSERT_TRUE(platform_keys.contains(platform)) << platform;
    auto const& own = platform_keys.at(platform);
    for (auto const& key : keys_of(component))
        EXPECT_TRUE(common_keys.contains(key) || own.contains(key)) << key;
    EXPECT_TRUE(component.contains(required_key.at(platform)));
    EXPECT_FALSE(text_at(component, "unique_id").empty());
    EXPECT_EQ(text_at(component, "default_entity_id"), platform + '.' + text_at(component, "unique_id"));
    EXPECT_EQ(text_at(component, "object_id"), text_at(component, "unique_id"));
    if (platform == "sensor")
        expect_sensor_is_allowed(component);
    if (platform == "binary_sensor") {
        EXPECT_TRUE(
            (std::set<std::string>{"problem", "connectivity"}.contains(text_at(component, "device_class"))));
    }
    if (component.contains("icon")) {
        EXPECT_TRUE(std::regex_match(text_at(component, "icon"), std::regex{"mdi:[a-z-]+"}));
    }
}

void expect_device_and_origin_are_allowed(json::object const& document) {
    static std::set<std::string> const device_keys{
        "identifiers",   "name",       "manufacturer",      "model",
        "serial_number", "sw_version", "configuration_url", "via_device"};
    for (auto const& key : keys_of(document.at("device").as_object()))
        EXPECT_TRUE(device_keys.contains(key)) << key;
    EXPECT_FALSE(document.at("device").at("identifiers").as_array().empty());
    for (auto const& key : keys_of(document.at("origin").as_object()))
        EXPECT_TRUE((std::set<std::string>{"name", "sw_version", "support_url"}.contains(key))) << key;
    EXPECT_FALSE(document.at("origin").at("name").as_string().empty());
}

void expect_topic_is_allowed(std::string const& topic) {
    EXPECT_TRUE(std::regex_match(
        topic, std::regex{"homeassistant/[a-z_]+/(?:[a-zA-Z0-9_-]+/)?[a-zA-Z0-9_-]+/config"}))
        << topic;
}

TEST(Discovery, IsADeviceDocumentThatHomeAssistantAccepts) {
    auto meter = both_ways();
    meter.hourly = false;
    for (auto const& [topic, payload] : documents(meter, true, options_for(Discovery::device))) {
        expect_topic_is_allowed(topic);
        auto const& document = payload.as_object();
        // The root is closed: one unknown key and Home Assistant drops the whole document.
        std::set<std::string> root{"availability_topic", "components", "device", "origin", "qos"};
        auto const device = std::string{document.at("device").at("identifiers").at(0).as_string()};
        if (device == "enedis2mqtt_bridge")
            root.erase("availability_topic");
        EXPECT_EQ(keys_of(document), root);
        expect_device_and_origin_are_allowed(document);
        std::set<std::string> unique_ids;
        for (auto const& [key, component] : document.at("components").as_object()) {
            auto const& config = component.as_object();
            SCOPED_TRACE(std::string{key});
            if (keys_of(config) == std::set<std::string>{"platform"})
                continue; // a removal
            EXPECT_EQ(text_at(config, "unique_id"), device + '_' + std::string{key});
            EXPECT_TRUE(unique_ids.insert(text_at(config, "unique_id")).second);
            expect_component_is_allowed(text_at(config, "platform"), config);
        }
    }
}

TEST(Discovery, IsOneMessagePerEntityThatHomeAssistantAccepts) {
    auto const all = documents(both_ways(), true, options_for(Discovery::component));
    EXPECT_EQ(all.size(), 9U + 7U + 3U);
    for (auto const& [topic, payload] : all) {
        SCOPED_TRACE(std::string{topic});
        expect_topic_is_allowed(std::string{topic});
        auto const& document = payload.as_object();
        std::smatch parts;
        std::string const text{topic};
        ASSERT_TRUE(std::regex_match(
            text, parts, std::regex{"homeassistant/(.+)/(enedis2mqtt_(?:\\d{14}|bridge))/(.+)/config"}));
        EXPECT_EQ(text_at(document, "unique_id"), parts[2].str() + '_' + parts[3].str());
        EXPECT_EQ(text_at(document, "availability_topic"),
                  parts[2] == "enedis2mqtt_bridge" ? "" : "enedis2mqtt/bridge/state");
        EXPECT_EQ(document.at("qos"), 1);
        EXPECT_FALSE(document.contains("platform"));
        expect_device_and_origin_are_allowed(document);
        expect_component_is_allowed(parts[1].str(), document);
    }
}

struct Golden {
    std::string name;
    Discovery mode;
    Language language;
};

class GoldenDiscovery : public testing::TestWithParam<Golden> {};

TEST_P(GoldenDiscovery, DoesNotChangeUnnoticed) {
    auto const& [name, mode, language] = GetParam();
    auto const seen = documents(both_ways(), true, options_for(mode, language));
    if (std::getenv("ENEDIS2MQTT_UPDATE_GOLDEN") != nullptr) // scripts/update_golden
        std::ofstream{golden_file(name)} << json::serialize(seen);
    EXPECT_EQ(json::value(seen), golden(name)) << json::serialize(seen);
}

INSTANTIATE_TEST_SUITE_P(Discovery, GoldenDiscovery,
                         testing::Values(Golden{"device_fr.json", Discovery::device, Language::fr},
                                         Golden{"device_en.json", Discovery::device, Language::en},
                                         Golden{"component_fr.json", Discovery::component, Language::fr},
                                         Golden{"component_en.json", Discovery::component, Language::en}),
                         [](auto const& row) { return row.param.name.substr(0, row.param.name.find('.')); });

TEST(Discovery, NamesTheSameEntitiesInBothModes) {
    auto const ids = [](Discovery mode) {
        std::set<std::string> found;
        std::regex const unique_id{"\"unique_id\":\"([^\"]+)\""};
        for (auto const& message : discovery_of(both_ways(), true, tree, options_for(mode)))
            for (std::sregex_iterator at{message.payload.begin(), message.payload.end(), unique_id}, end;
                 at != end; ++at)
                found.insert((*at)[1]);
        return found;
    };
    EXPECT_EQ(ids(Discovery::device).size(), 16U);
    EXPECT_EQ(ids(Discovery::device), ids(Discovery::component));
}

/// The field that Domoticz reads. Source: its hardware/MQTTAutoDiscover.cpp, CleanValueTemplate and
/// GetValueTemplateKey: braces and quotes go, the rest is cut at the first `|`.
std::string field_for_domoticz(std::string text) {
    std::erase_if(text, [](char c) { return std::string_view{"{}'\""}.find(c) != std::string_view::npos; });
    text.resize(std::min(text.find('|'), text.size()));
    std::string_view const prefix = "value_json.";
    auto const found = text.find(prefix);
    auto key = found == std::string::npos ? text : text.substr(found + prefix.size());
    key.erase(key.find_last_not_of(' ') + 1);
    return key;
}

TEST(Discovery, NamesTheFieldOfEachSensorToThoseThatReadNoTemplates) {
    std::map<std::string, std::string> const of_the_status{{"status", "state"},
                                                           {"last_success", "last_success"},
                                                           {"next_poll", "next_poll"},
                                                           {"consent_expires", "consent_expires"}};
    int sensors = 0;
    for (auto const& [topic, payload] : documents(both_ways(), true, options_for(Discovery::component))) {
        auto const& config = payload.as_object();
        if (topic.find("/sensor/enedis2mqtt_1") == std::string_view::npos)
            continue;
        ++sensors;
        auto const key =
            text_at(config, "unique_id").substr(std::string{"enedis2mqtt_12345678901234_"}.size());
        auto const field = of_the_status.contains(key) ? of_the_status.at(key) : "value";
        EXPECT_EQ(field_for_domoticz(text_at(config, "value_template")), field) << key;
    }
    EXPECT_EQ(sensors, 9 + 4);
}

TEST(Discovery, RemovesWhatTheConfigurationNoLongerAsksFor) {
    auto meter = meter_called("Maison");
    meter.hourly = false;
    auto const components = device_document(meter).at("components").as_object();
    for (auto const* gone : {"consumption_hourly", "production_hourly", "production_daily",
                             "production_monthly", "production_yearly"})
        EXPECT_EQ(components.at(gone), parsed(R"({"platform":"sensor"})")) << gone;
    EXPECT_TRUE(components.at("consumption_daily").as_object().contains("unique_id"));
}

TEST(Discovery, SpeaksOfMoneyWhereTheMeterHasATariff) {
    auto const components = device_document(with_a_tariff()).at("components").as_object();
    for (auto const* key : {"consumption_daily_cost", "consumption_monthly_cost", "consumption_yearly_cost",
                            "consumption_billing_cost"}) {
        auto const& cost = components.at(key).as_object();
        EXPECT_EQ(text_at(cost, "device_class"), "monetary") << key;
        EXPECT_EQ(text_at(cost, "unit_of_measurement"), "EUR") << key;
        EXPECT_EQ(text_at(cost, "state_class"), "total") << key;
        EXPECT_EQ(text_at(cost, "unique_id"), std::string{"enedis2mqtt_12345678901234_"} + key);
        expect_component_is_allowed("sensor", cost);
    }
    EXPECT_EQ(components.at("tariff_period").at("options"), parsed(R"(["hc","hp"])"));
    EXPECT_EQ(text_at(components.at("tariff_price").as_object(), "unit_of_measurement"), "EUR/kWh");
    expect_component_is_allowed("sensor", components.at("tariff_price").as_object());
    expect_component_is_allowed("sensor", components.at("tariff_period").as_object());
    EXPECT_EQ(components.at("production_daily_cost"), parsed(R"({"platform":"sensor"})"));
}

TEST(Discovery, GivesTempoADeviceOfItsOwn) {
    auto options = options_for(Discovery::component);
    options.tempo = true;
    auto const all = documents(both_ways(), true, options);
    std::string const sensors = "homeassistant/sensor/enedis2mqtt_tempo/";
    for (auto const* key : {"today", "tomorrow", "remaining_blue", "remaining_white", "remaining_red"}) {
        auto const& sensor = all.at(sensors + key + "/config").as_object();
        expect_component_is_allowed("sensor", sensor);
        EXPECT_EQ(text_at(sensor, "state_topic"), "enedis2mqtt/tempo");
        EXPECT_EQ(text_at(sensor, "unique_id"), std::string{"enedis2mqtt_tempo_"} + key);
    }
    EXPECT_EQ(all.at(sensors + "today/config").at("options"), parsed(R"(["Bleu","Blanc","Rouge"])"));
    options.tempo = false;
    EXPECT_EQ(documents(both_ways(), true, options).count(sensors + "today/config"), 0u);
}

TEST(Discovery, SpeaksOfTheConsentOnlyWhereItsEndIsKnown) {
    EXPECT_FALSE(device_document(meter_called("Maison"), false)
                     .at("components")
                     .as_object()
                     .contains("consent_expires"));
    EXPECT_TRUE(device_document(meter_called("Maison"), true)
                    .at("components")
                    .as_object()
                    .contains("consent_expires"));
}

TEST(Discovery, LeavesOutAnAddressThatHomeAssistantWouldRefuse) {
    for (auto const* address : {"", "127.0.0.1:8199", "ftp://x", "http://", "https:///page", "http://a b"}) {
        auto options = options_for(Discovery::device);
        options.configuration_url = address;
        options.support_url = address;
        auto const document =
            parsed(discovery_of(meter_called("Maison"), false, tree, options).front().payload);
        EXPECT_FALSE(document.at("device").as_object().contains("configuration_url")) << address;
        EXPECT_FALSE(document.at("origin").as_object().contains("support_url")) << address;
    }
}

TEST(Discovery, LeadsToThePageInsideHomeAssistantToo) {
    auto options = options_for(Discovery::device);
    options.configuration_url = "homeassistant://config/app/a0d7b954_enedis2mqtt";
    auto const document = parsed(discovery_of(meter_called("Maison"), false, tree, options).front().payload);
    EXPECT_EQ(document.at("device").at("configuration_url").as_string(), options.configuration_url.c_str());
}

/// Source: docs/reference/home-assistant-statistics.md section 6: the versions before gave one to all three.
TEST(Discovery, GivesAStateClassToNothingThatStatisticsShow) {
    auto options = options_for(Discovery::component);
    auto const classed = [&](Meter const& meter, StateClasses classes) {
        options.state_classes = classes;
        std::set<std::string> keys;
        for (auto const& [topic, payload] : documents(meter, true, options)) {
            auto const& config = payload.as_object();
            EXPECT_EQ(config.contains("last_reset_value_template"), config.contains("state_class")) << topic;
            if (config.contains("state_class"))
                keys.insert(
                    text_at(config, "unique_id").substr(std::string{"enedis2mqtt_12345678901234_"}.size()));
        }
        return keys;
    };
    EXPECT_EQ(classed(with_a_tariff(), StateClasses::none), std::set<std::string>{});
    EXPECT_EQ(classed(both_ways(), StateClasses::yearly),
              (std::set<std::string>{"consumption_yearly", "production_yearly"}));
    EXPECT_EQ(classed(both_ways(), StateClasses::all).size(), 6U);

    options.state_classes = StateClasses::yearly;
    std::string const sensors = "homeassistant/sensor/enedis2mqtt_12345678901234/";
    auto const migrating = [&](std::optional<Announced> const& former) {
        return topics_to_migrate(meter_called("Maison"), former, options);
    };
    EXPECT_EQ(migrating(Announced{StateClasses::all, Language::fr}),
              (std::vector{sensors + "consumption_daily/config", sensors + "consumption_monthly/config"}));
    EXPECT_TRUE(migrating(Announced{StateClasses::none, Language::fr}).empty());
    EXPECT_EQ(migrating(Announced{StateClasses::yearly, Language::en}),
              std::vector{sensors + "status/config"});
    EXPECT_EQ(migrating(std::nullopt).size(), 3U);
}

TEST(Discovery, GivesEachBaseTopicABridgeOfItsOwn) {
    EXPECT_EQ(bridge_id("enedis2mqtt"), "enedis2mqtt_bridge");
    EXPECT_EQ(bridge_id("maison/linky été"), "enedis2mqtt_bridge_maison_linky___t__");
    for (auto const mode : {Discovery::device, Discovery::component}) {
        std::vector<std::string> used;
        for (auto const& message : bridge_discovery(tree, options_for(mode)))
            used.push_back(message.topic);
        EXPECT_EQ(bridge_discovery_topics(options_for(mode)), used);
    }
}

TEST(Discovery, NamesAnUnnamedMeterByItsPdl) {
    EXPECT_EQ(device_document(meter_called("")).at("device").at("name"), "Linky 12345678901234");
}

TEST(Discovery, PublishesNothingWhenOff) {
    EXPECT_TRUE(discovery_of(both_ways(), true, tree, options_for(Discovery::off)).empty());
    EXPECT_TRUE(discovery_topics_of(both_ways(), options_for(Discovery::off)).empty());
}

TEST(Discovery, KnowsEveryTopicItMayUse) {
    for (auto const mode : {Discovery::device, Discovery::component}) {
        std::vector<std::string> used;
        for (auto const& message : discovery_of(both_ways(), true, tree, options_for(mode)))
            used.push_back(message.topic);
        EXPECT_EQ(discovery_topics_of(both_ways(), options_for(mode)), used);
    }
}

} // namespace
} // namespace enedis2mqtt::sinks
