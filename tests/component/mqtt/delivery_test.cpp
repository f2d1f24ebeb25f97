#include "component/mqtt/station.hpp"
#include "support/mosquitto.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::Mosquitto;
using test::MosquittoOptions;
using test::Station;
using namespace std::chrono_literals;

Task<void> publish_into(mqtt::Client& client, std::string topic, std::vector<Result<void>>& outcomes) {
    mqtt::Message message{std::move(topic), "payload", true};
    auto outcome = co_await client.publish(std::move(message));
    outcomes.push_back(std::move(outcome));
}

class MqttDelivery5 : public testing::Test {
protected:
    mqtt::Options options(Mosquitto const& broker, std::string id = "station") {
        auto options = Station::options(broker.url(), std::move(id));
        options.protocol = protocol;
        return options;
    }
    void publish_many(Station& station, int count) {
        for (int i = 0; i < count; ++i)
            spawn_guarded(loop.get_executor(), "publisher",
                          publish_into(station.client(), "many/" + std::to_string(i), outcomes));
    }
    std::ptrdiff_t count(auto wanted) { return std::ranges::count_if(outcomes, wanted); }

    boost::asio::io_context loop;
    std::vector<Result<void>> outcomes;
    mqtt::Protocol protocol = mqtt::Protocol::v5;
};

