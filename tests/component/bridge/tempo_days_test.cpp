#include "support/days.hpp"
#include "support/fake_clock.hpp"
#include "support/run_loop.hpp"

#include <enedis2mqtt/bridge/tempo_days.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using enum TempoColor;
using test::at;
using test::day;
using test::paris;

struct Asked {
    Instant at;
    TempoSource source;
    bool season;
    friend bool operator==(Asked const&, Asked const&) = default;
};

/// Two sources with a calendar each.
class TwoSources final : public TempoColors {
public:
    explicit TwoSources(Clock& clock) : clock_(clock) {}

    Task<Result<std::vector<ToldColor>>> two_days(TempoSource source, CivilDay today) override {
        asked.push_back({clock_.now(), source, false});
        co_return told(source, {today, today + 2});
    }
    Task<Result<std::vector<ToldColor>>> season(TempoSource source, CivilDay one) override {
        asked.push_back({clock_.now(), source, true});
        co_return told(source, tempo_season(one));
    }

    std::map<TempoSource, TempoCalendar> calendars;
    std::map<TempoSource, Error> errors;
    std::vector<Asked> asked;

private:
    Result<std::vector<ToldColor>> told(TempoSource source, DayRange days) {
        if (auto const error = errors.find(source); error != errors.end())
            return error->second;
        std::vector<ToldColor> told;
        for (auto const& [one, color] : calendars[source])
            if (days.contains(one))
                told.push_back({one, source, color});
        return told;
    }

    Clock& clock_;
};

class TempoDaysTest : public testing::Test {
protected:
    ~TempoDaysTest() override { end(); }

    void begin(Instant from, CivilDay since) {
        clock.set(from);
        TempoTools tools{sources, *store, *store, clock};
        TempoOptions options{paris(), since, 7min, [this] { ++changes; }};
        tempo = std::make_unique<TempoDays>(loop.get_executor(), tools, std::move(options));
        ASSERT_TRUE(tempo->load());
        tempo->start();
        test::run_until(loop, clock, from);
    }
    void until(Instant when) { test::run_until(loop, clock, when); }
    void end() {
        if (!tempo)
            return;
        test::run_task(loop, tempo->stop());
        tempo.reset();
    }
    /// Every day of both calendars is blue.
    void all_blue(DayRange days) {
        for (auto one = days.start; one < days.end; ++one)
            for (auto const source : all_tempo_sources)
                sources.calendars[source][one] = blue;
    }

    test::FakeClock clock{at("2026-11-20", 9)};
    boost::asio::io_context loop;
    TwoSources sources{clock};
    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
    std::unique_ptr<TempoDays> tempo;
    int changes = 0;
};

TEST_F(TempoDaysTest, AsksTheSecondOnlyWhereTheFirstIsSilent) {
    all_blue({day("2026-11-20"), day("2026-11-25")});
    sources.calendars[TempoSource::couleur_tempo].erase(day("2026-11-21"));
    sources.calendars[TempoSource::rte][day("2026-11-21")] = red;
    begin(at("2026-11-20", 9), day("2026-11-20"));
    EXPECT_EQ(sources.asked, (std::vector<Asked>{{at("2026-11-20", 9), TempoSource::couleur_tempo, false}}));
    EXPECT_EQ(tempo->now().color, blue);
    EXPECT_EQ(tempo->now().tomorrow, std::nullopt) << "it is not 11:00";

    sources.asked.clear();
    until(at("2026-11-20", 23));
    EXPECT_EQ(sources.asked, (std::vector<Asked>{{at("2026-11-20", 11, 7), TempoSource::couleur_tempo, false},
                                                 {at("2026-11-20", 11, 7), TempoSource::rte, false}}));
    EXPECT_EQ(tempo->now().tomorrow, red);
    EXPECT_EQ(changes, 2);
}

TEST_F(TempoDaysTest, MakesOneCallADayOnceTheSeasonIsKnown) {
    all_blue({day("2026-09-01"), day("2026-12-31")});
    begin(at("2026-11-20", 9), day("2026-09-01"));
    until(at("2026-11-21", 10));
    sources.asked.clear();
    until(at("2026-11-28", 10));
    EXPECT_EQ(sources.asked.size(), 7u);
    EXPECT_EQ(tempo->now().left, (TempoCounts{300 - 89, 43, 22}));
}

