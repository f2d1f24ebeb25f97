#include "component/home_assistant/copy.hpp"

namespace enedis2mqtt::home_assistant {
namespace {

class StatisticsOfAMeter : public StatisticsCopyTest {};

TEST_F(StatisticsOfAMeter, ConnectsOnlyWhenThereIsSomething) {
    EXPECT_EQ(home.connections, 0);
    EXPECT_EQ(status().state, CopyState::in_step);
    deliver();
    EXPECT_EQ(home.connections, 0);
}

TEST_F(StatisticsOfAMeter, SendsWhatTheArchiveHas) {
    add_daily("2026-11-20", 9000);
    add_curve("2026-11-21", 400);
    add_daily("2026-11-21", 9999);
    add_curve("2026-11-22", 500);
    add_peak("2026-11-22", at("2026-11-22", 19, 4), 6210);
    add_daily("2026-11-22", 3000, Direction::production);
    deliver();
    EXPECT_EQ(home.connections, 1);
    EXPECT_EQ(home.kept.size(), 4u);
    EXPECT_EQ(home.kept.at(consumption).rows.size(), 1u + 24 + 24);
    EXPECT_EQ(bar("2026-11-20"), 9000);
    EXPECT_EQ(bar("2026-11-21"), 9999);
    EXPECT_EQ(bar("2026-11-22"), 12'000);
    EXPECT_EQ(bar("2026-11-22", production), 3000);
    EXPECT_EQ(home.kept.at(power).rows.size(), 48u);
    EXPECT_EQ(home.starts(peak), (std::vector{at("2026-11-22", 19).time_since_epoch().count()}));
    EXPECT_EQ(home.kept.at(consumption).metadata.at("name"), "Maison consommation");
    EXPECT_EQ(status().state, CopyState::in_step);
    EXPECT_EQ(status().until, at("2026-11-23", 0));
    EXPECT_GT(told, 0);
}

TEST_F(StatisticsOfAMeter, SendsNothingWhenNothingChanged) {
    add_curve("2026-11-22", 500);
    deliver();
    auto const heard = home.types.size();
    for (int i = 0; i < 5; ++i)
        deliver();
    add_curve("2026-11-22", 500);
    deliver();
    EXPECT_EQ(home.types.size(), heard);
    EXPECT_EQ(home.connections, 1);
}

TEST_F(StatisticsOfAMeter, SendsANewDayOnly) {
    add_curve("2026-11-20", 500);
    add_curve("2026-11-21", 500);
    deliver();
    home.rows_heard = 0;
    add_curve("2026-11-22", 500);
    deliver();
    // A day of UTC holds an hour of the local day before it.
    EXPECT_LE(home.rows_heard, 2 * (24u + 23u));
    EXPECT_EQ(bar("2026-11-22"), 12'000);
}

TEST_F(StatisticsOfAMeter, CorrectsTheDayAndItsTail) {
    for (auto const* of : {"2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"})
        add_curve(of, 500);
    deliver();
    add_daily("2026-11-20", 14'400);
    deliver();
    EXPECT_EQ(bar("2026-11-19"), 12'000);
    EXPECT_EQ(bar("2026-11-20"), 14'400);
    EXPECT_EQ(bar("2026-11-21"), 12'000);
    EXPECT_EQ(bar("2026-11-22"), 12'000);
}

TEST_F(StatisticsOfAMeter, TakesOlderHistoryAndALateDayIn) {
    add_curve("2026-11-22", 500);
    deliver();
    add_daily("2024-11-22", 7000);
    add_daily("2026-11-20", 8000);
    deliver();
    EXPECT_EQ(bar("2024-11-22"), 7000);
    EXPECT_EQ(bar("2026-11-20"), 8000);
    EXPECT_EQ(bar("2026-11-22"), 12'000);
    add_curve("2026-11-20", 300);
    deliver();
    EXPECT_EQ(bar("2026-11-20"), 8000) << "hours instead of one row, the same bar";
    EXPECT_EQ(home.kept.at(consumption).rows.size(), 1u + 24 + 24);
}

TEST_F(StatisticsOfAMeter, ReplacesAPeakThatMoved) {
    add_peak("2026-11-21", at("2026-11-21", 8), 4000);
    add_peak("2026-11-22", at("2026-11-22", 19), 6000);
    deliver();
    add_peak("2026-11-22", at("2026-11-22", 7), 6500);
    deliver();
    EXPECT_EQ(home.starts(peak), (std::vector{at("2026-11-21", 8).time_since_epoch().count(),
                                              at("2026-11-22", 7).time_since_epoch().count()}));
}

TEST_F(StatisticsOfAMeter, FollowsANewName) {
    add_curve("2026-11-22", 500);
    deliver();
    meter.name = "Atelier";
    home.rows_heard = 0;
    restart();
    EXPECT_EQ(home.types.back(), "recorder/import_statistics");
    EXPECT_EQ(home.rows_heard, 0u);
}

TEST_F(StatisticsOfAMeter, ChecksAtTheStartAndWithEachCompleteDay) {
    add_curve("2026-11-22", 500);
    deliver();
    home.kept.clear(); // by hand
    deliver();
    EXPECT_TRUE(home.kept.empty()) << "nothing changed: nobody looks";
    copy->tell(Event{"day_complete", pdl, "2026-11-22 is complete"});
    settle();
    EXPECT_EQ(bar("2026-11-22"), 12'000);
    home.kept.clear();
    restart();
    EXPECT_EQ(bar("2026-11-22"), 12'000);
}

TEST_F(StatisticsOfAMeter, HealsAHomeAssistantRestoredFromABackup) {
    for (auto const* of : {"2026-11-19", "2026-11-20"})
        add_curve(of, 500);
    deliver();
    auto const backup = home.kept;
    add_curve("2026-11-21", 500);
    deliver();
    add_curve("2026-11-22", 500);
    home.kept = backup;
    deliver();
    for (auto const* of : {"2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"})
        EXPECT_EQ(bar(of), 12'000) << of;
}

TEST_F(StatisticsOfAMeter, LearnsWhatAnOlderArchiveHadSent) {
    add_daily("2026-11-19", 7000);
    add_daily("2026-11-20", 9000);
    add_curve("2026-11-21", 500);
    add_daily("2026-11-21", 12'345);
    add_daily("2026-11-21", 3000, Direction::production);
    deliver();
    auto const whole = home.kept;
    close();
    store = std::move(store::open_store_in_memory().value());
    open();
    add_daily("2026-11-20", 9100); // the source believes another figure by now
    add_daily("2026-11-22", 4000);
    deliver();
    EXPECT_EQ(status().state, CopyState::in_step);
    EXPECT_EQ(bar("2026-11-19"), 7000);
    EXPECT_EQ(bar("2026-11-20"), 9100);
    EXPECT_EQ(bar("2026-11-21"), 12'345);
    EXPECT_EQ(bar("2026-11-22"), 4000);
    EXPECT_EQ(home.starts(consumption).size(), whole.at(consumption).rows.size() + 1);
    EXPECT_EQ(bar("2026-11-21", production), 3000) << "its archive knows nothing of it yet";
    auto const days =
        store->sourced_daily(pdl, Direction::consumption, {day("2026-11-19"), day("2026-11-21")});
    ASSERT_EQ(days->size(), 2u);
    EXPECT_EQ(days->front().source, "home_assistant");
    EXPECT_EQ(days->back().source, "conso_api");
}

TEST_F(StatisticsOfAMeter, WaitsWhereHomeAssistantKnowsMore) {
    add_curve("2026-11-21", 500);
    deliver();
    auto const backup = store->confirmed(consumption).value();
    auto const power_backup = store->confirmed(power).value();
    add_curve("2026-11-22", 500);
    deliver();
    auto const whole = home.kept;
    // The archive of the day before, restored.
    close();
    store = std::move(store::open_store_in_memory().value());
    ASSERT_TRUE(store->confirm(consumption, {}, backup));
    ASSERT_TRUE(store->confirm(power, {}, power_backup));
    open();
    add_curve("2026-11-21", 500);
    copy->tell(Event{"day_complete", pdl, {}});
    settle();
    EXPECT_EQ(status().state, CopyState::behind);
    EXPECT_EQ(home.kept.at(consumption).rows, whole.at(consumption).rows) << "nothing was lost";
    add_curve("2026-11-22", 500); // the poll has learned it again
    deliver();
    EXPECT_EQ(status().state, CopyState::in_step);
    EXPECT_EQ(home.kept.at(consumption).rows, whole.at(consumption).rows);
}

TEST_F(StatisticsOfAMeter, SendsWholeWhatHasAnotherUnitThere) {
    add_curve("2026-11-22", 500);
    deliver();
    home.kept.at(consumption).metadata["unit_of_measurement"] = "Wh";
    restart();
    EXPECT_EQ(home.kept.at(consumption).metadata.at("unit_of_measurement"), "kWh");
    EXPECT_EQ(bar("2026-11-22"), 12'000);
}

TEST_F(StatisticsOfAMeter, WaitsForTheEndOfAHistory) {
    Snapshot busy{meter};
    busy.status.progress = Progress{};
    deliver();
    add_curve("2026-11-22", 500);
    copy->deliver(busy);
    settle();
    EXPECT_TRUE(home.kept.empty());
    wait(24h);
    copy->deliver(busy);
    settle();
    EXPECT_EQ(bar("2026-11-22"), 12'000) << "once a day all the same";
    add_curve("2026-11-21", 500);
    copy->deliver(busy);
    settle();
    EXPECT_EQ(bar("2026-11-21"), 0);
    deliver();
    EXPECT_EQ(bar("2026-11-21"), 12'000) << "its end";
}

TEST_F(StatisticsOfAMeter, IsRightOnDaysOfOtherLengths) {
    for (auto const* of :
         {"2026-03-28", "2026-03-29", "2026-03-30", "2026-10-24", "2026-10-25", "2026-10-26"})
        add_curve(of, 1000);
    deliver();
    EXPECT_EQ(bar("2026-03-29"), 23'000);
    EXPECT_EQ(bar("2026-10-25"), 25'000);
    EXPECT_EQ(bar("2026-03-30"), 24'000);
    EXPECT_EQ(bar("2026-10-26"), 24'000);
}

} // namespace
} // namespace enedis2mqtt::home_assistant
