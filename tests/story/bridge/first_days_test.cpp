#include "story/bridge/story.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

namespace enedis2mqtt::test {
namespace {

using namespace std::chrono_literals;

class FirstDays : public Story {};

TEST_F(FirstDays, ANewMeterIsImportedAtOnceAndShownWhole) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));

    EXPECT_EQ(new_calls(), 3) << "one call a data set";
    EXPECT_EQ(light(maison), "up_to_date");
    auto const yesterday = day("2026-11-22");
    auto const daily = topic(maison + "/consumption/daily");
    EXPECT_EQ(daily.at("date"), "2026-11-22");
    EXPECT_NEAR(daily.at("value").to_number<double>(),
                true_kwh(maison, Direction::consumption, {yesterday, yesterday + 1}), 0.0005);
    EXPECT_EQ(daily.at("recent").as_array().size(), 7u);
    auto const yearly = topic(maison + "/consumption/yearly");
    EXPECT_NEAR(yearly.at("value").to_number<double>(),
                true_kwh(maison, Direction::consumption, {day("2026-01-01"), yesterday + 1}), 0.0005);
    EXPECT_EQ(yearly.at("days"), 326);
    EXPECT_TRUE(yearly.at("missing").as_array().empty());
    EXPECT_EQ(topic(maison + "/consumption/hourly").at("curve").as_array().size(), 48u);
    EXPECT_EQ(topic(maison + "/consumption/max_power").at("date"), "2026-11-22");
    EXPECT_EQ(broker.at("enedis2mqtt/bridge/state"), "online");
    EXPECT_FALSE(broker.at("homeassistant/device/enedis2mqtt_" + maison + "/config").empty());
}

TEST_F(FirstDays, EveryProviderAndGenerationTellsTheSameTruth) {
    struct Dialect {
        std::string provider;
        bool new_generation;
    };
    std::optional<boost::json::object> first;
    for (auto const& dialect :
         {Dialect{"conso_api", true}, Dialect{"my_electrical_data", true},
          Dialect{"my_electrical_data", false}, Dialect{"enedis", true}, Dialect{"enedis", false}}) {
        end();
        std::filesystem::remove(config.store.path);
        broker.lose_retained();
        config.meters.clear();
        config.providers.my_electrical_data.version_2 = dialect.new_generation;
        config.providers.enedis.generation_2026 = dialect.new_generation;
        add_meter(maison, dialect.provider);
        begin(at("2026-11-23", 14));
        until(at("2026-11-23", 14, 1));
        EXPECT_EQ(light(maison), "up_to_date") << dialect.provider << dialect.new_generation;
        boost::json::object all;
        for (auto const* measure : {"hourly", "daily", "monthly", "yearly", "max_power"})
            all[measure] = topic(maison + "/consumption/" + measure);
        if (!first)
            first = all;
        EXPECT_EQ(all, *first) << dialect.provider << dialect.new_generation;
    }
}

TEST_F(FirstDays, ProductionIsShownBesideConsumption) {
    std::string const solar = "10000000099901";
    add_meter(solar, "enedis");
    config.meters.front().meter.production = true;
    begin(at("2026-06-20", 14));
    until(at("2026-06-20", 14, 1));
    EXPECT_EQ(new_calls(), 1 + 5) << "a token, then one call a data set";
    EXPECT_GT(topic(solar + "/production/daily").at("value").to_number<double>(), 0);
    EXPECT_FALSE(broker.retained.contains("enedis2mqtt/" + solar + "/production/max_power"));
}

TEST_F(FirstDays, AMeterWithoutDataYetIsNotAskedAgainAtEachStartOfTheNight) {
    add_meter(maison);
    fault("no_data");
    begin(at("2026-11-23", 20));
    until(at("2026-11-23", 20, 1));
    EXPECT_EQ(new_calls(), 3);
    restart();
    until(at("2026-11-24", 7, 59));
    EXPECT_EQ(new_calls(), 0);
}

TEST_F(FirstDays, EachMorningYesterdayIsAskedForInTheMetersSlotAndThenItRests) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-24", 7, 59));
    new_calls();
    EXPECT_EQ(topic(maison + "/consumption/daily").at("date"), "2026-11-22");
    until(at("2026-11-24", 10));
    EXPECT_EQ(new_calls(), 3);
    EXPECT_EQ(topic(maison + "/consumption/daily").at("date"), "2026-11-23");
    until(at("2026-11-25", 7, 59));
    EXPECT_EQ(new_calls(), 0) << "a complete day is not asked for again";
}

