#include "component/store/store_on_disk.hpp"

#include <SQLiteCpp/Database.h>

namespace enedis2mqtt::store {
namespace {

using namespace std::chrono_literals;

class Trust : public StoreOnDisk {
protected:
    Keeping from(Keeping what, Provenance provenance,
                 Instant when = Instant{std::chrono::seconds{1795507200}}) {
        what.provenance = provenance;
        what.source = provenance == Provenance::file ? "file" : "conso_api";
        what.at = when;
        return what;
    }
    std::vector<DailyEnergy> days() {
        return store->daily(home, Direction::consumption, {day, day + 2}).value();
    }

    CivilDay const day{2026, 11, 20};
    Instant const midnight = paris.start_of(day);
    std::unique_ptr<SqliteStore> store = opened();
};

TEST_F(Trust, AnApiValueTakesThePlaceOfAFileValueAndNotTheOtherWayRound) {
    all_kept(*store, from(keeping({{day, Energy::from_wh(12'800)}}), Provenance::file));
    auto const better = all_kept(*store, from(keeping({{day, Energy::from_wh(12'820)}}), Provenance::api));
    EXPECT_EQ(better.changed, 1);
    auto const worse = all_kept(*store, from(keeping({{day, Energy::from_wh(12'800)}}), Provenance::file));
    EXPECT_EQ(worse.changed + worse.added, 0);
    EXPECT_EQ(days().front().energy, Energy::from_wh(12'820));
    EXPECT_TRUE(better.corrections.empty()) << "a better source is no correction";
}

TEST_F(Trust, ACurvePointOfTheApiStaysWhereAFileOverlapsIt) {
    all_kept(*store, from(keeping(curve(midnight, 30min, {411, 422})), Provenance::api));
    auto const file = all_kept(*store, from(keeping(curve(midnight, 60min, {400, 500})), Provenance::file));
    EXPECT_EQ(file.added, 1) << "only the hour that the archive lacks";
    EXPECT_EQ(store->load_curve(home, Direction::consumption, {midnight, midnight + 2h}).value().size(), 3u);
    EXPECT_EQ(store->load_curve(home, Direction::consumption, {midnight, midnight + 1h}).value(),
              curve(midnight, 30min, {411, 422}));
}

TEST_F(Trust, AValueThatTheApiConfirmsIsNoLongerThatOfAFile) {
    all_kept(*store, from(keeping(curve(midnight, 30min, {411})), Provenance::file));
    all_kept(*store, from(keeping({{day, Energy::from_wh(12'000)}}), Provenance::file));
    all_kept(*store, from(keeping(curve(midnight, 30min, {411})), Provenance::api));
    all_kept(*store, from(keeping({{day, Energy::from_wh(12'000)}}), Provenance::api));
    EXPECT_EQ(
        store->sourced_curve(home, Direction::consumption, {midnight, midnight + 1h}).value().front().source,
        "conso_api");
    EXPECT_EQ(store->sourced_daily(home, Direction::consumption, {day, day + 1}).value().front().source,
              "conso_api");
}

TEST_F(Trust, ACorrectionIsKeptWithBothValuesItsTimeAndItsSource) {
    Instant const later{std::chrono::seconds{1795600000}};
    all_kept(*store, from(keeping({{day, Energy::from_wh(12'000)}}), Provenance::api));
    auto const kept =
        all_kept(*store, from(keeping({{day, Energy::from_wh(12'500)}}), Provenance::api, later));
    ASSERT_EQ(kept.corrections.size(), 1u);
    Correction const expected{
        daily_series, paris.interval_of(day), Energy::from_wh(12'000), Energy::from_wh(12'500), later,
        "conso_api"};
    EXPECT_EQ(kept.corrections.front(), expected);
    SQLite::Database file{path_.string()};
    EXPECT_EQ(
        file.execAndGet(
                "SELECT group_concat(start || ' ' || seconds || ' ' || before || ' ' || after || ' ' || "
                "at || ' ' || name) FROM correction JOIN source ON source.id = source")
            .getString(),
        "1795129200 86400 43200000 45000000 1795600000 conso_api");
}

TEST_F(Trust, ACorrectedCurveRemembersEachHalfHour) {
    all_kept(*store, from(keeping(curve(midnight, 30min, {400, 500, 600})), Provenance::api));
    auto const kept =
        all_kept(*store, from(keeping(curve(midnight, 30min, {400, 510, 620})), Provenance::api));
    ASSERT_EQ(kept.corrections.size(), 2u);
    EXPECT_EQ(kept.corrections.front().before, Quantity{Power::from_watts(500)});
    EXPECT_EQ(kept.corrections.front().after, Quantity{Power::from_watts(510)});
    EXPECT_EQ(kept.changed, 2);
    EXPECT_EQ(kept.added, 0);
}

TEST_F(Trust, AnotherStepWithTheSameEnergyIsNoCorrection) {
    all_kept(*store, from(keeping(curve(midnight, 30min, {400, 400})), Provenance::api));
    auto const kept = all_kept(*store, from(keeping(curve(midnight, 60min, {400})), Provenance::api));
    EXPECT_TRUE(kept.corrections.empty());
}

TEST_F(Trust, WhatIsTheSameIsNotWritten) {
    all_kept(*store, from(keeping({{day, Energy::from_wh(12'000)}}), Provenance::api));
    auto const before = everything_on_disk();
    auto const kept = all_kept(*store, from(keeping({{day, Energy::from_wh(12'000)}}), Provenance::api));
    EXPECT_EQ(kept.added + kept.changed, 0);
    EXPECT_EQ(everything_on_disk(), before);
}

TEST_F(Trust, AHistoryJobOutlivesTheProcess) {
    HistoryJob job{home, {day, day + 30}, {Dataset::daily, Dataset::max_power}, midnight};
    job.calls = 7;
    job = store->add_history_job(job).value();
    HistoryJob const other =
        store->add_history_job({home, {day, day + 5}, {Dataset::load_curve}, midnight}).value();
    store.reset();
    store = opened();
    EXPECT_EQ(store->history_jobs(home).value(), (std::vector{job, other}));
    EXPECT_TRUE(store->history_jobs(barn).value().empty());
    ASSERT_TRUE(store->remove_history_job(job.key));
    EXPECT_EQ(store->history_jobs(home).value(), std::vector{other});
}

} // namespace
} // namespace enedis2mqtt::store
