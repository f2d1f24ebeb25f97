#include "store/place.hpp"

#include "store/descriptor.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>

namespace enedis2mqtt::store {
namespace {

namespace fs = std::filesystem;

/// Nothing, or the errno that stands in the way.
std::optional<int> obstacle(fs::path const& path, int mode) {
    if (::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0)
        return std::nullopt;
    return errno;
}

fs::path directory_of(fs::path const& path) {
    return path.has_parent_path() ? path.parent_path() : ".";
}

/// `enedis2mqtt run`: no further arguments, they may name a meter.
std::string own_command() {
    std::ifstream file{"/proc/self/cmdline"};
    std::string program;
    std::string verb;
    std::getline(file, program, '\0');
    std::getline(file, verb, '\0');
    auto name = fs::path{program}.filename().string();
    return verb.empty() || verb.front() == '-' ? name : name + ' ' + verb;
}

std::string own_description() {
    return fmt::format("process {} ({}) since {:%Y-%m-%dT%H:%M:%SZ}", ::getpid(), own_command(),
                       fmt::gmtime(std::time(nullptr)));
}

fs::path lock_of(fs::path store) {
    store += ".lock";
    return store;
}

Error owned_by_another(fs::path const& store, fs::path const& lock) {
    std::ifstream file{lock};
    std::string owner;
    std::getline(file, owner);
    return Error{ErrorCode::store_locked, fmt::format("the store {} is used by {}", store.string(),
                                                      owner.empty() ? "another process" : owner)};
}

} // namespace

Error file_error(std::string_view doing, fs::path const& path, int reason) {
    auto const text = fmt::format("cannot {} {}: {} (as user id {})", doing, path.string(),
                                  std::generic_category().message(reason), ::geteuid());
    switch (reason) {
    case EACCES:
    case EPERM:
    case EROFS:
        return Error{ErrorCode::store_read_only, text};
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return Error{ErrorCode::store_full, text};
    default:
        return Error{ErrorCode::store_unavailable, text};
    }
}

fs::path resolved(fs::path const& path) {
    std::error_code failed;
    auto const canonical = fs::weakly_canonical(path, failed);
    return failed ? path : canonical;
}

Result<void> check_place(fs::path const& path) {
    if (path.empty())
        return Error{ErrorCode::store_unavailable, "the store has no path"};
    auto const directory = directory_of(path);
    std::error_code ignored;
    if (!fs::exists(directory, ignored))
        return Error{ErrorCode::store_unavailable,
                     fmt::format("the directory {} of the store does not exist", directory.string())};
    // The directory too: SQLite keeps its journal beside the file.
    if (auto const reason = obstacle(directory, W_OK | X_OK))
        return file_error("write into", directory, *reason);
    if (!fs::exists(path, ignored))
        return {};
    if (!fs::is_regular_file(path, ignored))
        return Error{ErrorCode::store_unavailable, fmt::format("the store {} is not a file", path.string())};
    if (auto const reason = obstacle(path, R_OK | W_OK))
        return file_error("write", path, *reason);
    return {};
}

Result<void> check_readable(fs::path const& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return Error{ErrorCode::request_invalid, "it is a folder"};
    if (auto const reason = obstacle(path, R_OK))
        return Error{ErrorCode::request_invalid, std::generic_category().message(*reason)};
    return {};
}

// std::filesystem::copy_file calls a full disk an input/output error (libstdc++ 12).
Result<void> copy_bytes(fs::path const& from, fs::path const& to) {
    Descriptor const source{::open(from.c_str(), O_RDONLY | O_CLOEXEC)};
    if (source.number() < 0)
        return file_error("read", from, errno);
    Descriptor const target{::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (target.number() < 0)
        return file_error("create", to, errno);
    std::array<char, 64 * 1024> block;
    for (;;) {
        auto const read = ::read(source.number(), block.data(), block.size());
        if (read < 0)
            return file_error("read", from, errno);
        if (read == 0)
            return {};
        for (ssize_t done = 0; done < read;) {
            auto const written =
                ::write(target.number(), block.data() + done, static_cast<std::size_t>(read - done));
            if (written < 0)
                return file_error("write", to, errno);
            done += written;
        }
    }
}

Result<bool> OwnerLock::is_held(fs::path const& store) {
    auto const path = lock_of(store);
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT)
        return false;
    if (descriptor < 0)
        return file_error("read", path, errno);
    OwnerLock const closing{descriptor};
    if (::flock(descriptor, LOCK_SH | LOCK_NB) == 0)
        return false;
    if (errno == EWOULDBLOCK)
        return true;
    return file_error("lock", path, errno);
}

Result<std::unique_ptr<OwnerLock>> OwnerLock::take(fs::path const& store) {
    auto const path = lock_of(store);
    int const descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return file_error("create", path, errno);
    auto lock = std::make_unique<OwnerLock>(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return owned_by_another(store, path);
        return file_error("lock", path, errno);
    }
    auto const text = own_description() + '\n';
    if (::ftruncate(descriptor, 0) != 0 ||
        ::write(descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return file_error("write", path, errno);
    return lock;
}

OwnerLock::~OwnerLock() {
    ::close(descriptor_);
}

} // namespace enedis2mqtt::store