TEST_F(FirstDays, ACompleteDayIsToldOnceEachMorning) {
    add_meter(maison);
    begin(at("2026-11-22", 14));
    until(at("2026-11-24", 23));
    auto const events = broker.payloads("enedis2mqtt/bridge/event");
    ASSERT_EQ(events.size(), 3u) << "the first import, and two mornings";
    EXPECT_EQ(boost::json::parse(events.back()).at("event"), "day_complete");
}

TEST_F(FirstDays, ADayThatAFileCompletesIsToldToo) {
    add_meter(maison);
    fault("no_data", "max_power");
    begin(at("2026-11-23", 20));
    until(at("2026-11-23", 20, 1));
    {
        auto const store = store::open_store(config.store.path, store::Access::guest).value();
        Keeping file{UsagePointId::parse(maison).value(), {Direction::consumption, Dataset::max_power}};
        file.readings.max_power = {{day("2026-11-22"), at("2026-11-22", 19), ApparentPower::from_va(6210)}};
        file.provenance = Provenance::file;
        ASSERT_TRUE(settle(*store, file, {day("2026-11-22"), day("2026-11-23")}, paris(), clock.now()));
    }
    for (int times = 0; times < 2; ++times)
        bridge->scheduler().show();
    until(at("2026-11-23", 20, 2));
    auto const events = broker.payloads("enedis2mqtt/bridge/event");
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(boost::json::parse(events.back()).at("event"), "day_complete");
}

TEST_F(FirstDays, AWrongTokenMendedInTheEveningIsTriedAtOnce) {
    add_meter(maison);
    fault("http_401");
    begin(at("2026-11-23", 20));
    until(at("2026-11-23", 21));
    EXPECT_EQ(topic(maison + "/status").at("error").at("code"), "token_invalid");
    restart();
    until(at("2026-11-23", 21, 1));
    EXPECT_EQ(topic(maison + "/status").at("error").at("code"), "token_invalid") << "after a restart too";
    source.faults().clear();
    end();
    config.meters.front().token =
        Secret{simulator::conso_api_token({config.meters.front().meter.id}, at("2029-06-01", 0))};
    begin(at("2026-11-23", 22));
    until(at("2026-11-23", 22, 1));
    EXPECT_EQ(light(maison), "up_to_date");
}

TEST_F(FirstDays, TheReasonLeavesWithTheMeasureThatTheUserTookAway) {
    add_meter(maison);
    config.meters.front().meter.production = true;
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 15));
    EXPECT_EQ(topic(maison + "/status").at("error").at("code"), "direction_refused");
    new_calls();
    end();
    begin(at("2026-11-24", 3));
    until(at("2026-11-24", 4));
    EXPECT_EQ(new_calls(), 0) << "a refused measure makes no meter new: yesterday waits for its slot";
    end();
    config.meters.front().meter.production = false;
    begin(clock.now());
    until(at("2026-11-24", 11));
    EXPECT_TRUE(topic(maison + "/status").at("error").is_null());
    EXPECT_EQ(light(maison), "up_to_date");
}

TEST_F(FirstDays, AnAutomationThatRefreshesTooOftenLeavesTheDailyPollItsCalls) {
    add_meter(maison);
    begin(at("2026-11-22", 14));
    until(at("2026-11-23", 0, 30));
    new_calls();
    fault("no_data");
    for (int i = 0; i < 20; ++i) {
        broker.deliver("enedis2mqtt/bridge/request/refresh", "{}");
        until(clock.now() + 10min);
    }
    EXPECT_EQ(new_calls(), 20) << "what the reserve leaves";
    source.faults().clear();
    until(at("2026-11-23", 12));
    EXPECT_EQ(light(maison), "up_to_date");
}

TEST_F(FirstDays, BeingShownTheArchiveAgainCostsNoCall) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    new_calls();
    fault("http_500");
    broker.deliver("enedis2mqtt/bridge/request/refresh", R"({"poll":false})");
    until(at("2026-11-23", 14, 2));
    EXPECT_EQ(broker.payloads("enedis2mqtt/bridge/response/refresh").size(), 1u);
    EXPECT_EQ(new_calls(), 0);
}

