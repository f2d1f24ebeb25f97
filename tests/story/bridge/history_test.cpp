#include "story/bridge/story.hpp"
#include "support/records.hpp"

#include <enedis2mqtt/bridge/stored_records.hpp>
#include <enedis2mqtt/json/records.hpp>

#include <algorithm>
#include <random>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

class History : public Story {
protected:
    History() {
        config.providers.conso_api.daily_calls = 0;
        config.providers.my_electrical_data.daily_calls = 0;
    }
    HistoryPlan ask(CivilDay from, std::optional<CivilDay> to = std::nullopt,
                    std::vector<Dataset> data = {}) {
        HistoryRequest request{UsagePointId::parse(maison).value(), from};
        request.to = to;
        request.datasets = std::move(data);
        return bridge->scheduler().ask_history(request).value();
    }
    boost::json::value progress() { return topic(maison + "/status").at("progress"); }

    /// Every row of every measure, as `export` prints them.
    std::string export_of(std::string const& pdl = maison) {
        auto const id = UsagePointId::parse(pdl).value();
        auto const store = store::open_store(config.store.path, store::Access::guest).value();
        TempoCalendar const colors;
        StoredRecords records{*store, clock, {Meter{id, "Maison"}}, colors};
        std::string text;
        for (auto measure :
             {Measure::hourly, Measure::daily, Measure::monthly, Measure::yearly, Measure::max_power}) {
            RecordQuery const query{
                id, Direction::consumption, measure, {day("2023-01-01"), day("2027-01-01")}};
            auto const cursor = records.read(query).value();
            for (auto const& row : rows_of(*cursor))
                text += csv_line(row, paris());
        }
        return text;
    }
};

TEST_F(History, IsFetchedBesideTheDailyPollAndEndsWithTheWholePeriodThere) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    new_calls();
    auto const plan = ask(day("2025-11-01"));
    EXPECT_EQ(plan.calls, 1 + 1 + 55) << "what the first import brought is not asked for again";
    until(at("2026-11-23", 14, 3));
    EXPECT_EQ(new_calls(), plan.calls);
    EXPECT_TRUE(progress().is_null());
    EXPECT_EQ(light(maison), "up_to_date");
    auto const year = true_kwh(maison, Direction::consumption, {day("2025-11-01"), day("2026-11-01")});
    auto const id = UsagePointId::parse(maison).value();
    auto const store = store::open_store(config.store.path, store::Access::guest).value();
    auto const zone = paris();
    EXPECT_NEAR(
        store
            ->load_curve(id, Direction::consumption, zone.interval_of({day("2025-11-01"), day("2026-11-01")}))
            .value()
            .energy()
            .kwh(),
        year, 0.0005);
}

TEST_F(History, KeepsToTheBudgetDayAfterDayAndNeverTakesTheDailyPollsShare) {
    config.providers.conso_api.daily_calls = 30;
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    auto const plan = ask(day("2026-01-01"), std::nullopt, {Dataset::load_curve});
    EXPECT_EQ(plan.calls, 46);
    until(at("2026-11-23", 23, 59));
    EXPECT_EQ(new_calls(), 20) << "3 of the first import, 17 of the history: 10 are the daily poll's";
    auto const status = progress().as_object();
    EXPECT_EQ(status.at("kind"), "history");
    EXPECT_EQ(status.at("done"), 17);
    EXPECT_EQ(status.at("total"), 46);
    EXPECT_EQ(status.at("calls_left_today"), 0);

    auto const calls_before_the_day = source.calls({}, {});
    until(at("2026-11-24", 7, 59));
    EXPECT_LE(new_calls(), 5) << "in the night, what the day's looks leave";
    until(at("2026-11-24", 23, 59));
    EXPECT_EQ(source.calls({}, {}) - calls_before_the_day, 20) << "and the rest once the day is complete";
    EXPECT_EQ(light(maison), "up_to_date");
    new_calls();
    until(at("2026-11-25", 12));
    EXPECT_EQ(new_calls(), 12 + 3);
    EXPECT_TRUE(progress().is_null());
}

