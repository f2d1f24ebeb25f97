#include <enedis2mqtt/json/app_options.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using Variables = std::map<std::string, std::string>;

TEST(AppOptions, BecomeTheVariablesOfTheConfiguration) {
    auto const variables = variables_of_options(R"({
        "language":"fr","meters":[{"pdl":"01234567890123","hourly":false,"token":"a-token"},{"pdl":"2"}],
        "mqtt":{},"enedis":{"client_id":"id","api":"2026"},"web":{"password":""},"log":{"level":null}})");
    EXPECT_EQ(variables.value(), (Variables{{"ENEDIS2MQTT__LANGUAGE", "fr"},
                                            {"ENEDIS2MQTT__METERS__0__PDL", "01234567890123"},
                                            {"ENEDIS2MQTT__METERS__0__HOURLY", "false"},
                                            {"ENEDIS2MQTT__METERS__0__TOKEN", "a-token"},
                                            {"ENEDIS2MQTT__METERS__1__PDL", "2"},
                                            {"ENEDIS2MQTT__PROVIDERS__ENEDIS__CLIENT_ID", "id"},
                                            {"ENEDIS2MQTT__PROVIDERS__ENEDIS__API", "2026"}}));
    EXPECT_FALSE(variables_of_options("[]"));
    EXPECT_FALSE(variables_of_options(""));
}

TEST(AppOptions, TheSupervisorsBrokerIsReadWithItsPortAsANumberOrAText) {
    EXPECT_EQ(variables_of_broker(R"({"result":"ok","data":{"host":"core-mosquitto","port":1883,"ssl":false,
                                      "username":"addons","password":"p"}})")
                  .value(),
              (Variables{{"ENEDIS2MQTT__MQTT__URL", "mqtt://core-mosquitto:1883"},
                         {"ENEDIS2MQTT__MQTT__USERNAME", "addons"},
                         {"ENEDIS2MQTT__MQTT__PASSWORD", "p"}}));
    EXPECT_EQ(variables_of_broker(R"({"data":{"host":"b","port":"8883","ssl":true}})").value(),
              (Variables{{"ENEDIS2MQTT__MQTT__URL", "mqtts://b:8883"}}));
    for (auto const* nothing : {"", "{}", R"({"data":{}})", R"({"data":{"host":"b"}})", R"({"data":[]})"})
        EXPECT_FALSE(variables_of_broker(nothing)) << nothing;
}

} // namespace
} // namespace enedis2mqtt
