#include "store/database.hpp"
#include "store/place.hpp"
#include "store_on_disk.hpp"

#include <enedis2mqtt/store/backup.hpp>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>

namespace enedis2mqtt::store {
namespace {

using StoreFailure = StoreOnDisk;

constexpr DayRange week{CivilDay{2026, 11, 16}, CivilDay{2026, 11, 23}};
constexpr DayRange year{CivilDay{2025, 1, 1}, CivilDay{2026, 1, 1}};

/// No file may grow beyond `bytes`: what a full disk looks like, without filling one.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit const limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SmallDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

TEST_F(StoreFailure, AFullDiskChangesNothingAndIsOverWhenThereIsRoom) {
    auto const store = opened();
    kept(*store, keeping(half_hours(week)));
    {
        SmallDisk const disk{200'000};
        auto const failed = store->keep(keeping(half_hours(year)), paris);
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().code, ErrorCode::store_full) << failed.error().message;
        EXPECT_NE(failed.error().message.find(path_.string()), std::string::npos) << failed.error().message;
        EXPECT_EQ(stored_curve(*store, week), half_hours(week));
        EXPECT_TRUE(stored_curve(*store, year).empty());
    }
    kept(*store, keeping(half_hours(year)));
    EXPECT_EQ(stored_curve(*store, year), half_hours(year));
}

TEST_F(StoreFailure, WhoOnlyReadsNeedsNoRoom) {
    path_ = directory_ / "50% of it? #1.db";
    kept(*opened(), keeping(half_hours(week)));
    auto const target = directory_ / "copy.db";
    {
        SmallDisk const disk{0};
        auto const reader = opened(Access::reader);
        EXPECT_EQ(stored_curve(*reader, week), half_hours(week));
        auto const failed = reader->keep(keeping(half_hours(year)), paris);
        EXPECT_EQ(failed.error().code, ErrorCode::store_read_only);
        EXPECT_EQ(refusal(Access::owner).code, ErrorCode::store_full);
        EXPECT_EQ(back_up(path_, target).error().code, ErrorCode::store_full);
    }
    EXPECT_FALSE(std::filesystem::exists(target));
    EXPECT_TRUE(back_up(path_, target));
}

TEST_F(StoreFailure, WhoOnlyReadsDoesNotPassOverWhatTheJournalHolds) {
    auto const store = opened();
    kept(*store, keeping(half_hours(week)));
    auto const torn = directory_ / "torn.db";
    std::filesystem::copy_file(path_, torn);
    std::filesystem::copy_file(path_.string() + "-wal", torn.string() + "-wal");
    path_ = torn;
    {
        SmallDisk const disk{0};
        EXPECT_EQ(refusal(Access::reader).code, ErrorCode::store_full);
    }
    EXPECT_EQ(stored_curve(*opened(Access::reader), week), half_hours(week));
}

TEST_F(StoreFailure, ARestoreWithoutRoomSaysSoAndChangesNothing) {
    kept(*opened(), keeping(half_hours(year)));
    auto const copy = directory_ / "copy.db";
    ASSERT_TRUE(back_up(path_, copy));
    auto const size = std::filesystem::file_size(copy);
    auto const untouched = everything_on_disk();
    for (auto const room : {std::uintmax_t{0}, size / 2, size - 1}) {
        SmallDisk const disk{room};
        auto const restored = restore(path_, copy);
        ASSERT_FALSE(restored);
        EXPECT_EQ(restored.error().code, ErrorCode::store_full) << restored.error().message;
    }
    EXPECT_EQ(everything_on_disk(), untouched);
    EXPECT_FALSE(std::filesystem::exists(path_.string() + ".restoring"));
}

TEST_F(StoreFailure, ALimitOfPagesIsAFullStore) {
    opened();
    auto database = Database::open(path_).value();
    auto& connection = *database;
    SqliteStore store{std::move(database), nullptr};
    connection.run("PRAGMA max_page_count = 25");
    auto const failed = store.keep(keeping(half_hours(year)), paris);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::store_full);
    connection.run("PRAGMA max_page_count = 100000");
    EXPECT_EQ(kept(store, keeping(half_hours(week))), 7 * 48);
}

TEST_F(StoreFailure, AStoreThatBecomesReadOnlyStillReads) {
    kept(*opened(), keeping(half_hours(week)));
    auto database = Database::open(path_).value();
    database->run("PRAGMA query_only = ON");
    SqliteStore store{std::move(database), nullptr};
    auto const failed = store.keep(keeping(half_hours(year)), paris);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::store_read_only);
    EXPECT_EQ(stored_curve(store, week), half_hours(week));
}

TEST_F(StoreFailure, AStoreLockedByAnotherSaysSo) {
    auto const owner = opened();
    auto& store = *owner;
    store.never_wait();
    SQLite::Database other{path_.string(), SQLite::OPEN_READWRITE};
    other.exec("BEGIN IMMEDIATE");
    auto const failed = store.set_note("colour", "blue");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::store_locked);
    EXPECT_NE(failed.error().message.find("another process"), std::string::npos) << failed.error().message;
    other.exec("ROLLBACK");
    EXPECT_TRUE(store.set_note("colour", "blue"));
}

TEST_F(StoreFailure, DamageFoundWhileReadingIsAnError) {
    kept(*opened(), keeping(half_hours(year)));
    auto const store = opened();
    auto const size = std::filesystem::file_size(path_);
    std::fstream file{path_, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(4096 * 20);
    file << std::string(size - 4096 * 20, '\xAA');
    file.close();
    auto const read = store->load_curve(home, Direction::consumption, paris.interval_of(year));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::store_corrupt) << read.error().message;
}

TEST_F(StoreFailure, ATransactionCutShortLeavesWhatWasBefore) {
    kept(*opened(), keeping(half_hours(week)));
    auto const child = ::fork();
    if (child == 0) {
        auto const database = Database::open(path_).value();
        [[maybe_unused]] auto const never = database->write("die in", [&] {
            database->run("PRAGMA cache_size = 1; DELETE FROM curve; "
                          "INSERT INTO note SELECT value, value FROM json_each('[1, 2, 3]')");
            ::_exit(0);
        });
    }
    int status = 1;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
    auto const store = opened();
    EXPECT_EQ(stored_curve(*store, week), half_hours(week));
    EXPECT_FALSE(store->note("1").value());
}

TEST_F(StoreFailure, AKillInTheMiddleOfAnImportLeavesWholeAnswersOnly) {
    int progress[2];
    ASSERT_EQ(::pipe(progress), 0);
    auto const child = ::fork();
    if (child == 0) {
        auto const store = open_store(path_).value();
        for (int round = 0;; ++round) {
            auto answer = keeping(half_hours(week, round));
            answer.ledger[week.start] = {DayState::partial, round, std::nullopt};
            if (!store->keep(answer, paris) || ::write(progress[1], "x", 1) != 1)
                ::_exit(1);
        }
    }
    ::close(progress[1]);
    std::string seen(20, ' ');
    for (auto& mark : seen)
        ASSERT_EQ(::read(progress[0], &mark, 1), 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(progress[0]);

    auto const store = opened();
    auto const rounds = store->ledger(home, curve_series, week).value().at(week.start).attempts;
    EXPECT_GE(rounds, 19);
    EXPECT_EQ(stored_curve(*store, week), half_hours(week, rounds));
}

} // namespace
} // namespace enedis2mqtt::store
