#include "story/bridge/story.hpp"

#include <algorithm>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

/// Several meters, three data sets each, that share a source with 30 calls a day.
class Rounds : public Story {
protected:
    void share(int count) {
        config.providers.conso_api.daily_calls = 30;
        for (int i = 0; i < count; ++i) {
            pdls_.push_back(std::to_string(12345678900100 + i));
            add_meter(pdls_.back());
        }
    }
    /// From now on; the source forgets its faults and counts.
    void publish_at(std::chrono::minutes hour) {
        source = simulator::Switchboard{simulator::GridOperator{paris(), hour}};
        new_calls();
    }
    bool complete() const {
        return std::ranges::all_of(pdls_, [&](auto const& pdl) {
            auto const status = topic(pdl + "/status");
            return std::ranges::all_of(status.at("measures").as_object(), [&](auto const& measure) {
                auto const& last = measure.value().at("last");
                return last.is_string() && last.as_string() == (paris().day_of(clock.now()) - 1).iso();
            });
        });
    }
    /// When the day was complete, by `limit`; counts its calls from midnight on.
    std::optional<Instant> live_through(CivilDay one, Instant limit) {
        until(paris().start_of(one));
        new_calls();
        for (auto now = paris().start_of(one) + 15min; now <= limit; now += 15min) {
            until(now);
            if (complete())
                return now;
        }
        return std::nullopt;
    }

    std::vector<std::string> pdls_;
};

struct DayCase {
    char const* name;
    int meters;
    std::chrono::minutes published;
};

class SharedDay : public Rounds, public testing::WithParamInterface<DayCase> {
protected:
    /// The day of publication is complete before `until`, and costs no more than it may.
    void expect_complete(CivilDay one) {
        auto const done = live_through(one, paris().start_of(one) + 19h);
        ASSERT_TRUE(done) << one.iso() << " is not complete";
        EXPECT_GE(*done, paris().start_of(one) + GetParam().published);
        until(paris().start_of(one + 1) - 1s);
        auto const calls = new_calls();
        EXPECT_LE(calls, 30);
        RecordProperty("day_" + one.iso(),
                       paris().iso(*done).substr(11, 5) + ", " + std::to_string(calls) + " calls");
    }
};

TEST_P(SharedDay, IsCompleteTheSameDay) {
    share(GetParam().meters);
    publish_at(GetParam().published);
    begin(at("2026-11-22", 20));
    for (auto one : {day("2026-11-23"), day("2026-11-24"), day("2026-11-25")})
        expect_complete(one);
}

TEST_P(SharedDay, IsCompleteTheSameDayAfterAYearOff) {
    share(GetParam().meters);
    publish_at(8h);
    begin(at("2025-11-22", 20));
    until(at("2025-11-22", 21));
    end();
    publish_at(GetParam().published);
    begin(at("2026-11-23", 0, 1));
    expect_complete(day("2026-11-23"));
    expect_complete(day("2026-11-24"));
}

TEST_P(SharedDay, IsCompleteTheSameDayWithAHistoryUnderWay) {
    share(GetParam().meters);
    publish_at(GetParam().published);
    config.meters.front().history_from = day("2025-11-01");
    begin(at("2026-11-22", 20));
    until(at("2026-11-22", 20, 30));
    HistoryRequest const more{UsagePointId::parse(pdls_.back()).value(), day("2025-06-01")};
    bridge->scheduler().ask_history(more).value();
    for (auto one : {day("2026-11-23"), day("2026-11-24")})
        expect_complete(one);
}

std::vector<DayCase> days() {
    return {{"one_08_00", 1, 8h},           {"one_11_00", 1, 11h},           {"one_14_00", 1, 14h},
            {"one_17_50", 1, 17h + 50min},  {"three_08_00", 3, 8h},          {"three_11_00", 3, 11h},
            {"three_14_00", 3, 14h},        {"three_17_50", 3, 17h + 50min}, {"eight_08_00", 8, 8h},
            {"ten_08_00", 10, 8h},          {"eight_11_00", 8, 11h},         {"eight_14_00", 8, 14h},
            {"eight_17_50", 8, 17h + 50min}};
}

