#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/reading.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace enedis2mqtt::imports {

/// A row that was left out of a file that is otherwise good.
struct SkippedRow {
    int row = 0; ///< as a person counts it in the file, from 1
    std::string reason;
};

/// One series found in one file. Readings are in time order without repetition; missing is absent, never 0.
struct FileContent {
    std::string layout; ///< for people: "Enedis CSV, load curve"
    std::optional<UsagePointId> id;
    Series series;
    Readings readings;
    std::vector<SkippedRow> skipped; ///< in row order; a row without a value is one of them
    int rows = 0;                    ///< rows under the header, the skipped ones included
};

/// What a file may leave unsaid.
struct FileHints {
    TimeZone zone; ///< of stamps without an offset
    Direction direction_if_silent = Direction::consumption;
};

/// Files that people download from their Enedis (or EDF) account, understood by what they hold, never by
/// their name. Pure: no file system, no clock; any thread.
/// - Enedis CSV until 2025: `Horodate` is the END of its step; load curve, daily energy, daily registers
///   (their differences), daily maximum power; several of them in one file. A daily energy's stamp is its
///   day.
/// - Enedis XLSX since 2025 and the same saved as CSV: `Début` is the START of its step; `Date` is a day.
/// - Conso Downloader (`debut;fin;kW` or `kWh`), EDF's "puissances atteintes" (END of half-hours).
/// A naive stamp of the doubled autumn hour means its summer instant until that would not come after the row
/// before; a step without length has the distance to its neighbour, 60 minutes at most.
/// Source: docs/reference/enedis-api.md sections 1.8 and 7; samples of 2020-2026 read in public parsers.
///
/// file_not_recognised: none of these layouts, or no table at all (PDF, web page, image, old XLS).
/// file_invalid: damaged, cut short, oversized (64 MB; 16 MB for a part of an XLSX), two meters in one file,
/// or a row that contradicts another; the message names the row. Nothing of such a file may be used.
Result<std::vector<FileContent>> read_enedis_export(std::string_view bytes, FileHints const& hints);

} // namespace enedis2mqtt::imports
