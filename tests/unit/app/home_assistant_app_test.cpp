#include "support/paths.hpp"

#include <enedis2mqtt/config/load.hpp>
#include <enedis2mqtt/json/app_options.hpp>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace enedis2mqtt::test {
namespace {

YAML::Node file_of_the_app(std::string const& name) {
    return YAML::LoadFile(source_directory() + "/docker/home-assistant-app/" + name);
}

/// The options of the schema, `group.option`; a list is the group of its elements.
std::set<std::string> options() {
    std::set<std::string> found;
    for (auto const& entry : file_of_the_app("config.yaml")["schema"]) {
        auto const name = entry.first.as<std::string>();
        auto const group = entry.second.IsSequence() ? entry.second[0] : entry.second;
        if (!group.IsMap())
            found.insert(name);
        else
            for (auto const& option : group)
                found.insert(name + '.' + option.first.as<std::string>());
    }
    return found;
}

/// The Supervisor's options know no lists in lists, which tariffs are; without any nobody needs Tempo.
bool speaks_of_money(std::string const& key) {
    constexpr std::array meter_keys{"meters[].tariff", "meters[].feed_in", "meters[].billing_day",
                                    "meters[].subscribed_power"};
    return key.starts_with("tariffs.") || key.starts_with("tempo.") || key == "regulated_prices" ||
           std::ranges::find(meter_keys, key) != meter_keys.end();
}

/// As the configuration's keys are written: `meters[].pdl`.
std::string variable_of_key(std::string key) {
    if (auto const list = key.find("[]"); list != std::string::npos)
        key.replace(list, 2, ".0");
    for (auto dot = key.find('.'); dot != std::string::npos; dot = key.find('.', dot))
        key.replace(dot, 1, "__");
    std::ranges::transform(key, key.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
    return "ENEDIS2MQTT__" + key;
}

TEST(HomeAssistantApp, HasAnOptionForEveryKeyButThoseItDecidesItself) {
    std::set<std::string> settable;
    for (auto const& option : options()) {
        auto const dot = option.find('.');
        auto const group = option.substr(0, dot);
        auto const member =
            dot == std::string::npos ? R"("x")" : R"({")" + option.substr(dot + 1) + R"(":"x"})";
        auto const text = R"({")" + group + R"(":)" + (group == "meters" ? "[" + member + "]" : member) + "}";
        auto const variables = variables_of_options(text).value();
        ASSERT_EQ(variables.size(), 1U) << text;
        settable.insert(variables.begin()->first);
    }
    std::set<std::string> known;
    for (auto const& key : config::known_keys())
        if (!speaks_of_money(key))
            known.insert(variable_of_key(key));
    for (auto const* own : {"store.path", "web.listen", "web.trusted_proxy"})
        ASSERT_EQ(known.erase(variable_of_key(own)), 1U) << own;
    EXPECT_EQ(settable, known);
}

// The Supervisor lays options over the page's choices, defaults too.
TEST(HomeAssistantApp, DecidesNothingThatNobodyFilledIn) {
    for (auto const& option : file_of_the_app("config.yaml")["options"])
        EXPECT_EQ(option.second.size(), 0U) << option.first;
}

TEST(HomeAssistantApp, ExplainsEveryOptionInBothLanguages) {
    for (auto const* language : {"translations/fr.yaml", "translations/en.yaml"}) {
        std::set<std::string> explained;
        for (auto const& entry : file_of_the_app(language)["configuration"]) {
            auto const name = entry.first.as<std::string>();
            EXPECT_FALSE(entry.second["name"].as<std::string>().empty()) << name;
            if (!entry.second["fields"])
                explained.insert(name);
            for (auto const& field : entry.second["fields"])
                explained.insert(name + '.' + field.first.as<std::string>());
        }
        EXPECT_EQ(explained, options()) << language;
    }
}

} // namespace
} // namespace enedis2mqtt::test
