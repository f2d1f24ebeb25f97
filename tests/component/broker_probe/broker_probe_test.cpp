#include "app/broker_probe.hpp"
#include "support/mosquitto.hpp"
#include "support/run_loop.hpp"
#include "support/test_certificates.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

namespace enedis2mqtt::app {
namespace {

class BrokerProbe : public testing::Test {
protected:
    web::BrokerVerdict probe(std::string url, std::string user = "", std::string password = "",
                             std::string ca_file = "", bool version_5 = true) {
        config::Mqtt mqtt;
        mqtt.version_5 = version_5;
        mqtt.url = std::move(url);
        mqtt.username = std::move(user);
        mqtt.password = Secret{std::move(password)};
        mqtt.ca_file = std::move(ca_file);
        return test::run_task(loop, probe_broker(world, std::move(mqtt), "homeassistant"),
                              std::chrono::seconds{40});
    }
    static void expect(web::BrokerVerdict const& verdict, web::BrokerStep step, ErrorCode code) {
        EXPECT_EQ(verdict.step, step);
        ASSERT_TRUE(verdict.error);
        EXPECT_EQ(to_string(verdict.error->code), to_string(code)) << verdict.error->message;
    }

    boost::asio::io_context loop;
    SystemClock clock;
    World world = real_world(loop.get_executor(), clock);
};

TEST_F(BrokerProbe, GetsThroughToAnOpenBroker) {
    test::Mosquitto const broker;
    auto const verdict = probe(broker.url());
    EXPECT_EQ(verdict.step, web::BrokerStep::done);
    EXPECT_FALSE(verdict.error);
}

TEST_F(BrokerProbe, TellsAWrongNameFromAClosedPort) {
    expect(probe("mqtt://no-such-machine.invalid"), web::BrokerStep::name, ErrorCode::broker_unknown);
    expect(probe("nonsense"), web::BrokerStep::name, ErrorCode::request_invalid);
    boost::asio::ip::tcp::acceptor taken{loop, {boost::asio::ip::address_v4::loopback(), 0}};
    auto const port = taken.local_endpoint().port();
    taken.close();
    expect(probe("mqtt://127.0.0.1:" + std::to_string(port)), web::BrokerStep::refused,
           ErrorCode::broker_unreachable);
}

TEST_F(BrokerProbe, TellsWhatIsWrongWithTls) {
    test::TestCertificates const certificates;
    test::MosquittoOptions options;
    options.cert_file = certificates.localhost().certificate_file;
    options.key_file = certificates.localhost().key_file;
    test::Mosquitto const broker{options};
    expect(probe(broker.url()), web::BrokerStep::tls, ErrorCode::broker_tls_failed);
    EXPECT_EQ(probe(broker.url(), "", "", certificates.ca_file()).step, web::BrokerStep::done);
}

TEST_F(BrokerProbe, TellsAWrongPasswordFromAMissingRight) {
    test::MosquittoOptions options;
    options.passwords = {{"jo", "right"}};
    options.acl = "user jo\ntopic readwrite enedis2mqtt/#\n";
    test::Mosquitto const broker{options};
    expect(probe(broker.url(), "jo", "wrong"), web::BrokerStep::password, ErrorCode::broker_refused);
    expect(probe(broker.url()), web::BrokerStep::password, ErrorCode::broker_refused);
    expect(probe(broker.url(), "jo", "right"), web::BrokerStep::permission, ErrorCode::broker_denied);
}

TEST_F(BrokerProbe, TellsABrokerThatTakesSmallMessagesOnly) {
    for (auto const* limit : {"max_packet_size 1000", "message_size_limit 1000"}) {
        test::MosquittoOptions options;
        options.more = limit;
        test::Mosquitto const broker{options};
        expect(probe(broker.url()), web::BrokerStep::permission, ErrorCode::broker_limit);
    }
}

TEST_F(BrokerProbe, TellsABrokerThatKeepsNoRetainedMessages) {
    test::MosquittoOptions options;
    options.more = "retain_available false";
    test::Mosquitto const broker{options};
    for (bool const version_5 : {true, false}) {
        auto const verdict = probe(broker.url(), "", "", "", version_5);
        expect(verdict, web::BrokerStep::permission, ErrorCode::broker_unsuitable);
        EXPECT_NE(verdict.error->message.find("keeps no retained messages"), std::string::npos);
    }
}

TEST_F(BrokerProbe, TellsABrokerThatTakesQosZeroOnly) {
    test::MosquittoOptions options;
    options.more_of_listener = "max_qos 0";
    test::Mosquitto const broker{options};
    for (bool const version_5 : {true, false}) {
        auto const verdict = probe(broker.url(), "", "", "", version_5);
        expect(verdict, web::BrokerStep::permission, ErrorCode::broker_unsuitable);
        EXPECT_NE(verdict.error->message.find("takes QoS 0 only"), std::string::npos);
    }
}

TEST_F(BrokerProbe, LeavesNothingRetainedThoughTheBrokerHangsUpInTheMidst) {
    test::MosquittoOptions small;
    small.more = "max_packet_size 1000";
    test::Mosquitto const broker{small};
    ASSERT_EQ(probe(broker.url(), "", "", "", false).step, web::BrokerStep::permission);
    std::vector<mqtt::Message> found;
    mqtt::Options options;
    options.url = broker.url();
    options.client_id = "witness";
    auto const witness = *world.connect_mqtt(options);
    mqtt::Events events;
    bool connected = false;
    events.connected = [&] { connected = true; };
    events.message = [&](mqtt::Message message) { found.push_back(std::move(message)); };
    witness->start({"witness/will", "", false}, events);
    ASSERT_TRUE(test::run_until(loop, [&] { return connected; }));
    ASSERT_TRUE(test::run_task(loop, witness->subscribe("#")));
    ASSERT_TRUE(test::run_task(loop, witness->publish({"witness/end", "", false})));
    ASSERT_TRUE(test::run_until(loop, [&] { return !found.empty(); }));
    EXPECT_EQ(found.front().topic, "witness/end");
}

TEST_F(BrokerProbe, TellsABrokerThatTakesTheFiguresButNotADeviceDocument) {
    test::MosquittoOptions options;
    options.more = "message_size_limit 9000";
    test::Mosquitto const broker{options};
    expect(probe(broker.url()), web::BrokerStep::permission, ErrorCode::broker_limit);
}

} // namespace
} // namespace enedis2mqtt::app
