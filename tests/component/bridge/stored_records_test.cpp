#include "support/fake_clock.hpp"
#include "support/fake_source.hpp"
#include "support/records.hpp"

#include <enedis2mqtt/bridge/stored_records.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;
using test::paris;
using Value = decltype(Record::value);

Series const curve{Direction::consumption, Dataset::load_curve};
Series const daily{Direction::consumption, Dataset::daily};

struct StoredRecordsTest : testing::Test {
    void keep(Series series, Readings readings, DayRange complete) {
        Keeping keeping{id, series};
        keeping.readings = std::move(readings);
        keeping.source = "someone";
        for (auto one = complete.start; one < complete.end; ++one)
            keeping.ledger[one] = {DayState::complete, 0, std::nullopt};
        ASSERT_TRUE(store->keep(keeping, paris()));
    }
    void keep_whole(Series series, DayRange days) {
        keep(series, test::FakeSource::whole({id, series, days}), days);
    }
    /// The rows of each piece; `missing` is that of the whole query.
    std::vector<std::vector<Record>> pieces(Measure measure, DayRange days) {
        auto const cursor = records.read({id, Direction::consumption, measure, days}).value();
        std::vector<std::vector<Record>> all;
        for (auto rows = cursor->next().value(); rows; rows = cursor->next().value())
            all.push_back(*std::move(rows));
        EXPECT_FALSE(cursor->next().value().has_value()) << "the end stays the end";
        missing = cursor->missing();
        return all;
    }
    std::vector<Record> rows(Measure measure, DayRange days) {
        auto const cursor = records.read({id, Direction::consumption, measure, days}).value();
        auto all = test::rows_of(*cursor);
        missing = cursor->missing();
        return all;
    }

    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
    UsagePointId id = UsagePointId::parse("12345678901234").value();
    test::FakeClock clock{at("2026-11-23", 8)};
    TempoCalendar const colors;
    StoredRecords records{*store, clock, {Meter{id, "Maison"}}, colors};
    std::vector<CivilDay> missing;
};

TEST_F(StoredRecordsTest, ComeADayOfTheCurveAtATime) {
    DayRange const days{day("2026-10-24"), day("2026-10-27")};
    keep_whole(curve, days);
    auto const all = pieces(Measure::hourly, days);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].size(), 48U);
    EXPECT_EQ(all[1].size(), 50U) << "the day of the doubled hour";
    EXPECT_EQ(all[2].size(), 48U);
    EXPECT_TRUE(missing.empty());
}

TEST_F(StoredRecordsTest, GiveAReadingAcrossMidnightOnce) {
    auto const midnight = paris().start_of(day("2026-11-21"));
    Readings across;
    across.curve.append({{midnight - 15min, midnight + 15min}, Power::from_watts(500)});
    keep(curve, across, {day("2026-11-20"), day("2026-11-20")});
    auto const all = pieces(Measure::hourly, {day("2026-11-20"), day("2026-11-22")});
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].size(), 1U);
    EXPECT_TRUE(all[1].empty());
    EXPECT_TRUE(rows(Measure::hourly, {day("2026-11-20"), day("2026-11-21")}).empty()) << "it ends beyond";
}

TEST_F(StoredRecordsTest, AddUpMonthsAndYearsThatSpanManyPieces) {
    DayRange const days{day("2025-12-30"), day("2026-03-01")};
    keep_whole(daily, {days.start, day("2026-02-10")});
    auto const months = rows(Measure::monthly, days);
    ASSERT_EQ(months.size(), 3U);
    EXPECT_EQ(months[0].value, Value{Energy::from_wh(2 * 12'000)});
    EXPECT_EQ(months[1].value, Value{Energy::from_wh(31 * 12'000)});
    EXPECT_EQ(months[1].period, paris().interval_of(DayRange{day("2026-01-01"), day("2026-02-01")}));
    EXPECT_EQ(months[1].source, "someone");
    EXPECT_EQ(months[2].source, "someone (9 of 28 days)");
    EXPECT_EQ(missing.size(), 19U);
    EXPECT_EQ(missing.front(), day("2026-02-10"));
    auto const years = rows(Measure::yearly, days);
    ASSERT_EQ(years.size(), 2U);
    EXPECT_EQ(years[1].value, Value{Energy::from_wh((31 + 9) * 12'000)});
    EXPECT_EQ(years[1].period, paris().interval_of(DayRange{day("2026-01-01"), days.end}));
}

TEST_F(StoredRecordsTest, MissNoDayThatIsStillToCome) {
    auto const all = rows(Measure::daily, {day("2026-11-21"), day("2026-12-01")});
    EXPECT_TRUE(all.empty());
    EXPECT_EQ(missing, (std::vector{day("2026-11-21"), day("2026-11-22")})) << "today is the 23rd";
}

} // namespace
} // namespace enedis2mqtt
