#include "component/web/page.hpp"

#include <future>

namespace enedis2mqtt::web::test {
namespace {

using PageMeters = Page;

TEST_F(PageMeters, SayStatusAndValuesAsTheTopicsDo) {
    open_with_meter();
    auto const reply = get("/api/meters");
    ASSERT_EQ(reply.status, 200);
    auto const meter = reply.parsed().at("meters").at(0);
    EXPECT_EQ(meter.at("pdl"), json::value(pdl));
    EXPECT_EQ(meter.at("directions"), parsed(R"(["consumption"])"));
    EXPECT_EQ(meter.at("hourly"), true);
    EXPECT_EQ(meter.at("timezone"), "Europe/Paris");
    EXPECT_EQ(meter.at("status").at("state"), "partial");
    EXPECT_EQ(meter.at("values").at("consumption").at("daily").at("value"), json::value(12.82));
    EXPECT_EQ(meter.at("values").at("consumption").at("hourly").at("unit"), "kW");
    EXPECT_FALSE(meter.at("values").as_object().contains("production"));
    EXPECT_EQ(get("/api/meters/" + pdl).parsed(), meter);
}

TEST_F(PageMeters, AreShownBeforeTheirFirstReading) {
    open();
    site->board().announce({meter_called("Maison"), meter_called("Toit", "00000000000042")});
    attach();
    auto const meters = get("/api/meters").parsed().at("meters");
    ASSERT_EQ(meters.as_array().size(), 2U);
    EXPECT_EQ(meters.at(1).at("pdl"), "00000000000042");
    EXPECT_EQ(meters.at(0).at("values"), json::value(json::object{}));
}

TEST_F(PageMeters, LeaveWithTheConfiguration) {
    open_with_meter();
    site->board().announce({meter_called("Toit", "00000000000042")});
    EXPECT_EQ(get("/api/meters/" + pdl).status, 404);
    EXPECT_EQ(get("/api/meters").parsed().at("meters").as_array().size(), 1U);
}

TEST_F(PageMeters, UnknownToThePageAre404EverywhereWithAdvice) {
    open_with_meter();
    for (auto const* id : {"00000000000042", "1234", "no%20digits"}) {
        auto const path = "/api/meters/" + std::string{id};
        for (auto const& reply :
             {get(path), get(path + "/readings?measure=daily&direction=consumption"), post(path + "/refresh"),
              post(path + "/history", R"({"from":"2025-01-01"})"), del(path + "/history"),
              post(path + "/files")}) {
            EXPECT_EQ(reply.status, 404) << id;
            EXPECT_EQ(reply.code(), "unknown_meter");
            EXPECT_FALSE(reply.parsed().at("error").at("advice").as_string().empty());
            EXPECT_EQ(reply.parsed().at("error").at("whose"), "user");
        }
    }
    EXPECT_TRUE(requests.refreshed.empty() && requests.asked.empty() && imports.files.empty());
}

TEST_F(PageMeters, AreRefreshedOnRequest) {
    open_with_meter();
    auto const reply = post("/api/meters/" + pdl + "/refresh");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.parsed(), parsed(R"({"pdls":["12345678901234"]})"));
    ASSERT_EQ(requests.refreshed.size(), 1U);
    EXPECT_EQ(requests.refreshed.front(), usage_point());
}

TEST_F(PageMeters, SayWhyTheSourceRefusedARefresh) {
    open_with_meter();
    requests.refresh_answer = Error{ErrorCode::consent_missing, "403", std::chrono::seconds{90}};
    auto const reply = post("/api/meters/" + pdl + "/refresh");
    EXPECT_EQ(reply.status, 422);
    EXPECT_EQ(reply.code(), "consent_missing");
    EXPECT_EQ(reply.header("Retry-After"), "90");
    requests.refresh_answer = Error{ErrorCode::store_full, "no space"};
    EXPECT_EQ(post("/api/meters/" + pdl + "/refresh").status, 503);
}

TEST_F(PageMeters, AreNotWaitedForWhenTheServiceGoes) {
    open_with_meter();
    requests.takes_for_ever = true;
    auto const heard = http::test::start(
        loop, say(site->port(),
                  "POST /api/meters/" + pdl +
                      "/refresh HTTP/1.1\r\nConnection: close\r\nX-Requested-With: enedis2mqtt\r\n\r\n"));
    ASSERT_TRUE(run_until(loop, [&] { return !requests.refreshed.empty(); }));
    site->detach();
    run_task(loop, site->settle());
    EXPECT_EQ(requests.ended_early, 1) << "nothing of the service is used after settle()";
    ASSERT_TRUE(run_until(loop, [&] { return heard->has_value(); }));
    EXPECT_EQ(reply_of(**heard).status, 503);
    EXPECT_EQ(reply_of(**heard).code(), "not_configured");
}

TEST_F(PageMeters, NeverRepeatASecret) {
    Secret const token{"a-very-secret-token-of-someone"};
    open_with_meter();
    requests.refresh_answer = Error{ErrorCode::token_invalid, "refused: " + token.reveal()};
    EXPECT_EQ(post("/api/meters/" + pdl + "/refresh").body.find(token.reveal()), std::string::npos);
}

TEST_F(PageMeters, ShowWhatHistoryTakesBeforeItBegins) {
    open_with_meter();
    auto const reply = post("/api/meters/" + pdl + "/history",
                            R"({"from":"2025-01-01","to":"2026-01-01","data":["daily"],"plan_only":true})");
    ASSERT_EQ(reply.status, 200);
    EXPECT_EQ(reply.parsed(), parsed(R"({"plan":{"calls":4,"calls_left_today":17,"calls_per_day":null,
        "expected_end":"2026-11-23T09:00:00+01:00","series":[{"measure":"consumption/daily","calls":1,
        "from":"2025-01-01","to":"2026-01-01"}]},"started":false})"));
    ASSERT_EQ(requests.planned.size(), 1U);
    EXPECT_EQ(requests.planned.front().datasets, std::vector{Dataset::daily});
    EXPECT_EQ(requests.planned.front().to, day("2026-01-01"));
    auto const unclear =
        post("/api/meters/" + pdl + "/history", R"({"from":"2025-01-01","plan_only":"true"})");
    EXPECT_EQ(unclear.status, 400);
    EXPECT_TRUE(requests.asked.empty());
}

