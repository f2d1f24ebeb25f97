#include "sinks/topics.hpp"
#include "support/household.hpp"
#include "support/json.hpp"

#include <gtest/gtest.h>

#include <map>

namespace enedis2mqtt::sinks {
namespace {

using test::at;
using test::day;
using test::meter_called;
using test::november;
using test::paris;
using test::parsed;

TopicTree const tree{"enedis2mqtt"};

std::map<std::string, std::string> published(Snapshot const& snapshot, Language language = Language::fr) {
    std::map<std::string, std::string> payloads;
    for (auto const& message : messages_of(snapshot, paris(), tree, language)) {
        EXPECT_TRUE(message.retain) << message.topic;
        EXPECT_EQ(message.qos, 1) << message.topic;
        EXPECT_TRUE(payloads.emplace(message.topic, message.payload).second) << message.topic;
    }
    return payloads;
}

boost::json::value status_of(Snapshot const& snapshot, Language language = Language::en) {
    return parsed(published(snapshot, language).at("enedis2mqtt/12345678901234/status"));
}

TEST(Topics, SayEveryFigureOfTheLastDayToTheLetter) {
    auto const payloads = published(november(meter_called("Maison")));
    std::map<std::string, std::string> const expected{
        {"hourly",
         R"({"value":0.752,"unit":"kW","start":"2026-11-22T00:30:00+01:00","end":"2026-11-22T01:00:00+01:00",)"
         R"("date":"2026-11-22","curve":[{"start":"2026-11-22T00:00:00+01:00","value":0.412},)"
         R"({"start":"2026-11-22T00:30:00+01:00","value":0.752}]})"},
        {"daily", R"({"value":12.82,"unit":"kWh","date":"2026-11-22","start":"2026-11-22T00:00:00+01:00",)"
                  R"("end":"2026-11-23T00:00:00+01:00","recent":[{"date":"2026-11-21","value":9},)"
                  R"({"date":"2026-11-22","value":12.82}]})"},
        {"monthly",
         R"({"value":301.432,"unit":"kWh","month":"2026-11","start":"2026-11-01T00:00:00+01:00",)"
         R"("end":"2026-11-23T00:00:00+01:00","days":2,"missing":["2026-11-02","2026-11-03","2026-11-04",)"
         R"("2026-11-05","2026-11-06","2026-11-07","2026-11-08","2026-11-09","2026-11-10","2026-11-11",)"
         R"("2026-11-12","2026-11-13","2026-11-14","2026-11-15","2026-11-16","2026-11-17","2026-11-18",)"
         R"("2026-11-19","2026-11-20","2026-11-21"]})"},
        {"yearly", R"({"value":301.432,"unit":"kWh","year":2026,"start":"2026-01-01T00:00:00+01:00",)"
                   R"("end":"2026-11-23T00:00:00+01:00","days":2,"missing":[]})"},
        {"max_power", R"({"value":6.21,"unit":"kVA","at":"2026-11-22T19:04:51+01:00","date":"2026-11-22"})"}};
    for (auto const& [measure, payload] : expected)
        EXPECT_EQ(payloads.at("enedis2mqtt/12345678901234/consumption/" + measure), payload);
    EXPECT_EQ(payloads.size(), expected.size() + 1) << "and the status";
}

TEST(Topics, SayProductionWithoutMaximumPower) {
    auto meter = meter_called("Toit");
    meter.production = true;
    auto snapshot = november(meter);
    snapshot.measures[Direction::production] = snapshot.measures[Direction::consumption];
    auto const payloads = published(snapshot);
    for (auto const* measure : {"hourly", "daily", "monthly", "yearly"})
        EXPECT_TRUE(payloads.contains("enedis2mqtt/12345678901234/production/" + std::string{measure}))
            << measure;
    EXPECT_FALSE(payloads.contains("enedis2mqtt/12345678901234/production/max_power"));
}

TEST(Topics, LeaveOutWhatHasNoReading) {
    Snapshot empty{meter_called("Maison")};
    empty.measures[Direction::consumption] = {};
    auto const payloads = published(empty);
    ASSERT_EQ(payloads.size(), 1U);
    EXPECT_EQ(payloads.begin()->first, "enedis2mqtt/12345678901234/status");
}

TEST(Topics, LeaveOutWhatTheConfigurationDoesNotAskFor) {
    auto meter = meter_called("Maison");
    meter.hourly = false;
    EXPECT_FALSE(published(november(meter)).contains("enedis2mqtt/12345678901234/consumption/hourly"));
    auto const topics = topics_of(meter, tree);
    EXPECT_EQ(std::set<std::string>(topics.begin(), topics.end()),
              (std::set<std::string>{"enedis2mqtt/12345678901234/status",
                                     "enedis2mqtt/12345678901234/consumption/daily",
                                     "enedis2mqtt/12345678901234/consumption/monthly",
                                     "enedis2mqtt/12345678901234/consumption/yearly",
                                     "enedis2mqtt/12345678901234/consumption/max_power"}));
}

TEST(Topics, NameEveryTopicThatIsEverPublished) {
    auto meter = meter_called("Toit");
    meter.production = true;
    auto snapshot = november(meter);
    snapshot.measures[Direction::production] = snapshot.measures[Direction::consumption];
    auto const topics = topics_of(meter, tree);
    EXPECT_EQ(published(snapshot).size(), topics.size());
    for (auto const& [topic, payload] : published(snapshot))
        EXPECT_NE(std::find(topics.begin(), topics.end(), topic), topics.end()) << topic;
}

TEST(Topics, RoundEnergyToTheWattHour) {
    auto snapshot = november(meter_called("Maison"));
    snapshot.measures[Direction::consumption].daily->last.energy = Energy::from_joules(3600 * 12820 + 1799);
    auto const topic = "enedis2mqtt/12345678901234/consumption/daily";
    EXPECT_EQ(parsed(published(snapshot).at(topic)).at("value"), boost::json::value(12.82));
    snapshot.measures[Direction::consumption].daily->last.energy = Energy::from_joules(3600 * 12820 + 1801);
    EXPECT_EQ(parsed(published(snapshot).at(topic)).at("value"), boost::json::value(12.821));
}

TEST(Topics, TellTheTwoSameHoursOfAutumnApartByTheirOffset) {
    Snapshot snapshot{meter_called("Maison")};
    snapshot.measures[Direction::consumption].hourly =
        HourlySnapshot{day("2026-10-25"), test::half_hours("2026-10-25", std::vector<int>(50, 100))};
    auto const curve =
        parsed(published(snapshot).at("enedis2mqtt/12345678901234/consumption/hourly")).at("curve");
    ASSERT_EQ(curve.as_array().size(), 50U);
    EXPECT_EQ(curve.at(4).at("start"), "2026-10-25T02:00:00+02:00");
    EXPECT_EQ(curve.at(6).at("start"), "2026-10-25T02:00:00+01:00");
}

TEST(Topics, SpeakOfTheEndedYearOnItsLastDay) {
    auto const last = day("2026-12-31");
    Snapshot snapshot{meter_called("Maison")};
    std::vector const daily{DailyEnergy{last, Energy::from_wh(8000)}};
    snapshot.measures[Direction::consumption].yearly = year_to_date(daily, paris());
    auto const yearly = parsed(published(snapshot).at("enedis2mqtt/12345678901234/consumption/yearly"));
    EXPECT_EQ(yearly.at("year"), 2026);
    EXPECT_EQ(yearly.at("start"), "2026-01-01T00:00:00+01:00");
    EXPECT_EQ(yearly.at("end"), "2027-01-01T00:00:00+01:00");
    EXPECT_EQ(yearly.at("days"), 1);
    EXPECT_EQ(yearly.at("missing").as_array().size(), 364U);
}

/// The example of the contract: 2.0112 EUR of energy, 0.52 of subscription.
Snapshot with_costs() {
    auto meter = meter_called("Maison");
    meter.tariffs[Direction::consumption] = std::make_shared<Tariff const>();
    meter.billing_day = 17;
    auto snapshot = november(meter);
    auto const last = day("2026-11-22");
    DayCost cost{last, Money::from_millionths(2'011'200), Money::from_millionths(520'000), {}};
    cost.periods["hp"] = {EnergyShare{Energy::from_wh(7312), 1, 1}, Money::from_millionths(1'566'230)};
    cost.periods["hc"] = {EnergyShare{Energy::from_wh(2800), 1, 1}, Money::from_millionths(444'970)};
    auto& measures = snapshot.measures[Direction::consumption];
    measures.daily_cost = DailyCostSnapshot{cost, paris().interval_of(last), {cost}};
    measures.monthly_cost = total_cost(std::vector{cost}, {day("2026-11-20"), last + 1}, paris());
    measures.yearly_cost = measures.billing_cost = measures.monthly_cost;
    return snapshot;
}

TEST(Topics, SayCostsToTheLetter) {
    auto const payloads = published(with_costs());
    std::string const parts =
        R"("energy":2.0112,"subscription":0.52,)"
        R"("periods":{"hc":{"kwh":2.8,"value":0.445},"hp":{"kwh":7.312,"value":1.5662}},)";
    std::string const to_date = R"("start":"2026-11-20T00:00:00+01:00","end":"2026-11-23T00:00:00+01:00",)" +
                                parts + R"("days":1,"missing":["2026-11-20","2026-11-21"]})";
    std::map<std::string, std::string> const expected{
        {"daily_cost",
         R"({"value":2.5312,"unit":"EUR","date":"2026-11-22","start":"2026-11-22T00:00:00+01:00",)"
         R"("end":"2026-11-23T00:00:00+01:00",)" +
             parts + R"("recent":[{"date":"2026-11-22","value":2.5312}]})"},
        {"monthly_cost", R"({"value":2.5312,"unit":"EUR","month":"2026-11",)" + to_date},
        {"yearly_cost", R"({"value":2.5312,"unit":"EUR","year":2026,)" + to_date},
        {"billing_cost", R"({"value":2.5312,"unit":"EUR",)" + to_date}};
    for (auto const& [measure, payload] : expected)
        EXPECT_EQ(payloads.at("enedis2mqtt/12345678901234/consumption/" + measure), payload);
}

TEST(Topics, OfCostsNeedATariffAndABillingDay) {
    auto snapshot = with_costs();
    auto const topics = topics_of(snapshot.meter, tree).size();
    snapshot.meter.billing_day = 1;
    EXPECT_FALSE(published(snapshot).contains("enedis2mqtt/12345678901234/consumption/billing_cost"));
    EXPECT_EQ(topics_of(snapshot.meter, tree).size(), topics - 1);
    snapshot.meter.tariffs.clear();
    EXPECT_FALSE(published(snapshot).contains("enedis2mqtt/12345678901234/consumption/daily_cost"));
}

TEST(Topics, SayTheStatusToTheLetter) {
    EXPECT_EQ(
        published(november(meter_called("Maison"))).at("enedis2mqtt/12345678901234/status"),
        R"({"state":"partial","measures":{"consumption/daily":{"up_to_date":true,"last":"2026-11-22"},)"
        R"("consumption/hourly":{"up_to_date":false,"last":null}},"skipped":{},"last_poll":"2026-11-23T08:30:00+01:00",)"
        R"("last_success":"2026-11-23T08:30:00+01:00","next_poll":"2026-11-23T09:00:00+01:00",)"
        R"("calls_today":3,"call_budget":null,"progress":null,"error":null,"consent_expires":null,)"
        R"("home_assistant":null})");
}

TEST(Topics, SayTroubleWithWhoseFaultItIsAndSinceWhen) {
    auto snapshot = november(meter_called("Maison"));
    snapshot.status.trouble =
        Trouble{ErrorCode::consent_missing, "403 ADAM-ERR0012", at("2026-07-14", 8, 30)};
    auto const words = advice(ErrorCode::consent_missing, Language::en);
    boost::json::value const expected{{"code", "consent_missing"},
                                      {"message", std::string{words.what} + " (403 ADAM-ERR0012)"},
                                      {"advice", std::string{words.to_do}},
                                      {"whose", "user"},
                                      {"since", "2026-07-14T08:30:00+02:00"}};
    EXPECT_EQ(status_of(snapshot).at("error"), expected);
    EXPECT_EQ(status_of(snapshot, Language::fr).at("error").at("advice").as_string(),
              std::string{advice(ErrorCode::consent_missing, Language::fr).to_do});
}

TEST(Topics, SayWhereTheStatisticsInHomeAssistantStand) {
    auto snapshot = november(meter_called("Maison"));
    snapshot.status.home_assistant = CopyStatus{CopyState::in_step, at("2026-11-23", 0), std::nullopt};
    EXPECT_EQ(status_of(snapshot).at("home_assistant"),
              parsed(R"({"state":"in_step","until":"2026-11-23T00:00:00+01:00","error":null})"));
    snapshot.status.home_assistant =
        CopyStatus{CopyState::stopped, std::nullopt,
                   Trouble{ErrorCode::home_assistant_unreachable, "connection refused", at("2026-11-23", 9)}};
    auto const stopped = status_of(snapshot).at("home_assistant");
    EXPECT_EQ(stopped.at("state"), "stopped");
    EXPECT_TRUE(stopped.at("until").is_null());
    EXPECT_EQ(stopped.at("error").at("code"), "home_assistant_unreachable");
    EXPECT_EQ(stopped.at("error").at("whose"), "home_assistant");
    EXPECT_EQ(stopped.at("error").at("since"), "2026-11-23T09:00:00+01:00");
}

TEST(Topics, SayProgressBudgetAndConsent) {
    auto snapshot = november(meter_called("Maison"));
    snapshot.status.call_budget = 30;
    snapshot.status.progress =
        Progress{Errand::history, 2, 5, day("2026-01-01"), day("2026-03-01"), 17, at("2026-11-25", 0)};
    snapshot.status.consent_expires = at("2027-03-01", 0);
    auto const status = status_of(snapshot);
    EXPECT_EQ(status.at("call_budget"), 30);
    EXPECT_EQ(status.at("progress"),
              parsed(R"({"kind":"history","done":2,"total":5,"from":"2026-01-01","at":"2026-03-01",
        "calls_left_today":17,"expected_end":"2026-11-25T00:00:00+01:00"})"));
    EXPECT_EQ(status.at("consent_expires"), "2027-03-01T00:00:00+01:00");
}

TEST(Topics, SayWhatTheBridgeIsWithEachProviderOnce) {
    auto second = meter_called("Toit", "00000000000042");
    auto third = meter_called("Garage", "00000000000043");
    third.provider = "enedis";
    auto const info =
        info_message({meter_called("Maison"), second, third}, "1.2.3", at("2026-11-23", 7), paris(), tree);
    EXPECT_EQ(info.topic, "enedis2mqtt/bridge/info");
    EXPECT_TRUE(info.retain);
    EXPECT_EQ(parsed(info.payload), parsed(R"({"version":"1.2.3","started_at":"2026-11-23T07:00:00+01:00",
        "meters":["12345678901234","00000000000042","00000000000043"],"providers":["conso_api","enedis"]})"));
}

TEST(Topics, TellTempoWithoutGuesses) {
    TempoNow now{*CivilDay::parse("2026-11-28"), TempoColor::white, std::nullopt, TempoCounts{231, 40, 21}};
    auto message = tempo_message(now, TopicTree{"enedis2mqtt"});
    EXPECT_EQ(message.topic, "enedis2mqtt/tempo");
    EXPECT_TRUE(message.retain);
    EXPECT_EQ(boost::json::parse(message.payload),
              boost::json::parse(R"({"season":"2026-2027","today":{"date":"2026-11-28","color":"white"},)"
                                 R"("tomorrow":{"date":"2026-11-29","color":null},)"
                                 R"("remaining":{"blue":231,"white":40,"red":21}})"));
    now.left = std::nullopt;
    message = tempo_message(now, TopicTree{"enedis2mqtt"});
    EXPECT_EQ(boost::json::parse(message.payload).at("remaining"),
              boost::json::parse(R"({"blue":null,"white":null,"red":null})"));
}

} // namespace
} // namespace enedis2mqtt::sinks
