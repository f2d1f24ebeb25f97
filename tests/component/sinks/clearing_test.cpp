#include "component/sinks/life.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using config::Discovery;
using test::base;
using test::bridge_config;
using test::device_config;
using test::meter_called;
using test::november;
using test::parsed;

std::string const daily_config = "homeassistant/sensor/enedis2mqtt_12345678901234/consumption_daily/config";
std::string const migrate = R"({"migrate_discovery":true})";

struct Clearing : testing::Test, test::World {
    Meter maison = meter_called("Maison");

    /// A life that published everything of `meters`, and its end.
    void earlier_life(std::vector<Meter> const& meters, sinks::MqttSinkOptions how = options()) {
        live(meters, std::move(how));
        for (auto const& meter : meters)
            sink->deliver(november(meter));
        run();
        leave();
    }

    std::ptrdiff_t position(std::string const& topic, std::string const& payload) const {
        auto const& all = broker.published;
        auto const found = std::find_if(all.begin(), all.end(), [&](mqtt::Message const& message) {
            return message.topic == topic && message.payload == payload;
        });
        EXPECT_NE(found, all.end()) << topic << " <- " << payload;
        return found - all.begin();
    }

    std::set<std::string> retained_topics() const {
        std::set<std::string> topics;
        for (auto const& [topic, payload] : broker.retained)
            topics.insert(topic);
        return topics;
    }

    static sinks::MqttSinkOptions discovering(Discovery mode) {
        auto how = options();
        how.home_assistant.discovery = mode;
        return how;
    }
};

TEST_F(Clearing, RemovesAMeterThatLeftTheConfiguration) {
    earlier_life({maison, meter_called("Toit", "00000000000042")});
    EXPECT_TRUE(broker.retained.contains("enedis2mqtt/00000000000042/status"));

    live({maison});
    run();
    for (auto const& topic : retained_topics())
        EXPECT_EQ(topic.find("00000000000042"), std::string::npos) << topic;
    for (auto const& topic : memory.topics)
        EXPECT_EQ(topic.find("00000000000042"), std::string::npos) << topic;
    EXPECT_FALSE(broker.at(base + "consumption/daily").empty()) << "what is ours stays";
    EXPECT_TRUE(broker.payloads(base + "consumption/daily").empty())
        << "and is not touched before it is known";
}

TEST_F(Clearing, RemovesAMeasureThatLeftTheConfiguration) {
    earlier_life({maison});
    maison.hourly = false;
    live({maison});
    sink->deliver(november(maison));
    run();
    EXPECT_FALSE(broker.retained.contains(base + "consumption/hourly"));
    EXPECT_EQ(parsed(broker.at(device_config)).at("components").at("consumption_hourly"),
              parsed(R"({"platform":"sensor"})"));
    EXPECT_EQ(retained_topics(), memory.topics);
}

TEST_F(Clearing, RemovesAFigureThatTheArchiveNoLongerHas) {
    live({maison});
    sink->deliver(november(maison));
    run();
    auto without = november(maison);
    without.measures[Direction::consumption].max_power.reset();
    sink->deliver(without);
    run();
    EXPECT_FALSE(broker.retained.contains(base + "consumption/max_power"));
    EXPECT_FALSE(memory.topics.contains(base + "consumption/max_power"));

    sink->deliver(november(maison));
    run();
    EXPECT_TRUE(broker.retained.contains(base + "consumption/max_power"))
        << "and publishes it when it is back";
    EXPECT_TRUE(memory.topics.contains(base + "consumption/max_power"));
}

TEST_F(Clearing, MovesToAnotherBaseTopicAndPrefix) {
    earlier_life({maison});
    auto how = options();
    how.base_topic = "maison/linky";
    how.home_assistant.discovery_prefix = "ha";
    live({maison}, how);
    sink->deliver(november(maison));
    run();
    for (auto const& topic : retained_topics())
        EXPECT_TRUE(topic.starts_with("maison/linky/") || topic.starts_with("ha/")) << topic;
    EXPECT_EQ(broker.at("maison/linky/bridge/state"), "online");
    EXPECT_EQ(retained_topics(), memory.topics);
}

TEST_F(Clearing, RemovesDiscoveryThatIsTurnedOff) {
    earlier_life({maison});
    live({maison}, discovering(Discovery::off));
    run();
    EXPECT_FALSE(broker.retained.contains(device_config));
    EXPECT_TRUE(broker.payloads(device_config) == std::vector<std::string>{""}) << "nothing to migrate to";
    EXPECT_FALSE(client->subscriptions().contains("homeassistant/status"));
}

