#include "component/mqtt/station.hpp"
#include "support/mosquitto.hpp"
#include "support/test_certificates.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace enedis2mqtt {
namespace {

using test::Mosquitto;
using test::MosquittoOptions;
using test::Station;
using test::TestCertificates;

class MqttTls : public testing::Test {
protected:
    static MosquittoOptions with(TestCertificates::Pair const& pair) {
        MosquittoOptions options;
        options.cert_file = pair.certificate_file;
        options.key_file = pair.key_file;
        return options;
    }
    mqtt::Options trusting(Mosquitto const& broker, std::string const& host = "localhost") {
        auto options = Station::options(broker.url(host));
        options.ca_file = certificates.ca_file();
        return options;
    }
    void expect_refused(mqtt::Options options) {
        Station station{loop, std::move(options)};
        ASSERT_TRUE(station.start().fails());
        EXPECT_EQ(station.connections, 0U);
        EXPECT_EQ(station.failures[0].code, ErrorCode::broker_tls_failed) << station.failures[0].message;
    }

    TestCertificates certificates;
    boost::asio::io_context loop;
};

TEST_F(MqttTls, TrustsAPrivateAuthority) {
    Mosquitto broker{with(certificates.localhost())};
    Station station{loop, trusting(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    EXPECT_TRUE(station.publish("secret/topic", "1"));
}

TEST_F(MqttTls, AcceptsTheAddressThatTheCertificateNames) {
    Mosquitto broker{with(certificates.localhost())};
    Station station{loop, trusting(broker, "127.0.0.1")};
    EXPECT_TRUE(station.start().reaches(1));
}

TEST_F(MqttTls, RefusesACertificateOfAnotherHost) {
    Mosquitto broker{with(certificates.other_host())};
    expect_refused(trusting(broker));
}

TEST_F(MqttTls, RefusesAnExpiredCertificate) {
    Mosquitto broker{with(certificates.expired())};
    expect_refused(trusting(broker));
}

TEST_F(MqttTls, RefusesAnAuthorityThatIsNotTheSystems) {
    Mosquitto broker{with(certificates.localhost())};
    auto options = trusting(broker);
    options.ca_file.clear();
    expect_refused(options);
}

TEST_F(MqttTls, TrustsTheAuthoritiesOfTheSystem) {
    Mosquitto broker{with(certificates.localhost())};
    auto options = trusting(broker);
    options.ca_file.clear();
    ::setenv("SSL_CERT_FILE", certificates.ca_file().c_str(), 1); // OpenSSL's own place for them
    Station station{loop, options};
    EXPECT_TRUE(station.start().reaches(1));
    ::unsetenv("SSL_CERT_FILE");
}

TEST_F(MqttTls, ShowsItsCertificateToABrokerThatWantsOne) {
    auto strict = with(certificates.localhost());
    strict.client_ca_file = certificates.ca_file();
    Mosquitto broker{strict};
    auto options = trusting(broker);
    options.cert_file = certificates.client().certificate_file;
    options.key_file = certificates.client().key_file;
    Station station{loop, options};
    EXPECT_TRUE(station.start().reaches(1));
}

TEST_F(MqttTls, FailsWithoutTheCertificateThatTheBrokerWants) {
    auto strict = with(certificates.localhost());
    strict.client_ca_file = certificates.ca_file();
    Mosquitto broker{strict};
    expect_refused(trusting(broker));
}

TEST_F(MqttTls, FailsWhereNobodySpeaksTls) {
    Mosquitto plain;
    auto options = trusting(plain);
    options.url = "mqtts://localhost:" + std::to_string(plain.port());
    expect_refused(options);
}

TEST_F(MqttTls, CoversWebsockets) {
    auto websockets = with(certificates.localhost());
    websockets.websockets = true;
    Mosquitto broker{websockets};
    Station station{loop, trusting(broker)};
    ASSERT_TRUE(station.start().reaches(1));
    EXPECT_TRUE(station.publish("secret/topic", "1"));
}

TEST_F(MqttTls, RefusesWebsocketsOfAnotherHost) {
    auto websockets = with(certificates.other_host());
    websockets.websockets = true;
    Mosquitto broker{websockets};
    expect_refused(trusting(broker));
}

TEST_F(MqttTls, NamesTheFileThatCannotBeRead) {
    mqtt::Options options;
    options.url = "mqtts://localhost";
    options.ca_file = "/no/such/authority.pem";
    auto const made = mqtt::create_paho_client(loop.get_executor(), options);
    ASSERT_TRUE(made.has_error());
    EXPECT_EQ(made.error().code, ErrorCode::broker_tls_failed);
    EXPECT_NE(made.error().message.find("'/no/such/authority.pem': No such file"), std::string::npos)
        << made.error().message;
}

} // namespace
} // namespace enedis2mqtt
