#include "store/database.hpp"
#include "store/place.hpp"
#include "store/schema.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

#include <fmt/format.h>

#include <system_error>

namespace enedis2mqtt::store {
namespace {

/// quick_check reads every page, 5 ms a megabyte. Beyond this size damage shows when its page is read.
constexpr std::uintmax_t largest_checked_file = 6UL * 1024 * 1024;

Result<void> check_pages(Database& database) {
    std::error_code unknown;
    auto const size = std::filesystem::file_size(database.path(), unknown);
    if (unknown || size == 0 || size > largest_checked_file)
        return {};
    auto finding = database.attempt("check", [&] { return database.text("PRAGMA quick_check(1)"); });
    if (!finding)
        return finding.error();
    if (*finding != "ok")
        return Error{ErrorCode::store_corrupt,
                     fmt::format("the store {} is damaged: {}", database.path().string(), *finding)};
    // The pages read are not wanted in memory for the rest of our life.
    return database.attempt("check", [&] { database.run("PRAGMA shrink_memory"); });
}

Result<void> prepare_journal(Database& database) {
    auto mode = database.attempt("prepare the journal of", [&] {
        // The system caches the file; a second copy of it, 2 MB by default, would be ours alone.
        database.run("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 1048576;"
                     "PRAGMA cache_size = -512;");
        return database.text("PRAGMA journal_mode = WAL");
    });
    if (!mode)
        return mode.error();
    if (*mode != "wal" && !database.is_in_memory())
        return Error{
            ErrorCode::store_unavailable,
            fmt::format("the store {} is on a file system that cannot share memory between processes "
                        "(a network drive?); its journal mode stays {}",
                        database.path().string(), *mode)};
    return {};
}

Result<void> prepare(Database& database) {
    if (auto ready = prepare_journal(database); !ready)
        return ready;
    if (auto migrated = migrate(database); !migrated)
        return migrated;
    // Not before: a migration may rebuild a table that others refer to.
    return database.attempt("open", [&] { database.run("PRAGMA foreign_keys = ON"); });
}

Result<std::unique_ptr<SqliteStore>> open_reader(std::filesystem::path const& file) {
    auto database = open_to_read(file);
    if (!database)
        return database.error();
    auto const version = version_of(**database);
    if (!version)
        return version.error();
    if (*version < static_cast<int>(migrations().size())) {
        database->reset();
        return open_store(file, Access::guest);
    }
    if (auto sound = check_pages(**database); !sound)
        return sound.error();
    return std::make_unique<SqliteStore>(std::move(*database), nullptr);
}

} // namespace

SqliteStore::SqliteStore(std::unique_ptr<Database> database, std::unique_ptr<OwnerLock> lock)
    : lock_(std::move(lock)), database_(std::move(database)) {}

SqliteStore::~SqliteStore() {
    if (!unwritten_topics_.empty())
        static_cast<void>(write_topics());
}

void SqliteStore::never_wait() {
    database_->never_wait();
}

Result<void> SqliteStore::run_transaction(std::function<Result<void>()> const& work) {
    return database_->transaction("write to", work);
}

Result<std::unique_ptr<SqliteStore>> open_store(std::filesystem::path const& path, Access access) {
    auto const file = resolved(path);
    if (access != Access::reader)
        if (auto fit = check_place(file); !fit)
            return fit.error();
    std::error_code unknown;
    if (access != Access::owner && !std::filesystem::exists(file, unknown))
        return Error{ErrorCode::store_unavailable, fmt::format("there is no store {} yet", file.string())};
    if (access == Access::reader)
        return open_reader(file);

    std::unique_ptr<OwnerLock> lock;
    if (access == Access::owner) {
        auto taken = OwnerLock::take(file);
        if (!taken)
            return taken.error();
        lock = std::move(*taken);
    }
    auto opened = Database::open(file);
    if (!opened)
        return opened.error();
    auto database = std::move(*opened);
    auto const version = version_of(*database);
    if (!version)
        return version.error();
    if (auto sound = check_pages(*database); !sound)
        return sound.error();

    // A guest does not change the schema under a running service.
    std::unique_ptr<OwnerLock> upgrade;
    if (!lock && *version < static_cast<int>(migrations().size())) {
        auto taken = OwnerLock::take(file);
        if (!taken)
            return taken.error();
        upgrade = std::move(*taken);
    }
    if (auto ready = prepare(*database); !ready)
        return ready.error();
    return std::make_unique<SqliteStore>(std::move(database), std::move(lock));
}

Result<bool> has_owner(std::filesystem::path const& path) {
    return OwnerLock::is_held(resolved(path));
}

Result<std::unique_ptr<SqliteStore>> open_store_in_memory() {
    auto opened = Database::open(Database::in_memory);
    if (!opened)
        return opened.error();
    auto database = std::move(*opened);
    if (auto ready = prepare(*database); !ready)
        return ready.error();
    return std::make_unique<SqliteStore>(std::move(database), nullptr);
}

} // namespace enedis2mqtt::store
