#include "support/fake_clock.hpp"
#include "support/fake_source.hpp"

#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/bridge/when_unlocked.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using test::at;
using test::day;

/// The service's archive, which another process locks.
struct LockedArchive : testing::Test {
    LockedArchive() {
        store->never_wait();
        tools.meter.hourly = false;
        shared.join(tools.meter, tools.timetable, tools.zone);
    }
    ~LockedArchive() override {
        other.reset();
        store.reset();
        std::filesystem::remove_all(directory);
    }

    void lock() { other->exec("BEGIN EXCLUSIVE"); }
    void unlock() { other->exec("ROLLBACK"); }
    /// Begins a poll, which may be cancelled.
    void begin_poll() {
        boost::asio::co_spawn(loop, sync_meter(tools, Purpose::daily_poll, [](Progress const&) {}),
                              boost::asio::bind_cancellation_slot(
                                  stop.slot(), [&](std::exception_ptr failure, CycleOutcome done) {
                                      failed = failure;
                                      outcome = std::move(done);
                                  }));
    }
    void pass(std::chrono::seconds time) { test::run_until(loop, clock, clock.now() + time); }
    std::size_t days_kept() {
        return store->daily(id, Direction::consumption, {day("2026-01-01"), day("2026-11-23")})
            .value()
            .size();
    }

    static std::filesystem::path own_directory() {
        auto name = (std::filesystem::temp_directory_path() / "enedis2mqtt-locked-XXXXXX").string();
        return ::mkdtemp(name.data());
    }
    std::filesystem::path directory = own_directory();
    std::unique_ptr<store::SqliteStore> store = store::open_store(directory / "store.db").value();
    std::optional<SQLite::Database> other{std::in_place, (directory / "store.db").string(),
                                          SQLite::OPEN_READWRITE};
    test::FakeClock clock{at("2026-11-23", 11)};
    boost::asio::io_context loop;
    boost::asio::cancellation_signal stop;
    UsagePointId id = UsagePointId::parse("12345678901234").value();
    CountingGate gate{"conso_api", CallLimits{}, *store, clock, test::paris()};
    test::FakeSource source{gate};
    SourceDay shared{gate, clock};
    MeterTools tools{Meter{id, "Maison"},
                     test::paris(),
                     Timetable{PollRules{}, id, test::paris()},
                     source,
                     gate,
                     shared,
                     *store,
                     *store,
                     clock};
    std::optional<CycleOutcome> outcome;
    std::exception_ptr failed;
};

TEST_F(LockedArchive, AnAnswerInHandIsKeptWhenTheLockIsGone) {
    source.answer = [&](FetchRequest const& request) -> Result<Readings> {
        if (request.series.dataset == Dataset::daily)
            lock();
        return test::FakeSource::whole(request);
    };
    begin_poll();
    pass(5s);
    EXPECT_FALSE(outcome) << "it waits";
    EXPECT_EQ(days_kept(), 0u);
    unlock();
    source.answer = test::FakeSource::whole;
    pass(2s);
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->trouble);
    EXPECT_EQ(days_kept(), 326u);
    EXPECT_EQ(source.calls({Direction::consumption, Dataset::daily}), 1) << "nothing is asked for again";
}

TEST_F(LockedArchive, ALockThatStaysIsTold) {
    source.answer = [&](FetchRequest const& request) -> Result<Readings> {
        lock();
        return test::FakeSource::whole(request);
    };
    begin_poll();
    pass(longest_lock - 1s);
    EXPECT_FALSE(outcome);
    pass(2 * longest_lock);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->trouble->code, ErrorCode::store_locked);
    EXPECT_TRUE(outcome->missing) << "so that it is tried again today";
}

TEST_F(LockedArchive, NothingIsTriedAgainWhileStopping) {
    source.answer = [&](FetchRequest const& request) -> Result<Readings> {
        lock();
        return test::FakeSource::whole(request);
    };
    begin_poll();
    pass(2s);
    unlock();
    stop.emit(boost::asio::cancellation_type::terminal);
    pass(0s);
    EXPECT_TRUE(failed || outcome);
    EXPECT_EQ(days_kept(), 0u);
    EXPECT_FALSE(clock.next_due());
}

TEST_F(LockedArchive, ACallLeavesOnlyWhenItIsCounted) {
    lock();
    std::optional<Result<void>> left;
    auto const call = [&]() -> Task<Result<void>> {
        auto entering = gate.enter({Purpose::daily_poll, "consumption/daily", id});
        auto const turn = co_await std::move(entering);
        if (!turn)
            co_return turn.error();
        auto admitting = (*turn)->admit();
        co_return co_await std::move(admitting);
    };
    boost::asio::co_spawn(loop, call(),
                          [&](std::exception_ptr, Result<void> leave) { left = std::move(leave); });
    pass(2s);
    EXPECT_FALSE(left) << "neither sent uncounted nor given up";
    unlock();
    pass(2s);
    ASSERT_TRUE(left);
    EXPECT_TRUE(*left);
    EXPECT_EQ(gate.calls_today(), 1);
}

TEST_F(LockedArchive, APauseHeardMeanwhileHolds) {
    source.answer = [&](FetchRequest const&) -> Result<Readings> {
        lock();
        return Error{ErrorCode::banned, "a ban page", 12h};
    };
    begin_poll();
    pass(2s);
    unlock();
    pass(2s);
    ASSERT_TRUE(outcome && outcome->trouble);
    outcome.reset();
    begin_poll();
    pass(2s);
    ASSERT_TRUE(outcome && outcome->trouble);
    EXPECT_EQ(outcome->trouble->code, ErrorCode::banned);
    EXPECT_EQ(source.asked.size(), 1U) << "no call goes out into the pause";
}

TEST_F(LockedArchive, TopicsRememberedMeanwhileAreWrittenWithTheNext) {
    ASSERT_TRUE(store->remember_retained({"a", "b"}));
    lock();
    EXPECT_TRUE(store->remember_retained({"c"}));
    EXPECT_TRUE(store->forget_retained({"a"}));
    auto const all = std::vector<std::string>{"b", "c", "d"};
    EXPECT_EQ(store->retained_topics().value(), (std::vector<std::string>{"b", "c"}));
    unlock();
    EXPECT_TRUE(store->remember_retained({"d"}));
    EXPECT_EQ(store->retained_topics().value(), all);
    lock();
    EXPECT_TRUE(store->forget_retained({"d"}));
    unlock();
    store.reset();
    EXPECT_EQ(store::open_store(directory / "store.db").value()->retained_topics().value(),
              (std::vector<std::string>{"b", "c"}))
        << "or at the end";
}

} // namespace
} // namespace enedis2mqtt
