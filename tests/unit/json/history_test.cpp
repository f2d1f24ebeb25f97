#include "support/days.hpp"
#include "support/json.hpp"

#include <enedis2mqtt/json/history.hpp>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using test::day;

UsagePointId const id = UsagePointId::parse("12345678901234").value();

Result<HistoryRequest> read(std::string_view text) {
    return history_request(boost::json::parse(text).as_object(), id);
}

TEST(HistoryJson, ReadsDaysAndDataSetsAsAListOrAsAText) {
    auto const list =
        read(R"({"from":"2025-01-01","to":"2025-02-01","data":["daily","load_curve"]})").value();
    EXPECT_EQ(list.from, day("2025-01-01"));
    EXPECT_EQ(list.to, day("2025-02-01"));
    EXPECT_EQ(list.datasets, (std::vector{Dataset::daily, Dataset::load_curve}));
    EXPECT_EQ(read(R"({"from":"2025-01-01","data":"daily,load_curve"})").value().datasets, list.datasets);
    auto const least = read(R"({"from":"2025-01-01"})").value();
    EXPECT_FALSE(least.to);
    EXPECT_TRUE(least.datasets.empty());
}

TEST(HistoryJson, NamesWhatIsWrong) {
    for (auto const& [text, word] : {std::pair{R"({})", "from"},
                                     {R"({"from":20250101})", "from"},
                                     {R"({"from":"2025-02-30"})", "from"},
                                     {R"({"from":"2025-01-01","to":"tomorrow"})", "to"},
                                     {R"({"from":"2025-01-01","data":["hourly"]})", "hourly"},
                                     {R"({"from":"2025-01-01","data":[1]})", "data"},
                                     {R"({"from":"2025-01-01","data":{}})", "data"}}) {
        auto const refused = read(text);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().code, ErrorCode::request_invalid) << text;
        EXPECT_NE(refused.error().message.find(word), std::string::npos) << refused.error().message;
    }
}

TEST(HistoryJson, ThePlanTellsCallsBudgetEndAndEachSeries) {
    HistoryPlan plan;
    plan.calls = 3;
    plan.calls_left_today = 15;
    plan.calls_per_day = 20;
    plan.expected_end = test::at("2026-11-25", 0);
    plan.series = {{{Direction::consumption, Dataset::load_curve},
                    {{day("2026-11-16"), day("2026-11-23")}, {day("2026-11-10"), day("2026-11-16")}}}};
    EXPECT_EQ(boost::json::value(plan_json(plan, test::paris())), boost::json::parse(R"({
        "calls":3,"calls_left_today":15,"calls_per_day":20,"expected_end":"2026-11-25T00:00:00+01:00",
        "series":[{"measure":"consumption/hourly","calls":2,"from":"2026-11-10","to":"2026-11-23"}]})"));
    plan.calls_left_today.reset();
    EXPECT_TRUE(plan_json(plan, test::paris()).at("calls_left_today").is_null());
}

} // namespace
} // namespace enedis2mqtt
