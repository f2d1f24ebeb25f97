#include "component/sinks/life.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::base;
using test::meter_called;
using test::november;
using test::parsed;

std::string const request = "enedis2mqtt/bridge/request/refresh";
std::string const response = "enedis2mqtt/bridge/response/refresh";

struct RequestsByTopic : testing::Test, test::World {
    Meter maison = meter_called("Maison");

    RequestsByTopic() {
        live({maison});
        run();
    }

    boost::json::value answer_to(std::string payload) {
        broker.published.clear();
        broker.deliver(request, std::move(payload));
        run();
        EXPECT_EQ(broker.payloads(response).size(), 1U);
        return last(response);
    }
};

TEST_F(RequestsByTopic, AreAnsweredOnceTheRefreshIsOver) {
    requests.takes = 20s;
    broker.deliver(request, R"({"pdl":"12345678901234","transaction":"t-1"})");
    run();
    EXPECT_TRUE(broker.payloads(response).empty());
    pass(20s);
    EXPECT_EQ(last(response),
              parsed(R"({"status":"ok","data":{"pdls":["12345678901234"]},"transaction":"t-1"})"));
    EXPECT_FALSE(broker.retained.contains(response));
}

TEST_F(RequestsByTopic, DoNotHoldUpEachOtherNorThePublishing) {
    requests.takes = 20s;
    broker.deliver(request, R"({"transaction":1})");
    broker.deliver(request, R"({"transaction":2})");
    sink->deliver(november(maison));
    run();
    EXPECT_FALSE(broker.at(base + "status").empty());
    pass(20s);
    EXPECT_EQ(broker.payloads(response).size(), 2U);
}

TEST_F(RequestsByTopic, ForTheSameThingShareOnePoll) {
    requests.takes = 20s;
    for (auto const* payload :
         {R"({"transaction":1})", R"({"transaction":2})", R"({"pdl":"12345678901234","transaction":3})"})
        broker.deliver(request, payload);
    pass(10s);
    broker.deliver(request, R"({"transaction":4})");
    run();
    EXPECT_EQ(requests.asked, 2) << "of all meters, and of one";
    pass(20s);
    std::multiset<std::int64_t> answered;
    for (auto const& payload : broker.payloads(response))
        answered.insert(parsed(payload).at("transaction").as_int64());
    EXPECT_EQ(answered, (std::multiset<std::int64_t>{1, 2, 3, 4}));
    requests.takes = 0s;
    answer_to("{}");
    EXPECT_EQ(requests.asked, 3) << "what is asked afterwards is another poll";
}

TEST_F(RequestsByTopic, OnlyToShowShareOneShow) {
    for (int i = 0; i < 50; ++i)
        broker.deliver(request, R"({"poll":false})");
    run();
    EXPECT_EQ(broker.payloads(response).size(), 50U);
    EXPECT_LT(requests.shown, 5);
    EXPECT_EQ(requests.asked, 0);
}

/// How many of the answers on `topic` are errors of each code; "" for those that are none.
std::map<std::string, int> codes(test::MemoryBroker const& broker, std::string const& topic) {
    std::map<std::string, int> found;
    for (auto const& payload : broker.payloads(topic)) {
        auto const answer = parsed(payload).as_object();
        ++found[answer.contains("error") ? std::string{answer.at("error").at("code").as_string()} : ""];
    }
    return found;
}

