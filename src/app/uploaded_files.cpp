#include "app/uploaded_files.hpp"

#include "app/file_imports.hpp"

#include <enedis2mqtt/store/sqlite_store.hpp>

namespace enedis2mqtt::app {

Result<FileReport> UploadedFiles::import_file(UsagePointId const& id, std::string bytes,
                                              std::optional<Direction> direction, Language language) {
    auto const archive = store::open_store(store_, store::Access::guest);
    if (!archive)
        return archive.error();
    StoredImports imports{**archive, clock_, zones_};
    return imports.import_file(id, std::move(bytes), direction, language);
}

} // namespace enedis2mqtt::app
