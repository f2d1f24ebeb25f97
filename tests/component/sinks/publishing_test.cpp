#include "component/sinks/life.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::base;
using test::bridge_config;
using test::device_config;
using test::meter_called;
using test::november;
using test::parsed;

struct MqttSink : testing::Test, test::World {
    Meter maison = meter_called("Maison");

    void live_with_data() {
        live({maison});
        sink->deliver(november(maison));
        run();
    }
};

TEST_F(MqttSink, PublishesOnlineFirstAndThenEveryTopicOnce) {
    live_with_data();
    ASSERT_FALSE(broker.published.empty());
    EXPECT_EQ(broker.published.front(), (mqtt::Message{"enedis2mqtt/bridge/state", "online", true}));
    std::set<std::string> topics;
    for (auto const& message : broker.published) {
        EXPECT_TRUE(topics.insert(message.topic).second) << message.topic << " twice";
        EXPECT_TRUE(message.retain) << message.topic;
        EXPECT_EQ(message.qos, 1) << message.topic;
    }
    EXPECT_EQ(topics,
              (std::set<std::string>{"enedis2mqtt/bridge/state", "enedis2mqtt/bridge/info", bridge_config,
                                     device_config, base + "status", base + "consumption/hourly",
                                     base + "consumption/daily", base + "consumption/monthly",
                                     base + "consumption/yearly", base + "consumption/max_power"}));
    EXPECT_EQ(memory.topics, topics);
    EXPECT_EQ(parsed(broker.at(base + "consumption/daily")).at("value"), boost::json::value(12.82));
    EXPECT_EQ(parsed(broker.at("enedis2mqtt/bridge/info")).at("meters"), parsed(R"(["12345678901234"])"));
}

TEST_F(MqttSink, DoesNotPublishTheSameTwice) {
    live_with_data();
    auto const before = broker.published.size();
    sink->deliver(november(maison));
    run();
    EXPECT_EQ(broker.published.size(), before);

    auto changed = november(maison);
    changed.status.calls_today = 4;
    sink->deliver(changed);
    run();
    ASSERT_EQ(broker.published.size(), before + 1);
    EXPECT_EQ(broker.published.back().topic, base + "status");
}

TEST_F(MqttSink, SendsTheLatestWhenSeveralComeWhileThePreviousIsOnItsWay) {
    live_with_data();
    broker.holds_back = true;
    auto changed = november(maison);
    for (int calls = 4; calls <= 9; ++calls) {
        changed.status.calls_today = calls;
        sink->deliver(changed);
        run();
    }
    broker.published.clear();
    broker.let_go();
    run();
    auto const sent = broker.payloads(base + "status");
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(parsed(sent.back()).at("calls_today"), 9);
}

TEST_F(MqttSink, PublishesWhatItWasGivenWhileTheBrokerWasAway) {
    broker.go_away();
    live_with_data();
    EXPECT_TRUE(broker.published.empty());
    broker.come_back();
    run();
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "online");
    EXPECT_FALSE(broker.at(base + "consumption/hourly").empty());
}

TEST_F(MqttSink, RepeatsEverythingOnReconnectionSoThatAnEmptiedBrokerIsWholeAgain) {
    live_with_data();
    auto const whole = broker.retained;
    broker.go_away();
    run();
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "offline") << "the will";
    broker.lose_retained();
    broker.published.clear();
    broker.come_back();
    run();
    EXPECT_EQ(broker.retained, whole);
    EXPECT_EQ(broker.published.size(), whole.size());
    EXPECT_EQ(client->subscriptions().size(), 3U);
}

TEST_F(MqttSink, SendsAgainWhatWasOnItsWayWhenTheConnectionBroke) {
    live({maison});
    run();
    broker.holds_back = true;
    sink->deliver(november(maison));
    run();
    broker.go_away();
    broker.let_go();
    run();
    broker.come_back();
    run();
    EXPECT_FALSE(broker.at(base + "consumption/daily").empty());
}

TEST_F(MqttSink, KeepsAWindowOfPublishesInFlight) {
    std::vector<Meter> meters;
    for (int i = 10; i < 99; ++i)
        meters.push_back(meter_called("Logement", "000000000000" + std::to_string(i)));
    live(meters);
    for (auto const& meter : meters)
        sink->deliver(november(meter));
    run();
    EXPECT_EQ(broker.retained.size(), 3 + meters.size() * 7);
    EXPECT_GT(broker.most_in_flight(), 20U);
    EXPECT_LT(broker.most_in_flight(), 60U);
}

TEST_F(MqttSink, IgnoresASnapshotOfAMeterThatWasNotAnnounced) {
    live({maison});
    sink->deliver(november(meter_called("Autre", "00000000000042")));
    run();
    EXPECT_TRUE(broker.at("enedis2mqtt/00000000000042/status").empty());
}

