#include "component/mqtt/station.hpp"
#include "support/mosquitto.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <array>

namespace enedis2mqtt {
namespace {

using test::Mosquitto;
using test::MosquittoOptions;
using test::Station;
using namespace std::chrono_literals;

// What does not depend on the protocol is told once.
class MqttConnection5 : public testing::Test {
protected:
    mqtt::Options options(std::string url, std::string id = "station") {
        auto options = Station::options(std::move(url), std::move(id));
        options.protocol = protocol;
        return options;
    }

    boost::asio::io_context loop;
    mqtt::Protocol protocol = mqtt::Protocol::v5;
};

class MqttConnection : public MqttConnection5, public testing::WithParamInterface<mqtt::Protocol> {
protected:
    MqttConnection() { protocol = GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Protocols, MqttConnection,
                         testing::Values(mqtt::Protocol::v5, mqtt::Protocol::v3_1_1),
                         [](auto const& protocol) {
                             return protocol.param == mqtt::Protocol::v5 ? "Mqtt5" : "Mqtt311";
                         });

TEST_P(MqttConnection, LeavesRetainedMessagesForThoseWhoComeLater) {
    Mosquitto broker;
    Station sender{loop, options(broker.url(), "sender")};
    ASSERT_TRUE(sender.start().reaches(1));
    EXPECT_TRUE(sender.client().connected());
    ASSERT_TRUE(sender.publish("a/kept", "1"));
    ASSERT_TRUE(sender.publish("a/passing", "2", false));

    Station late{loop, options(broker.url(), "late")};
    ASSERT_TRUE(late.start().reaches(1));
    ASSERT_TRUE(late.subscribe("a/#"));
    ASSERT_TRUE(sender.publish("a/live", "é"));

    EXPECT_TRUE(late.hears({"a/live", "é", false}));
    EXPECT_TRUE(late.hears({"a/kept", "1", true}));
    EXPECT_EQ(late.messages.size(), 2U) << "a/passing was not retained";
}

TEST_P(MqttConnection, NamesTheUserThatTheBrokerRefusesAndKeepsTrying) {
    MosquittoOptions with;
    with.passwords = {{"linky", "right"}};
    Mosquitto broker{with};
    auto wrong = options(broker.url());
    wrong.username = "linky";
    wrong.password = Secret{"wrong-password"};
    Station station{loop, wrong};
    station.start();
    ASSERT_TRUE(test::run_until(loop, [&] { return station.failures.size() >= 2; }));
    EXPECT_EQ(station.failures[0].code, ErrorCode::broker_refused);
    EXPECT_NE(station.failures[0].message.find("'linky'"), std::string::npos) << station.failures[0].message;
    EXPECT_EQ(station.connections, 0U);
}

TEST_P(MqttConnection, EntersWithTheRightPassword) {
    MosquittoOptions with;
    with.passwords = {{"linky", "right"}};
    Mosquitto broker{with};
    auto right = options(broker.url());
    right.username = "linky";
    right.password = Secret{"right"};
    Station station{loop, right};
    EXPECT_TRUE(station.start().reaches(1));
}

TEST_F(MqttConnection5, WaitsForABrokerThatStartsLater) {
    MosquittoOptions later;
    later.started = false;
    Mosquitto broker{later};
    Station station{loop, options(broker.url())};
    ASSERT_TRUE(station.start().fails());
    EXPECT_EQ(station.failures[0].code, ErrorCode::broker_unreachable);
    EXPECT_NE(station.failures[0].message.find("nothing listens there"), std::string::npos)
        << station.failures[0].message;
    broker.start();
    EXPECT_TRUE(station.reaches(1));
}

TEST_P(MqttConnection, ComesBackAfterTheBrokerRestarts) {
    Mosquitto broker;
    Station station{loop, options(broker.url())};
    ASSERT_TRUE(station.start().reaches(1));
    broker.restart();
    ASSERT_TRUE(station.fails());
    EXPECT_EQ(station.failures[0].code, ErrorCode::broker_unreachable);
    ASSERT_TRUE(station.reaches(2));
    EXPECT_TRUE(station.publish("again", "yes"));
}

TEST_P(MqttConnection, LeavesItsWillWhenItIsCutOff) {
    Mosquitto broker;
    Station watcher{loop, options(broker.url(), "watcher")};
    ASSERT_TRUE(watcher.start().reaches(1));
    ASSERT_TRUE(watcher.subscribe("will/#"));
    Station cut{loop, options(broker.url(), "same")};
    ASSERT_TRUE(cut.start().reaches(1));
    Station usurper{loop, options(broker.url(), "same")};
    ASSERT_TRUE(usurper.start().reaches(1));
    EXPECT_TRUE(watcher.hears({"will/same", "gone", false}));
}

TEST_P(MqttConnection, LeavesNoWillWhenItIsStopped) {
    Mosquitto broker;
    Station watcher{loop, options(broker.url(), "watcher")};
    ASSERT_TRUE(watcher.start().reaches(1));
    ASSERT_TRUE(watcher.subscribe("#"));
    Station station{loop, options(broker.url())};
    ASSERT_TRUE(station.start().reaches(1));
    station.stop();
    EXPECT_FALSE(station.client().connected());
    EXPECT_TRUE(station.failures.empty()) << "stopping is not a failure";
    ASSERT_TRUE(watcher.publish("last", "message"));
    ASSERT_TRUE(watcher.hears({"last", "message", false}));
    EXPECT_EQ(watcher.messages.size(), 1U) << "no will before the last message";
    EXPECT_EQ(station.publish("a", "b").error().code, ErrorCode::cancelled);
}

TEST_F(MqttConnection5, StopsWhileTheBrokerIsAway) {
    MosquittoOptions never;
    never.started = false;
    Mosquitto broker{never};
    auto patient = options(broker.url());
    patient.shortest_retry = patient.longest_retry = 60s;
    Station station{loop, patient};
    ASSERT_TRUE(station.start().fails());
    EXPECT_EQ(station.publish("a", "b").error().code, ErrorCode::broker_unreachable);
    auto const begun = std::chrono::steady_clock::now();
    station.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
}

TEST_F(MqttConnection5, StopsAndGoesWhileABrokerAcceptsButNeverAnswers) {
    Mosquitto broker;
    broker.freeze();
    Station station{loop, options(broker.url())};
    station.start();
    test::run_until(
        loop, [] { return false; }, 200ms);
    auto const begun = std::chrono::steady_clock::now();
    station.stop();
    station.destroy();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 8s);
}

TEST_F(MqttConnection5, GivesUpABrokerThatAcceptsButNeverAnswers) {
    Mosquitto broker;
    broker.freeze();
    auto hasty = options(broker.url());
    hasty.connect_timeout = 1s;
    Station station{loop, hasty};
    ASSERT_TRUE(station.start().fails(20s));
    EXPECT_EQ(station.failures[0].code, ErrorCode::broker_timeout);
    EXPECT_NE(station.failures[0].message.find("did not answer within 1 s"), std::string::npos)
        << station.failures[0].message;
    broker.thaw();
    EXPECT_TRUE(station.reaches(1, 20s));
}

TEST_F(MqttConnection5, CanBeDestroyedWithoutAStop) {
    Mosquitto broker;
    Station station{loop, options(broker.url())};
    ASSERT_TRUE(station.start().reaches(1));
    auto const begun = std::chrono::steady_clock::now();
    station.destroy();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
}

TEST_F(MqttConnection5, SaysWhenTheNameIsUnknown) {
    Station station{loop, options("mqtt://no-such-broker.invalid")};
    ASSERT_TRUE(station.start().fails());
    EXPECT_EQ(station.failures[0].code, ErrorCode::broker_unknown);
    EXPECT_NE(station.failures[0].message.find("'no-such-broker.invalid'"), std::string::npos)
        << station.failures[0].message;
}

TEST_P(MqttConnection, SpeaksThroughWebsockets) {
    MosquittoOptions with;
    with.websockets = true;
    Mosquitto broker{with};
    Station station{loop, options(broker.url())};
    ASSERT_TRUE(station.start().reaches(1));
    EXPECT_TRUE(station.publish("through", "http"));
}

TEST_P(MqttConnection, SaysThatAnotherClientUsesItsIdAndEndsTheQuarrel) {
    Mosquitto broker;
    auto same = options(broker.url(), "same");
    same.longest_retry = 60s;
    Station first{loop, same};
    ASSERT_TRUE(first.start().reaches(1));
    Station second{loop, same};
    second.start();
    auto const refusals = [&] {
        auto const named = [](Error const& error) {
            return error.code == ErrorCode::broker_refused &&
                   error.message.find("another client uses the id 'same'") != std::string::npos;
        };
        return std::ranges::count_if(first.failures, named) + std::ranges::count_if(second.failures, named);
    };
    ASSERT_TRUE(test::run_until(
        loop, [&] { return refusals() > 0; }, 20s));
    auto const before = first.connections + second.connections;
    EXPECT_FALSE(test::run_until(
        loop, [&] { return first.connections + second.connections > before + 1; }, 2s));
}

// A broker that welcomes each client with the packets of `after_connect`, then closes.
Task<void> scripted_broker(boost::asio::ip::tcp::acceptor& acceptor, std::string after_connect) {
    for (;;) {
        auto socket = co_await acceptor.async_accept(boost::asio::use_awaitable);
        std::array<char, 512> connect{};
        co_await socket.async_read_some(boost::asio::buffer(connect), boost::asio::use_awaitable);
        co_await boost::asio::async_write(socket, boost::asio::buffer(after_connect),
                                          boost::asio::use_awaitable);
    }
}

struct Farewell {
    char reason;
    ErrorCode code;
    std::string_view words;
    friend void PrintTo(Farewell const& farewell, std::ostream* out) { *out << farewell.words; }
};

class MqttFarewell : public testing::TestWithParam<Farewell> {};

INSTANTIATE_TEST_SUITE_P(
    Reasons, MqttFarewell,
    testing::Values(Farewell{'\x8e', ErrorCode::broker_refused, "another client uses the id 'station'"},
                    Farewell{'\x8b', ErrorCode::broker_unreachable, "the server is shutting down"},
                    Farewell{'\x95', ErrorCode::broker_limit, "packet too large"},
                    Farewell{'\x87', ErrorCode::broker_refused, "not authorised"}));

TEST_P(MqttFarewell, OfMqtt5SaysWhyTheConnectionEnded) {
    using boost::asio::ip::tcp;
    boost::asio::io_context loop;
    tcp::acceptor acceptor{loop, {boost::asio::ip::address_v4::loopback(), 0}};
    std::string const connack{"\x20\x03\x00\x00\x00", 5};
    std::string const disconnect{'\xe0', '\x02', GetParam().reason, '\x00'};
    spawn_guarded(loop.get_executor(), "broker", scripted_broker(acceptor, connack + disconnect));

    Station station{loop,
                    Station::options("mqtt://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()))};
    ASSERT_TRUE(station.start().fails());
    EXPECT_EQ(station.failures[0].code, GetParam().code);
    EXPECT_TRUE(test::run_until(loop, [&] { return station.failures.size() > 1; })) << "it came back";
    EXPECT_NE(station.failures[0].message.find(GetParam().words), std::string::npos)
        << station.failures[0].message;
}

} // namespace
} // namespace enedis2mqtt
