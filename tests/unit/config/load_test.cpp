#include "unit/config/loading.hpp"

#include <filesystem>

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace enedis2mqtt::config::test;
using namespace std::chrono_literals;

namespace {

Config config_of(std::string_view yaml, Environment const& environment = {}) {
    return loaded(text(yaml, environment)).config;
}

std::string meter_with(std::string const& pdl) {
    return "meters: [{token: abcdefghijkl, pdl: " + pdl + "}]";
}

} // namespace

TEST(Load, FillsInDefaults) {
    auto const config = config_of(one_meter);
    EXPECT_EQ(config.mqtt.url, "mqtt://localhost:1883");
    EXPECT_EQ(config.language, Language::fr);
    ASSERT_EQ(config.meters.size(), 1U);
    auto const& meter = config.meters[0].meter;
    EXPECT_EQ(meter.name, "Linky 1234");
    EXPECT_EQ(meter.provider, "conso_api");
    EXPECT_EQ(meter.timezone, "Europe/Paris");
    EXPECT_TRUE(meter.consumption);
    EXPECT_FALSE(meter.production);
    EXPECT_TRUE(meter.hourly);
    EXPECT_EQ(config.meters[0].token.reveal(), "abcdefghijkl");
}

TEST(Load, ReadsEveryKindOfValue) {
    auto const config = config_of(R"(
mqtt: {url: "wss://broker.lan:8084/mqtt", username: jo, password: "p#1", protocol: 3.1.1, client_id: two, base_topic: home/linky}
home_assistant: {discovery: component, discovery_prefix: ha, birth_topic: ha/status,
                 url: "https://home.lan:8123/", token: abcdefghijkl, statistics: "on"}
providers:
  conso_api: {base_url: "http://127.0.0.1:8080/x/", daily_calls: 12, calls_per_second: 2, calls_per_hour: 7, deadline: 90s}
  enedis: {client_id: id, client_secret: secret, redirect_uri: "http://pi.lan:8199/oauth/callback", api: v5}
meters:
  - {pdl: 00345678901234, name: Étable, provider: enedis, measures: both, hourly: false, timezone: Indian/Reunion,
     history_from: 2024-12-31}
  - {pdl: 12345678901234, token: abcdefghijkl, measures: production}
schedule: {window: 07:30-09:05, retry: 2h, until: 20:15}
store: {path: /var/lib/x.db}
web: {listen: "", trusted_proxy: "fd00::2", public_url: "https://maison.lan/linky/",
      widget: {background: "#123abc80", title: White}}
language: en
log: {level: trace, format: json}
)");
    EXPECT_EQ(config.mqtt.url, "wss://broker.lan:8084/mqtt");
    EXPECT_EQ(config.mqtt.username, "jo");
    EXPECT_EQ(config.mqtt.password.reveal(), "p#1");
    EXPECT_FALSE(config.mqtt.version_5);
    EXPECT_EQ(config.mqtt.client_id, "two");
    EXPECT_EQ(config.mqtt.base_topic, "home/linky");
    EXPECT_EQ(config.home_assistant.discovery, Discovery::component);
    EXPECT_EQ(config.home_assistant.discovery_prefix, "ha");
    EXPECT_EQ(config.home_assistant.birth_topic, "ha/status");
    EXPECT_EQ(config.home_assistant.url, "https://home.lan:8123");
    EXPECT_EQ(config.home_assistant.token.reveal(), "abcdefghijkl");
    EXPECT_TRUE(config.home_assistant.sends_statistics());
    auto const& conso_api = config.providers.conso_api;
    EXPECT_EQ(conso_api.base_url, "http://127.0.0.1:8080/x");
    EXPECT_EQ(conso_api.daily_calls, 12);
    EXPECT_EQ(conso_api.calls_per_second, 2);
    EXPECT_EQ(conso_api.calls_per_hour, 7);
    EXPECT_EQ(conso_api.deadline, 90s);
    EXPECT_EQ(config.providers.enedis.client_secret.reveal(), "secret");
    EXPECT_FALSE(config.providers.enedis.generation_2026);
    EXPECT_EQ(config.providers.enedis.redirect_uri, "http://pi.lan:8199/oauth/callback");
    ASSERT_EQ(config.meters.size(), 2U);
    EXPECT_EQ(config.meters[0].meter.id.text(), "00345678901234");
    EXPECT_EQ(config.meters[0].meter.name, "Étable");
    EXPECT_EQ(config.meters[0].meter.timezone, "Indian/Reunion");
    EXPECT_TRUE(config.meters[0].meter.consumption && config.meters[0].meter.production);
    EXPECT_FALSE(config.meters[0].meter.hourly);
    EXPECT_FALSE(config.meters[1].meter.consumption);
    EXPECT_TRUE(config.meters[1].meter.production);
    EXPECT_EQ(config.schedule.window_start, 7h + 30min);
    EXPECT_EQ(config.schedule.window_end, 9h + 5min);
    EXPECT_EQ(config.schedule.retry, 2h);
    EXPECT_EQ(config.schedule.until, 20h + 15min);
    EXPECT_EQ(config.store.path, "/var/lib/x.db");
    EXPECT_EQ(config.meters[0].history_from, (CivilDay{2024, 12, 31}));
    EXPECT_EQ(config.meters[1].history_from, std::nullopt);
    EXPECT_EQ(config.web.listen, "");
    EXPECT_EQ(config.web.trusted_proxy, "fd00::2");
    EXPECT_EQ(config.web.public_url, "https://maison.lan/linky");
    EXPECT_EQ(config.web.widget.background, "#123abc80");
    EXPECT_EQ(config.web.widget.title, "White");
    EXPECT_EQ(config.language, Language::en);
    EXPECT_EQ(config.log.level, log::Level::trace);
    EXPECT_EQ(config.log.format, log::Format::json);
}

