#include "mqtt/retry_delay.hpp"
#include "mqtt/session.hpp"
#include "support/run_loop.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace enedis2mqtt {
namespace {

using mqtt::Outcome;
using namespace std::chrono_literals;

// What the session asked of its link, for the test to answer by hand.
struct Asked {
    std::uint64_t connect = 0;
    std::uint64_t disconnect = 0;
    std::vector<std::uint64_t> publications;
};

class HandLink final : public mqtt::Link {
public:
    explicit HandLink(Asked& asked) : asked_(asked) {}
    Result<void> connect(std::uint64_t id, mqtt::Message const&) override {
        asked_.connect = id;
        return {};
    }
    Result<void> publish(std::uint64_t id, mqtt::Message const&) override {
        asked_.publications.push_back(id);
        return {};
    }
    Result<void> subscribe(std::uint64_t, std::string const&) override { return {}; }
    Result<void> disconnect(std::uint64_t id) override {
        asked_.disconnect = id;
        return {};
    }

private:
    Asked& asked_;
};

Task<void> publish_into(std::shared_ptr<mqtt::Session> session, std::vector<Result<void>>& outcomes,
                        std::string payload) {
    mqtt::Message message{"topic", std::move(payload), true};
    auto outcome = co_await mqtt::Session::publish(session, std::move(message));
    outcomes.push_back(std::move(outcome));
}

class MqttSession : public testing::Test {
protected:
    MqttSession() {
        mqtt::Options options;
        options.client_id = "session";
        options.shortest_retry = options.longest_retry = 1ms;
        session = std::make_shared<mqtt::Session>(loop.get_executor(), options,
                                                  *mqtt::parse_broker_url("mqtt://127.0.0.1"));
        mqtt::Events events;
        events.connected = [this] { ++connections; };
        events.disconnected = [this](Error error) { failures.push_back(std::move(error)); };
        mqtt::Message will{"will", "gone", true};
        session->start(std::make_unique<HandLink>(asked), std::move(will), std::move(events));
    }
    ~MqttSession() override {
        session->close();
        loop.restart();
        loop.poll();
    }
    void connect() {
        asked.connect = 0;
        ASSERT_TRUE(test::run_until(loop, [this] { return asked.connect != 0; }));
        auto const wanted = connections + 1;
        session->answered(asked.connect, Outcome{true, 0, 0});
        ASSERT_TRUE(test::run_until(loop, [&] { return connections == wanted; }));
    }
    void publish_many(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            spawn_guarded(loop.get_executor(), "publisher", publish_into(session, outcomes, "payload"));
        loop.poll();
    }

    void lose() {
        auto const wanted = failures.size() + 1;
        session->lost();
        ASSERT_TRUE(test::run_until(loop, [&] { return failures.size() == wanted; }));
    }

