#include "config/environment.hpp"
#include "unit/config/loading.hpp"

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace enedis2mqtt::config::test;

namespace {

Environment const one_meter_by_variables{{"ENEDIS2MQTT__METERS__0__PDL", "00345678901234"},
                                         {"ENEDIS2MQTT__METERS__0__TOKEN", "abcdefghijkl"}};

Environment with(Environment more) {
    more.insert(one_meter_by_variables.begin(), one_meter_by_variables.end());
    return more;
}

std::vector<std::string> texts_of(Outcome const& outcome) {
    std::vector<std::string> texts;
    for (auto const& problem : errors_of(outcome))
        texts.push_back(to_text(problem, Language::en));
    return texts;
}

} // namespace

TEST(Environment, NeedsNoFile) {
    auto const [config, warnings] = loaded(load(std::nullopt, one_meter_by_variables));
    ASSERT_EQ(config.meters.size(), 1U);
    EXPECT_EQ(config.meters[0].meter.id.text(), "00345678901234");
    EXPECT_EQ(config.meters[0].token.reveal(), "abcdefghijkl");
    EXPECT_EQ(config.store.path, std::filesystem::current_path() / "enedis2mqtt.db");
}

TEST(Environment, SetsEveryKindOfKey) {
    auto const [config, warnings] =
        loaded(load(std::nullopt, with({{"ENEDIS2MQTT__MQTT__URL", "mqtts://broker.lan"},
                                        {"ENEDIS2MQTT__MQTT__PASSWORD", "open sesame"},
                                        {"ENEDIS2MQTT__PROVIDERS__MY_ELECTRICAL_DATA__DAILY_CALLS", "7"},
                                        {"ENEDIS2MQTT__PROVIDERS__ENEDIS__SANDBOX", "true"},
                                        {"ENEDIS2MQTT__WEB__LISTEN", ""},
                                        {"ENEDIS2MQTT__LANGUAGE", "en"}})));
    EXPECT_EQ(config.mqtt.url, "mqtts://broker.lan");
    EXPECT_EQ(config.mqtt.password.reveal(), "open sesame");
    EXPECT_EQ(config.providers.my_electrical_data.daily_calls, 7);
    EXPECT_TRUE(config.providers.enedis.sandbox);
    EXPECT_EQ(config.web.listen, "");
    EXPECT_EQ(config.language, Language::en);
}

TEST(Environment, SetsEveryKnownKey) {
    for (auto key : known_keys()) {
        for (auto at = key.find("[]"); at != std::string::npos; at = key.find("[]"))
            key.insert(at + 1, "0");
        auto const variable = variable_of(key);
        for (auto const& problem :
             errors_of(text(one_meter, {{variable, "\x01"}}))) // wrong nearly everywhere
            EXPECT_NE(problem.message.en, "unknown variable") << variable;
    }
}

TEST(Environment, WinsOverTheFileAndGoesOnWhereItsMetersEnd) {
    auto const [config, warnings] = loaded(
        text(one_meter + "mqtt: {username: file}\n", {{"ENEDIS2MQTT__MQTT__USERNAME", "variable"},
                                                      {"ENEDIS2MQTT__METERS__0__NAME", "Grange"},
                                                      {"ENEDIS2MQTT__METERS__1__PDL", "00345678901234"},
                                                      {"ENEDIS2MQTT__METERS__1__TOKEN", "bcdefghijklm"}}));
    EXPECT_EQ(config.mqtt.username, "variable");
    ASSERT_EQ(config.meters.size(), 2U);
    EXPECT_EQ(config.meters[0].meter.name, "Grange");
    EXPECT_EQ(config.meters[0].token.reveal(), "abcdefghijkl");
    EXPECT_EQ(config.meters[1].token.reveal(), "bcdefghijklm");
}

TEST(Environment, MayNameASecretFile) {
    Directory const directory;
    auto const file = directory.write("token", "a-token-from-a-file\n");
    auto const [config, warnings] =
        loaded(load(std::nullopt, {{"ENEDIS2MQTT__METERS__0__PDL", "00345678901234"},
                                   {"ENEDIS2MQTT__METERS__0__TOKEN", "!file " + file.string()}}));
    EXPECT_EQ(config.meters.at(0).token.reveal(), "a-token-from-a-file");
}

TEST(Environment, ProblemsNameTheVariable) {
    auto const texts = texts_of(load(std::nullopt, with({{"ENEDIS2MQTT__SCHEDULE__RETRY", "six"}})));
    ASSERT_EQ(texts.size(), 1U);
    EXPECT_EQ(
        texts[0],
        "ENEDIS2MQTT__SCHEDULE__RETRY: error: schedule.retry: expected a duration such as 90s, 30m or 2h\n"
        "      | ENEDIS2MQTT__SCHEDULE__RETRY=six\n"
        "      |                              ^^^");
}

TEST(Environment, UnknownVariablesAreProblems) {
    auto const texts = texts_of(load(std::nullopt, with({{"ENEDIS2MQTT__MQTT__USER_NAME", "jo"},
                                                         {"ENEDIS2MQTT__METERS__0__PROVIDERS", "x"},
                                                         {"ENEDIS2MQTT_OTHER", "not ours"}})));
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_EQ(texts[0], "ENEDIS2MQTT__METERS__0__PROVIDERS: error: unknown variable\n"
                        "      | did you mean `ENEDIS2MQTT__METERS__0__PROVIDER`?");
    EXPECT_EQ(texts[1], "ENEDIS2MQTT__MQTT__USER_NAME: error: unknown variable\n"
                        "      | did you mean `ENEDIS2MQTT__MQTT__USERNAME`?");
}

TEST(Environment, WhatIsMissingIsNamedByItsVariable) {
    auto const nothing = errors_of(load(std::nullopt, {}));
    ASSERT_EQ(nothing.size(), 1U);
    EXPECT_EQ(nothing[0].file, "ENEDIS2MQTT__METERS__0__PDL");
    auto const no_token = errors_of(text(one_meter, {{"ENEDIS2MQTT__METERS__1__PDL", "00345678901234"}}));
    ASSERT_EQ(no_token.size(), 1U);
    EXPECT_EQ(no_token[0].file, "ENEDIS2MQTT__METERS__1__TOKEN");
    EXPECT_EQ(no_token[0].line, 0);
}

TEST(Environment, MetersAreNumberedWithoutGap) {
    auto const errors =
        errors_of(load(std::nullopt, with({{"ENEDIS2MQTT__METERS__4000000000__PDL", "00345678901235"},
                                           {"ENEDIS2MQTT__METERS__4000000000__TOKEN", "abcdefghijkl"}})));
    ASSERT_EQ(errors.size(), 1U) << all_texts(errors);
    EXPECT_EQ(errors[0].file, "ENEDIS2MQTT__METERS__1");
    EXPECT_EQ(errors[0].message.en, "number 1 is missing, while 4000000000 is given");
    EXPECT_EQ(texts_of(load(std::nullopt, with({{"ENEDIS2MQTT__METERS__00__NAME", "x"}}))).size(), 1U);
}