TEST_F(TempoDaysTest, TellsOfANewDayAtMidnight) {
    all_blue({day("2026-11-20"), day("2026-11-25")});
    begin(at("2026-11-20", 12), day("2026-11-20"));
    auto const before = changes;
    until(at("2026-11-20", 23, 59, 59));
    EXPECT_EQ(changes, before);
    until(at("2026-11-21", 0));
    EXPECT_EQ(changes, before + 1);
    EXPECT_EQ(tempo->now().today, day("2026-11-21"));
    EXPECT_EQ(tempo->now().color, blue);
}

TEST_F(TempoDaysTest, HasNoColorWhereTheSourcesDiffer) {
    all_blue({day("2026-11-20"), day("2026-11-22")});
    begin(at("2026-11-20", 9), day("2026-11-20"));
    // The second tells of tomorrow; a day later the first does, and says another colour.
    sources.calendars[TempoSource::couleur_tempo].erase(day("2026-11-21"));
    until(at("2026-11-20", 11, 7));
    EXPECT_EQ(tempo->now().tomorrow, blue) << "told by the second";
    sources.calendars[TempoSource::couleur_tempo][day("2026-11-21")] = red;
    sources.calendars[TempoSource::rte].erase(day("2026-11-22"));
    sources.calendars[TempoSource::couleur_tempo].erase(day("2026-11-22"));
    until(at("2026-11-21", 11, 7));
    EXPECT_EQ(tempo->now().color, std::nullopt) << "red and blue";
    EXPECT_EQ(agreed_colors(store->told_colors().value()), tempo->colors());

    sources.calendars[TempoSource::rte][day("2026-11-21")] = red;
    until(at("2026-11-21", 11, 37));
    EXPECT_EQ(tempo->now().color, red) << "both say so now";
}

TEST_F(TempoDaysTest, SpendsItsCallsOfADayAndNoMore) {
    begin(at("2026-11-20", 0), day("2024-09-01"));
    until(at("2026-11-20", 23, 59));
    EXPECT_EQ(sources.asked.size(), static_cast<std::size_t>(most_tempo_calls));
    end();
    begin(at("2026-11-20", 23, 59, 30), day("2024-09-01"));
    EXPECT_EQ(sources.asked.size(), static_cast<std::size_t>(most_tempo_calls)) << "a restart knows of them";
}

TEST_F(TempoDaysTest, LearnsOldSeasonsOnce) {
    all_blue({day("2024-09-01"), day("2026-12-31")});
    begin(at("2026-11-20", 12), day("2025-02-01"));
    std::vector<Asked> const expected{{at("2026-11-20", 12), TempoSource::couleur_tempo, false},
                                      {at("2026-11-20", 12), TempoSource::couleur_tempo, true},
                                      {at("2026-11-20", 12), TempoSource::couleur_tempo, true},
                                      {at("2026-11-20", 12), TempoSource::couleur_tempo, true}};
    EXPECT_EQ(sources.asked, expected);
    EXPECT_TRUE(tempo->colors().contains(day("2025-02-01")));
    sources.asked.clear();
    end();
    begin(at("2026-11-20", 13), day("2025-02-01"));
    until(at("2026-11-20", 23));
    EXPECT_TRUE(sources.asked.empty()) << "the archive knows them";
}

TEST_F(TempoDaysTest, GoesOnAfterAFailure) {
    all_blue({day("2026-11-20"), day("2026-11-22")});
    sources.errors.insert_or_assign(TempoSource::couleur_tempo, Error{ErrorCode::outage, "500"});
    sources.errors.insert_or_assign(TempoSource::rte, Error{ErrorCode::timeout, "60 s"});
    begin(at("2026-11-20", 9), day("2026-11-20"));
    EXPECT_EQ(tempo->now().color, std::nullopt);
    sources.errors.clear();
    until(at("2026-11-20", 9, 30));
    EXPECT_EQ(tempo->now().color, blue);
}

} // namespace
} // namespace enedis2mqtt
