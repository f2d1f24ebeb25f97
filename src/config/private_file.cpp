#include "config/private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace enedis2mqtt::config {
namespace {

Error failure(std::filesystem::path const& path, int error) {
    auto const code = error == EACCES || error == EPERM || error == EROFS ? ErrorCode::store_read_only
                      : error == ENOSPC || error == EDQUOT                ? ErrorCode::store_full
                                                                          : ErrorCode::store_unavailable;
    return Error{
        code, fmt::format("{} cannot be written: {}", path.string(), std::generic_category().message(error))};
}

Error already_there(std::filesystem::path const& path) {
    return Error{ErrorCode::request_invalid, path.string() + " exists already and is not overwritten"};
}

/// A new file, deleted again unless it took its place.
class Draft {
public:
    explicit Draft(std::filesystem::path const& path) : name_(path.string() + ".XXXXXX") {
        descriptor_ = mkostemp(name_.data(), O_CLOEXEC); // 0600, and never an existing file
    }
    Draft(Draft const&) = delete;
    Draft& operator=(Draft const&) = delete;
    ~Draft() {
        if (descriptor_ < 0)
            return;
        close(descriptor_);
        if (!in_place_)
            unlink(name_.c_str());
    }

    bool opened() const { return descriptor_ >= 0; }
    bool write(std::string_view text) const {
        while (!text.empty()) {
            auto const written = ::write(descriptor_, text.data(), text.size());
            if (written < 0 && errno != EINTR)
                return false;
            if (written > 0)
                text.remove_prefix(static_cast<std::size_t>(written));
        }
        return fsync(descriptor_) == 0;
    }
    bool replace(std::filesystem::path const& path) {
        in_place_ = std::rename(name_.c_str(), path.c_str()) == 0;
        return in_place_;
    }
    /// Fails with EEXIST rather than replace anything, a dangling link included.
    bool take_free(std::filesystem::path const& path) {
        if (link(name_.c_str(), path.c_str()) == 0)
            return true; // the draft's own name goes with it
        if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
            return false;
        struct stat there {}; // a file system without hard links
        if (lstat(path.c_str(), &there) == 0) {
            errno = EEXIST;
            return false;
        }
        return replace(path);
    }

private:
    std::string name_;
    int descriptor_ = -1;
    bool in_place_ = false;
};

/// So that the new name survives a power cut; best effort, some file systems refuse it.
void sync_directory(std::filesystem::path const& directory) {
    auto const descriptor =
        open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    fsync(descriptor);
    close(descriptor);
}

} // namespace

Result<void> write_private_file(std::filesystem::path const& path, std::string_view text,
                                Replacing replacing) {
    Draft draft{path};
    if (!draft.opened() || !draft.write(text))
        return failure(path, errno);
    bool const placed = replacing == Replacing::yes ? draft.replace(path) : draft.take_free(path);
    if (!placed)
        return errno == EEXIST ? already_there(path) : failure(path, errno);
    sync_directory(path.parent_path());
    return {};
}

} // namespace enedis2mqtt::config
