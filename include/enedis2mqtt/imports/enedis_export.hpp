#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/left_out.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/reading.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace enedis2mqtt::imports {

/// One series found in one file. Readings are in time order without repetition; missing is absent, never 0.
struct FileContent {
    std::string layout; ///< for people: "Enedis CSV, load curve"
    Series series;
    Readings readings;
    std::vector<SkippedRow> skipped; ///< in row order; a row without a value is one of them
};

/// What one file holds of one meter.
struct FileContents {
    std::vector<FileContent> series; ///< each with a reading; at least one
    std::vector<SkippedPart> left_out;
};

/// What the reader must know beside the file.
struct FileHints {
    UsagePointId id; ///< whose rows are wanted; a file that names no meter is believed to be of this one
    TimeZone zone;   ///< of stamps without an offset
    Direction direction_if_silent = Direction::consumption;
    Language language = Language::en; ///< of what an error says
};

/// Files that people download from their Enedis (or EDF) account, and that their tools write, understood by
/// what they hold, never by their name. Pure: no file system, no clock; any thread.
/// - Enedis CSV until 2025: `Horodate` is the END of its step; load curve, daily energy, daily registers
///   (EAS for consumption, EAI for production; a day is their difference), daily maximum power; several of
///   them in one file. A daily energy's stamp is its day.
/// - Enedis by rows (R63 curve, R64 registers of each class and grid, R65 daily energy, R66 maxima): each row
///   names its meter, CONS or PROD, and its unit; rows of other meters and of other quantities (voltage,
///   reactive power) are left out. A corrected row (BEST) stands instead of the raw one (BRUT) of its stamp.
/// - Enedis XLSX since 2025 and the same saved as CSV: `Début` is the START of its step; `Date` is a day, and
///   the kWh of a sheet of daily energy may be headed "kW".
/// - `Horodate fin de pas` (EDF_Simulateur_Prix), `Date,Valeur (Wh|W|VA)` (bokub/linky: ENDs), Conso
///   Downloader (`debut;fin;kW` or `kWh`), EDF's "puissances atteintes" (END of half-hours).
/// A naive stamp of the doubled autumn hour means its summer instant until that would not come after the row
/// before; a step without length has the distance to its neighbour, 60 minutes at most.
/// Source: docs/reference/enedis-api.md sections 1.8 and 7; samples of 2020-2026 read in public parsers.
///
/// Odd rows are skipped and told (domain/plausible.hpp says what is too much and how many are too many).
/// file_not_recognised: none of these layouts, or no table at all (PDF, web page, image, old XLS).
/// file_invalid: damaged, oversized (64 MB; 16 MB for a part of an XLSX), or too many odd rows; the message
/// names the first. file_without_values. file_of_another_meter: it names those it speaks of.
/// Nothing of such a file may be used.
Result<FileContents> read_enedis_export(std::string_view bytes, FileHints const& hints);

} // namespace enedis2mqtt::imports
