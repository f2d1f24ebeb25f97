#include "component/web/page.hpp"

namespace enedis2mqtt::web::test {
namespace {

class PageReadings : public Page {
protected:
    void SetUp() override {
        open_with_meter();
        auto const start = at("2026-11-22", 23, 30);
        records.rows = {
            {{start, start + std::chrono::minutes{30}}, Power::from_watts(752), std::nullopt, "conso_api"},
            {{start, start + std::chrono::minutes{60}}, Energy::from_wh(1), std::nullopt, "a, b"}};
        records.missing = {day("2026-11-20"), day("2026-11-21")};
    }
    std::string const path = "/api/meters/" + pdl + "/readings";
};

TEST_F(PageReadings, AreRowsWithTheDaysThatLack) {
    auto const reply = get(path + "?measure=hourly&direction=consumption&from=2026-11-20&to=2026-11-23");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.header("Content-Type"), "application/json");
    EXPECT_EQ(reply.parsed(),
              parsed(R"({"readings":[{"start":"2026-11-22T23:30:00+01:00","end":"2026-11-23T00:00:00+01:00",
        "value":0.752,"unit":"kW","source":"conso_api"},{"start":"2026-11-22T23:30:00+01:00",
        "end":"2026-11-23T00:30:00+01:00","value":0.001,"unit":"kWh","source":"a, b"}],
        "missing":["2026-11-20","2026-11-21"]})"));
    auto const& query = records.queries.back();
    EXPECT_EQ(query.measure, Measure::hourly);
    EXPECT_EQ(query.direction, Direction::consumption);
    EXPECT_EQ(query.days, (DayRange{day("2026-11-20"), day("2026-11-23")}));
}

TEST_F(PageReadings, AreAFileForSpreadsheetsWhenAskedFor) {
    auto const query = path + "?measure=daily&direction=consumption&from=2026-11-20&to=2026-11-23";
    auto const reply = get(query + "&format=csv");
    EXPECT_TRUE(reply.header("Content-Type").starts_with("text/csv"));
    EXPECT_EQ(reply.header("Content-Disposition"),
              "attachment; filename=\"linky-12345678901234-consumption-daily-2026-11-20-2026-11-23.csv\"");
    EXPECT_EQ(reply.body, "start,end,value,unit,source\r\n"
                          "2026-11-22T23:30:00+01:00,2026-11-23T00:00:00+01:00,0.752,kW,conso_api\r\n"
                          "2026-11-22T23:30:00+01:00,2026-11-23T00:30:00+01:00,0.001,kWh,\"a, b\"\r\n");
    EXPECT_EQ(get(query, {{"Accept", "text/csv"}}).body, reply.body);
}

TEST_F(PageReadings, AreOfTheLastMonthWhenNoDayIsNamed) {
    EXPECT_EQ(get(path + "?measure=daily&direction=consumption").status, 200);
    EXPECT_EQ(records.queries.front().days.start, day("2026-10-23"));
    EXPECT_EQ(records.queries.back().days.end, day("2026-11-23"));
}

TEST_F(PageReadings, AreReadAMonthInEachPassOfTheLoop) {
    auto const reply = get(path + "?measure=hourly&direction=consumption&from=2026-09-20&to=2026-11-23");
    ASSERT_EQ(records.queries.size(), 3U);
    EXPECT_EQ(records.queries[0].days, (DayRange{day("2026-09-20"), day("2026-10-01")}));
    EXPECT_EQ(records.queries[1].days, (DayRange{day("2026-10-01"), day("2026-11-01")}));
    EXPECT_EQ(records.queries[2].days, (DayRange{day("2026-11-01"), day("2026-11-23")}));
    EXPECT_EQ(reply.parsed().at("readings").as_array().size(), 3 * records.rows.size());
    EXPECT_EQ(reply.parsed().at("missing").as_array().size(), 3 * records.missing.size());
}

TEST_F(PageReadings, NeverCutAYearThatIsAddedUp) {
    get(path + "?measure=yearly&direction=consumption&from=2024-03-10&to=2026-11-23");
    ASSERT_EQ(records.queries.size(), 3U);
    EXPECT_EQ(records.queries[0].days, (DayRange{day("2024-03-10"), day("2025-01-01")}));
    EXPECT_EQ(records.queries[1].days, (DayRange{day("2025-01-01"), day("2026-01-01")}));
    EXPECT_EQ(records.queries[2].days, (DayRange{day("2026-01-01"), day("2026-11-23")}));
}

TEST_F(PageReadings, RefuseAQuestionThatIsNone) {
    for (auto const* query :
         {"", "?measure=daily", "?direction=consumption", "?measure=weekly&direction=consumption",
          "?measure=daily&direction=up", "?measure=daily&direction=consumption&from=x",
          "?measure=daily&direction=consumption&to=2026-13-01",
          "?measure=daily&direction=consumption&from=2026-11-23&to=2026-11-23",
          "?measure=daily&direction=consumption&from=2000-01-01&to=2199-01-01"}) {
        auto const reply = get(path + query);
        EXPECT_EQ(reply.status, 400) << query;
        EXPECT_EQ(reply.code(), "request_invalid") << query;
    }
}

TEST_F(PageReadings, SayThatTheArchiveCannotBeRead) {
    records.trouble = Error{ErrorCode::store_corrupt, "malformed"};
    auto const reply = get(path + "?measure=daily&direction=consumption");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "store_corrupt");
}

} // namespace
} // namespace enedis2mqtt::web::test
