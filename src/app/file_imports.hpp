#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/imports/enedis_export.hpp>
#include <enedis2mqtt/ports/file_imports.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>

#include <map>
#include <string>
#include <vector>

namespace enedis2mqtt::app {

/// Files into the archive. What it borrows outlives it.
class StoredImports final : public FileImports {
public:
    StoredImports(ReadingStore& store, Clock& clock, std::map<UsagePointId, TimeZone> zones)
        : store_(store), clock_(clock), zones_(std::move(zones)) {}

    Result<std::vector<ImportReport>> import_file(UsagePointId const& id, std::string bytes,
                                                  std::optional<Direction> direction) override;
    /// What a reader found, whole or not at all: file_invalid when it speaks of another meter.
    Result<std::vector<ImportReport>> keep(UsagePointId const& id,
                                           std::vector<imports::FileContent> const& contents,
                                           Provenance provenance, std::string const& source);
    Result<TimeZone> zone_of(UsagePointId const& id) const;

private:
    ReadingStore& store_;
    Clock& clock_;
    std::map<UsagePointId, TimeZone> zones_;
};

} // namespace enedis2mqtt::app