TEST_F(PageMeters, BeginAndEndHistory) {
    open_with_meter();
    auto const reply = post("/api/meters/" + pdl + "/history", R"({"from":"2025-01-01"})");
    EXPECT_EQ(reply.parsed().at("started"), true);
    ASSERT_EQ(requests.asked.size(), 1U);
    EXPECT_EQ(requests.asked.front().from, day("2025-01-01"));
    auto const ended = del("/api/meters/" + pdl + "/history");
    EXPECT_EQ(ended.status, 204);
    EXPECT_EQ(ended.body, "");
    EXPECT_EQ(requests.cancelled, std::vector{usage_point()});
}

TEST_F(PageMeters, RefuseAHistoryThatIsNone) {
    open_with_meter();
    for (auto const* body :
         {"", "[]", "{", "{}", R"({"from":"yesterday"})", R"({"from":20250101})",
          R"({"from":"2025-01-01","to":"x"})", R"({"from":"2025-01-01","data":["weather"]})"}) {
        auto const reply = post("/api/meters/" + pdl + "/history", body);
        EXPECT_EQ(reply.status, 400) << body;
        EXPECT_EQ(reply.code(), "request_invalid") << body;
    }
    EXPECT_TRUE(requests.asked.empty());
}

TEST_F(PageMeters, TakeAFileAsItIs) {
    open_with_meter();
    ImportReport report;
    report.layout = "enedis daily";
    report.days = {day("2025-01-01"), day("2025-02-01")};
    report.values = 31;
    report.added = 30;
    report.unchanged = 1;
    report.skipped = {{7, RowFault::no_number, "\"x\"", 0}};
    report.incomplete = {{day("2025-01-07"), "23:30-24:00"}};
    imports.answer = FileReport{{report}, {{"", 9, PartFault::other_meter, "…1234", 4}}};
    auto const bytes = "a;b\r\n" + std::string(300'000, '\0');
    auto const reply =
        send("POST", "/api/meters/" + pdl + "/files?direction=production",
             {{"X-Requested-With", "enedis2mqtt"}, {"Content-Type", "application/octet-stream"}}, bytes);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(imports.files, std::vector{bytes});
    EXPECT_EQ(imports.directions.front(), Direction::production);
    EXPECT_EQ(reply.parsed(), parsed(R"({"reports":[{"layout":"enedis daily","measure":"consumption/daily",
        "from":"2025-01-01","to":"2025-02-01","values":31,"added":30,"changed":0,"unchanged":1,
        "skipped":[{"row":7,"reason":"\"x\" is no number from 0 up"}],
        "incomplete":[{"date":"2025-01-07","missing":"23:30-24:00"}]}],
        "left_out":["row 9: 4 row(s) of meter …1234"]})"));
}

