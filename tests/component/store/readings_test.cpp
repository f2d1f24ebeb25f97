#include "store/database.hpp"
#include "store/place.hpp"
#include "store/rows.hpp"
#include "store_on_disk.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

namespace enedis2mqtt::store {
namespace {

using Keep = StoreOnDisk;

constexpr CivilDay monday{2026, 11, 16};
constexpr DayRange week{monday, monday + 7};

std::vector<CivilDay> days_in(DayRange range) {
    std::vector<CivilDay> days;
    for (auto day = range.start; day < range.end; ++day)
        days.push_back(day);
    return days;
}

std::vector<DailyEnergy> daily_values(DayRange range, int seed = 0) {
    std::vector<DailyEnergy> values;
    for (auto const day : days_in(range))
        values.push_back({day, Energy::from_wh(9000 + (day - CivilDay{2020, 1, 1}) * 7 + seed)});
    return values;
}

Keeping maxima(DayRange range) {
    Keeping result{home, max_power_series};
    for (auto const day : days_in(range))
        result.readings.max_power.push_back(
            {day, paris.start_of(day) + std::chrono::hours{19}, ApparentPower::from_va(6210)});
    result.source = "conso_api";
    return result;
}

TEST_F(Keep, GivesBackWhatItWasGiven) {
    auto const store = opened();
    auto const points = half_hours(week);
    EXPECT_EQ(kept(*store, keeping(points)), 7 * 48);
    EXPECT_EQ(kept(*store, keeping(daily_values(week))), 7);
    EXPECT_EQ(kept(*store, maxima(week)), 7);
    EXPECT_EQ(stored_curve(*store, week), points);
    EXPECT_EQ(store->daily(home, Direction::consumption, week).value(), daily_values(week));
    EXPECT_EQ(store->max_power(home, week).value(), maxima(week).readings.max_power);
}

TEST_F(Keep, TellsMetersAndDirectionsApart) {
    auto const store = opened();
    kept(*store, keeping(daily_values(week)));
    EXPECT_TRUE(store->daily(home, Direction::production, week).value().empty());
    EXPECT_TRUE(store->daily(barn, Direction::consumption, week).value().empty());
    Keeping produced{home, {Direction::production, Dataset::daily}};
    produced.readings.daily = daily_values(week, 500);
    kept(*store, produced);
    EXPECT_EQ(store->daily(home, Direction::production, week).value(), daily_values(week, 500));
    EXPECT_EQ(store->daily(home, Direction::consumption, week).value(), daily_values(week));
}

TEST_F(Keep, ReadsOnlyTheRangeAskedFor) {
    auto const store = opened();
    kept(*store, keeping(half_hours(week)));
    kept(*store, keeping(daily_values(week)));
    DayRange const two{monday + 2, monday + 4};
    EXPECT_EQ(store->daily(home, Direction::consumption, two).value(), daily_values(two));
    EXPECT_EQ(stored_curve(*store, two), half_hours(two));
    auto const start = paris.start_of(monday);
    auto const inside = store->load_curve(
        home, Direction::consumption, {start + std::chrono::minutes{10}, start + std::chrono::minutes{70}});
    EXPECT_EQ(inside.value().size(), 1U);
}

TEST_F(Keep, WritesNothingWhenTheAnswerIsKnown) {
    auto const store = opened();
    auto settled = keeping(half_hours(week));
    settled.ledger[monday] = {DayState::complete, 0, std::nullopt};
    settled.ledger[monday + 1] = {DayState::partial, 2, paris.start_of(monday + 3)};
    kept(*store, settled);
    kept(*store, keeping(daily_values(week)));
    kept(*store, maxima(week));
    auto const before = everything_on_disk();

    for (auto answer : {settled, keeping(daily_values(week)), maxima(week)}) {
        answer.source = "my_electrical_data";
        EXPECT_EQ(kept(*store, answer), 0);
    }
    EXPECT_EQ(kept(*store, Keeping{home, curve_series}), 0);
    EXPECT_EQ(everything_on_disk(), before);
}

TEST_F(Keep, ChangesNoRowWhenTheAnswerIsKnown) {
    opened();
    auto database = Database::open(path_).value();
    auto& connection = *database;
    SqliteStore store{std::move(database), nullptr};
    kept(store, keeping(half_hours(week)));
    auto const changes = connection.integer("SELECT total_changes()");
    kept(store, keeping(half_hours(week)));
    EXPECT_EQ(connection.integer("SELECT total_changes()"), changes);
}

TEST_F(Keep, CountsWhatIsNewOrCorrected) {
    auto const store = opened();
    kept(*store, keeping(daily_values({monday, monday + 5})));
    auto later = daily_values(week);
    later[2].energy = Energy::from_wh(1);
    EXPECT_EQ(kept(*store, keeping(later)), 3);
    EXPECT_EQ(store->daily(home, Direction::consumption, week).value(), later);

    kept(*store, keeping(half_hours(week)));
    auto const noon = paris.start_of(monday + 1) + std::chrono::hours{12};
    EXPECT_EQ(kept(*store, keeping(curve(noon, std::chrono::minutes{30}, {12345}))), 1);
}

TEST_F(Keep, CorrectsTheInstantOfAMaximum) {
    auto const store = opened();
    kept(*store, maxima(week));
    auto corrected = maxima(week);
    corrected.readings.max_power[3].at += std::chrono::minutes{1};
    EXPECT_EQ(kept(*store, corrected), 1);
    EXPECT_EQ(store->max_power(home, week).value(), corrected.readings.max_power);
}

TEST_F(Keep, LeavesWhatTheAnswerLacks) {
    auto const store = opened();
    kept(*store, keeping(daily_values(week)));
    kept(*store, keeping(half_hours(week)));
    auto const holes = daily_values(week);
    EXPECT_EQ(kept(*store, keeping(std::vector{holes.front(), holes.back()})), 0);
    LoadCurve ends;
    ends.append(half_hours(week).readings().front());
    ends.append(half_hours(week).readings().back());
    EXPECT_EQ(kept(*store, keeping(ends)), 0);
    EXPECT_EQ(store->daily(home, Direction::consumption, week).value(), holes);
    EXPECT_EQ(stored_curve(*store, week), half_hours(week));
}

TEST_F(Keep, TakesAnotherStepOnlyWhereItCoversTheStoredTime) {
    auto const store = opened();
    auto const start = paris.start_of(monday);
    auto const hourly = curve(start, std::chrono::minutes{60}, std::vector<int>(24, 800));
    kept(*store, keeping(half_hours({monday, monday + 1})));
    EXPECT_EQ(kept(*store, keeping(hourly)), 24);
    EXPECT_EQ(stored_curve(*store, {monday, monday + 1}), hourly);
    SQLite::Database file{path_.string()};
    EXPECT_EQ(file.execAndGet("SELECT count(*) FROM curve").getInt(), 24) << "no half-hour stays beneath";
    EXPECT_EQ(kept(*store, keeping(curve(start, std::chrono::minutes{30}, {1}))), 0);
    EXPECT_EQ(stored_curve(*store, {monday, monday + 1}), hourly);
}

TEST_F(Keep, SeesTheStoredPointThatReachesIntoTheAnswer) {
    auto const store = opened();
    auto const start = paris.start_of(monday);
    kept(*store, keeping(curve(start, std::chrono::minutes{60}, {800})));
    auto const second_half = curve(start + std::chrono::minutes{30}, std::chrono::minutes{30}, {1});
    EXPECT_EQ(kept(*store, keeping(second_half)), 0);
    EXPECT_EQ(stored_curve(*store, {monday, monday + 1}).size(), 1U);
}

TEST_F(Keep, EndsUpTheSameInWhateverOrderAnswersCome) {
    std::vector<Keeping> answers;
    for (int part = 0; part < 8; ++part) {
        answers.push_back(keeping(half_hours({monday + part * 3, monday + part * 3 + 7})));
        answers.push_back(keeping(daily_values({monday + part * 2, monday + part * 2 + 9})));
    }
    DayRange const all{monday, monday + 40};
    auto const expected = half_hours({monday, monday + 28});
    std::mt19937 random{7};
    for (int round = 0; round < 10; ++round) {
        std::ranges::shuffle(answers, random);
        auto const store = open_store_in_memory().value();
        for (auto const& answer : answers)
            kept(*store, answer);
        ASSERT_EQ(stored_curve(*store, all), expected);
        ASSERT_EQ(store->daily(home, Direction::consumption, all).value(),
                  daily_values({monday, monday + 23}));
    }
}

TEST_F(Keep, HoldsTheShortAndTheLongDay) {
    auto const store = opened();
    for (auto const& [day, slots] :
         {std::pair{CivilDay{2025, 3, 30}, 46U}, std::pair{CivilDay{2025, 10, 26}, 50U}}) {
        EXPECT_EQ(kept(*store, keeping(half_hours({day - 1, day + 2}))), 96 + static_cast<int>(slots));
        auto const points = stored_curve(*store, {day, day + 1});
        EXPECT_EQ(points.size(), slots);
        EXPECT_TRUE(points.covers(paris.interval_of(day)));
    }
}

TEST_F(Keep, TheFirstDayIsNeverAfterTheOneOfTheFirstPoint) {
    for (auto const* name : {"Europe/Paris", "America/Martinique", "Pacific/Noumea", "Pacific/Wallis"}) {
        auto const zone = TimeZone::find(name).value();
        for (auto const hour : {0, 12, 23}) {
            std::filesystem::remove(path_);
            auto const store = opened();
            auto const first = zone.interval_of(monday).start + std::chrono::hours{hour};
            all_kept(*store, keeping(curve(first, std::chrono::minutes{30}, {400})));
            auto const told = store->first_day(home).value().value();
            EXPECT_TRUE(told == monday || told == monday - 1) << name << ' ' << hour << "h: " << told.iso();
        }
    }
}

TEST_F(Keep, TheFirstDayIsFoundWithoutReadingTheArchiveThrough) {
    opened();
    SQLite::Database database{path_.string()};
    SQLite::Statement plan{database, "EXPLAIN QUERY PLAN " + std::string{first_day_sql}};
    int looks = 0;
    while (plan.executeStep()) {
        auto const step = plan.getColumn(3).getString();
        for (auto const* table : {"ledger", "daily", "max_power", "curve"}) {
            EXPECT_FALSE(step.starts_with(std::string{"SCAN "} + table)) << step;
            EXPECT_EQ(step.find("TEMP B-TREE"), std::string::npos) << step;
            looks +=
                step.starts_with(std::string{"SEARCH "} + table + " USING PRIMARY KEY (series=?)") ? 1 : 0;
        }
    }
    EXPECT_EQ(looks, 4);
}

TEST_F(Keep, CountsWhatTookThePlaceOfMore) {
    auto const store = opened();
    auto const midnight = paris.start_of(monday);
    all_kept(*store, keeping(curve(midnight, std::chrono::minutes{30}, {400, 500})));
    auto const hour = all_kept(*store, keeping(curve(midnight, std::chrono::minutes{60}, {450})));
    EXPECT_EQ(hour.changed, 1);
    EXPECT_EQ(hour.added, 0);
}

TEST_F(Keep, GivesNothingOfAMeterItDoesNotKnow) {
    auto const store = opened();
    EXPECT_TRUE(stored_curve(*store, week).empty());
    EXPECT_TRUE(store->ledger(home, daily_series, week).value().empty());
    EXPECT_FALSE(store->last_complete(home, daily_series).value());
}

TEST_F(Keep, SettlesDaysTogetherWithTheirReadings) {
    auto const store = opened();
    auto answer = keeping(daily_values({monday, monday + 2}));
    answer.ledger = {{monday, {DayState::complete, 0, std::nullopt}},
                     {monday + 1, {DayState::complete, 0, std::nullopt}},
                     {monday + 2, {DayState::absent, 1, paris.start_of(monday + 4)}},
                     {monday + 3, {DayState::refused, 2, std::nullopt}}};
    kept(*store, answer);
    EXPECT_EQ(store->ledger(home, daily_series, week).value(), answer.ledger);
    EXPECT_EQ(store->ledger(home, daily_series, {monday + 1, monday + 3}).value().size(), 2U);
    EXPECT_TRUE(store->ledger(home, curve_series, week).value().empty());
    EXPECT_EQ(store->last_complete(home, daily_series).value(), monday + 1);

    Keeping settled{home, daily_series};
    settled.ledger[monday + 2] = {DayState::complete, 0, std::nullopt};
    EXPECT_EQ(kept(*store, settled), 0);
    EXPECT_EQ(store->last_complete(home, daily_series).value(), monday + 2);
}

double cpu_ms(auto&& work) {
    auto const before = std::clock();
    work();
    return static_cast<double>(std::clock() - before) * 1000.0 / CLOCKS_PER_SEC;
}

// The bounds are those of an optimised build, ten times wider: they catch a statement prepared per row, or a
// transaction per row, on any machine and under the sanitizers.
TEST_F(Keep, TakesTwoYearsOfHalfHoursAtOnce) {
    auto const store = opened();
    auto const points = keeping(half_hours({CivilDay{2024, 11, 23}, CivilDay{2026, 11, 23}}));
    ASSERT_EQ(points.readings.curve.size(), 35040U);
    auto const first = cpu_ms([&] { kept(*store, points); });
    auto const again = cpu_ms([&] { kept(*store, points); });
    DayRange const year{CivilDay{2025, 1, 1}, CivilDay{2026, 1, 1}};
    kept(*store, keeping(daily_values(year)));
    auto const read =
        cpu_ms([&] { EXPECT_EQ(store->daily(home, Direction::consumption, year).value().size(), 365U); });
    std::printf("keep 35,040 points: %.1f ms CPU; the same again: %.1f ms; read 365 days: %.2f ms\n", first,
                again, read);
    EXPECT_LT(first, 1000);
    EXPECT_LT(again, 500);
    EXPECT_LT(read, 20);
}

TEST_F(Keep, HoldsThreeYearsOfAMeterInFewMegabytes) {
    DayRange const years{CivilDay{2023, 11, 23}, CivilDay{2026, 11, 23}};
    {
        auto const store = opened();
        // As history arrives: the newest week first.
        for (auto end = years.end; end > years.start; end = end - 7) {
            DayRange const part{std::max(years.start, end - 7), end};
            auto answer = keeping(half_hours(part));
            for (auto const day : days_in(part))
                answer.ledger[day] = {DayState::complete, 0, std::nullopt};
            kept(*store, answer);
        }
        kept(*store, keeping(daily_values(years)));
        kept(*store, maxima(years));
    }
    auto const size = std::filesystem::file_size(path_);
    auto const opening = cpu_ms([&] { opened(); });
    std::printf("three years of one meter: %.2f MB; opened in %.1f ms CPU\n", static_cast<double>(size) / 1e6,
                opening);
    EXPECT_LT(size, 2'000'000U);
    EXPECT_LT(opening, 500);
}

} // namespace
} // namespace enedis2mqtt::store
