#include "simulator/faults.hpp"
#include "unit/simulator/asking.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace enedis2mqtt;
using namespace enedis2mqtt::simulator;
namespace json = boost::json;
using asking::Bench;
using asking::body_of;
using asking::text_at;

namespace {

constexpr char const* meter = "01234567890123";

http::ServerRequest a_week_of_curve() {
    return asking::conso("consumption_load_curve", meter, "2026-11-16", "2026-11-23");
}
http::ServerRequest a_week_of_days() {
    return asking::conso("daily_consumption", meter, "2026-11-16", "2026-11-23");
}

Answer answer_under(std::string fault, http::ServerRequest const& request = a_week_of_curve()) {
    Bench bench;
    bench.fault(std::move(fault));
    return bench.ask(request);
}

json::array points_of(Answer const& answer) {
    return body_of(answer).at("interval_reading").as_array();
}
json::array sound_points() {
    return points_of(Bench{}.ask(a_week_of_curve()));
}
std::string year(json::value const& point) {
    return std::string{point.at("date").as_string()}.substr(0, 4);
}

} // namespace

TEST(Faults, AreDocumentedAndEachChangesTheAnswer) {
    auto const sound =
        Bench{}.ask(asking::conso("courbe_de_charge_consommation", meter, "2026-11-16", "2026-11-23"));
    std::set<std::string_view> seen;
    for (auto const& kind : fault_kinds()) {
        EXPECT_TRUE(seen.insert(kind.name).second) << kind.name;
        EXPECT_FALSE(kind.what.empty()) << kind.name;
        if (kind.name.starts_with("color_")) // those of tempo_test.cpp
            continue;
        auto const answer =
            answer_under(std::string{kind.name},
                         asking::conso("courbe_de_charge_consommation", meter, "2026-11-16", "2026-11-23"));
        bool const same = answer.delivery == sound.delivery &&
                          answer.response.status == sound.response.status &&
                          answer.response.body == sound.response.body &&
                          answer.response.headers["Content-Type"] == sound.response.headers["Content-Type"];
        EXPECT_FALSE(same) << kind.name;
    }
}

TEST(Faults, AnswerWhatIsNoJson) {
    std::map<std::string, std::pair<int, std::string>> const expected{
        {"html_200", {200, "text/html; charset=utf-8"}},
        {"html_503", {503, "text/html; charset=utf-8"}},
        {"text_500", {500, "text/plain"}},
        {"empty_body", {200, "application/json"}},
        {"http_503", {503, ""}},
        {"cloudflare_ban", {403, "text/html; charset=UTF-8"}},
        {"truncated_json", {200, "application/json"}},
        {"redirect", {302, ""}},
    };
    for (auto const& [fault, status_and_type] : expected) {
        auto const answer = answer_under(fault);
        EXPECT_EQ(answer.response.status, status_and_type.first) << fault;
        EXPECT_EQ(answer.response.headers["Content-Type"], status_and_type.second) << fault;
        boost::system::error_code error;
        json::parse(answer.response.body, error);
        EXPECT_TRUE(error) << fault;
    }
    EXPECT_EQ(answer_under("redirect").response.headers["Location"], "/maintenance");
    EXPECT_NE(answer_under("cloudflare_ban").response.body.find("Cloudflare"), std::string::npos);
}

TEST(Faults, AnswerWhatIsNoKnownShape) {
    EXPECT_EQ(body_of(answer_under("unknown_shape")), json::parse(R"({"foo":1})"));
    auto const answer = answer_under("wrong_content_type");
    EXPECT_EQ(answer.response.headers["Content-Type"], "text/html");
    EXPECT_EQ(points_of(answer).size(), 7u * 48);
}

TEST(Faults, AnswerFiftyMegabytes) {
    auto const answer = answer_under("huge_json");
    EXPECT_GE(answer.response.body.size(), 50'000'000u);
    EXPECT_EQ(answer.response.body.substr(answer.response.body.size() - 5), "\"}]}}");
}

