#include "component/web/page.hpp"

namespace enedis2mqtt::web::test {
namespace {

using PageHealth = Page;

TEST_F(PageHealth, IsWellWhenNothingIsWrong) {
    open_with_meter();
    auto const reply = get("/health");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.parsed(), parsed(R"({"status":"ok","reasons":[]})"));
    ASSERT_EQ(records.queries.size(), 1U);
    EXPECT_EQ(records.queries.front().days, (DayRange{day("2026-11-22"), day("2026-11-23")}));
}

TEST_F(PageHealth, FailsWhenTheArchiveCannotBeRead) {
    open_with_meter();
    records.trouble = Error{ErrorCode::store_corrupt, "malformed"};
    auto const reply = get("/health");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.parsed().at("status"), "failing");
    EXPECT_EQ(reply.parsed().at("reasons").as_array().size(), 1U);
}

TEST_F(PageHealth, FailsWhenTheLoopOfAMeterHasEnded) {
    open_with_meter();
    loops_live = false;
    EXPECT_EQ(get("/health").status, 503);
}

TEST_F(PageHealth, StaysWellWhereARestartMendsNothing) {
    open_with_meter();
    site->broker(Error{ErrorCode::broker_unreachable, "gone"});
    auto snapshot = november(meter_called("Maison"));
    snapshot.status.trouble = Trouble{ErrorCode::consent_missing, "403", clock.now()};
    site->board().deliver(snapshot);
    auto const reply = get("/health");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.parsed().at("reasons").as_array().size(), 2U);
    EXPECT_EQ(reply.body.find(pdl), std::string::npos) << "it is open to everyone";
}

TEST_F(PageHealth, StaysWellWhileTheArchiveIsLockedOrItsDiskFull) {
    open_with_meter();
    records.trouble = Error{ErrorCode::store_locked, "another process keeps it locked"};
    auto snapshot = november(meter_called("Maison"));
    snapshot.status.trouble = Trouble{ErrorCode::store_full, "no room", clock.now()};
    site->board().deliver(snapshot);
    auto const reply = get("/health");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.parsed().at("reasons").as_array().size(), 2U);
}

TEST_F(PageHealth, IsWellWhileTheSetUpWaits) {
    open();
    auto const reply = get("/health");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.parsed().at("reasons").as_array().size(), 1U);
}

} // namespace
} // namespace enedis2mqtt::web::test
