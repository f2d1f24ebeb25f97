#include "store/database.hpp"
#include "store_on_disk.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <stdexcept>

namespace enedis2mqtt::store {
namespace {

using StoreTransaction = StoreOnDisk;

constexpr DayRange week{CivilDay{2026, 11, 16}, CivilDay{2026, 11, 23}};
constexpr DayRange next_week{CivilDay{2026, 11, 23}, CivilDay{2026, 11, 30}};

Error const some_trouble{ErrorCode::file_invalid, "the second section is odd"};

TEST_F(StoreTransaction, KeepsEverythingOfWorkThatSucceeds) {
    auto const store = opened();
    auto const added = store->transaction([&]() -> Result<int> {
        auto const one = store->keep(keeping(half_hours(week)), paris);
        auto const other = store->keep(keeping(half_hours(next_week)), paris);
        return one->added + other->added;
    });
    EXPECT_EQ(added.value(), 2 * 7 * 48);
    EXPECT_EQ(stored_curve(*opened(Access::guest), next_week), half_hours(next_week));
}

TEST_F(StoreTransaction, KeepsNothingOfWorkThatFails) {
    auto const store = opened();
    kept(*store, keeping(half_hours(week)));
    auto const done = store->transaction([&]() -> Result<void> {
        EXPECT_EQ(kept(*store, keeping(half_hours(next_week))), 7 * 48);
        EXPECT_TRUE(store->set_note("colour", "blue"));
        return some_trouble;
    });
    EXPECT_EQ(done.error().message, some_trouble.message);
    EXPECT_TRUE(stored_curve(*store, next_week).empty());
    EXPECT_FALSE(store->note("colour").value());
    EXPECT_EQ(kept(*store, keeping(half_hours(next_week))), 7 * 48) << "and the next one may succeed";
}

TEST_F(StoreTransaction, KeepsNothingWhenAWriteInItFailedWhateverWorkSays) {
    auto const store = opened();
    SQLite::Database{path_.string(), SQLite::OPEN_READWRITE}.exec(
        "CREATE TRIGGER no_blue BEFORE INSERT ON note WHEN new.value = 'blue' "
        "BEGIN SELECT RAISE(ROLLBACK, 'never blue'); END");
    auto const done = store->transaction([&]() -> Result<void> {
        EXPECT_TRUE(store->set_note("first", "red"));
        EXPECT_FALSE(store->set_note("second", "blue"));
        EXPECT_FALSE(store->set_note("third", "red")) << "it would be kept beside the transaction";
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().message.find("never blue"), std::string::npos) << done.error().message;
    for (auto const* key : {"first", "second", "third"})
        EXPECT_FALSE(store->note(key).value()) << key;
}

TEST_F(StoreTransaction, KeepsNothingOfWorkThatThrows) {
    auto const store = opened();
    auto const done = store->transaction([&]() -> Result<void> {
        EXPECT_TRUE(store->set_note("colour", "blue"));
        throw std::runtime_error{"out of nowhere"};
    });
    EXPECT_FALSE(done);
    EXPECT_FALSE(store->note("colour").value());
}

TEST_F(StoreTransaction, OneWithinAnotherIsAPartOfIt) {
    auto const store = opened();
    auto const done = store->transaction([&] {
        EXPECT_TRUE(store->transaction([&] { return store->set_note("inner", "red"); }));
        return Result<void>{some_trouble};
    });
    EXPECT_FALSE(done);
    EXPECT_FALSE(store->note("inner").value());

    auto const failed_inside = store->transaction([&]() -> Result<void> {
        EXPECT_TRUE(store->set_note("outer", "red"));
        EXPECT_FALSE(store->transaction([&] { return Result<void>{some_trouble}; }));
        return {};
    });
    EXPECT_FALSE(failed_inside);
    EXPECT_FALSE(store->note("outer").value());
}

TEST_F(StoreTransaction, NobodyElseWritesBetweenItsReadsAndItsWrites) {
    auto const store = opened();
    ASSERT_TRUE(store->set_note("colour", "blue"));
    SQLite::Database other{path_.string(), SQLite::OPEN_READWRITE};
    auto const done = store->transaction([&] {
        auto const seen = store->note("colour").value();
        EXPECT_THROW(other.exec("UPDATE note SET value = 'red'"), SQLite::Exception);
        return store->set_note("seen", *seen);
    });
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(other.execAndGet("SELECT value FROM note WHERE key = 'seen'").getString(), "blue");
    EXPECT_NO_THROW(other.exec("UPDATE note SET value = 'red'"));
}

} // namespace
} // namespace enedis2mqtt::store