TEST_F(MqttSink, RepeatsAfterHomeAssistantsBirthOnceHoweverOftenItIsSaid) {
    live_with_data();
    broker.published.clear();
    for (int i = 0; i < 3; ++i)
        broker.deliver("homeassistant/status", "online");
    run();
    EXPECT_TRUE(broker.published.empty()) << "a little later, not at once";
    pass(10s);
    EXPECT_EQ(broker.payloads(device_config).size(), 1U);
    EXPECT_EQ(broker.payloads(base + "status").size(), 1U);
    EXPECT_EQ(broker.payloads(base + "consumption/daily").size(), 1U);

    broker.deliver("homeassistant/status", "online");
    pass(10s);
    EXPECT_EQ(broker.payloads(device_config).size(), 2U) << "a second birth is heard as well";
}

TEST_F(MqttSink, DoesNotRepeatForHomeAssistantsDeathNorForARetainedBirth) {
    broker.deliver("homeassistant/status", "online", true);
    live_with_data();
    broker.published.clear();
    broker.deliver("homeassistant/status", "offline");
    pass(10s);
    EXPECT_TRUE(broker.published.empty());
}

TEST_F(MqttSink, TellsEventsOnceAndKeepsThemWhileTheBrokerIsAway) {
    live_with_data();
    sink->tell({"day_complete", maison.id, "22 November is complete"});
    run();
    ASSERT_EQ(broker.payloads("enedis2mqtt/bridge/event").size(), 1U);
    EXPECT_EQ(last("enedis2mqtt/bridge/event"),
              parsed(R"({"event":"day_complete","pdl":"12345678901234","message":"22 November is complete",
                         "at":"2026-11-23T08:30:00+01:00"})"));
    EXPECT_TRUE(broker.at("enedis2mqtt/bridge/event").empty()) << "not retained";
    EXPECT_FALSE(memory.topics.contains("enedis2mqtt/bridge/event"));

    broker.go_away();
    run();
    sink->tell({"stopped", maison.id, "consent"});
    broker.come_back();
    run();
    ASSERT_EQ(broker.payloads("enedis2mqtt/bridge/event").size(), 2U);
    EXPECT_EQ(last("enedis2mqtt/bridge/event").at("event"), "stopped");
}

TEST_F(MqttSink, SaysWithAStopWhoseFaultItIsAndWhatToDo) {
    live_with_data();
    sink->tell({"stopped", maison.id, "consent_missing"});
    run();
    auto const error = last("enedis2mqtt/bridge/event").at("error").as_object();
    EXPECT_EQ(error.at("code"), "consent_missing");
    EXPECT_EQ(error.at("whose"), "user");
    EXPECT_FALSE(error.at("advice").as_string().empty());
}

TEST_F(MqttSink, TellsInOrderTheEventsThatWereOnTheirWayWhenTheConnectionBroke) {
    live_with_data();
    broker.holds_back = true;
    for (auto const* text : {"1", "2", "3"})
        sink->tell({"corrected", maison.id, text});
    run();
    broker.go_away();
    broker.let_go();
    run();
    broker.come_back();
    run();
    std::string told;
    for (auto const& payload : broker.payloads("enedis2mqtt/bridge/event"))
        told += parsed(payload).at("message").as_string();
    EXPECT_EQ(told, "123");
}

TEST_F(MqttSink, KeepsTheLastTwoHundredEventsForABrokerThatIsAway) {
    broker.go_away();
    live_with_data();
    for (int i = 1; i <= 201; ++i)
        sink->tell({"corrected", maison.id, std::to_string(i)});
    broker.come_back();
    run();
    auto const told = broker.payloads("enedis2mqtt/bridge/event");
    ASSERT_EQ(told.size(), 200U);
    EXPECT_EQ(parsed(told.front()).at("message"), "2");
}

TEST_F(MqttSink, AddsTheConsentToDiscoveryOnceItsEndIsKnown) {
    live_with_data();
    EXPECT_EQ(broker.payloads(device_config).size(), 1U);
    auto snapshot = november(maison);
    snapshot.status.consent_expires = test::at("2027-03-01", 0);
    sink->deliver(snapshot);
    run();
    EXPECT_TRUE(last(device_config).at("components").as_object().contains("consent_expires"));
    snapshot.status.consent_expires.reset();
    sink->deliver(snapshot);
    run();
    EXPECT_EQ(broker.payloads(device_config).size(), 2U) << "the entity stays, its value becomes unknown";
    EXPECT_TRUE(last(base + "status").at("consent_expires").is_null());
}

TEST_F(MqttSink, PublishesOneDiscoveryDocumentWhenTheConsentIsKnownFromTheStart) {
    live({maison});
    auto snapshot = november(maison);
    snapshot.status.consent_expires = test::at("2027-03-01", 0);
    sink->deliver(snapshot);
    run();
    ASSERT_EQ(broker.payloads(device_config).size(), 1U);
    EXPECT_TRUE(last(device_config).at("components").as_object().contains("consent_expires"));
}