TEST(Faults, SpoilTheValues) {
    EXPECT_TRUE(points_of(answer_under("value_object")).back().at("value").is_object());
    EXPECT_EQ(points_of(answer_under("value_text")).back().at("value"), "beaucoup");
    for (auto const& point : points_of(answer_under("null_values")))
        EXPECT_TRUE(point.at("value").is_null());
}

TEST(Faults, SpoilTheOrder) {
    auto points = sound_points();
    auto reversed = points_of(answer_under("unordered"));
    EXPECT_EQ(reversed.front(), points.back());
    EXPECT_EQ(reversed.back(), points.front());
    auto const twice = points_of(answer_under("duplicates"));
    ASSERT_EQ(twice.size(), 2 * points.size());
    EXPECT_EQ(twice[0], twice[1]);
    EXPECT_EQ(twice[2], points[1]);
}

TEST(Faults, SpoilTheDates) {
    EXPECT_EQ(year(points_of(answer_under("year_0001")).front()), "0001");
    EXPECT_EQ(year(points_of(answer_under("year_0001")).back()), "2026");
    EXPECT_EQ(year(points_of(answer_under("year_9999")).back()), "9999");
    EXPECT_EQ(year(points_of(answer_under("year_9999", a_week_of_days())).back()), "9999");
}

TEST(Faults, SpoilThePdl) {
    EXPECT_NE(text_at(body_of(answer_under("other_pdl")), "/usage_point_id"), meter);
}

TEST(Faults, LeaveTheMorningOfYesterdayOnly) {
    auto const points = points_of(answer_under("partial_day"));
    EXPECT_EQ(points.size(), 6u * 48 + 24);
    EXPECT_EQ(points.back().at("date").as_string(), "2026-11-22 12:00:00");
    EXPECT_EQ(points_of(answer_under("partial_day", a_week_of_days())).size(), 7u);
}

TEST(Faults, SpoilTheDelivery) {
    EXPECT_EQ(answer_under("slow_drip").delivery, Delivery::dripped);
    EXPECT_EQ(answer_under("reset").delivery, Delivery::reset);
    EXPECT_EQ(answer_under("truncated_transfer").delivery, Delivery::truncated);
    EXPECT_EQ(answer_under("hang").delivery, Delivery::never);
    EXPECT_EQ(answer_under("no_data").delivery, Delivery::whole);
}

TEST(Faults, RefuseInTheDialectsOwnWords) {
    auto const told = [](char const* fault, auto request) {
        auto const answer = answer_under(fault, request);
        return std::pair{answer.response.status, body_of(answer)};
    };
    auto const v1 = asking::med_v1("daily_consumption", meter, "2026-11-16", "2026-11-23");
    auto const v2 = asking::med_v2("consumption/daily", meter, "2026-11-16", "2026-11-23");
    EXPECT_EQ(told("http_401", a_week_of_days()).first, 401);
    EXPECT_EQ(told("http_500", a_week_of_days()).second.at_pointer("/error/error"), "technical_error");
    EXPECT_EQ(told("http_429", a_week_of_days()).second.at_pointer("/error/fault/code"), 900807);
    EXPECT_EQ(told("no_consent", a_week_of_days()).second.at_pointer("/error/error"), "ADAM-DC-0008");
    EXPECT_EQ(told("before_activation", a_week_of_days()).second.at_pointer("/error/error"), "ADAM-ERR0123");
    EXPECT_EQ(told("daily_quota", v1).first, 409);
    EXPECT_EQ(told("daily_quota", v1).second.at("detail"), "Vous avez dépassé votre quota journalier (50)");
    EXPECT_EQ(told("http_500", v1).first, 500);
    EXPECT_EQ(told("http_401", v1).first, 401);
    EXPECT_EQ(told("daily_quota", v2).second.at_pointer("/error/code"), "RATE_LIMIT_EXCEEDED");
    EXPECT_EQ(told("http_500", v2).second.at_pointer("/error/code"), "ENEDIS_UNAVAILABLE");
    EXPECT_EQ(told("no_data", v2).first, 200);
}

