#include "component/sinks/life.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::base;
using test::device_config;
using test::meter_called;
using test::november;
using test::parsed;

/// A broker that ends the connection without a word on messages it does not take.
struct HangUp : testing::Test, test::World {
    Meter maison = meter_called("Maison");
    std::string const event = "enedis2mqtt/bridge/event";

    void live_with_data() {
        live({maison});
        sink->deliver(november(maison));
        run();
    }
    void refuse(std::set<std::string> topics) {
        broker.hangs_up_on = [topics = std::move(topics)](mqtt::Message const& message) {
            return topics.contains(message.topic);
        };
    }
    void take_everything() {
        broker.hangs_up_on = [](mqtt::Message const&) { return false; };
    }
    /// What the meter's status says of the broker; "" for nothing.
    std::string trouble() const {
        auto const error = parsed(broker.at(base + "status")).at("error");
        return error.is_null() ? "" : std::string{error.at("code").as_string()};
    }
    std::size_t missing() const { return memory.topics.size() - broker.retained.size(); }
};

TEST_F(HangUp, WithholdsTheMessageAndPublishesTheRest) {
    refuse({device_config});
    live_with_data();
    EXPECT_EQ(broker.hang_ups, 2);
    EXPECT_EQ(missing(), 1U);
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "online");
    EXPECT_EQ(trouble(), "broker_limit");
}

TEST_F(HangUp, FindsEachOfSeveralMessages) {
    refuse({device_config, base + "consumption/hourly", base + "consumption/yearly"});
    live_with_data();
    EXPECT_EQ(broker.hang_ups, 4) << "the first loss tells nothing, each further one a message";
    EXPECT_EQ(missing(), 3U);
    take_everything();
    pass(60s);
    EXPECT_EQ(missing(), 0U) << "when one passes the others follow at once";
    EXPECT_EQ(trouble(), "");
}

TEST_F(HangUp, PublishesEverythingOnAConnectionThatIsStableAfterTwoShortOnes) {
    broker.hangs_up_on = [this](mqtt::Message const& message) {
        return message.topic == device_config && broker.hang_ups < 2;
    };
    live_with_data();
    EXPECT_EQ(missing(), 1U);
    pass(59s);
    EXPECT_EQ(missing(), 1U);
    pass(1s);
    EXPECT_EQ(missing(), 0U);
    EXPECT_EQ(trouble(), "");
}

TEST_F(HangUp, WithholdsNothingThatPassesAfterOneLoss) {
    broker.hangs_up_on = [this](mqtt::Message const&) { return broker.hang_ups < 1; };
    live_with_data();
    EXPECT_EQ(missing(), 0U);
    EXPECT_EQ(trouble(), "");
}

TEST_F(HangUp, WithholdsAtMostOneOfManyThatWereUnacknowledgedTwice) {
    live({maison});
    run();
    broker.holds_back = true;
    sink->deliver(november(maison));
    for (int i = 0; i < 2; ++i) {
        run();
        broker.go_away();
        run();
        broker.come_back();
    }
    broker.let_go();
    run();
    EXPECT_LE(missing(), 1U);
    pass(60s);
    EXPECT_EQ(missing(), 0U);
}

TEST_F(HangUp, TriesAgainAfterGrowingPauses) {
    refuse({device_config});
    live_with_data();
    std::vector<int> tries;
    for (auto const pause : {1min, 2min, 4min, 8min}) {
        auto const before = broker.hang_ups;
        pass(pause - 1s);
        EXPECT_EQ(broker.hang_ups, before);
        pass(1s);
        tries.push_back(broker.hang_ups - before);
        EXPECT_EQ(missing(), 1U);
    }
    EXPECT_EQ(tries, (std::vector{1, 1, 1, 1}));
    pass(24h);
    auto const before = broker.hang_ups;
    pass(24h);
    EXPECT_EQ(broker.hang_ups - before, 4) << "every 6 hours at the most";
}

TEST_F(HangUp, TriesSoonAgainWhenTheBrokerWasRestarted) {
    refuse({device_config});
    live_with_data();
    pass(1h);
    take_everything();
    broker.go_away();
    run();
    client->refuse();
    run();
    broker.come_back();
    run();
    EXPECT_EQ(missing(), 1U);
    pass(60s);
    EXPECT_EQ(missing(), 0U);
}

TEST_F(HangUp, IsNotSuspectedWhenTheBrokerGivesAnotherReason) {
    live({maison});
    run();
    broker.holds_back = true;
    sink->deliver(november(maison));
    for (int i = 0; i < 3; ++i) {
        run();
        broker.go_away({ErrorCode::broker_refused, "session taken over"});
        run();
        broker.come_back();
    }
    broker.let_go();
    run();
    EXPECT_EQ(missing(), 0U);
}

TEST_F(HangUp, OnAnEventHoldsUpNoOtherEvent) {
    live_with_data();
    broker.hangs_up_on = [this](mqtt::Message const& message) {
        return message.topic == event && message.payload.find("too long") != std::string::npos;
    };
    for (auto const* text : {"1", "too long", "2", "3"})
        sink->tell({"corrected", maison.id, text});
    run();
    std::string told;
    for (auto const& payload : broker.payloads(event))
        told += parsed(payload).at("message").as_string();
    EXPECT_EQ(told, "123");
    take_everything();
    pass(60s);
    EXPECT_EQ(parsed(broker.payloads(event).back()).at("message"), "too long") << "and is not lost";
}

TEST_F(HangUp, OnTheClearingOfAnOldTopicHoldsUpNothing) {
    live({maison, meter_called("Toit", "00000000000042")});
    run();
    leave();
    refuse({"homeassistant/device/enedis2mqtt_00000000000042/config"});
    live_with_data();
    EXPECT_EQ(broker.hang_ups, 2);
    EXPECT_FALSE(broker.at(base + "status").empty());
}

TEST_F(HangUp, IsToldToWhoWaitsForEverything) {
    std::optional<Result<void>> settled;
    refuse({device_config});
    live_with_data();
    boost::asio::co_spawn(loop, sink->settled(5s),
                          [&](std::exception_ptr, Result<void> done) { settled = done; });
    run();
    ASSERT_TRUE(settled);
    EXPECT_EQ(settled->error().code, ErrorCode::broker_limit);
}

} // namespace
} // namespace enedis2mqtt