TEST_F(Clearing, MigratesFromEntitiesToADeviceDocumentSoThatEntityIdsSurvive) {
    earlier_life({maison}, discovering(Discovery::component));
    EXPECT_TRUE(broker.retained.contains(daily_config));

    live({maison}, discovering(Discovery::device));
    run();
    EXPECT_EQ(broker.at(daily_config), migrate);
    EXPECT_TRUE(broker.payloads(device_config).empty()) << "Home Assistant unloads the old entities first";
    pass(10s);
    auto const document = parsed(broker.at(device_config));
    EXPECT_TRUE(document.at("components").as_object().contains("consumption_daily"));
    EXPECT_LT(position(daily_config, migrate), position(device_config, broker.at(device_config)));
    EXPECT_LT(position(device_config, broker.at(device_config)), position(daily_config, ""));
    for (auto const& topic : retained_topics())
        EXPECT_TRUE(topic == device_config || topic == bridge_config || !topic.starts_with("homeassistant/"))
            << topic;
    EXPECT_FALSE(memory.topics.contains(daily_config));
}

TEST_F(Clearing, MigratesBackFromADeviceDocumentToEntities) {
    earlier_life({maison}, discovering(Discovery::device));
    live({maison}, discovering(Discovery::component));
    pass(10s);
    EXPECT_LT(position(device_config, migrate), position(daily_config, broker.at(daily_config)));
    EXPECT_LT(position(daily_config, broker.at(daily_config)), position(device_config, ""));
    EXPECT_FALSE(broker.retained.contains(device_config));
}

TEST_F(Clearing, TakesTheMigrationUpAgainAfterALostConnection) {
    earlier_life({maison}, discovering(Discovery::component));
    live({maison}, discovering(Discovery::device));
    run();
    broker.go_away();
    pass(10s);
    broker.published.clear();
    broker.come_back();
    pass(10s);
    EXPECT_LT(position(daily_config, migrate), position(device_config, broker.at(device_config)));
    EXPECT_FALSE(broker.retained.contains(daily_config));
}

TEST_F(Clearing, TriesAgainAtTheNextConnectionAndForgetsOnlyWhatIsCleared) {
    earlier_life({maison, meter_called("Toit", "00000000000042")});
    broker.denies = [](std::string const& topic) {
        return topic.find("00000000000042") != std::string::npos;
    };
    live({maison});
    run();
    EXPECT_TRUE(memory.topics.contains("enedis2mqtt/00000000000042/status"));
    broker.denies = [](std::string const&) { return false; };
    broker.go_away();
    broker.come_back();
    run();
    EXPECT_FALSE(memory.topics.contains("enedis2mqtt/00000000000042/status"));
    EXPECT_FALSE(broker.retained.contains("enedis2mqtt/00000000000042/status"));
}

TEST_F(Clearing, RemembersATopicBeforeItIsPublished) {
    live({maison});
    EXPECT_TRUE(memory.topics.contains("enedis2mqtt/bridge/state")) << "the will, before the connection";
    run();
    broker.holds_back = true;
    sink->deliver(november(maison));
    run();
    EXPECT_TRUE(broker.at(base + "consumption/daily").empty());
    EXPECT_TRUE(memory.topics.contains(base + "consumption/daily"));
}

TEST_F(Clearing, RemembersAllThatWasGivenBeforeTheStartAtOnce) {
    client = std::make_unique<test::MemoryClient>(loop.get_executor(), broker);
    sink = sinks::create_mqtt_sink(loop.get_executor(), *client, memory, memory, clock, requests, options());
    sink->announce({maison});
    sink->deliver(november(maison));
    EXPECT_EQ(memory.writes, 0);
    sink->start();
    run();
    EXPECT_EQ(memory.writes, 1) << "each costs a flush to the disk";
    EXPECT_EQ(retained_topics(), memory.topics);
}

TEST_F(Clearing, WritesNothingWhenNoTopicIsNew) {
    earlier_life({maison});
    memory.writes = 0;
    live({maison});
    sink->deliver(november(maison));
    run();
    EXPECT_EQ(memory.writes, 0);
}

TEST_F(Clearing, GoesOnWithoutAMemory) {
    memory.broken = true;
    live({maison});
    sink->deliver(november(maison));
    run();
    EXPECT_FALSE(broker.at(base + "consumption/daily").empty());
}

} // namespace
} // namespace enedis2mqtt