TEST_F(MqttSink, GoesOnWithoutTheTopicsThatTheBrokerDenies) {
    int refusals = 0;
    broker.denies = [&](std::string const& topic) {
        return topic.starts_with("homeassistant/") && ++refusals > 0;
    };
    live_with_data();
    EXPECT_EQ(refusals, 4) << "two publishes, two subscriptions";
    EXPECT_FALSE(broker.at(base + "status").empty());

    auto changed = november(maison);
    changed.status.consent_expires = test::at("2027-03-01", 0);
    sink->deliver(changed);
    run();
    EXPECT_EQ(refusals, 5) << "what changed is asked again";
    sink->deliver(changed);
    run();
    EXPECT_EQ(refusals, 5) << "what did not is not";

    broker.denies = [](std::string const&) { return false; };
    broker.go_away();
    broker.come_back();
    run();
    EXPECT_TRUE(parsed(broker.at(device_config)).at("components").as_object().contains("consent_expires"));
}

TEST_F(MqttSink, AsksAgainForADeniedTopicAtHomeAssistantsBirth) {
    broker.denies = [](std::string const& topic) { return topic == device_config; };
    live_with_data();
    broker.denies = [](std::string const&) { return false; };
    broker.deliver("homeassistant/status", "online");
    pass(10s);
    EXPECT_FALSE(broker.at(device_config).empty());
}

TEST_F(MqttSink, PublishesWhatChangedWhileTheBrokerWasDenyingIt) {
    live({maison});
    run();
    broker.holds_back = true;
    sink->deliver(november(maison));
    run();
    auto changed = november(maison);
    changed.status.calls_today = 9;
    sink->deliver(changed);
    int refusals = 0;
    broker.denies = [&](std::string const& topic) { return topic == base + "status" && ++refusals == 1; };
    broker.let_go();
    run();
    EXPECT_EQ(last(base + "status").at("calls_today"), 9);
}

TEST_F(MqttSink, SaysWhenEverythingIsDelivered) {
    std::optional<Result<void>> done;
    live({maison});
    sink->deliver(november(maison));
    broker.holds_back = true;
    boost::asio::co_spawn(loop, sink->settled(5s),
                          [&](std::exception_ptr, Result<void> settled) { done = settled; });
    run();
    EXPECT_FALSE(done);
    broker.let_go();
    run();
    ASSERT_TRUE(done);
    EXPECT_TRUE(*done);
    EXPECT_FALSE(broker.at(base + "status").empty());
}

TEST_F(MqttSink, SaysWhenTheBrokerTakesTooLong) {
    std::optional<Result<void>> settled;
    broker.go_away();
    live_with_data();
    boost::asio::co_spawn(loop, sink->settled(0s),
                          [&](std::exception_ptr, Result<void> done) { settled = done; });
    while (!settled) {
        loop.restart();
        loop.run_one();
    }
    EXPECT_EQ(settled->error().code, ErrorCode::broker_unreachable);
}

TEST_F(MqttSink, NamesTheBrokerAndNotTheSourceWhenItDoesNotAcknowledgeInTime) {
    std::optional<Result<void>> settled;
    broker.holds_back = true;
    live_with_data();
    boost::asio::co_spawn(loop, sink->settled(0s),
                          [&](std::exception_ptr, Result<void> done) { settled = done; });
    while (!settled) {
        loop.restart();
        loop.run_one();
    }
    EXPECT_EQ(settled->error().code, ErrorCode::broker_timeout);
}

TEST_F(MqttSink, SaysThatNotEverythingIsDeliveredWhenTheBrokerRefusesIt) {
    std::optional<Result<void>> settled;
    broker.denies = [](std::string const& topic) { return topic.starts_with(base); };
    live_with_data();
    boost::asio::co_spawn(loop, sink->settled(5s),
                          [&](std::exception_ptr, Result<void> done) { settled = done; });
    run();
    ASSERT_TRUE(settled);
    EXPECT_EQ(settled->error().code, ErrorCode::broker_denied);
}

TEST_F(MqttSink, SaysOfflineBeforeItLeavesAndNothingAfterIt) {
    live_with_data();
    broker.published.clear();
    spawn_guarded(loop.get_executor(), "farewell", sink->farewell(5s));
    auto changed = november(maison);
    changed.status.calls_today = 9;
    sink->deliver(changed);
    run();
    sink->deliver(november(maison));
    sink->tell({"stopped", maison.id, "leaving"});
    run();
    ASSERT_FALSE(broker.published.empty());
    EXPECT_EQ(broker.published.back(), (mqtt::Message{"enedis2mqtt/bridge/state", "offline", true}));
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "offline");
}

TEST_F(MqttSink, LeavesAtOnceWhenTheBrokerIsAway) {
    bool gone = false;
    broker.go_away();
    live_with_data();
    boost::asio::co_spawn(loop, sink->farewell(5s), [&](std::exception_ptr) { gone = true; });
    run();
    EXPECT_TRUE(gone);
}

} // namespace
} // namespace enedis2mqtt
