#include "imports/zip_archive.hpp"

#include <zip.h>

#include <algorithm>

namespace enedis2mqtt::imports {
namespace {

Error damaged(Language language, std::string const& what) {
    return refusal(ErrorCode::file_invalid, language, "l'archive est abîmée ou coupée : " + what,
                   "the archive is damaged or cut short: " + what);
}

} // namespace

void ZipArchive::Closer::operator()(zip* archive) const {
    zip_discard(archive);
}

Result<ZipArchive> ZipArchive::open(std::string_view bytes, Language language) {
    zip_error_t error;
    zip_error_init(&error);
    auto* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    auto* const archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    if (!archive) {
        auto failed = damaged(language, zip_error_strerror(&error));
        zip_source_free(source); // accepts none
        zip_error_fini(&error);
        return failed;
    }
    return ZipArchive{archive, language};
}

bool ZipArchive::has(std::string const& name) const {
    return zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_NOCASE) >= 0;
}

Result<std::optional<std::string>> ZipArchive::part(std::string const& name, std::size_t most) const {
    auto const index = zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_NOCASE);
    if (index < 0)
        return std::optional<std::string>{};
    struct PartCloser {
        void operator()(zip_file_t* part) const { zip_fclose(part); }
    };
    std::unique_ptr<zip_file_t, PartCloser> const part{
        zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0)};
    if (!part)
        return damaged(language_, name + ": " + zip_strerror(archive_.get()));
    // The size in the archive's directory may lie: what counts is what comes out.
    std::string text;
    for (std::size_t size = 0;;) {
        constexpr std::size_t piece = 256 * 1024;
        text.resize(size + piece);
        auto const got = zip_fread(part.get(), text.data() + size, piece);
        if (got < 0)
            return damaged(language_, name + ": " + zip_file_strerror(part.get()));
        size += static_cast<std::size_t>(got);
        if (size > most)
            return refusal(ErrorCode::file_invalid, language_,
                           name + " décompressé dépasse " + std::to_string(most >> 20) + " Mo",
                           name + " unpacks to more than " + std::to_string(most >> 20) + " MB");
        if (got == 0) {
            text.resize(size);
            return std::optional{std::move(text)};
        }
    }
}

} // namespace enedis2mqtt::imports
