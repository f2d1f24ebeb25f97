#include "store/place.hpp"
#include "store_on_disk.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

namespace enedis2mqtt::store {
namespace {

using OpenStore = StoreOnDisk;

bool contains(Error const& error, std::string const& text) {
    return error.message.find(text) != std::string::npos;
}

/// Root may do everything; as `nobody` the permission bits count. Left again at the end of the scope.
class AsNobody {
public:
    AsNobody() {
        if (::geteuid() == 0)
            changed_ = ::seteuid(nobody) == 0;
    }
    ~AsNobody() {
        if (changed_ && ::seteuid(0) != 0)
            std::abort();
    }
    bool bits_count() const { return ::geteuid() != 0; }

private:
    static constexpr uid_t nobody = 65534;
    bool changed_ = false;
};

TEST_F(OpenStore, KeepsWhatWasWrittenForTheNextLife) {
    ASSERT_TRUE(opened()->set_note("colour", "blue"));
    EXPECT_EQ(opened()->note("colour").value(), "blue");
}

TEST_F(OpenStore, LeavesNoJournalBehindWhenItCloses) {
    {
        auto store = opened();
        ASSERT_TRUE(store->set_note("colour", "blue"));
        EXPECT_TRUE(std::filesystem::exists(path_.string() + "-wal"));
    }
    EXPECT_FALSE(std::filesystem::exists(path_.string() + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(path_.string() + "-shm"));
}

TEST_F(OpenStore, AcceptsAnEmptyFile) {
    std::ofstream{path_};
    EXPECT_TRUE(opened()->set_note("colour", "blue"));
}

TEST_F(OpenStore, NamesTheDirectoryThatDoesNotExist) {
    path_ = directory_ / "nowhere" / "store.db";
    auto const error = refusal();
    EXPECT_EQ(error.code, ErrorCode::store_unavailable);
    EXPECT_TRUE(contains(error, (directory_ / "nowhere").string())) << error.message;
}

TEST_F(OpenStore, RefusesADirectoryAndAnEmptyPath) {
    path_ = directory_;
    EXPECT_EQ(refusal().code, ErrorCode::store_unavailable);
    path_.clear();
    EXPECT_EQ(refusal(Access::guest).code, ErrorCode::store_unavailable);
}

TEST_F(OpenStore, SaysWhoMayNotWriteIntoTheDirectory) {
    ::chmod(directory_.c_str(), 0555);
    {
        AsNobody const nobody;
        if (!nobody.bits_count())
            GTEST_SKIP() << "cannot stop being root here";
        for (auto const access : {Access::owner, Access::guest}) {
            auto const error = refusal(access);
            EXPECT_EQ(error.code, ErrorCode::store_read_only);
            EXPECT_TRUE(contains(error, directory_.string())) << error.message;
            EXPECT_TRUE(contains(error, "user id " + std::to_string(::geteuid()))) << error.message;
        }
    }
    ::chmod(directory_.c_str(), 0755);
}

TEST_F(OpenStore, SaysWhenTheFileIsReadOnly) {
    opened();
    ::chmod(path_.c_str(), 0444);
    ::chmod(directory_.c_str(), 0777);
    AsNobody const nobody;
    if (!nobody.bits_count())
        GTEST_SKIP() << "cannot stop being root here";
    auto const error = refusal(Access::guest);
    EXPECT_EQ(error.code, ErrorCode::store_read_only);
    EXPECT_TRUE(contains(error, path_.string())) << error.message;
}

TEST_F(OpenStore, RefusesAFileThatIsNoDatabase) {
    for (auto const size : {10U, 700U, 20000U}) {
        auto const garbage = std::string(size, 'x');
        std::ofstream{path_} << garbage;
        auto const error = refusal();
        EXPECT_EQ(error.code, ErrorCode::store_corrupt) << error.message;
        EXPECT_TRUE(contains(error, path_.string())) << error.message;
        EXPECT_EQ(bytes(path_), garbage);
    }
}

TEST_F(OpenStore, RefusesADatabaseOfAnotherProgramAndLeavesItAlone) {
    SQLite::Database{path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec(
        "CREATE TABLE energy (kwh REAL)");
    auto const before = bytes(path_);
    auto const error = refusal();
    EXPECT_EQ(error.code, ErrorCode::store_unavailable);
    EXPECT_TRUE(contains(error, "another program")) << error.message;
    EXPECT_EQ(bytes(path_), before);
}

TEST_F(OpenStore, RefusesAStoreOfANewerVersionAndLeavesItAlone) {
    opened();
    SQLite::Database{path_.string(), SQLite::OPEN_READWRITE}.exec("PRAGMA user_version = 99");
    auto const before = bytes(path_);
    auto const error = refusal();
    EXPECT_EQ(error.code, ErrorCode::store_unavailable);
    EXPECT_TRUE(contains(error, "version 99")) << error.message;
    EXPECT_EQ(bytes(path_), before);
}

TEST_F(OpenStore, RefusesADamagedFile) {
    kept(*opened(), keeping(half_hours({CivilDay{2025, 1, 1}, CivilDay{2026, 1, 1}})));
    auto const pages = std::filesystem::file_size(path_) / 4096;
    std::fstream file{path_, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(static_cast<std::streamoff>(pages / 2 * 4096));
    file << std::string(4096, '\xAA');
    file.close();
    auto const error = refusal();
    EXPECT_EQ(error.code, ErrorCode::store_corrupt);
    EXPECT_TRUE(contains(error, path_.string())) << error.message;
}

TEST_F(OpenStore, RefusesATruncatedFile) {
    kept(*opened(), keeping(half_hours({CivilDay{2025, 1, 1}, CivilDay{2026, 1, 1}})));
    std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
    EXPECT_EQ(refusal().code, ErrorCode::store_corrupt);
}

TEST_F(OpenStore, TellsTheSecondOwnerWhoIsTheFirst) {
    auto const first = opened();
    auto const error = refusal();
    EXPECT_EQ(error.code, ErrorCode::store_locked);
    auto const owner = "process " + std::to_string(::getpid()) + " (" + program_invocation_short_name;
    EXPECT_TRUE(contains(error, owner)) << error.message;
    EXPECT_TRUE(contains(error, " since 20")) << error.message;
}

TEST_F(OpenStore, KnowsTheSameStoreBehindALink) {
    auto const first = opened();
    auto const link = directory_ / "link.db";
    std::filesystem::create_symlink(path_, link);
    path_ = link;
    EXPECT_EQ(refusal().code, ErrorCode::store_locked);
}

TEST_F(OpenStore, LetsAGuestReadAndWriteBesideTheOwner) {
    auto const owner = opened();
    ASSERT_TRUE(owner->set_note("colour", "blue"));
    auto const guest = opened(Access::guest);
    EXPECT_EQ(guest->note("colour").value(), "blue");
    ASSERT_TRUE(guest->set_note("colour", "red"));
    EXPECT_EQ(owner->note("colour").value(), "red");
}

TEST_F(OpenStore, CreatesNothingForAGuest) {
    EXPECT_EQ(refusal(Access::guest).code, ErrorCode::store_unavailable);
    EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

TEST_F(OpenStore, TellsWhetherItHasAnOwnerWithoutTouchingAnything) {
    EXPECT_FALSE(has_owner(path_).value());
    EXPECT_TRUE(std::filesystem::is_empty(directory_));
    auto owner = opened();
    EXPECT_TRUE(has_owner(path_).value());
    auto const link = directory_ / "link.db";
    std::filesystem::create_symlink(path_, link);
    EXPECT_TRUE(has_owner(link).value());
    owner.reset();
    EXPECT_FALSE(has_owner(path_).value());
    EXPECT_TRUE(opened()) << "the question left no lock behind";
}

TEST_F(OpenStore, DoesNotLetAGuestChangeTheSchemaUnderAnOwner) {
    auto const owner = OwnerLock::take(path_);
    ASSERT_TRUE(owner);
    std::ofstream{path_} << "";
    EXPECT_EQ(refusal(Access::guest).code, ErrorCode::store_locked);
}

TEST_F(OpenStore, IsFreeAgainWhenItsOwnerWasKilled) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    auto const child = ::fork();
    if (child == 0) {
        auto store = open_store(path_);
        char const answer = store && (*store)->set_note("colour", "blue") ? 'y' : 'n';
        [[maybe_unused]] auto const written = ::write(ready[1], &answer, 1);
        ::pause();
        ::_exit(1);
    }
    ::close(ready[1]);
    char answer = 0;
    ASSERT_EQ(::read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    auto const error = refusal();
    EXPECT_TRUE(contains(error, "process " + std::to_string(child) + " ")) << error.message;
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_EQ(opened()->note("colour").value(), "blue");
    ::close(ready[0]);
}

TEST(StoreInMemory, ServesWithoutAFile) {
    auto const store = open_store_in_memory().value();
    ASSERT_TRUE(store->set_note("colour", "blue"));
    EXPECT_EQ(store->note("colour").value(), "blue");
    EXPECT_FALSE(std::filesystem::exists(":memory:"));
}

} // namespace
} // namespace enedis2mqtt::store
