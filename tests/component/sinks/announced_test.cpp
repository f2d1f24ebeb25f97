#include "component/sinks/life.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using config::Discovery;
using test::base;
using test::device_config;
using test::meter_called;
using test::november;
using test::parsed;

std::string const migrate = R"({"migrate_discovery":true})";
std::string const former_document =
    R"({"components":{"consumption_daily":{"platform":"sensor","state_class":"total"}}})";

/// What Home Assistant takes badly while it shows an entity: it must be unloaded first.
struct AnnouncedEntities : testing::Test, test::World {
    Meter maison = meter_called("Maison");

    static sinks::MqttSinkOptions with_statistics(bool on, Discovery mode = Discovery::device) {
        auto how = options();
        how.home_assistant.discovery = mode;
        how.home_assistant.statistics = on ? config::Statistics::automatic : config::Statistics::off;
        how.home_assistant.url = "http://home:8123";
        how.home_assistant.token = Secret{"good"};
        return how;
    }

    void earlier_life(sinks::MqttSinkOptions how) {
        live({maison}, std::move(how));
        sink->deliver(november(maison));
        run();
        leave();
    }

    /// What was published on the topic of the device: "migrate", or the energies that carry a state class.
    std::vector<std::string> told(std::string const& topic = device_config) const {
        std::vector<std::string> told;
        for (auto const& payload : broker.payloads(topic)) {
            told.push_back(payload == migrate ? "migrate" : "");
            if (payload == migrate || payload.empty())
                continue;
            for (auto const* measure : {"daily", "monthly", "yearly"})
                if (parsed(payload)
                        .at("components")
                        .at(std::string{"consumption_"} + measure)
                        .as_object()
                        .contains("state_class"))
                    told.back() += measure;
        }
        return told;
    }
};

using Told = std::vector<std::string>;

TEST_F(AnnouncedEntities, AreTheYearsAloneWithoutStatisticsAndNoneWithThem) {
    live({maison}, with_statistics(false));
    run();
    EXPECT_EQ(told(), Told{"yearly"});
    leave();
    memory.topics.clear();
    memory.notes.clear();
    broker.lose_retained();
    live({maison}, with_statistics(true));
    run();
    EXPECT_EQ(told(), Told{""}) << "nobody showed them: nothing waits";
}

TEST_F(AnnouncedEntities, AreTakenAwayOnlyOnceHomeAssistantHasUnloadedTheEntities) {
    earlier_life(with_statistics(false));
    live({maison}, with_statistics(true));
    run();
    EXPECT_EQ(told(), Told{"migrate"});
    pass(10s);
    EXPECT_EQ(told(), (Told{"migrate", ""}));

    leave();
    live({maison}, with_statistics(true));
    run();
    EXPECT_EQ(told(), Told{""}) << "once";
    leave();
    live({maison}, with_statistics(false));
    run();
    EXPECT_EQ(told(), Told{"yearly"}) << "to add one is harmless";
}

TEST_F(AnnouncedEntities, AreAllWhereAnEarlierVersionNotedNothing) {
    earlier_life(with_statistics(false));
    memory.notes.clear();
    live({maison}, with_statistics(false));
    pass(10s);
    EXPECT_EQ(told(), (Told{"migrate", "yearly"}));
}

TEST_F(AnnouncedEntities, AreAskedOfTheBrokerWhereTheArchiveKnowsNothing) {
    broker.retained[device_config] = former_document;
    live({maison}, with_statistics(true));
    run();
    EXPECT_EQ(told(), Told{"migrate"});
    pass(10s);
    EXPECT_EQ(told(), (Told{"migrate", ""}));
    broker.go_away();
    broker.come_back();
    pass(10s);
    EXPECT_EQ(told(), (Told{"migrate", "", ""})) << "not at the next connection";
}

TEST_F(AnnouncedEntities, AreNotedOnlyOnceTheyAreTakenAway) {
    earlier_life(with_statistics(false));
    live({maison}, with_statistics(true));
    run();
    EXPECT_EQ(told(), Told{"migrate"});
    leave(); // before the migration has ended
    live({maison}, with_statistics(true));
    pass(10s);
    EXPECT_EQ(told(), (Told{"migrate", ""}));
}

TEST_F(AnnouncedEntities, AreUnloadedBeforeTheirStatesAreInAnotherLanguage) {
    earlier_life(with_statistics(true));
    auto french = with_statistics(true);
    french.language = Language::fr;
    live({maison}, french);
    pass(10s);
    EXPECT_EQ(told(), (Told{"migrate", ""}));
}

TEST_F(AnnouncedEntities, MigrateEntityByEntityWhereEachHasItsDocument) {
    std::string const yearly = "homeassistant/sensor/enedis2mqtt_12345678901234/consumption_yearly/config";
    std::string const daily = "homeassistant/sensor/enedis2mqtt_12345678901234/consumption_daily/config";
    earlier_life(with_statistics(false, Discovery::component));
    live({maison}, with_statistics(true, Discovery::component));
    pass(10s);
    ASSERT_EQ(broker.payloads(yearly).size(), 2U);
    EXPECT_EQ(broker.payloads(yearly).front(), migrate);
    EXPECT_FALSE(parsed(broker.payloads(yearly).back()).as_object().contains("state_class"));
    EXPECT_EQ(broker.payloads(daily).size(), 1U) << "it had none";
}

} // namespace
} // namespace enedis2mqtt
