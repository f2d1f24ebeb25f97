#include "simulator/tempo.hpp"
#include "story/bridge/story.hpp"

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

/// A meter whose price hangs on the colour alone.
class TempoStory : public Story {
protected:
    TempoStory() {
        config.tempo.couleur_tempo_url = "http://source/couleur_tempo";
        config.tempo.rte_url = "http://source/rte";
        add_meter(maison);
        TariffVersion version{day("2026-09-01"), {}, {}};
        for (auto const color : all_tempo_colors) {
            TariffPeriod period{std::string{to_string(color)}, price_of(color), {}, {}, {}, {color}};
            version.periods.push_back(std::move(period));
        }
        config.meters.front().meter.tariffs[Direction::consumption] =
            std::make_shared<Tariff const>(Tariff{version});
    }
    static Price price_of(TempoColor color) {
        return Price::from_millionths(100'000 * (1 + static_cast<int>(color)));
    }
    static std::string color(CivilDay of) { return std::string{to_string(simulator::simulated_color(of))}; }
    static std::string text(boost::json::value const& value) { return std::string{value.as_string()}; }
    int tempo_calls() {
        int calls = 0;
        for (auto const* path : {"/couleur_tempo/joursTempo", "/rte/tempo", "/rte/tempoLight"})
            calls += source.calls({}, path);
        return calls;
    }
};

TEST_F(TempoStory, TheCalendarIsToldAndTheDaysHaveTheirCost) {
    begin(at("2026-11-20", 9));
    until(at("2026-11-20", 10, 59));
    EXPECT_EQ(topic("tempo").at("season"), "2026-2027");
    EXPECT_EQ(text(topic("tempo").at("today").at("color")), color(day("2026-11-20")));
    EXPECT_TRUE(topic("tempo").at("tomorrow").at("color").is_null());
    EXPECT_EQ(text(topic(maison + "/tariff").at("period")), color(day("2026-11-20")));
    EXPECT_EQ(topic(maison + "/tariff").at("until"), "2026-11-21T06:00:00+01:00");
    EXPECT_TRUE(topic(maison + "/tariff").at("next").is_null()) << "tomorrow's colour is not known";
    EXPECT_EQ(topic(maison + "/consumption/monthly_cost").at("days"), 19);

    until(at("2026-11-20", 12));
    EXPECT_EQ(text(topic("tempo").at("tomorrow").at("color")), color(day("2026-11-21")));
    EXPECT_EQ(tempo_calls(), 3) << "two days, the season, and tomorrow";
    until(at("2026-11-21", 5, 59, 59));
    EXPECT_EQ(topic("tempo").at("today").at("date"), "2026-11-21");
    EXPECT_EQ(text(topic(maison + "/tariff").at("period")), color(day("2026-11-20")));
    until(at("2026-11-21", 6));
    EXPECT_EQ(text(topic(maison + "/tariff").at("period")), color(day("2026-11-21")));
}

TEST_F(TempoStory, AnUnknownColorIsNeverGuessed) {
    source.faults().add({"color_unknown", std::nullopt, "couleur_tempo", {}}).value();
    source.faults().add({"http_500", std::nullopt, "rte", {}}).value();
    begin(at("2026-11-20", 9));
    until(at("2026-11-20", 12));
    EXPECT_TRUE(topic("tempo").at("today").at("color").is_null());
    EXPECT_TRUE(topic("tempo").at("remaining").at("red").is_null());
    EXPECT_TRUE(topic(maison + "/tariff").at("period").is_null());
    EXPECT_EQ(broker.retained.count("enedis2mqtt/" + maison + "/consumption/daily_cost"), 0u);

    // Known again: period and costs at once, without a poll.
    source.faults().clear();
    until(at("2026-11-20", 12, 40));
    EXPECT_EQ(text(topic(maison + "/tariff").at("period")), color(day("2026-11-20")));
    auto const daily = topic(maison + "/consumption/daily_cost");
    EXPECT_EQ(daily.at("date"), "2026-11-19");
    EXPECT_EQ(text(topic("tempo").at("today").at("color")), color(day("2026-11-20")));
}

TEST_F(TempoStory, ADayOfTwoColorsIsPricedByBoth) {
    auto one = day("2026-11-12");
    while (color(one) == color(one - 1))
        ++one;
    begin(paris().start_of(one + 1) + 12h);
    until(paris().start_of(one + 1) + 13h);
    auto const cost = topic(maison + "/consumption/daily_cost");
    EXPECT_EQ(text(cost.at("date")), one.iso());
    auto const& periods = cost.at("periods").as_object();
    EXPECT_EQ(periods.size(), 2u);
    EXPECT_TRUE(periods.contains(color(one - 1))) << "until 06:00";
    EXPECT_TRUE(periods.contains(color(one)));
}

TEST_F(TempoStory, WithoutATariffThatNeedsItNobodyIsAsked) {
    begin(at("2026-11-20", 9));
    until(at("2026-11-20", 12));
    EXPECT_EQ(broker.retained.count("enedis2mqtt/tempo"), 1u);
    config.meters.front().meter.tariffs.clear();
    auto const calls = tempo_calls();
    restart();
    until(at("2026-11-21", 12));
    EXPECT_EQ(tempo_calls(), calls);
    EXPECT_EQ(broker.retained.count("enedis2mqtt/tempo"), 0u) << "cleared";
    EXPECT_EQ(broker.retained.count("homeassistant/device/enedis2mqtt_tempo/config"), 0u);
}

} // namespace
} // namespace enedis2mqtt::test