TEST(Load, KeepsThePdlAsTextQuotedOrNot) {
    for (auto const* pdl : {"00345678901234", "\"00345678901234\"", "'00345678901234'", "00 345 678 901 234"})
        EXPECT_EQ(config_of(meter_with(pdl)).meters.at(0).meter.id.text(), "00345678901234") << pdl;
}

TEST(Load, TheApiAndTheSandboxChangeTheDefaultAddress) {
    EXPECT_EQ(config_of(one_meter + "providers: {my_electrical_data: {api: v1}}")
                  .providers.my_electrical_data.base_url,
              "https://www.myelectricaldata.fr");
    EXPECT_EQ(config_of(one_meter + "providers: {my_electrical_data: {base_url: 'https://my.own', api: v1}}")
                  .providers.my_electrical_data.base_url,
              "https://my.own");
    EXPECT_EQ(config_of(one_meter + "providers: {enedis: {sandbox: true}}").providers.enedis.base_url,
              "https://gw.ext.prod-sandbox.api.enedis.fr");
    EXPECT_TRUE(config_of(one_meter + "providers: {enedis: {api: 2026}}").providers.enedis.generation_2026);
}

TEST(Load, AnEmptySectionIsAnAbsentOne) {
    EXPECT_EQ(config_of("mqtt:\n  # url: x\nproviders:\n" + one_meter).mqtt.url, "mqtt://localhost:1883");
}

TEST(Load, WarnsAboutAShortRetryAndAnUnusedToken) {
    auto const [config, warnings] = loaded(text(R"(language: en
schedule:
  retry: 5m
providers: {enedis: {client_id: id, client_secret: secret}}
meters:
  - pdl: 12345678901234
    provider: enedis
    token: abcdefghijkl
)"));
    EXPECT_EQ(config.schedule.retry, 5min);
    ASSERT_EQ(warnings.size(), 2U);
    EXPECT_TRUE(to_text(warnings[0]).starts_with("config.yaml:8:12: warning: meters[0].token: "))
        << to_text(warnings[0]);
    EXPECT_TRUE(to_text(warnings[1]).starts_with("config.yaml:3:10: warning: schedule.retry: "))
        << to_text(warnings[1]);
}

TEST(Load, TellsADateOfTheFutureByTheClockItIsGiven) {
    auto const yaml = one_meter + "    history_from: 2026-11-23\n";
    Instant const noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h;
    EXPECT_EQ(errors_of(load_text(yaml, "c.yaml", {}, noon)).size(), 1U);
    // Midnight has passed in Paris, not yet in London.
    EXPECT_TRUE(errors_of(load_text(yaml, "c.yaml", {}, noon + 11h + 1min)).empty());
}

TEST(Load, WarnsAboutAHistoryThatNoSourceHas) {
    Instant const noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h;
    auto const warnings_from = [&](std::string const& day) {
        return loaded(load_text(one_meter + "    history_from: " + day + "\n", "c.yaml", {}, noon)).warnings;
    };
    EXPECT_TRUE(warnings_from("2023-11-09").empty());
    auto const warnings = warnings_from("2023-10-01");
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0].key, "meters[0].history_from");
    EXPECT_EQ(warnings[0].line, 4);
}

TEST(Load, AProxyMayStandInForThePassword) {
    EXPECT_EQ(config_of(one_meter + "web: {listen: '0.0.0.0:8199', trusted_proxy: 172.30.32.2}").web.listen,
              "0.0.0.0:8199");
    EXPECT_EQ(errors_of(text(one_meter + "web: {listen: '0.0.0.0:8199', trusted_proxy: ''}")).size(), 1U);
}

