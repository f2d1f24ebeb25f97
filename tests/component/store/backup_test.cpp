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
    for (std::string const name : {"text", "foreign.db", "empty", "absent", "torn"}) {
        auto const restored = restore(path_, directory_ / name);
        ASSERT_FALSE(restored) << name;
        EXPECT_EQ(restored.error().code,
                  name == "absent" ? ErrorCode::request_invalid : ErrorCode::file_invalid)
            << restored.error().message;
        EXPECT_TRUE(restored.error().message.starts_with((directory_ / name).string())) << name;
        EXPECT_EQ(everything_on_disk(), untouched) << name;
    }
    EXPECT_FALSE(std::filesystem::exists(path_.string() + ".restoring"));
}

TEST_F(Backup, WithAnyByteAlteredIsRefused) {
    auto const store = opened();
    kept(*store, keeping(half_hours({CivilDay{2026, 10, 1}, CivilDay{2026, 11, 1}})));
    kept(*store, before);
    ASSERT_TRUE(back_up(path_, copy()));
    auto const whole = bytes(copy());
    auto const untouched = everything_on_disk();
    std::vector<std::size_t> offsets{0, 20, 72, whole.size() - 1, whole.size() - 10, whole.size() - 50};
    for (std::size_t at = 97; at < whole.size(); at += whole.size() / 60)
        offsets.push_back(at);
    for (auto const at : offsets) {
        auto altered = whole;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        std::ofstream{directory_ / "altered", std::ios::binary} << altered;
        auto const restored = restore(path_, directory_ / "altered");
        ASSERT_FALSE(restored) << at;
        EXPECT_EQ(restored.error().code, ErrorCode::file_invalid) << restored.error().message;
    }
    for (std::size_t const length : {whole.size() - 1, whole.size() - 4096, std::size_t{4096}}) {
        std::ofstream{directory_ / "cut", std::ios::binary} << whole.substr(0, length);
        EXPECT_FALSE(restore(path_, directory_ / "cut")) << length;
    }
    std::ofstream{directory_ / "longer", std::ios::binary} << whole << '\n';
    EXPECT_FALSE(restore(path_, directory_ / "longer"));
    EXPECT_EQ(everything_on_disk(), untouched);
    ASSERT_TRUE(restore(path_, copy())) << "and the true one is taken";
}

TEST_F(Backup, OfAnOlderVersionHasNoDigestAndIsRestoredUnproven) {
    kept(*opened(), before);
    ASSERT_TRUE(back_up(path_, copy()));
    std::filesystem::resize_file(copy(), std::filesystem::file_size(copy()) / 4096 * 4096);
    auto const restored = restore(path_, copy());
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_FALSE(restored->proven);
    ASSERT_TRUE(back_up(path_, directory_ / "newer.db"));
    EXPECT_TRUE(restore(path_, directory_ / "newer.db")->proven);
    EXPECT_TRUE(restore(path_, restored->previous)->proven) << "what was there is a backup, too";
}

TEST_F(Backup, WithoutADigestIsStillCheckedAsAWhole) {
    kept(*opened(), before);
    ASSERT_TRUE(back_up(path_, copy()));
    std::filesystem::resize_file(copy(), std::filesystem::file_size(copy()) / 4096 * 4096);
    SQLite::Database{copy().string(), SQLite::OPEN_READWRITE}.exec("UPDATE daily SET source = 4711");
    auto const restored = restore(path_, copy());
    ASSERT_FALSE(restored);
    EXPECT_NE(restored.error().message.find("belong to nothing"), std::string::npos)
        << restored.error().message;
}

TEST_F(Backup, ThatServedAsAnArchiveCanBeBackedUpAgain) {
    kept(*opened(), before);
    ASSERT_TRUE(back_up(path_, copy()));
    kept(*open_store(copy()).value(), after);
    EXPECT_EQ(std::filesystem::file_size(copy()) % 512, 0u) << "the line of the digest is gone";
    ASSERT_TRUE(restore(path_, copy()));
    EXPECT_EQ(days(*opened()).size(), 2u);
}

} // namespace
} // namespace enedis2mqtt::store
