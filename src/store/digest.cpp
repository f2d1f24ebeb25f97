#include "store/digest.hpp"

#include "store/descriptor.hpp"
#include "store/place.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sodium/crypto_hash_sha256.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

namespace enedis2mqtt::store {
namespace {

constexpr std::string_view line_start = "\nenedis2mqtt backup, SHA-256 of all before: ";
constexpr std::size_t line_length = line_start.size() + 2 * crypto_hash_sha256_BYTES + 1;
// Every page of a SQLite file is a multiple of it.
constexpr off_t smallest_page = 512;

off_t size_of(Descriptor const& file) {
    struct stat status {};
    return ::fstat(file.number(), &status) == 0 ? status.st_size : -1;
}

/// The line that belongs behind the first `length` bytes; nothing, and errno, when they cannot be read.
std::string line_for(Descriptor const& file, off_t length) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::array<unsigned char, 64 * 1024> block;
    for (off_t at = 0; at < length;) {
        auto const wanted = std::min<off_t>(block.size(), length - at);
        auto const read = ::pread(file.number(), block.data(), static_cast<std::size_t>(wanted), at);
        if (read <= 0)
            return {};
        crypto_hash_sha256_update(&state, block.data(), static_cast<unsigned long long>(read));
        at += read;
    }
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
    crypto_hash_sha256_final(&state, digest.data());
    return fmt::format("{}{:02x}\n", line_start, fmt::join(digest, ""));
}

} // namespace

Result<void> append_digest(std::filesystem::path const& path) {
    Descriptor const file{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
    auto const size = size_of(file);
    auto const line = size < 0 ? std::string{} : line_for(file, size);
    if (line.empty())
        return file_error("read", path, errno);
    if (::pwrite(file.number(), line.data(), line.size(), size) != static_cast<ssize_t>(line.size()) ||
        ::fsync(file.number()) != 0)
        return file_error("write", path, errno);
    return {};
}

Result<Digest> remove_digest(std::filesystem::path const& path) {
    Descriptor const file{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
    auto const size = size_of(file);
    if (size < 0)
        return file_error("read", path, errno);
    auto const length = size - static_cast<off_t>(line_length);
    std::string line(line_length, '\0');
    bool const long_enough = length > 0;
    if (long_enough && ::pread(file.number(), line.data(), line.size(), length) < 0)
        return file_error("read", path, errno);
    if (!long_enough || !line.starts_with(line_start))
        return size % smallest_page == 0 ? Digest::absent : Digest::wrong;
    auto const expected = line_for(file, length);
    if (expected.empty())
        return file_error("read", path, errno);
    if (::ftruncate(file.number(), length) != 0)
        return file_error("write", path, errno);
    return line == expected ? Digest::right : Digest::wrong;
}

} // namespace enedis2mqtt::store
