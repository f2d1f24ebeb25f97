#include "unit/config/loading.hpp"

#include <algorithm>

using namespace enedis2mqtt;
using namespace enedis2mqtt::config;
using namespace enedis2mqtt::config::test;

namespace {

/// One file with one mistake.
struct Case {
    char const* name;
    std::string yaml;
    int line;
    int column;
    std::string start; ///< of the English text, after the position
    std::string hint;  ///< found in it
};

class Problems : public testing::TestWithParam<Case> {};

std::string meter(std::string const& rest) {
    return "meters:\n  - pdl: 12345678901234\n    token: abcdefghijkl\n" + rest;
}

} // namespace

TEST_P(Problems, AreLocatedAndExplained) {
    auto const& expected = GetParam();
    auto const errors = errors_of(text(expected.yaml));
    ASSERT_EQ(errors.size(), 1U) << all_texts(errors);
    auto const& problem = errors[0];
    EXPECT_EQ(problem.line, expected.line);
    EXPECT_EQ(problem.column, expected.column);
    auto const shown = to_text(problem, Language::en);
    EXPECT_NE(shown.find(": error: " + expected.start), std::string::npos) << shown;
    EXPECT_NE(shown.find(expected.hint), std::string::npos) << shown;
    EXPECT_FALSE(problem.message.fr.empty());
    EXPECT_NE(problem.message.fr, problem.message.en);
    EXPECT_EQ(problem.hint.fr.empty(), problem.hint.en.empty());
}

INSTANTIATE_TEST_SUITE_P(
    OfKeys, Problems,
    testing::Values(
        Case{"UnknownKey", meter("mqtt:\n  usrname: jo\n"), 5, 3, "mqtt.usrname: unknown key",
             "did you mean `username`?"},
        Case{"UnknownSection", meter("mqqt:\n  url: x\n"), 4, 1, "mqqt: unknown key", "did you mean `mqtt`?"},
        Case{"UnknownKeyOfAMeter", meter("    time_zone: Europe/Paris\n"), 4, 5,
             "meters[0].time_zone: unknown key", "did you mean `timezone`?"},
        Case{"UnknownKeyUnlikeAnyOther", meter("tariff: hphc\n"), 4, 1, "tariff: unknown key", ""},
        Case{"UnknownProvider", meter("providers: {consoapi: {}}"), 4, 13, "providers.consoapi: unknown key",
             "did you mean `conso_api`?"},
        Case{"MissingBlank", meter("mqtt: {username:jo}\n"), 4, 8, "mqtt.username: unknown key",
             "a blank is missing"},
        Case{"DuplicateKey", meter("mqtt:\n  url: mqtt://a\n  url: mqtt://b\n"), 6, 3,
             "mqtt.url: this key is already written at line 5", "keep one"},
        Case{"DuplicateSection", "mqtt: {}\n" + meter("mqtt: {}\n"), 5, 1,
             "mqtt: this key is already written at line 1", ""},
        Case{"DuplicateKeyOfAMeter", meter("    token: bcdefghijklm\n"), 4, 5,
             "meters[0].token: this key is already written at line 3", ""},
        Case{"TextForASection", meter("mqtt: localhost\n"), 4, 1, "mqtt: expected a section", "key: value"},
        Case{"ListForASection", meter("mqtt: [localhost]\n"), 4, 1, "mqtt: expected a section", ""},
        Case{"SectionForAValue", meter("language: {fr: true}\n"), 4, 1,
             "language: expected one value, not a section", ""},
        Case{"ListForAValue", meter("language: [fr]\n"), 4, 1, "language: expected one value, not a list",
             ""},
        Case{"NothingForAValue", meter("mqtt:\n  password:\n  username: jo\n"), 5, 3,
             "mqtt.password: expected a value", "an empty text is written \"\""},
        Case{"SectionForTheMeters", "meters:\n  pdl: 12345678901234\n", 1, 1, "meters: expected a list",
             "begins with a dash"},
        Case{"TextForAMeter", "meters:\n  - 12345678901234\n", 2, 5, "meters[0]: expected a section", ""},
        Case{"ListForTheFile", "- mqtt\n- meters\n", 1, 1, "expected keys such as", ""},
        Case{"UnknownTag", meter("mqtt:\n  password: !secret mqtt_password\n"), 5, 13,
             "mqtt.password: expected a value, `!env NAME` or", "needs quotes"},
        Case{"SecondDocument", meter("---\nmqtt: {}\n"), 4, 1, "a second document starts here",
             "remove the line ---"}),
    [](auto const& row) { return std::string{row.param.name}; });