TEST_F(PageMeters, HaveAFileReadInTheLanguageOfItsReader) {
    open_with_meter();
    send("POST", "/api/meters/" + pdl + "/files",
         {{"X-Requested-With", "enedis2mqtt"}, {"Accept-Language", "fr"}}, "a;b");
    EXPECT_EQ(imports.languages, std::vector{Language::fr}) << "not in that of the configuration";
}

TEST_F(PageMeters, LetTheLoopGoOnWhileAFileIsTaken) {
    open_with_meter();
    std::promise<void> turned;
    auto turn = turned.get_future();
    bool loop_turned = false;
    imports.meanwhile = [&] {
        boost::asio::post(loop, [&] { turned.set_value(); });
        loop_turned = turn.wait_for(std::chrono::seconds{10}) == std::future_status::ready;
    };
    EXPECT_EQ(post("/api/meters/" + pdl + "/files", "x").status, 200);
    EXPECT_TRUE(loop_turned);
}

TEST_F(PageMeters, LeaveOnlyWhenAFileIsTakenAndSaySo) {
    open_with_meter();
    std::promise<void> turned;
    auto turn = turned.get_future();
    std::shared_ptr<std::optional<bool>> settled;
    bool waited = false;
    auto const settle = [](Site& leaving) -> Task<bool> {
        auto settling = leaving.settle();
        co_await std::move(settling);
        co_return true;
    };
    imports.meanwhile = [&] {
        boost::asio::post(loop, [&] {
            site->detach();
            settled = http::test::start(loop, settle(*site));
            boost::asio::post(loop, [&] {
                waited = !settled->has_value();
                turned.set_value();
            });
        });
        turn.wait_for(std::chrono::seconds{10});
    };
    EXPECT_EQ(post("/api/meters/" + pdl + "/files", "x").status, 200) << "it was stored";
    EXPECT_TRUE(waited) << "the file's thread still uses the service";
    EXPECT_TRUE(settled && settled->has_value());
}

TEST_F(PageMeters, SayWhyAFileWasNotTaken) {
    open_with_meter();
    imports.answer = Error{ErrorCode::file_not_recognised, "row 1"};
    EXPECT_EQ(post("/api/meters/" + pdl + "/files", "x").status, 400);
    EXPECT_EQ(post("/api/meters/" + pdl + "/files?direction=up", "x").code(), "request_invalid");
    EXPECT_EQ(imports.files.size(), 1U);
}

TEST_F(PageMeters, RefuseABodyBeyondTheRoutesLimit) {
    open_with_meter();
    for (auto const& [path, size] :
         {std::pair{"/history", 64UL * 1024 + 1}, {"/files", 16UL * 1024 * 1024 + 1}}) {
        auto const reply = post("/api/meters/" + pdl + path, std::string(size, ' '));
        EXPECT_EQ(reply.status, 413) << path;
        EXPECT_EQ(reply.code(), "request_too_large");
    }
    EXPECT_TRUE(imports.files.empty());
}

} // namespace
} // namespace enedis2mqtt::web::test