TEST_F(History, OfManyMetersLeavesEachOfThemItsDailyPoll) {
    config.providers.conso_api.daily_calls = 30;
    std::vector<std::string> const all{maison, "12345678900042", "12345678900059", "12345678900067"};
    for (auto const& pdl : all)
        add_meter(pdl);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    ask(day("2025-12-01"), std::nullopt, {Dataset::load_curve});
    for (auto morning : {at("2026-11-24", 12), at("2026-11-25", 12)}) {
        until(morning);
        EXPECT_FALSE(progress().is_null()) << "the history is still under way";
        for (auto const& pdl : all)
            EXPECT_EQ(light(pdl), "up_to_date") << pdl;
    }
}

TEST_F(History, AConfiguredBeginningIsAskedForOnceAndNotAgainAfterARestart) {
    add_meter(maison);
    config.meters.front().history_from = day("2026-06-01");
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 3));
    EXPECT_EQ(new_calls(), 3 + 24);
    restart();
    until(at("2026-11-23", 14, 5));
    EXPECT_EQ(new_calls(), 0);
}

TEST_F(History, IsNotHeldUpByADataSetThatNobodyUnderstands) {
    add_meter(maison);
    config.meters.front().history_from = day("2026-09-01");
    fault("truncated_json", "max_power");
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 15));
    auto const id = UsagePointId::parse(maison).value();
    auto const store = store::open_store(config.store.path, store::Access::guest).value();
    EXPECT_EQ(store->daily(id, Direction::consumption, {day("2026-09-01"), day("2026-09-02")}).value().size(),
              1u);
    EXPECT_FALSE(store
                     ->load_curve(id, Direction::consumption,
                                  paris().interval_of({day("2026-09-01"), day("2026-09-02")}))
                     .value()
                     .empty());
}

TEST_F(History, GoesOnAfterARestartAndAsksNothingTwice) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    new_calls();
    config.providers.conso_api.calls_per_second = 1;
    restart();
    auto const plan = ask(day("2026-05-01"), std::nullopt, {Dataset::load_curve});
    for (int life = 0; life < 5; ++life) {
        until(clock.now() + 3s);
        restart();
    }
    until(clock.now() + 2min);
    EXPECT_EQ(new_calls(), plan.calls);
    EXPECT_TRUE(progress().is_null());
}

TEST_F(History, IsAskedForByTopicAndAnsweredWithItsPlan) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    broker.deliver("enedis2mqtt/bridge/request/history",
                   R"({"pdl":"12345678901234","from":"2026-11-01","data":["load_curve"],"transaction":7})");
    until(at("2026-11-23", 14, 2));
    auto const answer =
        boost::json::parse(broker.payloads("enedis2mqtt/bridge/response/history").back()).as_object();
    EXPECT_EQ(answer.at("status"), "ok");
    EXPECT_EQ(answer.at("transaction"), 7);
    EXPECT_EQ(answer.at("data").at("calls"), 3);
    auto const event = boost::json::parse(broker.payloads("enedis2mqtt/bridge/event").back()).as_object();
    EXPECT_EQ(event.at("event"), "history_done");
}

