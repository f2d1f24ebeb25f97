#include "home_assistant/protocol.hpp"
#include "support/json.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::home_assistant {
namespace {

using test::parsed;
using namespace std::chrono_literals;

Instant const first = std::chrono::sys_days{std::chrono::year{2026} / 9 / 1};

Statistic energy() {
    Statistic statistic;
    statistic.id = "enedis2mqtt:10000000000011_consumption";
    statistic.name = "Maison consommation";
    statistic.unit_class = "energy";
    statistic.unit = "kWh";
    return statistic;
}

Statistic power() {
    auto statistic = energy();
    statistic.id += "_power";
    statistic.kind = StatisticKind::mean;
    statistic.unit_class = "power";
    statistic.unit = "W";
    return statistic;
}

TEST(HomeAssistantProtocol, ImportsSums) {
    std::vector<StatisticRow> const rows{{first, {400'000, 400'000, 0}}, {first + 1h, {500'000, 900'000, 0}}};
    EXPECT_EQ(parsed(import_message(7, energy(), rows, true)), parsed(R"({
        "id":7,"type":"recorder/import_statistics",
        "metadata":{"statistic_id":"enedis2mqtt:10000000000011_consumption","source":"enedis2mqtt",
            "name":"Maison consommation","has_sum":true,"mean_type":0,"unit_class":"energy",
            "unit_of_measurement":"kWh"},
        "stats":[{"start":"2026-09-01T00:00:00Z","state":0.4,"sum":0.4},
                 {"start":"2026-09-01T01:00:00Z","state":0.5,"sum":0.9}]})"));
}

TEST(HomeAssistantProtocol, ImportsMeansToAnOlderOne) {
    std::vector<StatisticRow> const rows{{first + 23h, {705'500'000, 411'000'000, 1'000'000'000}}};
    EXPECT_EQ(parsed(import_message(8, power(), rows, false)), parsed(R"({
        "id":8,"type":"recorder/import_statistics",
        "metadata":{"statistic_id":"enedis2mqtt:10000000000011_consumption_power","source":"enedis2mqtt",
            "name":"Maison consommation","has_sum":false,"has_mean":true,"unit_of_measurement":"W"},
        "stats":[{"start":"2026-09-01T23:00:00Z","mean":705.5,"min":411,"max":1000}]})"));
}

TEST(HomeAssistantProtocol, RenamesWithoutRows) {
    EXPECT_EQ(parsed(import_message(1, energy(), {}, true)).at("stats"), parsed("[]"));
}

TEST(HomeAssistantProtocol, KnowsTheFormOfAVersion) {
    for (auto const* version : {"2025.3.4", "2025.10.9", "2024.12.0"})
        EXPECT_FALSE(speaks_new_form(version)) << version;
    for (auto const* version : {"2025.11.0", "2025.12.0b1", "2026.1.0", "2026.11.0", "", "dev"})
        EXPECT_TRUE(speaks_new_form(version)) << version;
}

TEST(HomeAssistantProtocol, AsksForABarrierInBothForms) {
    EXPECT_EQ(parsed(barrier_message(3, energy(), true)),
              parsed(R"({"id":3,"type":"recorder/update_statistics_metadata","unit_class":"energy",
                  "statistic_id":"enedis2mqtt:10000000000011_consumption","unit_of_measurement":"kWh"})"));
    EXPECT_FALSE(parsed(barrier_message(3, energy(), false)).as_object().contains("unit_class"));
}

TEST(HomeAssistantProtocol, ReadsRows) {
    auto const result = parsed(R"({"enedis2mqtt:10000000000011_consumption":[
        {"start":1788220800000,"end":1788224400000,"state":0.4,"sum":17304.123},
        {"start":1788224400000,"end":1788228000000,"state":null,"sum":1}]})");
    EXPECT_EQ(rows_in(result, energy()), (std::vector{StatisticRow{first, {400'000, 17'304'123'000, 0}}}));
    EXPECT_TRUE(rows_in(result, power()).empty());
    EXPECT_TRUE(rows_in(parsed("[]"), energy()).empty());
}

TEST(HomeAssistantProtocol, ReadsMetadata) {
    auto const known = metadata_in(parsed(
        R"([{"statistic_id":"enedis2mqtt:1_a","name":null,"statistics_unit_of_measurement":"Wh","has_sum":true}])"));
    ASSERT_EQ(known.size(), 1u);
    EXPECT_EQ(known[0].id, "enedis2mqtt:1_a");
    EXPECT_EQ(known[0].unit, "Wh");
    EXPECT_EQ(known[0].name, "");
}

struct Verdict {
    char const* code;
    ErrorCode expected;
};

class HomeAssistantAnswer : public testing::TestWithParam<Verdict> {};

TEST_P(HomeAssistantAnswer, SaysWhatToDo) {
    auto const answer = parsed(std::string{R"({"id":1,"type":"result","success":false,"error":{"code":")"} +
                               GetParam().code + R"(","message":"so it is"}})");
    auto const result = result_of(answer.as_object());
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, GetParam().expected);
    EXPECT_NE(result.error().message.find("so it is"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Codes, HomeAssistantAnswer,
                         testing::Values(Verdict{"unauthorized", ErrorCode::home_assistant_not_admin},
                                         Verdict{"unknown_command", ErrorCode::home_assistant_unreachable},
                                         Verdict{"timeout", ErrorCode::timeout},
                                         Verdict{"invalid_format", ErrorCode::home_assistant_refused},
                                         Verdict{"home_assistant_error", ErrorCode::home_assistant_refused},
                                         Verdict{"id_reuse", ErrorCode::home_assistant_refused}));

TEST(HomeAssistantProtocol, RefusesWhatIsNoMessage) {
    for (auto const* text : {"", "[]", "{", "42"})
        EXPECT_TRUE(parse_message(text).has_error()) << text;
}

} // namespace
} // namespace enedis2mqtt::home_assistant
