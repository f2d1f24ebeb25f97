#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/left_out.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt {

/// What one series of a file gave to the archive.
struct ImportReport {
    std::string layout; ///< what the file was recognised as
    Series series;
    DayRange days;     ///< from the first to after the last day it speaks of; never empty
    int values = 0;    ///< in the file
    int added = 0;     ///< values the archive did not have
    int changed = 0;   ///< values that took the place of others
    int unchanged = 0; ///< the same as the archive's, or less trusted than what it holds
    std::vector<SkippedRow> skipped;
    std::vector<IncompleteDay> incomplete; ///< days of the file's load curve that the archive lacks a part of
};

/// What a whole file gave.
struct FileReport {
    std::vector<ImportReport> series; ///< at least one
    std::vector<SkippedPart> left_out;
};

/// Files that people upload. Synchronous, for longer than one pass of the loop may take: any thread, one file
/// at a time. A file is taken whole or not at all: its odd rows are told and left out, a file of them is
/// refused, and after an error nothing was stored.
class FileImports {
public:
    virtual ~FileImports() = default;
    /// `direction`: for files that do not say whether they hold consumption or production.
    /// `language`: of what an error says.
    virtual Result<FileReport> import_file(UsagePointId const& id, std::string bytes,
                                           std::optional<Direction> direction, Language language) = 0;
};

} // namespace enedis2mqtt
