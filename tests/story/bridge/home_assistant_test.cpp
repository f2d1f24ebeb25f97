#include "story/bridge/story.hpp"

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

/// A meter whose statistics go to a Home Assistant.
class HomeAssistantStory : public Story {
protected:
    HomeAssistantStory() {
        config.home_assistant.url = "http://home:8123";
        config.home_assistant.token = Secret{"good"};
        add_meter(maison);
    }

    std::string state() const {
        return std::string{topic(maison + "/status").at("home_assistant").at("state").as_string()};
    }
    /// What Home Assistant's bars of these days add up to.
    double bars(DayRange days) const {
        auto const instants = paris().interval_of(days);
        std::int64_t before = 0;
        std::int64_t last = 0;
        for (auto const& [start, row] : home.kept.at("enedis2mqtt:" + maison + "_consumption").rows) {
            if (start < instants.end.time_since_epoch().count())
                last = row.at("sum");
            if (start < instants.start.time_since_epoch().count())
                before = row.at("sum");
        }
        return static_cast<double>(last - before) / 1e6;
    }
};

TEST_F(HomeAssistantStory, TheFirstImportIsInTheEnergyDashboardDayByDay) {
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 15));
    EXPECT_EQ(state(), "in_step");
    EXPECT_EQ(topic(maison + "/status").at("home_assistant").at("until"), "2026-11-23T00:00:00+01:00");
    EXPECT_TRUE(topic(maison + "/status").at("home_assistant").at("error").is_null());
    for (auto of = day("2026-01-01"); of < day("2026-11-23"); ++of)
        EXPECT_NEAR(bars({of, of + 1}), true_kwh(maison, Direction::consumption, {of, of + 1}), 0.0005)
            << of.iso();
    auto const connections = home.connections;
    until(at("2026-11-24", 7));
    EXPECT_EQ(home.connections, connections) << "nothing changed";

    until(at("2026-11-24", 12));
    EXPECT_EQ(state(), "in_step");
    EXPECT_EQ(topic(maison + "/status").at("home_assistant").at("until"), "2026-11-24T00:00:00+01:00");
    DayRange const yesterday{day("2026-11-23"), day("2026-11-24")};
    EXPECT_NEAR(bars(yesterday), true_kwh(maison, Direction::consumption, yesterday), 0.0005);
}

TEST_F(HomeAssistantStory, ItsAbsenceHoldsNothingUp) {
    home.away = Error{ErrorCode::unreachable, "connection refused"};
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 15));
    EXPECT_EQ(light(maison), "up_to_date");
    auto const status = topic(maison + "/status").at("home_assistant");
    EXPECT_EQ(status.at("state"), "behind");
    EXPECT_EQ(status.at("error").at("code"), "home_assistant_unreachable");
    EXPECT_EQ(status.at("error").at("whose"), "home_assistant");
    EXPECT_TRUE(topic(maison + "/status").at("error").is_null()) << "the meter itself is well";
    home.away.reset();
    until(at("2026-11-23", 17));
    EXPECT_EQ(state(), "in_step");
}

TEST_F(HomeAssistantStory, AStopWaitsForAPersonAcrossRestarts) {
    home.status = 403;
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 15));
    EXPECT_EQ(state(), "stopped");
    EXPECT_EQ(topic(maison + "/status").at("home_assistant").at("error").at("code"),
              "home_assistant_blocked");
    home.status = 101;
    restart();
    until(at("2026-11-24", 14));
    EXPECT_EQ(home.connections, 1);
    EXPECT_EQ(state(), "stopped");
    broker.deliver("enedis2mqtt/bridge/request/refresh", "{}");
    until(at("2026-11-24", 15));
    EXPECT_EQ(state(), "in_step");
}

TEST_F(HomeAssistantStory, ARestartSendsNothingAgain) {
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 15));
    home.rows_heard = 0;
    restart();
    until(at("2026-11-23", 16));
    EXPECT_EQ(home.rows_heard, 0u);
    EXPECT_EQ(state(), "in_step");
}

TEST_F(HomeAssistantStory, WithoutATokenThereIsNoneOfIt) {
    config.home_assistant.token = Secret{};
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 15));
    EXPECT_TRUE(topic(maison + "/status").at("home_assistant").is_null());
    EXPECT_EQ(home.connections, 0);
}

} // namespace
} // namespace enedis2mqtt::test