TEST_F(FirstDays, TheEndOfTheConsentIsToldAMonthAWeekAndADayAhead) {
    add_meter(maison);
    config.meters.front().token =
        Secret{simulator::conso_api_token({config.meters.front().meter.id}, at("2026-12-31", 12))};
    begin(at("2026-11-23", 14));
    for (auto one = day("2026-11-24"); one < day("2026-12-31"); ++one) {
        until(paris().start_of(one) + 23h);
        restart();
    }
    until(at("2026-12-31", 11));
    int told = 0;
    for (auto const& event : broker.payloads("enedis2mqtt/bridge/event"))
        told += boost::json::parse(event).at("event") == "consent_expiring" ? 1 : 0;
    EXPECT_EQ(told, 3);
    EXPECT_EQ(topic(maison + "/status").at("consent_expires"), "2026-12-31T12:00:00+01:00");
}

TEST_F(FirstDays, WhatIsLateIsAskedForEveryHalfHourUntilItIsThere) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-24", 7));
    new_calls();
    fault("no_data", "curve");
    until(at("2026-11-24", 13));
    auto const status = topic(maison + "/status");
    EXPECT_EQ(status.at("state"), "partial");
    EXPECT_TRUE(status.at("error").is_null()) << "late is no trouble";
    auto const calls = new_calls();
    EXPECT_GE(calls, 3 + 5);
    EXPECT_LE(calls, 3 + 10);
    source.faults().clear();
    until(at("2026-11-24", 13, 31));
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_EQ(new_calls(), 1) << "only what was missing";
    until(at("2026-11-25", 7));
    EXPECT_EQ(new_calls(), 0);
}

TEST_F(FirstDays, InTheEveningItGivesUpUntilTheNextDay) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    fault("no_data");
    until(at("2026-11-24", 19, 1));
    auto const calls = new_calls();
    until(at("2026-11-25", 7));
    EXPECT_EQ(new_calls(), 0);
    EXPECT_LE(calls, 3 + 30) << "never more than the budget";
    EXPECT_EQ(light(maison), "outdated");
}

TEST_F(FirstDays, ARestartAsksNothingThatIsKnownAndMovesNoSlot) {
    add_meter(maison);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 15));
    auto const slot = topic(maison + "/status").at("next_poll");
    new_calls();
    restart();
    until(at("2026-11-23", 16));
    EXPECT_EQ(new_calls(), 0);
    EXPECT_EQ(topic(maison + "/status").at("next_poll"), slot);
    EXPECT_EQ(light(maison), "up_to_date");
}

TEST_F(FirstDays, AMeterWithoutTheHourlyCollectionHasNoHourlyTopic) {
    add_meter(maison);
    config.meters.front().meter.hourly = false;
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    EXPECT_EQ(new_calls(), 2);
    EXPECT_EQ(light(maison), "up_to_date");
    EXPECT_FALSE(broker.retained.contains("enedis2mqtt/" + maison + "/consumption/hourly"));
}

TEST_F(FirstDays, ARefreshByTopicPollsAndAnswers) {
    add_meter(maison);
    fault("no_data", "max_power");
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 14, 1));
    source.faults().clear();
    broker.deliver("enedis2mqtt/bridge/request/refresh", R"({"pdl":"12345678901234","transaction":"t1"})");
    until(at("2026-11-23", 14, 2));
    auto const answers = broker.payloads("enedis2mqtt/bridge/response/refresh");
    ASSERT_EQ(answers.size(), 1u);
    auto const answer = boost::json::parse(answers.front()).as_object();
    EXPECT_EQ(answer.at("status"), "ok");
    EXPECT_EQ(answer.at("transaction"), "t1");
    EXPECT_EQ(light(maison), "up_to_date");
}

TEST_F(FirstDays, AMeterThatLeavesTheConfigurationLeavesNothingBehind) {
    std::string const other = "12345678900042";
    add_meter(maison);
    add_meter(other);
    begin(at("2026-11-23", 14));
    until(at("2026-11-23", 15));
    end();
    config.meters.pop_back();
    begin(clock.now());
    until(at("2026-11-23", 16));
    for (auto const& [name, payload] : broker.retained)
        EXPECT_EQ(name.find(other), std::string::npos) << name;
    EXPECT_EQ(light(maison), "up_to_date");
}

} // namespace
} // namespace enedis2mqtt::test
