#include "mqtt/broker_address.hpp"

#include <enedis2mqtt/mqtt/paho_client.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

struct Understood {
    std::string_view url;
    std::string_view paho_url;
    std::string_view text;
    friend void PrintTo(Understood const& understood, std::ostream* out) { *out << understood.url; }
};

class BrokerUrl : public testing::TestWithParam<Understood> {};

INSTANTIATE_TEST_SUITE_P(
    Urls, BrokerUrl,
    testing::Values(Understood{"mqtt://broker", "tcp://broker:1883", "broker:1883"},
                    Understood{"mqtt://broker/", "tcp://broker:1883", "broker:1883"},
                    Understood{"mqtts://broker", "ssl://broker:8883", "broker:8883"},
                    Understood{"mqtts://192.0.2.1:9999", "ssl://192.0.2.1:9999", "192.0.2.1:9999"},
                    Understood{"ws://broker", "ws://broker:80/mqtt", "broker:80"},
                    Understood{"wss://broker/broker/socket", "wss://broker:443/broker/socket", "broker:443"},
                    Understood{"mqtt://[2001:db8::1]:65535", "tcp://[2001:db8::1]:65535",
                               "[2001:db8::1]:65535"}));

TEST_P(BrokerUrl, IsUnderstood) {
    auto const address = mqtt::parse_broker_url(GetParam().url);
    ASSERT_TRUE(address) << address.error().message;
    EXPECT_EQ(address->paho_url(), GetParam().paho_url);
    EXPECT_EQ(address->text(), GetParam().text);
}

class BadBrokerUrl : public testing::TestWithParam<std::string_view> {};

INSTANTIATE_TEST_SUITE_P(Urls, BadBrokerUrl,
                         testing::Values("", "broker", "broker:1883", "http://broker", "MQTT:broker",
                                         "mqtt://", "mqtt://:1883", "mqtt://broker:", "mqtt://broker:0",
                                         "mqtt://broker:65536", "mqtt://broker:18x", "mqtt://broker:-1",
                                         "mqtt://broker/path", "mqtt://broker?x=1", "mqtt://a broker",
                                         "mqtt://[::1", "mqtt://[::1]1883", "mqtt://[]:1883",
                                         "ws://broker/a#b"));

TEST_P(BadBrokerUrl, IsRefused) {
    auto const address = mqtt::parse_broker_url(GetParam());
    ASSERT_TRUE(address.has_error());
    EXPECT_EQ(address.error().code, ErrorCode::request_invalid);
}

TEST(BrokerUrl, NeverRepeatsAPassword) {
    for (auto const* url :
         {"mqtt://user:hunter2@broker", "user:hunter2@broker", "mqtt://user:hunter2@broker?x"}) {
        auto const address = mqtt::parse_broker_url(url);
        ASSERT_TRUE(address.has_error());
        EXPECT_EQ(address.error().message.find("hunter2"), std::string::npos) << address.error().message;
    }
}

TEST(BrokerUrl, IsCheckedWhenTheClientIsMade) {
    boost::asio::io_context loop;
    mqtt::Options options;
    options.url = "http://broker";
    auto const made = mqtt::create_paho_client(loop.get_executor(), options);
    ASSERT_TRUE(made.has_error());
    EXPECT_EQ(made.error().code, ErrorCode::request_invalid);
}

} // namespace
} // namespace enedis2mqtt