    boost::asio::io_context loop;
    Asked asked;
    std::shared_ptr<mqtt::Session> session;
    int connections = 0;
    std::vector<Error> failures;
    std::vector<Result<void>> outcomes;
};

TEST_F(MqttSession, FailsWhatIsUnacknowledgedWhenTheConnectionGoes) {
    connect();
    publish_many(60);
    session->lost();
    loop.poll();
    ASSERT_EQ(outcomes.size(), 60U);
    for (auto const& outcome : outcomes)
        EXPECT_EQ(outcome.error().code, ErrorCode::broker_unreachable);
    EXPECT_FALSE(session->connected());
}

TEST_F(MqttSession, IgnoresTheAnswersOfAConnectionThatIsGone) {
    connect();
    publish_many(50);
    auto const stale = asked.publications;
    session->lost();
    connect();
    asked.publications.clear();
    outcomes.clear();
    publish_many(50);
    for (auto const id : stale)
        session->answered(id, Outcome{true, 0, 0});
    loop.poll();
    EXPECT_EQ(asked.publications.size(), 50U);
    EXPECT_TRUE(outcomes.empty());
}

TEST_F(MqttSession, CallsARefusalOfTheBrokerDenied) {
    connect();
    publish_many(2);
    session->answered(asked.publications[0], Outcome{true, 0, 0x87});
    session->answered(asked.publications[1], Outcome{true, 0, 0x10});
    loop.poll();
    ASSERT_EQ(outcomes.size(), 2U);
    EXPECT_EQ(outcomes[0].error().code, ErrorCode::broker_denied);
    EXPECT_TRUE(outcomes[1]) << "0x10, nobody listens, is not a refusal";
}

TEST_F(MqttSession, BlamesNoOtherClientWhenEachConnectionEndsUnderAMessage) {
    for (std::size_t connection = 0; connection < 2; ++connection) {
        connect();
        publish_many(1);
        if (connection == 1) // Paho tells the fate of a publication before that of the connection, or after
            session->answered(asked.publications.back(), Outcome{false, -3, 0});
        lose();
    }
    EXPECT_EQ(failures[0].code, ErrorCode::broker_unreachable);
    EXPECT_EQ(failures[1].code, ErrorCode::broker_unreachable);
    EXPECT_EQ(outcomes.back().error().code, ErrorCode::broker_unreachable);
}

TEST_F(MqttSession, SuspectsNothingWhenTheBrokerWasAwayBetweenTwoShortConnections) {
    connect();
    lose();
    asked.connect = 0;
    ASSERT_TRUE(test::run_until(loop, [this] { return asked.connect != 0; }));
    session->answered(asked.connect, Outcome{false, 3, 0});
    ASSERT_TRUE(test::run_until(loop, [this] { return failures.size() == 2; }));
    connect();
    lose();
    EXPECT_EQ(failures.back().code, ErrorCode::broker_unreachable);
}

TEST_F(MqttSession, DoesNotStayWithABrokerThatCannotDoWhatItNeeds) {
    auto const code_after = [this](Outcome const& outcome) {
        asked.connect = 0;
        EXPECT_TRUE(test::run_until(loop, [this] { return asked.connect != 0; }));
        auto const wanted = failures.size() + 1;
        session->answered(asked.connect, outcome);
        EXPECT_TRUE(test::run_until(loop, [&] { return failures.size() == wanted; }));
        EXPECT_NE(asked.disconnect, 0U);
        return failures.back().code;
    };
    Outcome forgetful{true};
    forgetful.retains = false;
    EXPECT_EQ(code_after(forgetful), ErrorCode::broker_unsuitable);
    EXPECT_NE(failures.back().message.find("keeps no retained messages"), std::string::npos);
    Outcome careless{true};
    careless.highest_qos = 0;
    EXPECT_EQ(code_after(careless), ErrorCode::broker_unsuitable);
    EXPECT_NE(failures.back().message.find("takes QoS 0 only"), std::string::npos);
    EXPECT_EQ(connections, 0);
    connect();
}

TEST_F(MqttSession, SuspectsAnotherClientWhenEachConnectionEndsThoughNothingIsUnderWay) {
    for (std::size_t connection = 0; connection < 2; ++connection) {
        connect();
        publish_many(1);
        session->answered(asked.publications.back(), Outcome{true, 0, 0});
        session->lost();
        ASSERT_TRUE(test::run_until(loop, [&] { return failures.size() == connection + 1; }));
    }
    EXPECT_EQ(failures[1].code, ErrorCode::broker_refused);
}

TEST_F(MqttSession, ReportsALossOnceThoughItIsToldTwice) {
    connect();
    session->dismissed(0x8b);
    session->lost();
    ASSERT_TRUE(test::run_until(loop, [this] { return !failures.empty(); }));
    EXPECT_EQ(failures.size(), 1U);
}

TEST_F(MqttSession, StopsWithinItsLimitThoughTheBrokerSaysNothing) {
    connect();
    auto const begun = std::chrono::steady_clock::now();
    test::run_task(loop, mqtt::Session::stop(session, 0s));
    EXPECT_NE(asked.disconnect, 0U);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
    EXPECT_FALSE(session->connected());
}

TEST(MqttRetryDelay, DoublesUpToTheLongestAndIsNeverLessThanFourFifths) {
    std::vector<std::chrono::milliseconds> delays;
    for (unsigned failures = 1; failures <= 8; ++failures)
        delays.push_back(mqtt::retry_delay(failures, 1s, 60s, 0.0));
    EXPECT_EQ(delays, (std::vector<std::chrono::milliseconds>{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}));
    EXPECT_EQ(mqtt::retry_delay(4'000'000'000U, 1s, 60s, 0.5), 54s);
    EXPECT_EQ(mqtt::retry_delay(1, 1s, 60s, 1.0), 800ms);
}

} // namespace
} // namespace enedis2mqtt
