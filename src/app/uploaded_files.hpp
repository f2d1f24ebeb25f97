#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/ports/file_imports.hpp>

#include <filesystem>
#include <map>

namespace enedis2mqtt::app {

/// Files that people upload. Each has a connection of its own to the archive `store`, which exists: to the
/// loop, the thread that takes a file is another process, whose lock the loop waits for by a timer. Any
/// thread, when `clock` allows it.
class UploadedFiles final : public FileImports {
public:
    UploadedFiles(std::filesystem::path store, Clock& clock, std::map<UsagePointId, TimeZone> zones)
        : store_(std::move(store)), clock_(clock), zones_(std::move(zones)) {}

    Result<FileReport> import_file(UsagePointId const& id, std::string bytes,
                                   std::optional<Direction> direction, Language language) override;

private:
    std::filesystem::path store_;
    Clock& clock_;
    std::map<UsagePointId, TimeZone> zones_;
};

} // namespace enedis2mqtt::app
