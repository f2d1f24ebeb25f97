#include "store/database.hpp"
#include "store/place.hpp"
#include "store_on_disk.hpp"

#include <functional>

namespace enedis2mqtt::store {
namespace {

using namespace std::chrono_literals;

using Ledgers = StoreOnDisk;

Instant const noon{std::chrono::seconds{1795348800}}; // 2026-11-22T12:00:00Z

MeterState eventful_state() {
    MeterState state;
    state.history_from = CivilDay{2026, 1, 1};
    state.last_poll = noon;
    state.last_success = noon - 24h;
    state.credentials = "5ca1ab1e";
    state.suspended.emplace(curve_series,
                            Suspension{noon + 24h, ErrorCode::curve_not_collected, "activez la collecte", 2});
    state.suspended.emplace(Series{Direction::production, Dataset::daily},
                            Suspension{noon + 48h, ErrorCode::direction_refused, "no production here", 1});
    state.wanted_from = {{daily_series, CivilDay{2023, 11, 23}}, {curve_series, CivilDay{2026, 11, 16}}};
    return state;
}

TEST_F(Ledgers, KnowNothingOfANewMeter) {
    EXPECT_EQ(opened()->meter_state(home).value(), MeterState{});
}

TEST_F(Ledgers, RememberAMeterAcrossLives) {
    ASSERT_TRUE(opened()->set_meter_state(home, eventful_state()));
    auto const store = opened();
    EXPECT_EQ(store->meter_state(home).value(), eventful_state());
    EXPECT_EQ(store->meter_state(barn).value(), MeterState{});
}

TEST_F(Ledgers, LiftWhatTheNewStateNoLongerNames) {
    auto const store = opened();
    ASSERT_TRUE(store->set_meter_state(home, eventful_state()));
    ASSERT_TRUE(store->set_meter_state(barn, eventful_state()));
    MeterState calm;
    calm.last_poll = noon + 1h;
    calm.wanted_from = {{daily_series, CivilDay{2026, 1, 1}}};
    ASSERT_TRUE(store->set_meter_state(home, calm));
    EXPECT_EQ(store->meter_state(home).value(), calm);
    EXPECT_EQ(store->meter_state(barn).value(), eventful_state());
}

TEST_F(Ledgers, KeepEveryErrorCodeOfASuspension) {
    auto const store = opened();
    for (auto const code : all_error_codes()) {
        MeterState state;
        state.suspended.emplace(daily_series, Suspension{noon, code, "", 1});
        ASSERT_TRUE(store->set_meter_state(home, state));
        ASSERT_EQ(store->meter_state(home).value(), state) << to_string(code);
    }
}

TEST_F(Ledgers, CountCallsAcrossLives) {
    {
        auto const store = opened();
        for (auto const at : {noon - 25h, noon - 1h, noon, noon, noon + 1s})
            ASSERT_TRUE(store->record_call("conso_api", at));
        ASSERT_TRUE(store->record_call("enedis", noon));
    }
    auto const store = opened();
    EXPECT_EQ(store->calls_since("conso_api", noon - 48h).value(), 5);
    EXPECT_EQ(store->calls_since("conso_api", noon).value(), 3);
    EXPECT_EQ(store->calls_since("conso_api", noon + 1s).value(), 1);
    EXPECT_EQ(store->calls_since("conso_api", noon + 1h).value(), 0);
    EXPECT_EQ(store->calls_since("enedis", noon).value(), 1);
    EXPECT_EQ(store->calls_since("nobody", noon).value(), 0);
}

TEST_F(Ledgers, ForgetCallsOlderThanFortyDays) {
    auto const store = opened();
    for (auto const at : {noon - 24h * 41, noon - 24h * 40, noon - 24h * 39})
        ASSERT_TRUE(store->record_call("conso_api", at));
    EXPECT_EQ(store->calls_since("conso_api", noon - 24h * 60).value(), 3);
    ASSERT_TRUE(store->record_call("conso_api", noon));
    EXPECT_EQ(store->calls_since("conso_api", noon - 24h * 60).value(), 3);
    EXPECT_EQ(store->calls_since("conso_api", noon - 24h * 40).value(), 3);
}

TEST_F(Ledgers, FlushCallsStatesAndTopicsWithTheNextWriteAndAllElseAtOnce) {
    opened();
    auto database = Database::open(path_).value();
    auto& connection = *database;
    SqliteStore store{std::move(database), nullptr};
    auto const synchronous = [&] { return connection.integer("PRAGMA synchronous"); };
    constexpr auto normal = 1;
    constexpr auto full = 2;
    for (auto const& write : std::vector<std::function<Result<void>()>>{
             [&] { return store.record_call("conso_api", noon); },
             [&] { return store.set_meter_state(home, eventful_state()); },
             [&] { return store.remember_retained({"a/topic"}); },
             [&] { return store.forget_retained({"a/topic"}); }}) {
        ASSERT_TRUE(store.set_note("a note", "of today"));
        EXPECT_EQ(synchronous(), full);
        ASSERT_TRUE(write());
        EXPECT_EQ(synchronous(), normal);
    }
    kept(store, keeping(half_hours({CivilDay{2026, 11, 22}, CivilDay{2026, 11, 23}})));
    EXPECT_EQ(synchronous(), full);
}

TEST_F(Ledgers, RememberAPauseAndWhatMadeIt) {
    Pause const asked_for{noon + 3h, ErrorCode::banned, "a ban page"};
    Pause const down{noon + 2min, ErrorCode::timeout, "no answer within 60 s", 2};
    {
        auto const store = opened();
        EXPECT_FALSE(store->pause_of("conso_api").value());
        ASSERT_TRUE(store->record_call("conso_api", noon));
        EXPECT_FALSE(store->pause_of("conso_api").value());
        ASSERT_TRUE(store->pause("conso_api", {noon + 1h, ErrorCode::quota_reached, "429"}));
        ASSERT_TRUE(store->pause("enedis", down));
        ASSERT_TRUE(store->pause("conso_api", asked_for));
    }
    auto const store = opened();
    EXPECT_EQ(store->pause_of("conso_api").value(), asked_for);
    EXPECT_EQ(store->pause_of("enedis").value(), down);
    EXPECT_EQ(store->calls_since("conso_api", noon).value(), 1);
}

TEST_F(Ledgers, DoNotShortenAPause) {
    auto const store = opened();
    Pause const ban{noon + 12h, ErrorCode::banned, "a ban page"};
    ASSERT_TRUE(store->pause("conso_api", ban));
    ASSERT_TRUE(store->pause("conso_api", {noon + 1h, ErrorCode::quota_reached, "429"}));
    EXPECT_EQ(store->pause_of("conso_api").value(), ban);
    ASSERT_TRUE(store->pause("conso_api", {noon + 1min, ErrorCode::timeout, "no answer", 1}));
    EXPECT_EQ(store->pause_of("conso_api").value(), ban);
}

TEST_F(Ledgers, APauseThatAClockAheadWroteGivesWay) {
    auto const store = opened();
    Pause const fresh{noon + 2min, ErrorCode::timeout, "no answer", 2};
    for (auto const& wrong : {Pause{noon + 24h * 9, ErrorCode::banned, "a ban page"},
                              Pause{noon + 33min, ErrorCode::timeout, "no answer", 1}}) {
        ASSERT_TRUE(store->pause("conso_api", wrong));
        ASSERT_EQ(store->pause_of("conso_api").value(), wrong);
        ASSERT_TRUE(store->pause("conso_api", fresh));
        EXPECT_EQ(store->pause_of("conso_api").value(), fresh);
        ASSERT_TRUE(store->resume("conso_api"));
    }
}

TEST_F(Ledgers, ForgetAPauseWhenTheSourceAnswers) {
    auto const store = opened();
    ASSERT_TRUE(store->resume("conso_api"));
    ASSERT_TRUE(store->pause("conso_api", {noon + 1min, ErrorCode::timeout, "no answer", 1}));
    ASSERT_TRUE(store->resume("conso_api"));
    EXPECT_FALSE(store->pause_of("conso_api").value());
}

TEST_F(Ledgers, RememberNotes) {
    auto const store = opened();
    EXPECT_FALSE(store->note("types").value());
    ASSERT_TRUE(store->set_note("types", "old"));
    ASSERT_TRUE(store->set_note("types", "it's \"2026\"; é"));
    EXPECT_EQ(store->note("types").value(), "it's \"2026\"; é");
}

TEST_F(Ledgers, RememberRetainedTopics) {
    auto const store = opened();
    EXPECT_TRUE(store->retained_topics().value().empty());
    ASSERT_TRUE(store->remember_retained({"b", "a", "b"}));
    ASSERT_TRUE(store->remember_retained({"a", "c"}));
    EXPECT_EQ(store->retained_topics().value(), (std::vector<std::string>{"a", "b", "c"}));
    ASSERT_TRUE(store->forget_retained({"b", "never there"}));
    EXPECT_EQ(store->retained_topics().value(), (std::vector<std::string>{"a", "c"}));
}

TEST_F(Ledgers, WriteNothingThatIsKnown) {
    auto const store = opened();
    auto const tell = [&] {
        ASSERT_TRUE(store->set_meter_state(home, eventful_state()));
        ASSERT_TRUE(store->pause("conso_api", {noon, ErrorCode::outage, "503", 1}));
        ASSERT_TRUE(store->set_note("types", "2026"));
        ASSERT_TRUE(store->remember_retained({"a", "b"}));
        ASSERT_TRUE(store->forget_retained({"c"}));
    };
    tell();
    auto const before = everything_on_disk();
    tell();
    EXPECT_EQ(everything_on_disk(), before);
}

} // namespace
} // namespace enedis2mqtt::store