INSTANTIATE_TEST_SUITE_P(OfSyntax, Problems,
                         testing::Values(Case{"OpenQuote", meter("mqtt:\n  url: \"mqtt://a\n"), 5, 8,
                                              "mqtt.url: a quote is opened here and never closed", ""},
                                         Case{"OpenBrace", meter("mqtt: {url: mqtt\n"), 5, 1,
                                              "this is not valid YAML", "never closed"},
                                         Case{"Tab", meter("mqtt:\n\turl: mqtt://a\n"), 5, 5,
                                              "this is not valid YAML", "never with tabs"},
                                         Case{"ColonInText", meter("mqtt:\n  username: a: b\n"), 5, 14,
                                              "this is not valid YAML", "needs quotes"},
                                         Case{"Star", meter("mqtt:\n  password: *abc\n"), 5, 13,
                                              "this is not valid YAML", "begins with * needs quotes"},
                                         Case{"At", meter("mqtt:\n  password: @abc\n"), 5, 13,
                                              "this is not valid YAML", "begins with @"}),
                         [](auto const& row) { return std::string{row.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    OfValues, Problems,
    testing::Values(
        Case{"Duration", meter("schedule:\n  retry: six\n"), 5, 10,
             "schedule.retry: expected a duration such as 90s, 30m or 2h",
             "\n    5 |   retry: six\n      |          ^^^"},
        Case{"DurationWithoutUnit", meter("schedule: {retry: 30}\n"), 4, 19,
             "schedule.retry: expected a duration", "^^"},
        Case{"Integer", meter("providers: {conso_api: {daily_calls: many}}\n"), 4, 38,
             "providers.conso_api.daily_calls: expected a whole number", ""},
        Case{"QuotedInteger", meter("providers: {conso_api: {daily_calls: \"30\"}}\n"), 4, 38,
             "providers.conso_api.daily_calls: expected a value without quotes", "in quotes it is a text"},
        Case{"NegativeInteger", meter("providers: {conso_api: {daily_calls: -1}}\n"), 4, 38,
             "providers.conso_api.daily_calls: expected a whole number", ""},
        Case{"Yes", meter("    hourly: yes\n"), 4, 13, "meters[0].hourly: expected true or false", ""},
        Case{"Protocol", meter("mqtt: {protocol: 4}\n"), 4, 18, "mqtt.protocol: expected one of: 5, 3.1.1",
             ""},
        Case{"PasswordWithoutUser", meter("mqtt: {protocol: 3.1.1, password: jo}\n"), 4, 35,
             "mqtt.password: MQTT 3.1.1 has no password without a user name", "protocol: 5"},
        Case{"Provider", meter("    provider: conso-api\n"), 4, 15,
             "meters[0].provider: expected one of: conso_api,", "did you mean `conso_api`?"},
        Case{"Measures", meter("    measures: all\n"), 4, 15,
             "meters[0].measures: expected one of: consumption, production, both", ""},
        Case{"TimeZone", meter("    timezone: Europe/Pariss\n"), 4, 15,
             "meters[0].timezone: expected the name of a time zone", "Indian/Reunion"},
        Case{"Language", meter("language: de\n"), 4, 11, "language: expected one of: fr, en", ""},
        Case{"LogLevel", meter("log: {level: verbose}\n"), 4, 14, "log.level: expected one of: trace", ""},
        Case{"MissingCaFile", meter("mqtt: {ca_file: /nowhere/ca.pem}\n"), 4, 17,
             "mqtt.ca_file: there is no such file", ""},
        Case{"BrokerWithoutScheme", meter("mqtt: {url: 'localhost:1883'}\n"), 4, 13,
             "mqtt.url: expected an address mqtt://", "for example mqtt://localhost:1883"},
        Case{"PlainHttp", meter("providers: {conso_api: {base_url: 'http://conso.boris.sh'}}\n"), 4, 35,
             "providers.conso_api.base_url: expected an address https://", "in the clear"},
        Case{"AccentsBeforeTheValue", meter("mqtt: {username: éàü, protocol: 4}\n"), 4, 33,
             "mqtt.protocol: expected one of", "… protocol: 4\n      |             ^"},
        Case{"ShortPdl", "meters: [{pdl: 1234567890123, token: abcdefghijkl}]", 1, 16,
             "meters[0].pdl: expected a PDL of 14 digits; this one has 13", "…0123"},
        Case{"TokenForPdl", "meters: [{pdl: eyJhbGciOi.abcdef, token: abcdefghijkl}]", 1, 16,
             "meters[0].pdl: expected a PDL of 14 digits; this text looks like an access token",
             "the token belongs in `token`"},
        Case{"PdlForToken", "meters: [{pdl: 12345678901234, token: 12345678901234}]", 1, 39,
             "meters[0].token: expected an access token; these 14 digits are a PDL",
             "the PDL belongs in `pdl`"},
        Case{"BearerToken", "meters: [{pdl: 12345678901234, token: Bearer abc}]", 1, 39,
             "meters[0].token: expected an access token in one piece", "Bearer"}),
    [](auto const& row) { return std::string{row.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    OfKeysTogether, Problems,
    testing::Values(Case{"NoMeters", "mqtt: {}\n", 0, 0, "meters: at least one meter is needed", "pdl:"},
                    Case{"EmptyMeters", "mqtt: {}\nmeters: []\n", 2, 1,
                         "meters: at least one meter is needed", "ENEDIS2MQTT__METERS__0__PDL"},
                    Case{"EmptyFile", "", 0, 0, "meters: at least one meter is needed", ""},
                    Case{"NoPdl", "meters:\n  - token: abcdefghijkl\n", 2, 5,
                         "meters[0].pdl: the PDL is missing", "14 digits"},
                    Case{"NoToken", "meters:\n  - pdl: 12345678901234\n", 2, 5,
                         "meters[0].token: the access token is missing", "!env NAME"},
                    Case{"EmptyToken", "meters:\n  - pdl: 12345678901234\n    token: \"\"\n", 3, 12,
                         "meters[0].token: the access token is missing", ""},
                    Case{"NoEnedisCredentials", "meters:\n  - pdl: 12345678901234\n    provider: enedis\n", 3,
                         15, "meters[0].provider: this provider needs", "Data Connect"},
                    Case{"SamePdlTwice", meter("  - pdl: 12345678901234\n    token: abcdefghijkl\n"), 4, 10,
                         "meters[1].pdl: this PDL is already that of meters[0]", "measures: both"},
                    Case{"SameTopics", meter("home_assistant: {discovery_prefix: enedis2mqtt}\n"), 4, 36,
                         "home_assistant.discovery_prefix: `discovery_prefix` and `base_topic` must differ",
                         ""},
                    Case{"TokenWithoutHomeAssistant", meter("home_assistant: {token: abcdefghijkl}\n"), 4, 1,
                         "home_assistant.url: `home_assistant.url` is missing", "`statistics: off`"},
                    Case{"StatisticsWithoutToken",
                         meter("home_assistant: {url: 'http://home:8123', statistics: 'on'}\n"), 4, 1,
                         "home_assistant.token: `home_assistant.token` is missing", "`statistics: off`"},
                    Case{"CertificateWithoutKey", meter("mqtt: {cert_file: /dev/null}\n"), 4, 19,
                         "mqtt.cert_file: `cert_file` and `key_file` go together", ""},
                    Case{"OpenPage", meter("web: {listen: '0.0.0.0:8199'}\n"), 4, 15,
                         "web.listen: beyond this machine `web.password` is required", ""},
                    Case{"OddProxy", meter("web: {trusted_proxy: 10.0.0.0/8}\n"), 4, 22,
                         "web.trusted_proxy: expected an IP address", "172.30.32.2"},
                    Case{"OddColour", meter("web: {widget: {title: 'red;}'}}\n"), 4, 23,
                         "web.widget.title: expected a colour", "#a3cc28"},
                    Case{"ColourWithoutQuotes", meter("web:\n  widget:\n    background: #fff\n"), 6, 5,
                         "web.widget.background: expected a value", "needs quotes"},
                    Case{"ColourOfTheWrongLength", meter("web: {widget: {title: '#abcde'}}\n"), 4, 23,
                         "web.widget.title: expected a colour", ""},
                    Case{"PageUrlWithoutScheme", meter("web: {public_url: pi.lan:8199}\n"), 4, 19,
                         "web.public_url: expected an address", ""},
                    Case{"HalfAHash", meter("web: {password: '$argon2id$v=19$m=65536'}\n"), 4, 17,
                         "web.password: expected a whole argon2id hash", "single quotes"},
                    Case{"HistoryFromNoDate", meter("    history_from: 1 janvier 2024\n"), 4, 19,
                         "meters[0].history_from: expected a date YYYY-MM-DD", "2024-01-01"},
                    Case{"HistoryFromNoDay", meter("    history_from: 2023-02-29\n"), 4, 19,
                         "meters[0].history_from: expected a date", ""},
                    Case{"HistoryFromTomorrow", meter("    history_from: 2199-01-01\n"), 4, 19,
                         "meters[0].history_from: this date is in the future", ""},
                    Case{"EarlyUntil", meter("schedule: {until: '09:00'}\n"), 4, 19,
                         "schedule.until: `until` must come after", ""},
                    Case{"BackwardWindow", meter("schedule: {window: '10:00-08:00'}\n"), 4, 20,
                         "schedule.window: the window must start before it ends", ""}),
    [](auto const& row) { return std::string{row.param.name}; });

TEST(ProblemsTogether, AreAllReportedInTheOrderOfTheFile) {
    auto const errors =
        errors_of(text("web: {listen: 8199}\n"
                       "schedule: {retry: often, window: soon}\n"
                       "meters:\n"
                       "  - pdl: 123\n"
                       "    nmae: Maison\n"
                       "  - provider: edf\n"
                       "mqtt: {protocol: 6, url: broker}\n",
                       {{"ENEDIS2MQTT__LOG__LEVEL", "loud"}, {"ENEDIS2MQTT__LANGAGE", "en"}}));
    std::vector<std::string> places;
    for (auto const& problem : errors)
        places.push_back(problem.line > 0
                             ? std::to_string(problem.line) + ":" + std::to_string(problem.column)
                             : problem.file);
    EXPECT_EQ(places,
              (std::vector<std::string>{"1:15", "2:19", "2:34", "4:5", "4:10", "5:5", "6:5", "6:15", "7:18",
                                        "7:26", "ENEDIS2MQTT__LANGAGE", "ENEDIS2MQTT__LOG__LEVEL"}))
        << all_texts(errors);
}

TEST(ProblemsTogether, SpeakTheLanguageOfTheFile) {
    EXPECT_EQ(errors_of(text("mqtt: {}\n")).at(0).language, Language::fr);
    EXPECT_EQ(errors_of(text("language: en\n")).at(0).language, Language::en);
    EXPECT_EQ(errors_of(text("mqtt: \"\nlanguage: en\n")).at(0).language, Language::en);
    EXPECT_EQ(errors_of(text("mqtt: {}\n", {{"ENEDIS2MQTT__LANGUAGE", "en"}})).at(0).language, Language::en);
    EXPECT_EQ(errors_of(load("/nowhere/config.yaml", {{"ENEDIS2MQTT__LANGUAGE", "en"}})).at(0).language,
              Language::en);
}
