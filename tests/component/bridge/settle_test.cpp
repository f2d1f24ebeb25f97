#include "support/fake_clock.hpp"
#include "support/fake_source.hpp"

#include <enedis2mqtt/bridge/ask.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

namespace enedis2mqtt {
namespace {

using test::at;
using test::day;

Series const curve{Direction::consumption, Dataset::load_curve};
Series const daily{Direction::consumption, Dataset::daily};
Series const max_power{Direction::consumption, Dataset::max_power};
DayRange const two_days{day("2026-11-20"), day("2026-11-22")};

/// An archive in which a second connection sets the scene.
struct Settle : testing::Test {
    Settle() { other.emplace((directory / "store.db").string(), SQLite::OPEN_READWRITE); }
    ~Settle() override {
        other.reset();
        store.reset();
        std::filesystem::remove_all(directory);
    }

    Result<Kept> settle_days(Series series, Readings readings, Provenance provenance) {
        Keeping keeping{id, series};
        keeping.readings = std::move(readings);
        keeping.provenance = provenance;
        keeping.source = "someone";
        return settle(*store, std::move(keeping), two_days, test::paris(), clock.now());
    }
    Readings whole(Series series) const { return test::FakeSource::whole({id, series, two_days}); }
    LoadCurve held() {
        return store->load_curve(id, Direction::consumption, test::paris().interval_of(two_days)).value();
    }

    static std::filesystem::path own_directory() {
        auto name = (std::filesystem::temp_directory_path() / "enedis2mqtt-settle-XXXXXX").string();
        return ::mkdtemp(name.data());
    }

    std::filesystem::path directory = own_directory();
    std::unique_ptr<store::SqliteStore> store = store::open_store(directory / "store.db").value();
    std::optional<SQLite::Database> other;
    UsagePointId id = UsagePointId::parse("12345678901234").value();
    test::FakeClock clock{at("2026-11-23", 11)};
    CountingGate gate{"conso_api", CallLimits{}, *store, clock, test::paris()};
    test::FakeSource source{gate};
    SourceDay shared{gate, clock};
    MeterTools tools{Meter{id, "Maison"},
                     test::paris(),
                     Timetable{PollRules{}, id, test::paris()},
                     source,
                     gate,
                     shared,
                     *store,
                     *store,
                     clock};
};

struct SettleFrom : Settle, testing::WithParamInterface<Provenance> {};

TEST_P(SettleFrom, AnAnswerWhoseLedgerCannotBeWrittenLeavesNoReadingEither) {
    other->exec("CREATE TRIGGER no_ledger BEFORE INSERT ON ledger BEGIN SELECT RAISE(FAIL, 'no room'); END");
    EXPECT_FALSE(settle_days(curve, whole(curve), GetParam()));
    EXPECT_TRUE(held().empty());
    other->exec("DROP TRIGGER no_ledger");
    EXPECT_TRUE(settle_days(curve, whole(curve), GetParam()));
    EXPECT_EQ(held(), whole(curve).curve);
}

std::string name_of(testing::TestParamInfo<Provenance> const& which) {
    constexpr char const* names[]{"HomeAssistant", "File", "Migration", "Api"};
    return names[static_cast<std::size_t>(which.param)];
}

INSTANTIATE_TEST_SUITE_P(Everyone, SettleFrom,
                         testing::Values(Provenance::api, Provenance::file, Provenance::migration,
                                         Provenance::home_assistant),
                         name_of);

TEST_F(Settle, ACompleteDayIsNeverDowngraded) {
    auto const complete = [&](Series series) {
        auto const ledger = store->ledger(id, series, two_days).value();
        return ledger.size() == 2 && std::ranges::all_of(ledger, [](auto const& one) {
                   return one.second.state == DayState::complete && one.second.attempts == 0 &&
                          !one.second.ask_again;
               });
    };
    for (auto const series : {daily, max_power, curve}) {
        ASSERT_TRUE(settle_days(series, whole(series), Provenance::api));
        ASSERT_TRUE(complete(series)) << measure_name(series);
        ASSERT_TRUE(settle_days(series, {}, Provenance::api));
        EXPECT_TRUE(complete(series)) << "an empty answer: " << measure_name(series);
        ASSERT_TRUE(mark_refused(tools, series, two_days));
        EXPECT_TRUE(complete(series)) << "a refusal: " << measure_name(series);
    }
}

} // namespace
} // namespace enedis2mqtt
