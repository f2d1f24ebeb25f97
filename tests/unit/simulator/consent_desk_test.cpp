#include "unit/simulator/asking.hpp"

#include <gtest/gtest.h>

using namespace enedis2mqtt;
using namespace enedis2mqtt::simulator;
using namespace enedis2mqtt::simulator::asking;
namespace json = boost::json;

namespace {

constexpr std::string_view page =
    "/dataconnect/v2/oauth2/authorize?client_id=me&response_type=code&duration=P3Y";

struct Desk : testing::Test {
    Answer visit(std::string const& more, std::string_view to = page) {
        return bench.ask(get(std::string{to} + more));
    }
    std::string location(std::string const& more, std::string_view to = page) {
        auto const answer = visit(more, to);
        EXPECT_EQ(answer.response.status, 302);
        return std::string{answer.response.headers["Location"]};
    }
    json::value services(std::int64_t id, char const* more = "") {
        auto const answer = bench.ask(
            with(post("/subscribed_services/v1", R"({"autorisationId":)" + std::to_string(id) + more + "}"),
                 "Authorization", "Bearer " + bench.token));
        EXPECT_EQ(answer.response.status, 200);
        return body_of(answer);
    }
    /// The list at the second question.
    json::array services_of(std::string_view meter) {
        auto const there = location("&accept=1&pdl=" + std::string{meter});
        auto const id = std::stoll(there.substr(there.find("autorisation_id=") + 16));
        services(id);
        return services(id).at("serviceSouscrit").as_array();
    }

    Bench bench{.board = Switchboard{GridOperator{paris(), std::chrono::hours{8}}, "http://h/cb"}};
};

} // namespace

TEST_F(Desk, ShowsAFormThatKeepsWhatWasAsked) {
    auto const answer = visit("&state=a\"b<c>&pdl=01234567890123");
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.response.headers["Content-Type"], "text/html; charset=utf-8");
    auto const& body = answer.response.body;
    EXPECT_NE(body.find(R"(name="state" value="a&quot;b&lt;c&gt;")"), std::string::npos) << body;
    EXPECT_NE(body.find(R"(name="pdl" value="01234567890123")"), std::string::npos);
    EXPECT_EQ(body.find(R"(type="hidden" name="pdl")"), std::string::npos);
}

TEST_F(Desk, SendsBackAnAuthorisationThatIsTheMetersOwn) {
    EXPECT_EQ(location("&accept=1&state=a/b&pdl=01234567890123"),
              "http://h/cb?autorisation_id=123456&state=a%2Fb");
    EXPECT_EQ(location("&accept=1&state=c&pdl=01234567890124"), "http://h/cb?autorisation_id=123457&state=c");
    EXPECT_EQ(location("&accept=1&state=d&pdl=01234567890123"), "http://h/cb?autorisation_id=123456&state=d");
}

TEST_F(Desk, SendsBackARefusal) {
    EXPECT_EQ(location("&accept=0&state=s"),
              "http://h/cb?error=invalid_request&error_description=demande_non_aboutie&state=s");
    EXPECT_EQ(location("&accept=1&state=s&pdl=01234567899906"),
              "http://h/cb?error=invalid_request&error_description=compteur_incompatible&state=s");
}

TEST_F(Desk, SpeaksTheOldPageToo) {
    constexpr std::string_view old =
        "/dataconnect/v1/oauth2/authorize?client_id=me&response_type=code&duration=P36M";
    EXPECT_EQ(location("&accept=1&state=s&pdl=01234567890123", old),
              "http://h/cb?code=simulated&state=s&usage_point_id=01234567890123");
    EXPECT_EQ(location("&accept=0&state=s", old).substr(0, 31), "http://h/cb?error=access_denied");
}

TEST_F(Desk, RefusesWhatEnedisRefuses) {
    auto const error = [&](std::string const& target) {
        auto const answer = bench.ask(get(target));
        return std::to_string(answer.response.status) + ' ' + text_at(body_of(answer), "/error");
    };
    std::string const path = "/dataconnect/v2/oauth2/authorize?client_id=me&response_type=code";
    EXPECT_EQ(error("/dataconnect/v2/oauth2/authorize?response_type=code&duration=P3Y"),
              "400 missing_parameter");
    EXPECT_EQ(error(path), "400 missing_parameter");
    EXPECT_EQ(error(path + "&duration=PT36H"), "400 invalid_duration_format");
    EXPECT_EQ(error(path + "&duration=P"), "400 invalid_duration_format");
    EXPECT_EQ(error(path + "&duration=P4Y"), "400 maximum_duration_exceeded");
    EXPECT_EQ(error(path + "&duration=P3Y&state=" + std::string(101, 's')), "400 invalid_request");
}

TEST_F(Desk, ListsTheServicesAtTheSecondQuestion) {
    location("&accept=1&pdl=01234567890123");
    EXPECT_EQ(services(123456).at("nbTotalServices"), 0);
    auto const list = services(123456).at("serviceSouscrit").as_array();
    ASSERT_EQ(list.size(), 1U);
    auto const& service = list.front();
    EXPECT_EQ(text_at(service, "/pointId"), "01234567890123");
    EXPECT_EQ(text_at(service, "/dateDebut"), "2026-11-23");
    EXPECT_EQ(text_at(service, "/dateFin"), "2029-11-21");
    EXPECT_EQ(text_at(service, "/etatCode"), "ACTIF");
    EXPECT_EQ(text_at(service, "/mesuresTypeCode"), "CDC");
    EXPECT_EQ(service.at_pointer("/soutirage"), true);
    EXPECT_EQ(service.at_pointer("/autorisation/autorisationId"), 123456);
    EXPECT_FALSE(services(123456, R"(,"comptage":true)").as_object().contains("serviceSouscrit"));
    EXPECT_EQ(services(1).at("nbTotalServices"), 0);
}

TEST_F(Desk, HonoursTheSpecialMeters) {
    EXPECT_EQ(services_of("01234567899901").size(), 2U);
    auto const production = services_of("01234567899902");
    ASSERT_EQ(production.size(), 1U);
    EXPECT_EQ(production[0].at("injection"), true);
    EXPECT_EQ(text_at(services_of("01234567899903").front(), "/mesuresTypeCode"), "ENERGIE");
    EXPECT_EQ(services_of("01234567899907").size(), 0U);
}

TEST_F(Desk, ListsNothingToStrangers) {
    auto request = post("/subscribed_services/v1", R"({"autorisationId":123456})");
    EXPECT_EQ(bench.ask(request).response.status, 401);
    EXPECT_EQ(bench.ask(with(request, "Authorization", "Bearer x")).response.status, 401);
    request.body = R"({"autorisationId":"123456"})";
    EXPECT_EQ(bench.ask(with(request, "Authorization", "Bearer " + bench.token)).response.status, 400);
    request.body = "rubbish";
    EXPECT_EQ(bench.ask(with(request, "Authorization", "Bearer " + bench.token)).response.status, 400);
}

TEST_F(Desk, SendsBackToWhereItIsTold) {
    EXPECT_EQ(
        bench.ask(post("/simulator/application", R"({"redirect_uri":"https://x/y?z=1"})")).response.status,
        200);
    EXPECT_EQ(location("&accept=0").substr(0, 22), "https://x/y?z=1&error=");
    EXPECT_EQ(text_at(body_of(bench.ask(get("/simulator/application"))), "/redirect_uri"), "https://x/y?z=1");
    EXPECT_EQ(bench.ask(post("/simulator/application", "[]")).response.status, 400);
}