TEST(Load, ThePagesAddressIsTheWayBackFromEnedisToo) {
    auto const redirect = [](std::string const& rest) {
        return config_of(one_meter + rest).providers.enedis.redirect_uri;
    };
    EXPECT_EQ(redirect("web: {public_url: 'https://maison.lan/linky'}"),
              "https://maison.lan/linky/oauth/callback");
    EXPECT_EQ(
        redirect(
            "web: {public_url: 'https://a.lan'}\nproviders: {enedis: {redirect_uri: 'https://b.lan/cb'}}"),
        "https://b.lan/cb");
    EXPECT_EQ(redirect(""), "");
}

TEST(Load, ThePagesAddressIsToldOrThatOfOneListener) {
    auto const address = [](std::string const& listen, std::string const& told = "") {
        Web web;
        web.listen = listen;
        web.public_url = told;
        return page_address(web);
    };
    EXPECT_EQ(address("192.168.1.9:8199"), "http://192.168.1.9:8199");
    EXPECT_EQ(address("[fd00::2]:8199"), "http://[fd00::2]:8199");
    EXPECT_EQ(address("192.168.1.9:8199", "https://maison.lan"), "https://maison.lan");
    for (auto const* listen :
         {"127.0.0.1:8199", "localhost:8199", "0.0.0.0:8199", "[::]:8199", "192.168.1.9:0", ""})
        EXPECT_EQ(address(listen), "") << listen;
}

TEST(Load, TellsAHashFromAPassword) {
    auto const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
                      "RdescudvJCsgt3ub+b0dWRWJTmaaJObG0123456789a";
    auto const hashed = config_of(one_meter + "web: {password: '" + hash + "'}");
    EXPECT_TRUE(is_password_hash(hashed.web.password));
    auto const plain = config_of(one_meter + "web: {password: '$plain'}");
    EXPECT_FALSE(is_password_hash(plain.web.password));
    EXPECT_EQ(plain.web.password.reveal(), "$plain");
}

TEST(Load, PathsStartAtTheFilesDirectory) {
    Directory const directory;
    directory.write("ca.pem", "x");
    directory.write("token.txt", "a-token-from-a-file\r\n");
    auto const file = directory.write("c.yaml", "mqtt: {url: mqtts://b, ca_file: ca.pem}\n"
                                                "meters: [{pdl: 12345678901234, token: !file token.txt}]\n");
    auto const [config, warnings] = loaded(load(file, {}));
    EXPECT_EQ(config.mqtt.ca_file, (directory.path() / "ca.pem").string());
    EXPECT_EQ(config.store.path, directory.path() / "enedis2mqtt.db");
    EXPECT_EQ(config.meters.at(0).token.reveal(), "a-token-from-a-file");
}

TEST(Load, ReadsWhatTheSetUpPageWroteHereWhenNoFileIsNamed) {
    Directory const directory;
    auto const before = std::filesystem::current_path();
    std::filesystem::current_path(directory.path());
    Environment const variables{{"ENEDIS2MQTT__LANGUAGE", "en"}};
    EXPECT_EQ(errors_of(load(std::nullopt, variables)).size(), 1U);
    directory.write(usual_file, one_meter);
    auto const config = loaded(load(std::nullopt, variables)).config;
    std::filesystem::current_path(before);
    EXPECT_EQ(config.meters.size(), 1U);
    EXPECT_EQ(config.language, Language::en);
}

TEST(Load, ReadsAFileOfAnotherEditor) {
    EXPECT_EQ(config_of("\xef\xbb\xbfmqtt:\r\n  username: Zoé\r\n" + one_meter).mqtt.username, "Zoé");
}

TEST(Load, SaysWhatIsWrongWithTheFileItself) {
    Directory const directory;
    auto const first = [](Outcome const& outcome) {
        auto const errors = errors_of(outcome);
        return errors.size() == 1 ? to_text(errors[0], Language::en) : "not one error";
    };
    EXPECT_NE(first(load(directory.path() / "none.yaml", {})).find("none.yaml: error: there is no such file"),
              std::string::npos);
    EXPECT_NE(first(load(directory.path(), {})).find("this is a directory, not a file"), std::string::npos);
    EXPECT_NE(first(load(directory.write("latin1.yaml", "mqtt:\n  username: Zo\xe9\n"), {}))
                  .find("latin1.yaml:2:15: error: the file is not UTF-8"),
              std::string::npos);
    EXPECT_NE(first(load(directory.write("big.yaml", std::string(9UL << 20U, '#')), {}))
                  .find("the file is larger than"),
              std::string::npos);
    EXPECT_NE(first(load(directory.write("end.yaml", one_meter + "\x04nonsense: 1\n"), {}))
                  .find("end.yaml:4:1: error: there is a control character"),
              std::string::npos);
}

TEST(Load, TenThousandMetersAreReadInOneGo) {
    std::string yaml = "meters:\n";
    for (int i = 0; i < 10'000; ++i)
        yaml += "  - {pdl: " + std::to_string(10'000'000'000'000 + i) +
                ", token: abcdefghijkl, measures: both}\n";
    EXPECT_EQ(config_of(yaml).meters.size(), 10'000U);
}
