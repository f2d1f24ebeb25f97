#include "integration/service/service.hpp"
#include "support/test_certificates.hpp"

#include <csignal>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

class ServiceTest : public Service {
protected:
    boost::json::object expected(std::string const& pdl, std::string const& direction,
                                 std::string const& from, std::string const& to) {
        return ask_source(http::Method::get, "/simulator/expected/" + pdl + "?from=" + from + "&to=" + to)
            .at(direction)
            .as_object();
    }
};

TEST_F(ServiceTest, PublishesWhatTheSimulatorDocuments) {
    start_source();
    configure();
    watch();
    auto const bridge = start_bridge();
    ASSERT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << bridge->output();

    auto const daily = topic(maison + "/consumption/daily");
    auto const yesterday = std::string{daily.at("date").as_string()};
    auto const today = std::string{daily.at("end").as_string()}.substr(0, 10);
    auto const year = yesterday.substr(0, 4);
    auto const truth = expected(maison, "consumption", year + "-01-01", today);
    EXPECT_DOUBLE_EQ(daily.at("value").to_number<double>() * 1000,
                     truth.at("daily").as_array().back().at("wh").to_number<double>());
    EXPECT_DOUBLE_EQ(topic(maison + "/consumption/yearly").at("value").to_number<double>() * 1000,
                     truth.at("years").at(year).to_number<double>());
    EXPECT_DOUBLE_EQ(topic(maison + "/consumption/monthly").at("value").to_number<double>() * 1000,
                     truth.at("months").at(yesterday.substr(0, 7)).to_number<double>());
    EXPECT_DOUBLE_EQ(topic(maison + "/consumption/max_power").at("value").to_number<double>() * 1000,
                     truth.at("max_power").as_array().back().at("va").to_number<double>());
    EXPECT_DOUBLE_EQ(topic(maison + "/consumption/hourly").at("value").to_number<double>() * 1000,
                     truth.at("last_curve").at("watts").to_number<double>());
    EXPECT_EQ(seen["enedis2mqtt/bridge/state"], "online");
    EXPECT_FALSE(seen["homeassistant/device/enedis2mqtt_" + maison + "/config"].empty());
}

TEST_F(ServiceTest, SaysOfflineWhenItIsStopped) {
    start_source();
    configure();
    watch();
    auto const bridge = start_bridge();
    ASSERT_TRUE(until([&] { return seen["enedis2mqtt/bridge/state"] == "online"; }));
    bridge->send(SIGTERM);
    EXPECT_EQ(bridge->wait(15s), 0) << bridge->output();
    EXPECT_TRUE(until([&] { return seen["enedis2mqtt/bridge/state"] == "offline"; }));
}

TEST_F(ServiceTest, KilledInTheFirstImportItGoesOnWithoutAskingTwice) {
    start_source();
    ask_source(http::Method::post, "/simulator/faults", R"({"fault":"hang","dataset":"load_curve"})");
    configure();
    watch();
    {
        auto const bridge = start_bridge();
        ASSERT_TRUE(until([&] { return source_calls("/api/courbe_de_charge_consommation") == 1; }))
            << bridge->output();
        bridge->send(SIGKILL);
        EXPECT_EQ(bridge->wait(10s), 128 + SIGKILL);
    }
    EXPECT_TRUE(until([&] { return seen["enedis2mqtt/bridge/state"] == "offline"; })) << "the will";
    ask_source(http::Method::del, "/simulator/faults");

    auto const bridge = start_bridge();
    ASSERT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << bridge->output();
    EXPECT_EQ(source_calls("/api/consommation_quotidienne"), 1);
    EXPECT_EQ(source_calls("/api/courbe_de_charge_consommation"), 2);
    EXPECT_EQ(source_calls("/api/puissance_conso_max_quotidienne"), 1);
    EXPECT_EQ(topic(maison + "/status").at("calls_today"), 4) << "the call that died was made";
}

TEST_F(ServiceTest, ABrokerThatComesLateAndForgetsEverythingIsMadeWhole) {
    start_source();
    broker->stop();
    configure();
    auto const bridge = start_bridge();
    bridge->wait_for("up_to_date", 20s);
    broker->start();
    watch();
    ASSERT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << bridge->output();

    seen.clear();
    broker->restart();
    ASSERT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << bridge->output();
    EXPECT_TRUE(until([&] { return seen["enedis2mqtt/bridge/state"] == "online"; }));
    EXPECT_FALSE(topic(maison + "/consumption/yearly").empty());
    EXPECT_EQ(source_calls("/api/consommation_quotidienne"), 1) << "a broker's trouble costs no call";
}

TEST_F(ServiceTest, ABrokerThatHangsUpOnLargeMessagesWithoutAWordGetsTheOthers) {
    MosquittoOptions small;
    small.more = "max_packet_size 2000";
    broker = std::make_unique<Mosquitto>(small);
    start_source();
    configure();
    watch();
    auto const bridge = start_bridge({{"ENEDIS2MQTT__MQTT__PROTOCOL", "3.1.1"}});
    // The whole day's curve is larger, and the device's document; each is found by an end of its own.
    bridge->wait_for("consumption/hourly is not published", 20s);
    bridge->wait_for("/config is not published", 20s);
    ASSERT_TRUE(until([&] {
        auto const said = bridge->output();
        return said.rfind("connected to the broker") > said.rfind("/config is not published");
    })) << bridge->output();
    ASSERT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << bridge->output();
    EXPECT_FALSE(topic(maison + "/consumption/yearly").empty());
    EXPECT_EQ(command({"once", "-c", config_file.string()})->wait(30s), 0);
    EXPECT_EQ(topic("bridge/response/refresh").at("status"), "ok") << "the connection lasts";
    EXPECT_EQ(seen["enedis2mqtt/bridge/state"], "online");
}

TEST_F(ServiceTest, ARefreshByTopicIsAnswered) {
    start_source();
    configure();
    watch();
    auto const bridge = start_bridge();
    ASSERT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << bridge->output();
    auto const asking = command({"once", "-c", config_file.string()});
    EXPECT_EQ(asking->wait(30s), 0) << "beside the running service: " << asking->output();
    EXPECT_EQ(topic("bridge/response/refresh").at("status"), "ok");
    EXPECT_EQ(seen["enedis2mqtt/bridge/state"], "online") << "the service was not thrown out";
}

TEST_F(ServiceTest, ASourceWithAPrivateAuthorityIsBelievedOnlyWithItsCertificate) {
    TestCertificates const certificates;
    start_source({"--certificate", certificates.localhost().certificate_file, "--key",
                  certificates.localhost().key_file});
    configure("providers: {conso_api: {base_url: '" + source_url + "'}}\n");
    watch();
    {
        auto const bridge = start_bridge();
        ASSERT_TRUE(until(
            [&] { return state(maison) == "outdated" && !topic(maison + "/status").at("error").is_null(); }));
        auto const error = topic(maison + "/status").at("error").as_object();
        EXPECT_EQ(error.at("code"), "tls_failed");
        EXPECT_EQ(error.at("whose"), "source");
        bridge->send(SIGTERM);
        bridge->wait(10s);
    }
    std::filesystem::remove(folder / "enedis2mqtt.db");
    configure("providers: {conso_api: {base_url: '" + source_url + "', ca_file: '" + certificates.ca_file() +
              "'}}\n");
    auto const bridge = start_bridge();
    EXPECT_TRUE(until([&] { return state(maison) == "up_to_date"; })) << bridge->output();
}

} // namespace
} // namespace enedis2mqtt::test
