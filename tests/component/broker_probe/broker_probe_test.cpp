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
                             std::string ca_file = "") {
        config::Mqtt mqtt;
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

TEST_F(BrokerProbe, TellsABrokerThatTakesTheFiguresButNotADeviceDocument) {
    test::MosquittoOptions options;
    options.more = "message_size_limit 9000";
    test::Mosquitto const broker{options};
    expect(probe(broker.url()), web::BrokerStep::permission, ErrorCode::broker_limit);
}

} // namespace
} // namespace enedis2mqtt::app
