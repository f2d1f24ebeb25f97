#include "config/sections.hpp"
#include "support/paths.hpp"
#include "unit/config/loading.hpp"

#include <algorithm>

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace enedis2mqtt::config::test;

namespace {

std::filesystem::path const directory =
    std::filesystem::path{enedis2mqtt::test::source_directory()} / "config";
Environment const with_token{{"CONSO_API_TOKEN", "the-token-of-the-test"}};

void expect_same(Provider const& a, Provider const& b) {
    EXPECT_EQ(a.base_url, b.base_url);
    EXPECT_EQ(a.ca_file, b.ca_file);
    EXPECT_EQ(a.daily_calls, b.daily_calls);
    EXPECT_EQ(a.calls_per_second, b.calls_per_second);
    EXPECT_EQ(a.calls_per_hour, b.calls_per_hour);
    EXPECT_EQ(a.deadline, b.deadline);
}

/// `key` of any of the first elements of its lists.
bool is_given(Reader const& reader, std::string const& key) {
    auto const brackets = key.find("[]");
    if (brackets == std::string::npos)
        return reader.given(key);
    for (auto const* index : {"0", "1", "2"})
        if (is_given(reader, std::string{key}.insert(brackets + 1, index)))
            return true;
    return false;
}

} // namespace

TEST(Reference, DocumentsEveryKeyTheReaderKnows) {
    auto const file = directory / "reference.yaml";
    SourceText const source{std::get<std::string>(read_file(file, 1U << 20U))};
    Reader reader{source, file, with_token};
    Config config;
    read_config(reader.root(YAML::Load(source.text())), config, *CivilDay::parse("2026-11-27"));
    auto const keys = known_keys();
    EXPECT_GE(keys.size(), 50U);
    for (auto const& key : keys)
        EXPECT_TRUE(is_given(reader, key)) << key << " is missing in config/reference.yaml";
}

TEST(Reference, HoldsExactlyTheDefaults) {
    auto const [config, warnings] = loaded(load(directory / "reference.yaml", with_token));
    EXPECT_TRUE(warnings.empty());
    Config const defaults;
    EXPECT_EQ(config.language, defaults.language);
    EXPECT_EQ(config.tempo.enabled, defaults.tempo.enabled);
    EXPECT_EQ(config.tempo.couleur_tempo_url, defaults.tempo.couleur_tempo_url);
    EXPECT_EQ(config.tempo.rte_url, defaults.tempo.rte_url);
    EXPECT_EQ(config.mqtt.url, defaults.mqtt.url);
    EXPECT_EQ(config.mqtt.username, defaults.mqtt.username);
    EXPECT_EQ(config.mqtt.password, defaults.mqtt.password);
    EXPECT_EQ(config.mqtt.client_id, defaults.mqtt.client_id);
    EXPECT_EQ(config.mqtt.base_topic, defaults.mqtt.base_topic);
    EXPECT_EQ(config.mqtt.version_5, defaults.mqtt.version_5);
    EXPECT_EQ(config.mqtt.ca_file, defaults.mqtt.ca_file);
    EXPECT_EQ(config.mqtt.cert_file, defaults.mqtt.cert_file);
    EXPECT_EQ(config.mqtt.key_file, defaults.mqtt.key_file);
    EXPECT_EQ(config.home_assistant.discovery, defaults.home_assistant.discovery);
    EXPECT_EQ(config.home_assistant.discovery_prefix, defaults.home_assistant.discovery_prefix);
    EXPECT_EQ(config.home_assistant.birth_topic, defaults.home_assistant.birth_topic);
    EXPECT_EQ(config.home_assistant.url, defaults.home_assistant.url);
    EXPECT_TRUE(config.home_assistant.token.empty());
    EXPECT_EQ(config.home_assistant.statistics, defaults.home_assistant.statistics);
    EXPECT_EQ(config.home_assistant.ca_file, defaults.home_assistant.ca_file);
    EXPECT_FALSE(config.home_assistant.sends_statistics());
    expect_same(config.providers.conso_api, defaults.providers.conso_api);
    expect_same(config.providers.my_electrical_data, defaults.providers.my_electrical_data);
    expect_same(config.providers.enedis, defaults.providers.enedis);
    EXPECT_EQ(config.providers.my_electrical_data.version_2, defaults.providers.my_electrical_data.version_2);
    EXPECT_EQ(config.providers.enedis.client_id, defaults.providers.enedis.client_id);
    EXPECT_EQ(config.providers.enedis.client_secret, defaults.providers.enedis.client_secret);
    EXPECT_EQ(config.providers.enedis.redirect_uri, defaults.providers.enedis.redirect_uri);
    EXPECT_EQ(config.providers.enedis.generation_2026, defaults.providers.enedis.generation_2026);
    EXPECT_EQ(config.providers.enedis.authorize_url, defaults.providers.enedis.authorize_url);
    EXPECT_EQ(config.providers.enedis.sandbox, defaults.providers.enedis.sandbox);
    EXPECT_EQ(config.schedule.window_start, defaults.schedule.window_start);
    EXPECT_EQ(config.schedule.window_end, defaults.schedule.window_end);
    EXPECT_EQ(config.schedule.retry, defaults.schedule.retry);
    EXPECT_EQ(config.schedule.until, defaults.schedule.until);
    EXPECT_EQ(config.store.path, directory / defaults.store.path);
    EXPECT_EQ(config.web.listen, defaults.web.listen);
    EXPECT_EQ(config.web.password, defaults.web.password);
    EXPECT_EQ(config.web.trusted_proxy, defaults.web.trusted_proxy);
    EXPECT_EQ(config.web.public_url, defaults.web.public_url);
    EXPECT_EQ(config.web.widget.background, defaults.web.widget.background);
    EXPECT_EQ(config.web.widget.title, defaults.web.widget.title);
    EXPECT_EQ(config.log.level, defaults.log.level);
    EXPECT_EQ(config.log.format, defaults.log.format);
}

TEST(Reference, ShowsTheDefaultsOfAMeterToo) {
    auto const reference = loaded(load(directory / "reference.yaml", with_token));
    auto const smallest = loaded(
        text("meters: [{pdl: 12345678901234, token: !env CONSO_API_TOKEN, name: Maison}]", with_token));
    ASSERT_EQ(reference.config.meters.size(), 1U);
    ASSERT_EQ(smallest.config.meters.size(), 1U);
    EXPECT_EQ(reference.config.meters[0].meter, smallest.config.meters[0].meter);
    EXPECT_EQ(reference.config.meters[0].token, smallest.config.meters[0].token);
    EXPECT_EQ(reference.config.meters[0].history_from, smallest.config.meters[0].history_from);
}

TEST(Reference, TheExampleLoads) {
    auto const [config, warnings] = loaded(load(directory / "enedis2mqtt.example.yaml", with_token));
    EXPECT_TRUE(warnings.empty());
    ASSERT_EQ(config.meters.size(), 1U);
    EXPECT_EQ(config.meters[0].meter.id.text(), "12345678901234");
    EXPECT_EQ(config.meters[0].token.reveal(), "the-token-of-the-test");
}

TEST(Reference, TheDemoLoads) {
    auto const [config, warnings] = loaded(load(directory / "demo.yaml", {}));
    EXPECT_TRUE(warnings.empty());
    EXPECT_EQ(config.meters.size(), 2U);
}