TEST(Faults, SayWhenToComeBack) {
    EXPECT_EQ(answer_under("http_429").response.headers["Retry-After"], "120");
    auto const error = body_of(answer_under("throttled_until")).at("error");
    EXPECT_EQ(text_at(error, "/code"), "900804");
    EXPECT_EQ(text_at(error, "/nextAccessTime"), "2026-Nov-23 12:00:00+0000 UTC");
}

TEST(Faults, KillEveryTokenAtOnce) {
    Bench bench;
    bench.fault("token_expired", 1);
    auto const ask = [&] {
        return bench
            .ask(asking::enedis_2026("consommation_quotidienne", meter, "2026-11-20", "2026-11-22",
                                     bench.token))
            .response.status;
    };
    EXPECT_EQ(ask(), 401);
    EXPECT_EQ(ask(), 401);
    bench.token = bench.fresh_token();
    EXPECT_EQ(ask(), 200);
}

TEST(Faults, RefuseTheNewNamesOnly) {
    Bench bench;
    bench.fault("refuse_new_types");
    EXPECT_EQ(bench.ask(asking::conso("consommation_quotidienne", meter, "2026-11-20", "2026-11-22"))
                  .response.status,
              400);
    EXPECT_EQ(
        bench.ask(asking::conso("daily_consumption", meter, "2026-11-20", "2026-11-22")).response.status,
        200);
}

TEST(Faults, StrikeAsOftenAsOrdered) {
    Bench bench;
    bench.fault("http_503", 2);
    EXPECT_EQ(bench.ask(a_week_of_days()).response.status, 503);
    EXPECT_EQ(bench.ask(a_week_of_days()).response.status, 503);
    EXPECT_EQ(bench.ask(a_week_of_days()).response.status, 200);
    bench.fault("http_503");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(bench.ask(a_week_of_days()).response.status, 503);
    bench.board.faults().clear();
    EXPECT_EQ(bench.ask(a_week_of_days()).response.status, 200);
}

TEST(Faults, StrikeOneDatasetOrOneMeterOnly) {
    Bench bench;
    bench.fault("http_503", {}, "curve");
    EXPECT_EQ(bench.ask(a_week_of_days()).response.status, 200);
    EXPECT_EQ(bench.ask(a_week_of_curve()).response.status, 503);
    bench.board.faults().clear();
    bench.fault("http_503", {}, "", "01234567890124");
    EXPECT_EQ(bench.ask(a_week_of_days()).response.status, 200);
    EXPECT_EQ(bench.ask(asking::conso("daily_consumption", "01234567890124", "2026-11-20", "2026-11-22"))
                  .response.status,
              503);
}

TEST(Faults, StrikeTheTokenEndpointOnlyWhenItIsNamed) {
    Bench bench;
    auto const ask = [&] {
        return bench.ask(asking::token_request("grant_type=client_credentials&client_id=a&client_secret=b"));
    };
    bench.fault("html_503");
    EXPECT_EQ(ask().response.status, 200);
    bench.board.faults().clear();
    bench.fault("html_503", 1, "token");
    EXPECT_EQ(bench.ask(a_week_of_days()).response.status, 200);
    EXPECT_EQ(ask().response.status, 503);
    bench.fault("http_401", 1, "token");
    EXPECT_EQ(ask().response.status, 401);
    bench.fault("hang", 1, "token");
    EXPECT_EQ(ask().delivery, Delivery::never);
    EXPECT_EQ(ask().response.status, 200);
}

TEST(Faults, AreRefusedWhenTheyAreNone) {
    Faults faults;
    EXPECT_EQ(faults.add({"http_418", {}, "", ""}).error().code, ErrorCode::request_invalid);
    EXPECT_EQ(faults.add({"no_data", {}, "weekly", ""}).error().code, ErrorCode::request_invalid);
    EXPECT_EQ(faults.add({"no_data", {}, "", "123"}).error().code, ErrorCode::request_invalid);
    EXPECT_EQ(faults.add({"no_data", 0, "", ""}).error().code, ErrorCode::request_invalid);
    EXPECT_TRUE(faults.orders().empty());
}