class MqttDelivery : public MqttDelivery5, public testing::WithParamInterface<mqtt::Protocol> {
protected:
    MqttDelivery() { protocol = GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Protocols, MqttDelivery, testing::Values(mqtt::Protocol::v5, mqtt::Protocol::v3_1_1),
                         [](auto const& protocol) {
                             return protocol.param == mqtt::Protocol::v5 ? "Mqtt5" : "Mqtt311";
                         });

TEST_P(MqttDelivery, AcknowledgesManyPublicationsMadeAtOnce) {
    Mosquitto broker;
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    publish_many(station, 64);
    ASSERT_TRUE(test::run_until(loop, [&] { return outcomes.size() == 64; }));
    EXPECT_EQ(count([](auto const& outcome) { return outcome.has_value(); }), 64);

    Station reader{loop, options(broker, "reader")};
    ASSERT_TRUE(reader.start().reaches(1));
    ASSERT_TRUE(reader.subscribe("many/#"));
    EXPECT_TRUE(test::run_until(loop, [&] { return reader.messages.size() == 64; }));
}

TEST_P(MqttDelivery, FailsEveryPublicationThatTheKilledBrokerDidNotAcknowledge) {
    Mosquitto broker;
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    broker.freeze();
    publish_many(station, 60);
    test::run_until(
        loop, [] { return false; }, 100ms);
    EXPECT_TRUE(outcomes.empty());
    broker.kill();
    ASSERT_TRUE(test::run_until(loop, [&] { return outcomes.size() == 60; }));
    EXPECT_EQ(count([](auto const& outcome) {
                  return outcome.has_error() && outcome.error().code == ErrorCode::broker_unreachable;
              }),
              60);

    broker.start();
    ASSERT_TRUE(station.reaches(2));
    EXPECT_TRUE(station.publish("after", "works"));
}

TEST_F(MqttDelivery5, CancelsThePublicationsStillAwaitedWhenItStops) {
    Mosquitto broker;
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    broker.freeze();
    publish_many(station, 60);
    test::run_until(
        loop, [] { return false; }, 100ms);
    station.stop();
    ASSERT_TRUE(test::run_until(loop, [&] { return outcomes.size() == 60; }));
    EXPECT_EQ(count([](auto const& outcome) {
                  return outcome.has_error() && outcome.error().code == ErrorCode::cancelled;
              }),
              60);
}

TEST_F(MqttDelivery5, GoesOnAfterAPublicationNobodyWaitsForAnyMore) {
    Mosquitto broker;
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    broker.freeze();
    publish_many(station, 60);
    mqtt::Message message{"late", "1", true};
    auto publication = station.client().publish(std::move(message));
    auto const outcome = test::run_task(
        loop, with_timeout(100ms, ErrorCode::broker_timeout, "the broker", std::move(publication)));
    ASSERT_TRUE(outcome.has_error());
    EXPECT_EQ(outcome.error().code, ErrorCode::broker_timeout);
    broker.thaw();
    ASSERT_TRUE(test::run_until(loop, [&] { return outcomes.size() == 60; }));
    EXPECT_EQ(count([](auto const& one) { return one.has_value(); }), 60);
    EXPECT_TRUE(station.publish("next", "2"));
}

TEST_P(MqttDelivery, SaysThatASubscriptionIsDenied) {
    MosquittoOptions guarded;
    guarded.deny_subscriptions = true;
    Mosquitto broker{guarded};
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    auto const outcome = station.subscribe("homeassistant/status");
    ASSERT_TRUE(outcome.has_error());
    EXPECT_EQ(outcome.error().code, ErrorCode::broker_denied);
    EXPECT_NE(outcome.error().message.find("'homeassistant/status'"), std::string::npos)
        << outcome.error().message;
    EXPECT_TRUE(station.client().connected());
}

TEST_F(MqttDelivery5, DropsAMessageOfMoreThan256KiB) {
    Mosquitto broker;
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    ASSERT_TRUE(station.subscribe("size/#"));
    ASSERT_TRUE(station.publish("size/large", std::string(256 * 1024 + 1, 'x'), false));
    ASSERT_TRUE(station.publish("size/full", std::string(256 * 1024, 'x'), false));
    ASSERT_TRUE(test::run_until(loop, [&] { return !station.messages.empty(); }));
    EXPECT_EQ(station.messages[0].topic, "size/full");
}

TEST_F(MqttDelivery5, RefusesATopicNobodyCanPublishTo) {
    Mosquitto broker;
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    for (auto const* topic : {"", "a/#", "a/+/b"})
        EXPECT_EQ(station.publish(topic, "1").error().code, ErrorCode::request_invalid) << topic;
    EXPECT_TRUE(station.client().connected());
}

TEST_F(MqttDelivery5, SaysThatATopicIsDenied) {
    MosquittoOptions guarded;
    guarded.acl = "topic readwrite allowed/#";
    Mosquitto broker{guarded};
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    auto const denied = station.publish("forbidden/topic", "1");
    ASSERT_TRUE(denied.has_error());
    EXPECT_EQ(denied.error().code, ErrorCode::broker_denied);
    EXPECT_NE(denied.error().message.find("'forbidden/topic': not authorised"), std::string::npos)
        << denied.error().message;
    EXPECT_TRUE(station.publish("allowed/topic", "1"));
}

TEST_F(MqttDelivery5, SendsNothingLargerThanTheBrokerSaidItTakes) {
    MosquittoOptions small;
    small.more = "max_packet_size 300";
    Mosquitto broker{small};
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    // 3 bytes of header, 2 of the topic's length, 4 of topic, 2 of packet id, 1 of properties.
    EXPECT_TRUE(station.publish("size", std::string(288, 'x')));
    auto const refused = station.publish("size", std::string(289, 'x'));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, ErrorCode::broker_limit);
    EXPECT_EQ(refused.error().message,
              "the topic 'size' makes a packet of 301 bytes, the broker takes 300 at most");
    EXPECT_TRUE(station.publish("next", "1"));
    EXPECT_EQ(station.connections, 1U);
}

TEST_F(MqttDelivery5, SaysThatTheBrokerRefusesTheSize) {
    MosquittoOptions small;
    small.more = "message_size_limit 300";
    Mosquitto broker{small};
    Station station{loop, options(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    EXPECT_TRUE(station.publish("size", std::string(300, 'x')));
    auto const refused = station.publish("size", std::string(301, 'x'));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, ErrorCode::broker_limit);
    EXPECT_TRUE(station.publish("next", "1"));
    EXPECT_EQ(station.connections, 1U);
}

} // namespace
} // namespace enedis2mqtt