INSTANTIATE_TEST_SUITE_P(Rounds, SharedDay, testing::ValuesIn(days()),
                         [](auto const& row) { return std::string{row.param.name}; });

TEST_F(Rounds, AHoleIsAskedForFromHistorysShareOnceTheDayIsComplete) {
    share(1);
    publish_at(11h);
    begin(at("2026-11-22", 20));
    until(at("2026-11-22", 21));
    end();
    {
        auto const store = store::open_store(config.store.path, store::Access::owner).value();
        auto const id = UsagePointId::parse(pdls_.front()).value();
        auto state = store->meter_state(id).value();
        state.wanted_from[{Direction::consumption, Dataset::load_curve}] = day("2026-11-01");
        ASSERT_TRUE(store->set_meter_state(id, state));
    }
    begin(at("2026-11-23", 0, 1));
    new_calls();
    until(at("2026-11-23", 7, 59));
    EXPECT_EQ(new_calls(), 0) << "history waits for the day";
    until(at("2026-11-23", 10, 59));
    EXPECT_LE(new_calls(), 3 + 5);
    until(at("2026-11-23", 12));
    EXPECT_TRUE(complete());
    EXPECT_GE(new_calls(), 3 + 2) << "and then it goes on";
    auto const store = store::open_store(config.store.path, store::Access::guest).value();
    auto const id = UsagePointId::parse(pdls_.front()).value();
    EXPECT_TRUE(store
                    ->load_curve(id, Direction::consumption,
                                 paris().interval_of({day("2026-11-01"), day("2026-11-23")}))
                    ->covers(paris().interval_of({day("2026-11-01"), day("2026-11-23")})));
}

TEST_F(Rounds, AYearOffIsCaughtUpFromWhatTheDaysLeave) {
    share(1);
    begin(at("2025-11-22", 20));
    until(at("2025-11-22", 21));
    end();
    begin(at("2026-11-23", 7));
    std::vector<int> calls;
    for (auto one = day("2026-11-23"); one < day("2026-11-29"); ++one) {
        new_calls();
        until(paris().start_of(one) + 12h);
        EXPECT_TRUE(complete()) << one.iso();
        until(paris().start_of(one + 1) - 1s);
        calls.push_back(new_calls());
        EXPECT_LE(calls.back(), 20) << "a third of the day is left";
    }
    EXPECT_EQ(calls.front(), 20);
    EXPECT_EQ(calls.back(), 3) << "52 windows later";
    EXPECT_TRUE(topic(pdls_.front() + "/status").at("progress").is_null());
}

TEST_F(Rounds, ACurveThatNobodyCollectsCostsOneCallADayAndNothingOfItsNeighbours) {
    share(2);
    publish_at(14h);
    begin(at("2026-11-22", 20));
    until(at("2026-11-22", 21));
    source.faults().add({"no_data", std::nullopt, "curve", pdls_.front()}).value();
    until(at("2026-11-27", 0));
    EXPECT_EQ(topic(pdls_.front() + "/status").at("error").at("code"), "curve_not_collected");
    auto const curves = [&] { return source.calls(pdls_.front(), "/api/courbe_de_charge_consommation"); };
    for (auto one : {day("2026-11-27"), day("2026-11-28")}) {
        auto const before = curves();
        until(paris().start_of(one) + 23h);
        EXPECT_EQ(curves() - before, 1);
        EXPECT_EQ(light(pdls_.back()), "up_to_date");
        EXPECT_EQ(topic(pdls_.front() + "/status").at("error").at("code"), "curve_not_collected");
    }
}

TEST_F(Rounds, CancellingAHistoryDuringItsCallShowsItAtOnce) {
    share(1);
    begin(at("2026-11-22", 20));
    until(at("2026-11-22", 21));
    auto const id = UsagePointId::parse(pdls_.front()).value();
    fault("http_503");
    bridge->scheduler().ask_history(HistoryRequest{id, day("2025-11-01")}).value();
    bridge->scheduler().cancel_history(id).value();
    until(clock.now());
    EXPECT_TRUE(topic(pdls_.front() + "/status").at("progress").is_null());
}

} // namespace
} // namespace enedis2mqtt::test
