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

    Result<FileReport> import_file(UsagePointId const& id, std::string bytes,
                                   std::optional<Direction> direction, Language language) override;
    /// What a reader found of the meter, in one transaction.
    Result<FileReport> keep(UsagePointId const& id, imports::FileContents file, Provenance provenance,
                            std::string const& source);
    /// Those of `days` before today of whose load curve the archive holds a part only.
    Result<std::vector<IncompleteDay>> incomplete(UsagePointId const& id, Direction direction,
                                                  std::vector<CivilDay> const& days);
    Result<TimeZone> zone_of(UsagePointId const& id) const;

private:
    Result<ImportReport> keep_series(UsagePointId const& id, imports::FileContent content,
                                     Provenance provenance, std::string const& source);

    ReadingStore& store_;
    Clock& clock_;
    std::map<UsagePointId, TimeZone> zones_;
};

} // namespace enedis2mqtt::app
