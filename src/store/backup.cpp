#include "store/database.hpp"
#include "store/digest.hpp"
#include "store/place.hpp"
#include "store/schema.hpp"

#include <enedis2mqtt/store/backup.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <fmt/format.h>

#include <system_error>

namespace enedis2mqtt::store {
namespace {

namespace fs = std::filesystem;

fs::path beside(fs::path path, std::string_view suffix) {
    path += suffix;
    return path;
}

/// A file that goes away unless it was given another name.
class Draft {
public:
    explicit Draft(fs::path path) : path_(std::move(path)) { remove(); }
    ~Draft() { remove(); }
    Draft(Draft const&) = delete;
    Draft& operator=(Draft const&) = delete;
    fs::path const& path() const { return path_; }

private:
    void remove() const {
        std::error_code ignored;
        for (auto const* suffix : {"", "-wal", "-shm", "-journal"})
            fs::remove(beside(path_, suffix), ignored);
    }
    fs::path path_;
};

Result<void> move_to(fs::path const& from, fs::path const& to) {
    std::error_code failed;
    fs::rename(from, to, failed);
    if (failed)
        return file_error("write", to, failed.value());
    return {};
}

/// One whole file, which says itself what its bytes are to be.
Result<void> copy_into(Database& database, fs::path const& target) {
    auto copied =
        database.attempt("copy", [&] { database.query("VACUUM INTO ?").with(target.string()).run(); });
    return copied ? append_digest(target) : copied;
}

/// What is wrong with the backup is no fault of the archive, nor of its place.
Error refused(fs::path const& backup, Error const& why) {
    auto const code = why.code == ErrorCode::store_corrupt || why.code == ErrorCode::store_unavailable
                          ? ErrorCode::file_invalid
                          : why.code;
    return Error{code, fmt::format("{} cannot be restored: {}", backup.string(), why.message)};
}

/// The whole file, not only what SQLite needs to find its way in it.
Result<void> check_content(Database& database) {
    auto finding = database.attempt("check", [&]() -> std::string {
        if (auto const pages = database.text("PRAGMA integrity_check(1)"); pages != "ok")
            return pages;
        if (auto const strays = database.integer("SELECT count(*) FROM pragma_foreign_key_check"); strays > 0)
            return fmt::format("{} row(s) belong to nothing", strays);
        return {};
    });
    if (!finding)
        return finding.error();
    if (!finding->empty())
        return Error{ErrorCode::store_corrupt, "it is damaged: " + *finding};
    return {};
}

struct Content {
    std::unique_ptr<Database> database;
    bool proven = false; ///< by its digest
};

/// The backup as a sound, up-to-date database of its own, beside the store.
Result<Content> prepared(fs::path const& backup, fs::path const& draft) {
    if (auto const readable = check_readable(backup); !readable)
        return readable.error();
    if (auto const copied = copy_bytes(backup, draft); !copied)
        return copied.error();
    auto const digest = remove_digest(draft);
    if (!digest)
        return digest.error();
    if (*digest == Digest::wrong)
        return Error{ErrorCode::store_corrupt, "its bytes are not those that backup wrote"};
    auto database = Database::open(draft);
    if (!database)
        return database.error();
    auto const version = version_of(**database);
    if (!version)
        return version.error();
    if (*version == 0)
        return Error{ErrorCode::store_corrupt, "it holds no archive"};
    if (auto sound = check_content(**database); !sound)
        return sound.error();
    if (auto migrated = migrate(**database); !migrated)
        return migrated.error();
    return Content{std::move(*database), *digest == Digest::right};
}

/// What the world has counted since the backup was made.
Result<void> carry_over(Database& draft, fs::path const& store) {
    auto attached =
        draft.attempt("read", [&] { draft.query("ATTACH ? AS present").with(store.string()).run(); });
    if (!attached)
        return attached.error();
    auto carried = draft.write("prepare", [&] {
        draft.run("DELETE FROM call; DELETE FROM quota; DELETE FROM retained_topic;"
                  "INSERT INTO quota SELECT * FROM present.quota;"
                  "INSERT INTO call SELECT * FROM present.call;"
                  "INSERT INTO retained_topic SELECT * FROM present.retained_topic;");
    });
    if (auto left = draft.attempt("leave", [&] { draft.run("DETACH present"); }); carried && !left)
        return left.error();
    return carried;
}

/// A running service goes on with the version it knows.
Result<void> made_current(Database& present, bool service_runs) {
    auto const version = version_of(present);
    if (!version)
        return version.error();
    if (service_runs && *version < static_cast<int>(migrations().size()))
        return Error{ErrorCode::store_locked,
                     "the service that runs is an older enedis2mqtt; stop it, then restore"};
    return migrate(present);
}

Result<void> replace_file(fs::path const& store, fs::path const& draft, fs::path const& previous) {
    for (auto const* suffix : {"-wal", "-shm"}) {
        std::error_code ignored;
        fs::rename(beside(store, suffix), beside(previous, suffix), ignored);
    }
    std::error_code absent;
    if (fs::exists(store, absent))
        if (auto moved = move_to(store, previous); !moved)
            return moved;
    return move_to(draft, store);
}

} // namespace

Result<void> back_up(fs::path const& path, fs::path const& target) {
    auto const store = resolved(path);
    std::error_code ignored;
    if (!fs::exists(store, ignored))
        return Error{ErrorCode::store_unavailable, fmt::format("there is no store {}", store.string())};
    if (fs::exists(target, ignored))
        return Error{ErrorCode::request_invalid, fmt::format("{} exists already", target.string())};
    if (auto fit = check_place(target); !fit)
        return fit.error();
    auto database = open_to_read(store);
    if (!database)
        return database.error();
    if (auto const version = version_of(**database); !version)
        return version.error();
    Draft const draft{beside(target, ".part")};
    if (auto copied = copy_into(**database, draft.path()); !copied)
        return copied;
    return move_to(draft.path(), target);
}

Result<Restored> restore(fs::path const& path, fs::path const& backup) {
    auto const store = resolved(path);
    if (auto fit = check_place(store); !fit)
        return fit.error();
    Draft const draft{beside(store, ".restoring")};
    auto content = prepared(backup, draft.path());
    std::error_code ignored;
    for (auto version = 1; version <= static_cast<int>(migrations().size()); ++version)
        fs::remove(beside(draft.path(), fmt::format(".before-v{}", version)), ignored);
    if (!content)
        return refused(backup, content.error());
    Restored restored;
    restored.proven = content->proven;

    auto const lock = OwnerLock::take(store);
    restored.service_runs = !lock && lock.error().code == ErrorCode::store_locked;
    if (!lock && !restored.service_runs)
        return lock.error();
    auto const previous = beside(store, ".before-restore");
    bool const was_there = fs::exists(store, ignored);
    auto present = was_there ? Database::open(store) : Result<std::unique_ptr<Database>>{nullptr};
    Result<void> done;
    if (was_there) {
        Draft const copy{beside(previous, ".part")};
        done = present ? made_current(**present, restored.service_runs) : present.error();
        if (done)
            done = carry_over(*content->database, store);
        if (done)
            done = copy_into(**present, copy.path());
        if (done)
            done = move_to(copy.path(), previous);
        if (done)
            done = (*present)->become(*content->database);
    }
    bool const unreadable = !done && done.error().code == ErrorCode::store_corrupt;
    if (!was_there || (unreadable && !restored.service_runs)) {
        content->database.reset();
        if (present)
            present->reset();
        done = replace_file(store, draft.path(), previous);
    }
    if (!done)
        return done.error();
    if (was_there)
        restored.previous = previous;
    return restored;
}

} // namespace enedis2mqtt::store
