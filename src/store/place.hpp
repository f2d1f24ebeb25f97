#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <filesystem>
#include <memory>
#include <string_view>

namespace enedis2mqtt::store {

/// What `errno_value` says of a file: store_read_only, store_full, or store_unavailable for the rest.
Error file_error(std::string_view doing, std::filesystem::path const& path, int errno_value);

/// Nothing when a store can live at `path`; otherwise what a person has to mend there: a directory that does
/// not exist, a right that lacks (store_read_only), something that is no file (store_unavailable).
Result<void> check_place(std::filesystem::path const& path);

/// request_invalid where there is no file that this user may read.
Result<void> check_readable(std::filesystem::path const& path);

/// Makes `to`, for this user alone. A file that cannot be read to its end is store_unavailable.
Result<void> copy_bytes(std::filesystem::path const& from, std::filesystem::path const& to);

/// One store has one name, whatever links lead to it: its lock lies beside the file itself.
std::filesystem::path resolved(std::filesystem::path const& path);

/// Marks this process as the one owner of a store: an flock on `<store>.lock`, which the kernel gives up when
/// the process ends in whatever way. The file itself stays; it says who took the lock last.
class OwnerLock {
public:
    /// store_locked, naming the owner, when another process holds it.
    static Result<std::unique_ptr<OwnerLock>> take(std::filesystem::path const& store);
    /// Whether another process holds it.
    static Result<bool> is_held(std::filesystem::path const& store);
    explicit OwnerLock(int descriptor) : descriptor_(descriptor) {}
    ~OwnerLock();
    OwnerLock(OwnerLock const&) = delete;
    OwnerLock& operator=(OwnerLock const&) = delete;

private:
    int descriptor_;
};

} // namespace enedis2mqtt::store