TEST_F(RequestsByTopic, BeyondSixtyFourThatWaitAreBusyAtOnce) {
    requests.takes = 20s;
    for (int i = 0; i < 20'000; ++i)
        broker.deliver(request, "{}");
    run();
    EXPECT_EQ(codes(broker, response), (std::map<std::string, int>{{"busy", 20'000 - 64}}));
    pass(20s);
    EXPECT_EQ(codes(broker, response), (std::map<std::string, int>{{"busy", 20'000 - 64}, {"", 64}}));
    EXPECT_EQ(requests.asked, 1);
    requests.takes = 0s;
    EXPECT_EQ(answer_to("{}").at("status"), "ok") << "there is room again";
}

TEST_F(RequestsByTopic, AcceptWhatAButtonSends) {
    for (auto const* payload : {"", "{}", "PRESS"})
        EXPECT_EQ(answer_to(payload), parsed(R"({"status":"ok","data":{"pdls":["12345678901234"]}})"))
            << payload;
    EXPECT_EQ(requests.asked, 3);
}

TEST_F(RequestsByTopic, ThatAreBadGetAnErrorResponse) {
    for (auto const& [payload, code] : std::vector<std::pair<std::string, std::string>>{
             {"refresh!", "request_invalid"},
             {"[1]", "request_invalid"},
             {R"({"pdl":"12"})", "request_invalid"},
             {R"({"pdl":"00000000000042"})", "unknown_meter"},
             {std::string(17 * 1024, ' '), "request_too_large"}}) {
        auto const answer = answer_to(payload);
        EXPECT_EQ(answer.at("status"), "error");
        EXPECT_EQ(answer.at("data"), parsed("{}"));
        EXPECT_EQ(answer.at("error").at("code"), boost::json::string(code));
        EXPECT_FALSE(answer.at("error").at("message").as_string().empty());
        EXPECT_FALSE(answer.at("error").at("whose").as_string().empty());
        EXPECT_FALSE(answer.at("error").at("advice").as_string().empty());
    }
}

TEST_F(RequestsByTopic, ThatAreRetainedAreNotCarriedOutAtEveryConnection) {
    broker.deliver(request, "{}", true);
    run();
    EXPECT_EQ(requests.asked, 1) << "when it is sent";
    broker.go_away();
    broker.come_back();
    run();
    EXPECT_EQ(requests.asked, 1);
    EXPECT_EQ(last(response).at("error").at("code"), "request_invalid");
}

class HistoryByTopic : public RequestsByTopic {
protected:
    boost::json::value answer_to(std::string const& payload, bool retained = false) {
        broker.deliver("enedis2mqtt/bridge/request/history", payload, retained);
        run();
        return last("enedis2mqtt/bridge/response/history");
    }
};

TEST_F(HistoryByTopic, IsAnsweredWithItsPlan) {
    auto const answer = answer_to(
        R"({"pdl":"12345678901234","from":"2025-01-01","to":"2025-02-01","data":["daily"],"transaction":5})");
    EXPECT_EQ(answer.at("status"), "ok");
    EXPECT_EQ(answer.at("transaction"), 5);
    EXPECT_EQ(answer.at("data").at("calls"), 3);
    EXPECT_EQ(answer.at("data").at("pdl"), "12345678901234");
    ASSERT_EQ(requests.wanted.size(), 1u);
    EXPECT_EQ(requests.wanted.front().from, test::day("2025-01-01"));
    EXPECT_EQ(requests.wanted.front().to, test::day("2025-02-01"));
}

TEST_F(HistoryByTopic, IsAnsweredEachTimeHoweverFastItIsAsked) {
    broker.holds_back = true; // the broker is slower than those who ask
    for (int i = 0; i < 5'000; ++i)
        broker.deliver("enedis2mqtt/bridge/request/history",
                       R"({"pdl":"12345678901234","from":"2025-01-01","transaction":)" + std::to_string(i) +
                           "}");
    sink->tell({"corrected", maison.id, "an event beside"});
    run();
    broker.let_go();
    run();
    std::set<std::int64_t> transactions;
    for (auto const& payload : broker.payloads("enedis2mqtt/bridge/response/history"))
        transactions.insert(parsed(payload).at("transaction").as_int64());
    EXPECT_EQ(broker.payloads("enedis2mqtt/bridge/response/history").size(), 5'000U);
    EXPECT_EQ(transactions.size(), 5'000U);
    EXPECT_EQ(broker.payloads("enedis2mqtt/bridge/event").size(), 1U);
}

TEST_F(HistoryByTopic, EndsWhenItIsCancelled) {
    EXPECT_EQ(answer_to(R"({"pdl":"12345678901234","cancel":true})").at("status"), "ok");
    EXPECT_EQ(requests.cancelled.size(), 1u);
    EXPECT_TRUE(requests.wanted.empty());
}

TEST_F(HistoryByTopic, ThatCannotBeReadIsAnErrorAndNothingElse) {
    for (auto const* payload :
         {"", "PRESS", "[]", "{}", R"({"from":"2025-01-01"})", R"({"pdl":"12345678901234"})",
          R"({"pdl":12345678901234,"from":"2025-01-01"})"})
        EXPECT_EQ(answer_to(payload).at("error").at("code"), "request_invalid") << payload;
    EXPECT_EQ(
        answer_to(R"({"pdl":"99999999999999","from":"2025-01-01","transaction":"x"})").at("error").at("code"),
        "unknown_meter");
    EXPECT_EQ(answer_to(std::string(20'000, ' ')).at("error").at("code"), "request_too_large");
}

TEST_F(HistoryByTopic, ThatIsRetainedIsNotCarriedOutAtEveryConnection) {
    answer_to(R"({"pdl":"12345678901234","from":"2025-01-01"})", true);
    EXPECT_EQ(requests.wanted.size(), 1u) << "when it is sent";
    broker.go_away();
    broker.come_back();
    run();
    EXPECT_EQ(requests.wanted.size(), 1u);
    EXPECT_EQ(last("enedis2mqtt/bridge/response/history").at("error").at("code"), "request_invalid");
}

} // namespace
} // namespace enedis2mqtt
