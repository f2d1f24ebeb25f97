#include "component/home_assistant/copy.hpp"

namespace enedis2mqtt::home_assistant {
namespace {

using namespace std::chrono_literals;

std::string id_of(std::string const& suffix) {
    return "enedis2mqtt:10000000000011_" + suffix;
}

/// 22:00 to 06:00 at 0.10, the rest at `peak_price` millionths; 31 EUR a month.
std::shared_ptr<Tariff const> two_prices(int peak_price = 200'000) {
    TariffPeriod offpeak{"hc", Price::from_millionths(100'000), {{22h, 6h}}, {}, {}, {}};
    TariffPeriod peak{"hp", Price::from_millionths(peak_price), {}, {}, {}, {}};
    return std::make_shared<Tariff const>(
        Tariff{{day("2025-01-01"), Money::from_millionths(31'000'000), {offpeak, peak}}});
}

class StatisticsOfATariff : public StatisticsCopyTest {
protected:
    StatisticsOfATariff() {
        meter.tariffs[Direction::consumption] = two_prices();
        restart();
    }
    /// Thousandths of a EUR.
    std::int64_t money(std::string const& of, std::string const& suffix) const {
        return bar(of, id_of(suffix));
    }
};

TEST_F(StatisticsOfATariff, AreEnergyAndCostOfEachPeriod) {
    add_curve("2026-10-21", 1000);
    add_curve("2026-10-25", 1000); // 25 hours
    deliver();
    EXPECT_EQ(home.kept.size(), 1u + 1 + 1 + 4) << "consumption, power, cost, and two of each period";
    EXPECT_EQ(bar("2026-10-21", id_of("consumption_hc")), 8000);
    EXPECT_EQ(bar("2026-10-21", id_of("consumption_hp")), 16'000);
    EXPECT_EQ(bar("2026-10-25", id_of("consumption_hc")), 9000);
    EXPECT_EQ(money("2026-10-21", "consumption_hc_cost"), 800);
    EXPECT_EQ(money("2026-10-21", "consumption_hp_cost"), 3200);
    EXPECT_EQ(money("2026-10-21", "consumption_cost"), 800 + 3200 + 1000);
    EXPECT_EQ(home.kept.at(id_of("consumption_hc")).rows.size(), 24u + 25) << "zeros too";
    EXPECT_EQ(home.starts(id_of("consumption_cost")), home.starts(id_of("consumption")));
    auto const& metadata = home.kept.at(id_of("consumption_cost")).metadata;
    EXPECT_EQ(metadata.at("unit_of_measurement"), "EUR");
    EXPECT_TRUE(metadata.at("unit_class").is_null());
    EXPECT_EQ(metadata.at("name"), "Maison coût");
    EXPECT_EQ(status().state, CopyState::in_step);
}

TEST_F(StatisticsOfATariff, LeaveOutADayThatHasNoCost) {
    add_curve("2026-11-20", 1000);
    add_daily("2026-11-21", 9000); // no curve, and two prices
    deliver();
    EXPECT_EQ(bar("2026-11-21"), 9000);
    EXPECT_EQ(money("2026-11-21", "consumption_cost"), 0);
    EXPECT_EQ(home.kept.at(id_of("consumption_cost")).rows.size(), 24u);
}

TEST_F(StatisticsOfATariff, FollowAPriceThatChanges) {
    add_curve("2026-11-20", 1000);
    deliver();
    meter.tariffs[Direction::consumption] = two_prices(300'000);
    restart();
    deliver();
    EXPECT_EQ(money("2026-11-20", "consumption_hp_cost"), 4800);
    EXPECT_EQ(money("2026-11-20", "consumption_cost"), 800 + 4800 + 1033);
}

TEST_F(StatisticsOfATariff, ForgetDaysThatAnotherTariffDoesNotPrice) {
    add_curve("2026-11-20", 1000);
    add_curve("2026-11-21", 1000);
    deliver();
    auto later = *two_prices();
    later[0].from = day("2026-11-21");
    meter.tariffs[Direction::consumption] = std::make_shared<Tariff const>(later);
    restart();
    deliver();
    EXPECT_EQ(home.starts(id_of("consumption_cost")).size(), 24u) << "the first day is gone";
    EXPECT_EQ(bar("2026-11-20"), 24'000) << "its energy is not";
    EXPECT_EQ(status().state, CopyState::in_step);
}

TEST_F(StatisticsOfATariff, WaitWithEnergyThatARestoredArchiveDoesNotKnow) {
    add_curve("2026-11-20", 1000);
    deliver();
    std::map<std::string, std::vector<StatisticDay>> backup;
    for (auto const& [id, kept] : home.kept)
        backup[id] = store->confirmed(id).value();
    add_curve("2026-11-21", 1000);
    deliver();
    auto const whole = home.kept.at(id_of("consumption_cost")).rows;

    // The archive of the day before, restored.
    close();
    store = std::move(store::open_store_in_memory().value());
    for (auto const& [id, days] : backup)
        ASSERT_TRUE(store->confirm(id, {}, days));
    open();
    add_curve("2026-11-20", 1000);
    copy->tell(Event{"day_complete", pdl, {}});
    settle();
    EXPECT_EQ(status().state, CopyState::behind);
    EXPECT_EQ(home.kept.at(id_of("consumption_cost")).rows, whole) << "nothing was lost";
    add_curve("2026-11-21", 1000); // the poll has learned it again
    deliver();
    EXPECT_EQ(status().state, CopyState::in_step);
    EXPECT_EQ(home.kept.at(id_of("consumption_cost")).rows, whole);
}

TEST_F(StatisticsOfATariff, AreNotReadAgainAtABoundaryOfThePrice) {
    add_curve("2026-11-20", 1000);
    deliver();
    add_curve("2026-11-21", 1000);
    Snapshot snapshot{meter};
    snapshot.only_the_price = true;
    copy->deliver(snapshot);
    settle();
    EXPECT_EQ(bar("2026-11-21"), 0);
}

TEST_F(StatisticsOfATariff, TellWhatProductionEarns) {
    meter.tariffs = {
        {Direction::production,
         std::make_shared<Tariff const>(Tariff{
             {day("2025-01-01"), {}, {{"surplus", Price::from_millionths(126'900), {}, {}, {}, {}}}}})}};
    restart();
    add_curve("2026-11-20", 1000, Direction::production);
    deliver();
    EXPECT_EQ(money("2026-11-20", "production_revenue"), 3045);
    EXPECT_FALSE(home.kept.contains(id_of("consumption_cost")));
}

} // namespace
} // namespace enedis2mqtt::home_assistant
