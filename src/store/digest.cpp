#include "store/digest.hpp"

#include "store/descriptor.hpp"
#include "store/place.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>

namespace enedis2mqtt::store {
namespace {

constexpr std::string_view line_start = "\nenedis2mqtt backup, FNV-1a of all before: ";
constexpr std::size_t line_length = line_start.size() + 16 + 1;
// Every page of a SQLite file is a multiple of it.
constexpr off_t smallest_page = 512;

/// The value of one byte changes the whole rest: a step is a bijection of what was before it.
class Fnv1a {
public:
    void add(std::string_view bytes) {
        for (char const byte : bytes)
            hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
    }
    std::string line() const { return fmt::format("{}{:016x}\n", line_start, hash_); }

private:
    std::uint64_t hash_ = 14695981039346656037ULL;
};

off_t size_of(Descriptor const& file) {
    struct stat status {};
    return ::fstat(file.number(), &status) == 0 ? status.st_size : -1;
}

/// The line that belongs behind the first `length` bytes; nothing, and errno, when they cannot be read.
std::string line_for(Descriptor const& file, off_t length) {
    Fnv1a digest;
    std::array<char, 64 * 1024> block;
    for (off_t at = 0; at < length;) {
        auto const wanted = std::min<off_t>(block.size(), length - at);
        auto const read = ::pread(file.number(), block.data(), static_cast<std::size_t>(wanted), at);
        if (read <= 0)
            return {};
        digest.add({block.data(), static_cast<std::size_t>(read)});
        at += read;
    }
    return digest.line();
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
