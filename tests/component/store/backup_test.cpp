#include "component/store/store_on_disk.hpp"
#include "store/place.hpp"

#include <enedis2mqtt/store/backup.hpp>

#include <SQLiteCpp/Database.h>

namespace enedis2mqtt::store {
namespace {

class Backup : public StoreOnDisk {
protected:
    std::vector<DailyEnergy> days(SqliteStore& store) {
        return store.daily(home, Direction::consumption, {day, day + 10}).value();
    }
    std::filesystem::path const copy() const { return directory_ / "copy.db"; }

    CivilDay const day{2026, 11, 20};
    Keeping const before = keeping({{day, Energy::from_wh(12'000)}});
    Keeping const after = keeping({{day + 1, Energy::from_wh(13'000)}});
};

TEST_F(Backup, IsOneFileThatOpensByItselfWhileTheServiceGoesOn) {
    auto const store = opened();
    kept(*store, before);
    ASSERT_TRUE(back_up(path_, copy()));
    kept(*store, after);
    EXPECT_FALSE(std::filesystem::exists(copy().string() + "-wal"));
    EXPECT_EQ(days(*open_store(copy()).value()).size(), 1u);
    EXPECT_EQ(days(*store).size(), 2u);
}

TEST_F(Backup, NeverOverwritesAFile) {
    kept(*opened(), before);
    std::ofstream{copy()} << "mine";
    auto const refused = back_up(path_, copy());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::request_invalid);
    EXPECT_EQ(bytes(copy()), "mine");
}

TEST_F(Backup, OfNothingMakesNothing) {
    EXPECT_FALSE(back_up(path_, copy()));
    EXPECT_FALSE(std::filesystem::exists(path_));
    EXPECT_FALSE(std::filesystem::exists(copy()));
}

TEST_F(Backup, IsRestoredUnderARunningServiceThatSeesItAtOnce) {
    auto const service = opened();
    kept(*service, before);
    ASSERT_TRUE(back_up(path_, copy()));
    kept(*service, after);
    ASSERT_EQ(days(*service).size(), 2u);

    auto const restored = restore(path_, copy());
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_TRUE(restored->service_runs);
    EXPECT_EQ(days(*service).size(), 1u);
    EXPECT_EQ(kept(*service, after), 1) << "and writes on";
    EXPECT_EQ(days(*open_store(restored->previous).value()).size(), 2u) << "what was there is not lost";
    EXPECT_FALSE(std::filesystem::exists(path_.string() + ".restoring"));
}

TEST_F(Backup, IsRestoredUnderARunningServiceBehindALinkToo) {
    auto const service = opened();
    kept(*service, before);
    ASSERT_TRUE(back_up(path_, copy()));
    auto const link = directory_ / "link.db";
    std::filesystem::create_symlink(path_, link);
    auto const restored = restore(link, copy());
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_TRUE(restored->service_runs);
    EXPECT_TRUE(std::filesystem::is_symlink(link));
}

TEST_F(Backup, IsNotRestoredUnderAServiceOfAnOlderVersion) {
    kept(*opened(), before);
    ASSERT_TRUE(back_up(path_, copy()));
    SQLite::Database{path_.string(), SQLite::OPEN_READWRITE}.exec("PRAGMA user_version = 1");
    auto const service = OwnerLock::take(path_);
    auto const refused = restore(path_, copy());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::store_locked);
    EXPECT_EQ(SQLite::Database(path_.string()).execAndGet("PRAGMA user_version").getInt(), 1);
}

TEST_F(Backup, RestoredDoesNotForgetTheCallsMadeSince) {
    Instant const now{std::chrono::seconds{1795507200}};
    auto const store = opened();
    ASSERT_TRUE(store->record_call("conso_api", now));
    ASSERT_TRUE(back_up(path_, copy()));
    ASSERT_TRUE(store->record_call("conso_api", now));
    ASSERT_TRUE(store->remember_retained({"enedis2mqtt/bridge/info"}));
    ASSERT_TRUE(restore(path_, copy()));
    EXPECT_EQ(store->calls_since("conso_api", now).value(), 2);
    EXPECT_EQ(store->retained_topics().value().size(), 1u);
}

TEST_F(Backup, IsRestoredWhereThereIsNoStore) {
    kept(*opened(), before);
    ASSERT_TRUE(back_up(path_, copy()));
    std::filesystem::remove(path_);
    auto const restored = restore(path_, copy());
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_TRUE(restored->previous.empty());
    EXPECT_FALSE(restored->service_runs);
    EXPECT_EQ(days(*opened()).size(), 1u);
}

TEST_F(Backup, IsRestoredInThePlaceOfADamagedStore) {
    kept(*opened(), before);
    ASSERT_TRUE(back_up(path_, copy()));
    std::ofstream{path_} << std::string(9000, 'x');
    auto const restored = restore(path_, copy());
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(days(*opened()).size(), 1u);
    EXPECT_EQ(bytes(restored->previous).size(), 9000u) << "the damaged file is kept aside";
}

TEST_F(Backup, WhatIsNoBackupChangesNothing) {
    auto const store = opened();
    kept(*store, keeping(half_hours({CivilDay{2025, 1, 1}, CivilDay{2026, 1, 1}})));
    ASSERT_TRUE(back_up(path_, directory_ / "torn"));
    std::filesystem::resize_file(directory_ / "torn", std::filesystem::file_size(directory_ / "torn") / 2);
    auto const untouched = everything_on_disk();
    std::ofstream{directory_ / "text"} << std::string(5000, 't');
    SQLite::Database{(directory_ / "foreign.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec(
        "CREATE TABLE other (id)");
    std::ofstream{directory_ / "empty"};
    for (auto const* name : {"text", "foreign.db", "empty", "absent", "torn"}) {
        auto const restored = restore(path_, directory_ / name);
        ASSERT_FALSE(restored) << name;
        EXPECT_EQ(restored.error().code, ErrorCode::request_invalid) << restored.error().message;
        EXPECT_TRUE(restored.error().message.starts_with((directory_ / name).string())) << name;
        EXPECT_EQ(everything_on_disk(), untouched) << name;
    }
    EXPECT_FALSE(std::filesystem::exists(path_.string() + ".restoring"));
}

} // namespace
} // namespace enedis2mqtt::store
