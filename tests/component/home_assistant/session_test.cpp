#include "support/fake_home_assistant.hpp"
#include "support/run_loop.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace enedis2mqtt::home_assistant {
namespace {

using namespace std::chrono_literals;

Instant const first = std::chrono::sys_days{std::chrono::year{2026} / 9 / 1};

class HomeAssistantSession : public testing::Test {
protected:
    Result<std::unique_ptr<Session>> open() {
        return test::run_task(
            loop, open_session(home.dial(), {"http://home:8123", Secret{token}, {}}, "enedis2mqtt/test"));
    }
    ErrorCode refusal() {
        auto const session = open();
        EXPECT_TRUE(session.has_error());
        return session ? ErrorCode::internal : session.error().code;
    }
    template <class T>
    Result<T> run(Task<Result<T>> task) {
        return test::run_task(loop, std::move(task));
    }
    static Statistic energy() {
        Statistic statistic;
        statistic.id = "enedis2mqtt:1_consumption";
        statistic.name = "Maison consommation";
        statistic.unit_class = "energy";
        statistic.unit = "kWh";
        return statistic;
    }
    static std::vector<StatisticRow> rows(int hours) {
        std::vector<StatisticRow> all;
        for (int hour = 0; hour < hours; ++hour)
            all.push_back({first + hour * 1h, {1'000'000, (hour + 1) * std::int64_t{1'000'000}, 0}});
        return all;
    }

    boost::asio::io_context loop;
    test::FakeHomeAssistant home;
    std::string token = "good";
};

TEST_F(HomeAssistantSession, KnowsTheVersionAndTheRights) {
    auto const session = open();
    ASSERT_TRUE(session) << session.error().message;
    EXPECT_EQ((*session)->version(), "2026.11.0");
    EXPECT_EQ(home.dialled, "http://home:8123/api/websocket");
    EXPECT_EQ(home.types, (std::vector<std::string>{"auth/current_user", "get_config"}));
}

TEST_F(HomeAssistantSession, TellsAWrongToken) {
    token = "revoked";
    EXPECT_EQ(refusal(), ErrorCode::home_assistant_token_invalid);
}

TEST_F(HomeAssistantSession, TellsATokenWithoutRights) {
    home.admin = false;
    EXPECT_EQ(refusal(), ErrorCode::home_assistant_not_admin);
}

TEST_F(HomeAssistantSession, TellsABan) {
    home.status = 403;
    EXPECT_EQ(refusal(), ErrorCode::home_assistant_blocked);
}

TEST_F(HomeAssistantSession, TellsWhoIsAway) {
    for (auto const status : {404, 502, 200}) {
        home.status = status;
        EXPECT_EQ(refusal(), ErrorCode::home_assistant_unreachable) << status;
    }
    home.status = 101;
    for (auto const code : {ErrorCode::host_unknown, ErrorCode::unreachable, ErrorCode::timeout,
                            ErrorCode::tls_failed, ErrorCode::not_understood}) {
        home.away = Error{code, "so it is"};
        auto const session = open();
        ASSERT_TRUE(session.has_error());
        EXPECT_EQ(session.error().code, ErrorCode::home_assistant_unreachable);
        EXPECT_EQ(session.error().message, "so it is");
    }
    home.away = Error{ErrorCode::cancelled, "we stop"};
    EXPECT_EQ(refusal(), ErrorCode::cancelled);
}

TEST_F(HomeAssistantSession, TellsAConnectionThatEndsAtAnyMessage) {
    for (int message = 0; message < 3; ++message) {
        home.dies_at = message;
        EXPECT_EQ(refusal(), ErrorCode::home_assistant_unreachable) << message;
    }
}

TEST_F(HomeAssistantSession, WaitsForOneThatStarts) {
    home.refusals["get_config"] = "unknown_command";
    EXPECT_EQ(refusal(), ErrorCode::home_assistant_unreachable);
}

TEST_F(HomeAssistantSession, ImportsInPiecesAndReadsBack) {
    for (auto const* version : {"2026.11.0", "2025.3.4"}) {
        home.version = version;
        home.old_form = home.version == "2025.3.4";
        home.kept.clear();
        home.types.clear();
        auto const session = std::move(open().value());
        auto const all = rows(home.old_form ? 30 : 5001);
        ASSERT_TRUE(run(session->import(energy(), all)));
        EXPECT_EQ(std::ranges::count(home.types, "recorder/import_statistics"), home.old_form ? 1 : 2);
        EXPECT_TRUE(run(session->known({energy().id}))->empty()) << "it is queued only";
        ASSERT_TRUE(run(session->settle(energy())));
        auto const known = run(session->known({energy().id})).value();
        ASSERT_EQ(known.size(), 1u);
        EXPECT_EQ(known[0].name, "Maison consommation");
        EXPECT_EQ(known[0].unit, "kWh");
        EXPECT_EQ(run(session->rows(energy(), {first - 20 * 365 * 24h, first + 20 * 365 * 24h})).value(),
                  all);
        EXPECT_EQ(run(session->rows(energy(), {first + 5h, first + 6h})).value(), (std::vector{all[5]}));
        ASSERT_TRUE(run(session->clear(energy().id)));
        ASSERT_TRUE(run(session->settle(energy())));
        EXPECT_TRUE(run(session->known({energy().id}))->empty());
    }
}

TEST_F(HomeAssistantSession, AsksTheBarrierAgainWhenItIsSlow) {
    home.slow_barriers = 5;
    auto const session = std::move(open().value());
    EXPECT_TRUE(run(session->settle(energy())));
    home.slow_barriers = 1000;
    auto const settled = run(session->settle(energy()));
    ASSERT_TRUE(settled.has_error());
    EXPECT_EQ(settled.error().code, ErrorCode::home_assistant_unreachable);
}

TEST_F(HomeAssistantSession, TellsRefusedRows) {
    home.refusals["recorder/import_statistics"] = "home_assistant_error";
    auto const session = std::move(open().value());
    auto const sent = run(session->import(energy(), rows(1)));
    ASSERT_TRUE(sent.has_error());
    EXPECT_EQ(sent.error().code, ErrorCode::home_assistant_refused);
}

} // namespace
} // namespace enedis2mqtt::home_assistant
