#pragma once

#include "imports/refusal.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct zip;

namespace enedis2mqtt::imports {

/// A zip archive in memory, read-only. `bytes` must outlive it.
class ZipArchive {
public:
    /// file_invalid when the bytes are no whole archive.
    static Result<ZipArchive> open(std::string_view bytes, Language language);

    Language language() const { return language_; }
    bool has(std::string const& name) const;
    /// Nothing when there is no such part; file_invalid when it is damaged, encrypted or larger than
    /// `most` bytes once unpacked.
    Result<std::optional<std::string>> part(std::string const& name, std::size_t most) const;

private:
    struct Closer {
        void operator()(zip* archive) const;
    };
    ZipArchive(zip* archive, Language language) : archive_(archive), language_(language) {}
    std::unique_ptr<zip, Closer> archive_;
    Language language_; ///< of its errors
};

} // namespace enedis2mqtt::imports
