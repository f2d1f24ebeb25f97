#pragma once

#include <enedis2mqtt/imports/enedis_export.hpp>

#include <filesystem>

namespace enedis2mqtt::imports {

/// What myelectricaldata_import keeps of one meter, `hints.id`: its SQLite file (`cache.db`, versions 0.8
/// to 1.0), opened read-only and never changed; copy its -wal file along or stop the tool first. One content
/// per table that has rows of it; `SkippedRow::row` is SQLite's rowid.
/// - consumption_daily, production_daily: `date` is the day, `value` Wh. The tool writes 0 for "no answer",
/// so
///   a daily 0 is missing here.
/// - consumption_detail, production_detail: `date` is the local START of the step, `value` W, `interval`
///   minutes (0: no answer). The tool keeps one copy of the doubled autumn hour only: those rows are skipped,
///   as nobody can tell which copy they are.
/// - consumption_daily_max_power: `date` is the day, `event_date` local time (UTC in versions 1.0), `value`
/// VA. Source: its repository, app/db_schema.py (0.8) to src/database/ (1.0 rc), seen 2026-11.
///
/// file_not_recognised: no SQLite file with these tables. file_invalid: unreadable, or too many odd rows in a
/// table. file_of_another_meter, file_without_values.
Result<FileContents> read_myelectricaldata(std::filesystem::path const& file, FileHints const& hints);

/// One command's history as Jeedom exports it: rows `2026-11-22 00:30:00;0,345`, no header, decimal comma,
/// oldest first (core/php/export.php, seen 2026-11). The Enedis plugin keeps kW, kWh and kVA with the local
/// END of the step; its days are stamped somewhere inside the day.
/// The file says neither meter nor measure. `file_name` as Jeedom gave it tells the measure ("…[Consommation
/// horaire].csv", "Production Jour", "Puissance max"); without these words several rows a day make a load
/// curve of hints.direction_if_silent, one a day daily energy. Monthly and yearly histories are running sums
/// and are refused as file_not_recognised; otherwise the errors of read_enedis_export.
Result<FileContents> read_jeedom(std::string_view bytes, std::string_view file_name, FileHints const& hints);

} // namespace enedis2mqtt::imports