TEST_F(History, ACorrectedValueReplacesTheOldOneAndIsTold) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    auto const id = UsagePointId::parse(maison).value();
    auto const was = true_kwh(maison, Direction::consumption, {day("2026-11-21"), day("2026-11-22")});
    end();
    {
        // As if Enedis had said something else two days ago.
        auto const store = store::open_store(config.store.path, store::Access::owner).value();
        Keeping keeping{id, {Direction::consumption, Dataset::daily}};
        keeping.readings.daily = {{day("2026-11-21"), Energy::from_wh(99'999)}};
        keeping.source = "conso_api";
        ASSERT_TRUE(store->keep(keeping, paris()));
    }
    begin(at("2026-11-23", 23));
    until(at("2026-11-24", 12));
    auto const recent = topic(maison + "/consumption/daily").at("recent").as_array();
    auto const corrected =
        std::ranges::find_if(recent, [](auto const& one) { return one.at("date") == "2026-11-21"; });
    ASSERT_NE(corrected, recent.end());
    EXPECT_NEAR(corrected->at("value").to_number<double>(), was, 0.0005);
    auto const events = broker.payloads("enedis2mqtt/bridge/event");
    EXPECT_TRUE(
        std::ranges::any_of(events, [](auto const& one) { return one.find("corrected") != one.npos; }));
}

TEST_F(History, TheSameYearAskedInOneGoInPiecesInAnyOrderAndTwiceIsTheSameArchive) {
    // 29 February, both clock changes, 31 December and 1 January.
    DayRange const year{day("2023-12-25"), day("2025-01-08")};
    add_meter(maison, "enedis");
    std::vector<std::vector<DayRange>> ways{{year}, {}, {}, {year, year}};
    for (auto from = year.start; from < year.end; from = from + 31)
        ways[1].push_back({from, std::min(from + 31, year.end)});
    ways[2] = ways[1];
    std::mt19937 dice{20240229};
    std::ranges::shuffle(ways[2], dice);

    std::optional<std::string> first;
    for (auto const& way : ways) {
        end();
        std::filesystem::remove(config.store.path);
        begin(at("2025-01-08", 14));
        until(at("2025-01-08", 14, 1));
        for (auto const& piece : way) {
            ask(piece.start, piece.end);
            until(clock.now() + 5min);
            EXPECT_TRUE(progress().is_null());
        }
        auto const text = export_of();
        if (!first)
            first = text;
        EXPECT_EQ(text, *first);
    }
    EXPECT_NE(first->find("2024-02-29T00:00:00+01:00"), std::string::npos);
    EXPECT_NE(first->find("2024-10-27T02:30:00+02:00,2024-10-27T02:00:00+01:00"), std::string::npos)
        << "the autumn hour is there twice";
    EXPECT_EQ(first->find("2024-03-31T02:00:00"), std::string::npos) << "the spring hour does not exist";
    EXPECT_NE(first->find("2024-01-01T00:00:00+01:00,2025-01-01T00:00:00+01:00"), std::string::npos)
        << "a whole year has its row";
}

TEST_F(History, EveryDialectBringsTheSamePast) {
    struct Dialect {
        std::string provider;
        bool new_generation;
    };
    auto const id = UsagePointId::parse(maison).value();
    auto const span =
        paris().interval_of({day("2026-03-25"), day("2026-11-23")}); // a 23-hour and a 25-hour day
    std::optional<LoadCurve> first;
    LoadCurve without_doubled_hour; // MyElectricalData's second version cannot tell its copies apart
    for (auto const& dialect :
         {Dialect{"conso_api", true}, Dialect{"my_electrical_data", true},
          Dialect{"my_electrical_data", false}, Dialect{"enedis", true}, Dialect{"enedis", false}}) {
        end();
        std::filesystem::remove(config.store.path);
        config.meters.clear();
        config.providers.my_electrical_data.version_2 = dialect.new_generation;
        config.providers.enedis.generation_2026 = dialect.new_generation;
        add_meter(maison, dialect.provider);
        begin(at("2026-11-23", 14));
        until(at("2026-11-23", 14, 1));
        ask(day("2026-03-25"));
        until(at("2026-11-23", 14, 10));
        EXPECT_TRUE(progress().is_null()) << dialect.provider << dialect.new_generation;
        auto const store = store::open_store(config.store.path, store::Access::guest).value();
        auto const curve = store->load_curve(id, Direction::consumption, span).value();
        if (!first) {
            first = curve;
            EXPECT_TRUE(curve.covers(span));
            for (auto const& reading : curve.readings())
                if (paris().instants_of(paris().local_of(reading.interval.end)).size() == 1)
                    without_doubled_hour.append(reading);
        }
        bool const once = dialect.provider == "my_electrical_data" && dialect.new_generation;
        EXPECT_EQ(curve, once ? without_doubled_hour : *first) << dialect.provider << dialect.new_generation;
    }
}

TEST_F(History, TheDaysFigureLessItsHalfHoursIsTold) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    EXPECT_NEAR(topic(maison + "/consumption/daily").at("beyond_curve").to_number<double>(), 0, 0.0005)
        << "the simulated household is exact";
}

TEST_F(History, DaysWithoutTheSourcesOwnFigureAreSummedFromTheirCurveAndSaidSo) {
    add_meter(maison);
    fault("no_data", "daily");
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 30));
    EXPECT_TRUE(broker.at("enedis2mqtt/" + maison + "/consumption/daily").empty());
    auto const month = topic(maison + "/consumption/monthly");
    EXPECT_EQ(month.at("days"), 7);
    EXPECT_EQ(month.at("from_curve").as_array().size(), 7u);
    EXPECT_NEAR(month.at("value").to_number<double>(),
                true_kwh(maison, Direction::consumption, {day("2026-11-16"), day("2026-11-23")}), 0.0005);
}

} // namespace
} // namespace enedis2mqtt::test
