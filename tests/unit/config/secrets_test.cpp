#include "unit/config/loading.hpp"

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace enedis2mqtt::config::test;

namespace {

/// A mistake in or beside a secret. `hunter2` and whatever follows it must never be shown.
struct Case {
    char const* name;
    std::string yaml;
    Environment environment;
};

class Secrets : public testing::TestWithParam<Case> {};

std::string const pdl = "meters:\n  - pdl: 12345678901234\n";

} // namespace

TEST_P(Secrets, AreNeverShown) {
    auto const errors = errors_of(text(GetParam().yaml, GetParam().environment));
    EXPECT_FALSE(errors.empty());
    EXPECT_EQ(all_texts(errors).find("hunter2"), std::string::npos) << all_texts(errors);
}

INSTANTIATE_TEST_SUITE_P(
    Everywhere, Secrets,
    testing::Values(
        Case{"WrongToken", pdl + "    token: hunter2 hunter2\n", {}},
        Case{"TokenAsPdl", "meters: [{pdl: hunter2hunter2hunter2, token: abcdefghijkl}]", {}},
        Case{"BesideAProblem", "meters: [{token: hunter2, pdl: 123}]", {}},
        Case{"BehindAProblem", "meters: [{pdl: 123, token: hunter2}] # hunter2", {}},
        Case{"UnknownKey", pdl + "    tokn: hunter2\n", {}},
        Case{"Duplicate", pdl + "    token: abcdefghijkl\n    token: hunter2\n", {}},
        Case{"ListForASecret", pdl + "    token: [hunter2]\n", {}},
        Case{"MissingBlank", "mqtt: {password:hunter2}\n", {}},
        Case{"MissingBlankAlone", "mqtt:\n  password:hunter2\n", {}},
        Case{"MissingBlankAfterAnother", "mqtt:\n  url: broker\n    password:hunter2\n", {}},
        Case{"EqualsSign", "mqtt: {password=hunter2}\n", {}}, Case{"TextForASection", "mqtt: hunter2\n", {}},
        Case{"TextForAFile", "hunter2\n", {}}, Case{"TextForAMeter", "meters: [hunter2]\n", {}},
        Case{"BeginsWithAMark", "mqtt:\n  password: !hunter2\n", {}},
        Case{"BeginsWithAStar", "mqtt:\n  password: *hunter2\n", {}},
        Case{"BeginsWithAnAt", "mqtt:\n  password: @hunter2\n", {}},
        Case{"Unclosed", "mqtt:\n  password: \"hunter2\n", {}},
        Case{"UnclosedInFlow", "mqtt: {url: x, password: \"hunter2\n", {}},
        Case{"BadEscape", "mqtt:\n  password: \"hunter2\\q\"\n", {}},
        Case{"SecondColon", "mqtt:\n  password: hunter2: x\n", {}},
        Case{"BehindATab", "mqtt:\n  password: |\n\thunter2\n", {}},
        Case{"SeveralLines", "mqtt: {password: \"a\n  hunter2\", protocol: 7}\n", {}},
        Case{"Alias", "mqtt: {password: &p hunter2, protocol: *p}\n", {}},
        Case{"CredentialsInAnAddress", "mqtt: {url: 'mqtt://jo:hunter2@broker'}\n", {}},
        Case{"CredentialsInNoAddress", "mqtt: {url: 'jo:hunter2@broker'}\n", {}},
        Case{"CredentialsWithASlash", "mqtt: {url: 'mqtt://jo:hunter2/@broker'}\n", {}},
        Case{"CredentialsInASource",
             "providers: {conso_api: {base_url: 'https://jo:hunter2@conso.boris.sh'}}\n",
             {}},
        Case{"NoVariableName", pdl + "    token: !env hunter2.hunter2\n", {}},
        Case{"ValueOfAVariable", pdl + "    token: !env TOKEN\n", {{"TOKEN", "hunter2 hunter2"}}},
        Case{"ValueOfAVariableForANumber",
             "providers: {conso_api: {daily_calls: !env CALLS}}\n",
             {{"CALLS", "hunter2"}}},
        Case{"ValueOfAVariableForAChoice", "language: !env LANGUAGE\n", {{"LANGUAGE", "hunter2"}}},
        Case{"ValueOfAVariableForAnAddress", "mqtt: {url: !env URL}\n", {{"URL", "hunter2"}}},
        Case{"OurOwnVariable", "mqtt: {}\n", {{"ENEDIS2MQTT__METERS__0__TOKEN", "hunter2 hunter2"}}},
        Case{"OurOwnVariableUnknown", "mqtt: {}\n", {{"ENEDIS2MQTT__MQTT__PASWORD", "hunter2"}}},
        Case{"OurOwnVariableAsPdl", "mqtt: {}\n", {{"ENEDIS2MQTT__METERS__0__PDL", "hunter2hunter2hunter2"}}},
        Case{"OurOwnVariableAsAddress", "mqtt: {}\n", {{"ENEDIS2MQTT__MQTT__URL", "mqtt://jo:hunter2@b"}}}),
    [](auto const& row) { return std::string{row.param.name}; });

TEST(SecretProblems, NameTheMissingVariableAndFile) {
    auto const errors = errors_of(text("language: en\n"
                                       "mqtt:\n"
                                       "  password: !file secrets/mqtt\n"
                                       "meters:\n"
                                       "  - pdl: 12345678901234\n"
                                       "    token: !env CONSO_API_TOKEN\n"));
    ASSERT_EQ(errors.size(), 2U) << all_texts(errors);
    EXPECT_EQ(to_text(errors[0]),
              "config.yaml:3:13: error: mqtt.password: !file secrets/mqtt: there is no such file\n"
              "    3 |   password: !file secrets/mqtt\n"
              "      |             ^^^^^^^^^^^^^^^^^^  a relative path starts at the configuration file's "
              "directory");
    EXPECT_TRUE(to_text(errors[1]).starts_with(
        "config.yaml:6:12: error: meters[0].token: the environment variable CONSO_API_TOKEN is not set\n"
        "    6 |     token: !env CONSO_API_TOKEN\n"
        "      |            ^^^^^^^^^^^^^^^^^^^^"))
        << to_text(errors[1]);
}

TEST(SecretProblems, ShowThreeStarsInsteadOfTheValue) {
    auto const errors = errors_of(text(pdl + "    token: Bearer abcdef\n"));
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].excerpt.text, "    token: ***");
    EXPECT_EQ(errors[0].excerpt.caret, 11U);
    EXPECT_EQ(errors[0].excerpt.width, 3U);
}

TEST(SecretProblems, ShowNoFullPdl) {
    auto const all =
        all_texts(errors_of(text(one_meter + "  - pdl: \"12345678901234\"\n    token: abcdefghijkl\n")));
    EXPECT_EQ(all.find("12345678901234"), std::string::npos) << all;
    EXPECT_NE(all.find("…1234"), std::string::npos) << all;
}

TEST(SecretProblems, ValuesOfReferencesJoinTheLogsRedaction) {
    loaded(text(one_meter + "mqtt: {username: !env WHO}\n", {{"WHO", "somebody-secret"}}));
    EXPECT_EQ(redact("hello somebody-secret").find("somebody-secret"), std::string::npos);
}
