#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt {

struct SkippedLine {
    int row = 0; ///< as a person counts them in the file
    std::string reason;
};

/// What one series of a file gave to the archive.
struct ImportReport {
    std::string layout; ///< what the file was recognised as
    Series series;
    DayRange days;     ///< from the first to after the last day it speaks of
    int values = 0;    ///< in the file
    int added = 0;     ///< values the archive did not have
    int changed = 0;   ///< values that took the place of others
    int unchanged = 0; ///< the same as the archive's, or less trusted than what it holds
    std::vector<SkippedLine> skipped;
};

/// Files that people upload. Synchronous, loop thread only. A file is taken whole or not at all: errors say
/// the row and the reason, and nothing was stored.
class FileImports {
public:
    virtual ~FileImports() = default;
    /// `direction`: for files that do not say whether they hold consumption or production.
    virtual Result<std::vector<ImportReport>> import_file(UsagePointId const& id, std::string bytes,
                                                          std::optional<Direction> direction) = 0;
};

} // namespace enedis2mqtt
