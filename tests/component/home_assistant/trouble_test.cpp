#include "component/home_assistant/copy.hpp"

namespace enedis2mqtt::home_assistant {
namespace {

class StatisticsTrouble : public StatisticsCopyTest {
protected:
    ErrorCode trouble() const {
        auto const now = status();
        EXPECT_TRUE(now.trouble);
        return now.trouble ? now.trouble->code : ErrorCode::internal;
    }
};

TEST_F(StatisticsTrouble, TriesAgainEverLater) {
    home.away = Error{ErrorCode::unreachable, "connection refused"};
    add_curve("2026-11-22", 500);
    deliver();
    EXPECT_EQ(status().state, CopyState::behind);
    EXPECT_EQ(trouble(), ErrorCode::home_assistant_unreachable);
    auto const since = status().trouble->since;
    int tries = 1;
    for (auto const minutes : {1, 2, 5, 10, 20, 40, 60, 60}) {
        wait(std::chrono::minutes{minutes} - 1s);
        EXPECT_EQ(home.connections, tries);
        deliver(); // a poll in between is no reason
        EXPECT_EQ(home.connections, tries);
        wait(1s);
        EXPECT_EQ(home.connections, ++tries) << minutes;
    }
    EXPECT_EQ(status().trouble->since, since);
    home.away.reset();
    wait(1h);
    EXPECT_EQ(status(), (CopyStatus{CopyState::in_step, at("2026-11-23", 0), std::nullopt}));
    EXPECT_EQ(bar("2026-11-22"), 12'000);
}

TEST_F(StatisticsTrouble, HealsFromADeathAtEveryMessage) {
    add_daily("2026-11-20", 9000);
    add_curve("2026-11-21", 400);
    add_curve("2026-11-22", 500);
    deliver();
    auto const whole = home.kept;
    constexpr int messages = 10; // to say who we are, and for two statistics
    for (int message = 0; message < messages; ++message) {
        home.kept.clear();
        home.dies_at = message;
        restart();
        EXPECT_EQ(status().state, CopyState::behind) << message;
        wait(1min);
        EXPECT_EQ(status().state, CopyState::in_step) << message;
        ASSERT_EQ(home.kept.size(), whole.size()) << message;
        for (auto const& [id, kept] : whole)
            EXPECT_EQ(home.kept.at(id).rows, kept.rows) << message << ' ' << id;
    }
}

TEST_F(StatisticsTrouble, HealsACorrectionThatWasCutShort) {
    for (auto const* of : {"2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"})
        add_curve(of, 500);
    deliver();
    for (int message = 3; message < 8; ++message) {
        add_daily("2026-11-20", 14'000 + message);
        home.dies_at = message;
        deliver();
        add_daily("2026-11-20", 12'000); // and back again before the next try
        wait(2min);
        EXPECT_EQ(status().state, CopyState::in_step) << message;
        for (auto const* of : {"2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"})
            EXPECT_EQ(bar(of), 12'000) << message << ' ' << of;
    }
}

TEST_F(StatisticsTrouble, StopsForAWrongTokenUntilItChanges) {
    token = "revoked";
    restart();
    add_curve("2026-11-22", 500);
    deliver();
    EXPECT_EQ(status().state, CopyState::stopped);
    EXPECT_EQ(trouble(), ErrorCode::home_assistant_token_invalid);
    wait(48h);
    deliver();
    restart();
    EXPECT_EQ(home.connections, 1) << "each try is a notification in Home Assistant";
    EXPECT_EQ(trouble(), ErrorCode::home_assistant_token_invalid) << "after a restart, too";
    token = "good";
    restart();
    EXPECT_EQ(status().state, CopyState::in_step);
    EXPECT_EQ(bar("2026-11-22"), 12'000);
}

TEST_F(StatisticsTrouble, TriesOnceWhenAPersonAsks) {
    home.status = 403;
    add_curve("2026-11-22", 500);
    deliver();
    EXPECT_EQ(trouble(), ErrorCode::home_assistant_blocked);
    copy->retry();
    settle();
    EXPECT_EQ(home.connections, 2);
    EXPECT_EQ(status().state, CopyState::stopped);
    home.status = 101;
    wait(24h);
    EXPECT_EQ(home.connections, 2);
    copy->retry();
    settle();
    EXPECT_EQ(status().state, CopyState::in_step);
    restart();
    EXPECT_EQ(status().state, CopyState::in_step) << "the stop is forgotten";
}

TEST_F(StatisticsTrouble, StopsForATokenWithoutRights) {
    home.admin = false;
    add_curve("2026-11-22", 500);
    deliver();
    EXPECT_EQ(status().state, CopyState::stopped);
    EXPECT_EQ(trouble(), ErrorCode::home_assistant_not_admin);
}

TEST_F(StatisticsTrouble, StopsForRefusedRowsUntilAVersionChanges) {
    home.refusals["recorder/import_statistics"] = "invalid_format";
    add_curve("2026-11-22", 500);
    deliver();
    EXPECT_EQ(status().state, CopyState::stopped);
    EXPECT_EQ(trouble(), ErrorCode::home_assistant_refused);
    auto const imports = std::ranges::count(home.types, "recorder/import_statistics");
    restart();
    deliver();
    EXPECT_EQ(std::ranges::count(home.types, "recorder/import_statistics"), imports);
    EXPECT_EQ(trouble(), ErrorCode::home_assistant_refused);
    home.refusals.clear();
    version = "0.2.0";
    restart();
    EXPECT_EQ(status().state, CopyState::in_step);
    EXPECT_EQ(bar("2026-11-22"), 12'000);
}

} // namespace
} // namespace enedis2mqtt::home_assistant
