#include "store/database.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <system_error>

namespace enedis2mqtt::store {
namespace {

// A guest's transaction lasts milliseconds; the rest of these 5 s is for slow cards that checkpoint.
constexpr int busy_timeout_ms = 5000;

bool no_room(int system_errno) {
    return system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG;
}

bool no_right(int system_errno) {
    return system_errno == EROFS || system_errno == EACCES || system_errno == EPERM;
}

// SQLite reports a full disk as SQLITE_FULL for a write, but as SQLITE_IOERR when a quota, a size limit or
// the growth of the shared memory file meets it: then errno tells. Source: sqlite.org/rescode.html, 3.40.
ErrorCode code_of(int sqlite_code, int system_errno) {
    switch (sqlite_code) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ErrorCode::store_corrupt;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return ErrorCode::store_read_only;
    case SQLITE_FULL:
        return ErrorCode::store_full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::store_locked;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        if (no_room(system_errno))
            return ErrorCode::store_full;
        if (no_right(system_errno))
            return ErrorCode::store_read_only;
        return ErrorCode::store_unavailable;
    default:
        return ErrorCode::store_unavailable;
    }
}

Error as_error(std::filesystem::path const& path, std::string_view doing, std::exception const& what,
               int system_errno) {
    auto const* const sqlite = dynamic_cast<SQLite::Exception const*>(&what);
    int const code = sqlite != nullptr ? sqlite->getErrorCode() & 0xff : SQLITE_ERROR;
    auto reason = std::string{what.what()};
    if (code == SQLITE_NOTADB)
        reason = "it is not a SQLite database, or its first page is damaged";
    else if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        reason = fmt::format("another process keeps it locked ({})", reason);
    else if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && system_errno != 0)
        reason += fmt::format(" ({})", std::generic_category().message(system_errno));
    return Error{code_of(code, system_errno), fmt::format("cannot {} {}: {}", doing, path.string(), reason)};
}

/// Source: sqlite.org/uri.html.
std::string in_uri(std::string const& path) {
    std::string text;
    for (char const letter : path)
        if (letter == '%' || letter == '?' || letter == '#')
            text += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
        else
            text += letter;
    return text;
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(std::filesystem::path const& path) {
    try {
        return std::make_unique<Database>(path, path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    } catch (std::exception const& what) {
        return as_error(path, "open", what, errno);
    }
}

Result<std::unique_ptr<Database>> Database::open_unchanging(std::filesystem::path const& path) {
    try {
        return std::make_unique<Database>(path, "file:" + in_uri(path.string()) + "?immutable=1",
                                          SQLite::OPEN_READONLY | SQLite::OPEN_URI);
    } catch (std::exception const& what) {
        return as_error(path, "open", what, errno);
    }
}

Database::Database(std::filesystem::path path, std::string const& name, int flags)
    : path_(std::move(path)), connection_(name, flags, busy_timeout_ms) {}

Query Database::query(std::string_view sql) {
    auto known = statements_.find(sql);
    if (known == statements_.end())
        known = statements_.try_emplace(sql, connection_, std::string{sql}).first;
    return Query{known->second};
}

void Database::synchronise(Durability durability) {
    if (durability == durability_)
        return;
    run(durability == Durability::now ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    durability_ = durability;
}

Result<void> Database::transaction(std::string_view doing, std::function<Result<void>()> const& work) {
    if (open_)
        return joined(work);
    struct Closing {
        std::optional<Open>& open;
        ~Closing() { open.reset(); }
    } const closing{open_};
    Result<void> outcome;
    auto const ended = attempt(doing, [&] {
        synchronise(Durability::now);
        SQLite::Transaction transaction{connection_, SQLite::TransactionBehavior::IMMEDIATE};
        open_.emplace();
        outcome = joined(work);
        if (open_->failed)
            outcome = *open_->failed;
        else
            transaction.commit();
    });
    return ended ? outcome : ended;
}

Result<void> Database::become(Database& other) {
    statements_.clear();
    return attempt("restore", [&] {
        SQLite::Backup copying{connection_, other.connection_};
        if (int const code = copying.executeStep(-1); code != SQLITE_DONE)
            throw SQLite::Exception{"another process is writing", code};
    });
}

Error Database::failure(std::string_view doing, std::exception const& what) const {
    // Not sqlite3_system_errno: it is not set when a commit fails (3.40).
    return as_error(path_, doing, what, errno);
}

} // namespace enedis2mqtt::store
