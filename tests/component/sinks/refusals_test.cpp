#include "component/sinks/life.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::base;
using test::meter_called;
using test::november;

struct Refusals : testing::Test, test::World {
    Meter maison = meter_called("Maison");
    Meter atelier = meter_called("Atelier", "00000000000042");
    std::optional<Error> link;

    void live_denied(std::string const& topic) {
        broker.denies = [topic](std::string const& asked) { return asked == topic; };
        auto told = options();
        told.link_changed = [this](std::optional<Error> error) { link = std::move(error); };
        live({maison, atelier}, std::move(told));
        sink->deliver(november(maison));
        sink->deliver(november(atelier));
        run();
    }
    boost::json::value error_of(Meter const& meter) {
        return last("enedis2mqtt/" + meter.id.text() + "/status").at("error");
    }
};

TEST_F(Refusals, StandInTheStatusOfTheirMeterAndOnThePage) {
    live_denied(base + "consumption/hourly");
    EXPECT_EQ(error_of(maison).at("code"), "broker_denied");
    EXPECT_EQ(error_of(maison).at("since"), "2026-11-23T08:30:00+01:00");
    EXPECT_TRUE(error_of(atelier).is_null());
    ASSERT_TRUE(link);
    EXPECT_EQ(link->code, ErrorCode::broker_denied);
    EXPECT_EQ(link->message.find(maison.id.text()), std::string::npos) << "the health page is open to all";
}

TEST_F(Refusals, OfTheBridgesOwnTopicsStandInEveryStatus) {
    for (auto const* topic : {"enedis2mqtt/bridge/info", "enedis2mqtt/bridge/request/refresh"}) {
        live_denied(topic);
        EXPECT_EQ(error_of(maison).at("code"), "broker_denied") << topic;
        EXPECT_EQ(error_of(atelier).at("code"), "broker_denied") << topic;
        leave();
    }
}

TEST_F(Refusals, GiveWayToAnyOtherTrouble) {
    live_denied(base + "consumption/hourly");
    auto snapshot = november(maison);
    snapshot.status.trouble = Trouble{ErrorCode::timeout, "60 s", clock.now()};
    sink->deliver(snapshot);
    run();
    EXPECT_EQ(error_of(maison).at("code"), "timeout");
}

TEST_F(Refusals, AreOverWhenTheBrokerTakesTheTopic) {
    live_denied(base + "consumption/hourly");
    broker.denies = [](std::string const&) { return false; };
    broker.go_away();
    broker.come_back();
    run();
    EXPECT_TRUE(error_of(maison).is_null());
    EXPECT_FALSE(link);
}

TEST_F(Refusals, OfTheStatusItselfAreNotAskedAgainAndAgain) {
    int asked = 0;
    broker.denies = [&](std::string const& topic) { return topic == base + "status" && ++asked > 0; };
    live({maison});
    sink->deliver(november(maison));
    run();
    EXPECT_EQ(asked, 1);
}

} // namespace
} // namespace enedis2mqtt
