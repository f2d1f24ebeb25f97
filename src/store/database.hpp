#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/calendar.hpp>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

namespace enedis2mqtt::store {

/// One use of a prepared statement, which is reset when the use ends (an open read would keep the WAL from
/// shrinking). Instants are stored as seconds, civil days as days since 1970-01-01. Throws SQLite::Exception.
class Query {
public:
    explicit Query(SQLite::Statement& statement) : statement_(statement) {}
    ~Query() { statement_.tryReset(); }
    Query(Query const&) = delete;
    Query& operator=(Query const&) = delete;

    /// Binds every parameter of the statement, in order.
    template <class... Values>
    Query& with(Values const&... values) {
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }
    bool next() { return statement_.executeStep(); }
    void run() {
        statement_.exec();
        statement_.reset();
    }

    std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
    std::string text(int column) const { return statement_.getColumn(column).getString(); }
    Instant instant(int column) const { return Instant{std::chrono::seconds{integer(column)}}; }
    CivilDay day(int column) const {
        return CivilDay{std::chrono::local_days{std::chrono::days{integer(column)}}};
    }
    std::optional<Instant> optional_instant(int column) const {
        return statement_.isColumnNull(column) ? std::nullopt : std::optional{instant(column)};
    }
    std::optional<CivilDay> optional_day(int column) const {
        return statement_.isColumnNull(column) ? std::nullopt : std::optional{day(column)};
    }

private:
    void bind(int index, std::int64_t value) { statement_.bind(index, value); }
    void bind(int index, std::string const& value) { statement_.bind(index, value); }
    void bind(int index, std::string_view value) { statement_.bind(index, std::string{value}); }
    void bind(int index, Instant value) { bind(index, std::int64_t{value.time_since_epoch().count()}); }
    void bind(int index, CivilDay value) {
        bind(index, std::int64_t{value.days().time_since_epoch().count()});
    }
    template <class T>
    void bind(int index, std::optional<T> const& value) {
        if (value)
            bind(index, *value);
        else
            statement_.bind(index);
    }

    SQLite::Statement& statement_;
};

/// When a committed write reaches the disk: before commit returns, or together with the next one that does. A
/// flush is 5 ms of everybody's time and a block of the card.
enum class Durability { now, with_the_next };

/// One connection: pragmas, cached statements, and the only place where SQLite's failures become Errors.
/// Whatever throws here runs inside `attempt`. One thread.
class Database {
public:
    static constexpr char const* in_memory = ":memory:";

    /// Opens or creates the file and touches nothing in it.
    static Result<std::unique_ptr<Database>> open(std::filesystem::path const& path);
    /// For reading a file that nobody writes meanwhile: no lock and no file beside it are needed.
    static Result<std::unique_ptr<Database>> open_unchanging(std::filesystem::path const& path);
    Database(std::filesystem::path path, std::string const& name, int flags);

    /// A lock of another connection is an error at once.
    void never_wait() { connection_.setBusyTimeout(0); }

    std::filesystem::path const& path() const { return path_; }
    bool is_in_memory() const { return path_ == in_memory; }

    /// `sql` is a literal: its statement is prepared once and kept.
    Query query(std::string_view sql);
    void run(std::string const& sql) { connection_.exec(sql); }
    std::int64_t integer(std::string const& sql) { return connection_.execAndGet(sql).getInt64(); }
    std::string text(std::string const& sql) { return connection_.execAndGet(sql).getString(); }

    /// What `work` returns, or the Error its SQLite::Exception stands for. `doing` completes "cannot …".
    template <class Work>
    auto attempt(std::string_view doing, Work&& work);
    /// The same within one transaction, rolled back unless `work` returns. Inside transaction() it is a part
    /// of that one, and reaches the disk with it.
    template <class Work>
    auto write(std::string_view doing, Work&& work, Durability durability = Durability::now);
    /// Several writes, and the reads they rest on, as one: rolled back when `work` or a write in it fails.
    Result<void> transaction(std::string_view doing, std::function<Result<void>()> const& work);

    /// Takes over everything `other` holds, in one transaction; other connections see it with their next
    /// read.
    Result<void> become(Database& other);

private:
    /// The part of transaction() that runs between its begin and its end.
    struct Open {
        std::optional<Error> failed; ///< the first write that did: SQLite may have rolled everything back
    };
    /// `part` of the transaction that is open, whose failure is the failure of the whole.
    template <class Part>
    auto joined(Part&& part) -> std::invoke_result_t<Part>;

    Error failure(std::string_view doing, std::exception const& what) const;
    void synchronise(Durability durability);

    std::filesystem::path path_;
    SQLite::Database connection_;
    std::unordered_map<std::string_view, SQLite::Statement> statements_;
    Durability durability_ = Durability::now;
    std::optional<Open> open_;
};

template <class Work>
auto Database::attempt(std::string_view doing, Work&& work) {
    using Value = std::invoke_result_t<Work>;
    using Answer = Result<Value>;
    try {
        if constexpr (std::is_void_v<Value>) {
            work();
            return Answer{};
        } else {
            return Answer{work()};
        }
    } catch (std::exception const& what) {
        return Answer{failure(doing, what)};
    }
}

template <class Part>
auto Database::joined(Part&& part) -> std::invoke_result_t<Part> {
    if (open_->failed)
        return *open_->failed;
    auto outcome = part();
    if (!outcome && !open_->failed)
        open_->failed = outcome.error();
    return outcome;
}

template <class Work>
auto Database::write(std::string_view doing, Work&& work, Durability durability) {
    if (open_)
        return joined([&] { return attempt(doing, work); });
    return attempt(doing, [&] {
        synchronise(durability);
        SQLite::Transaction transaction{connection_, SQLite::TransactionBehavior::IMMEDIATE};
        if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
            work();
            transaction.commit();
        } else {
            auto value = work();
            transaction.commit();
            return value;
        }
    });
}

} // namespace enedis2mqtt::store
