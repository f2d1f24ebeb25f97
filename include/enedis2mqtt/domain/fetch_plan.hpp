#pragma once

#include <enedis2mqtt/domain/ledger.hpp>

#include <optional>
#include <vector>

namespace enedis2mqtt {

/// What a source accepts, in days, and what it cannot tell. Source: docs/reference/enedis-api.md section 1.6
/// (both generations), one day kept inside the history bounds of 24 and 36 months + 15 days.
struct SourceLimits {
    int curve_days_per_call = 7;
    int daily_days_per_call = 365;
    int curve_history_days = 730 + 14;
    int daily_history_days = 1095 + 14;
    bool tells_doubled_hour = true; ///< which copy of the autumn hour a point of its curves belongs to
    bool proves_zeros = true;       ///< a daily 0 for yesterday never stands for "not published yet"
};

/// The ranges worth asking of one series today, newest first. Days are due when they were never asked for,
/// when they are holes whose time has come, or when they are yesterday and not complete. A call for a recent
/// day re-reads the last 7 days; nothing is asked when nothing is due.
std::vector<DayRange> plan(Series series, Ledger const& ledger, CivilDay wanted_from, CivilDay today,
                           SourceLimits const& limits, Instant now);

/// The range of a plan that the daily poll asks for: yesterday, the last 7 days, and whatever older fits the
/// same call. What else a plan has is history.
std::optional<DayRange> recent_range(std::vector<DayRange> const& planned, CivilDay today);
/// The part of it that matters most: the last 7 days.
DayRange last_days(DayRange recent);

/// `ledger` as if every hole's time had come: a day that lacks something and is still asked for again.
Ledger with_holes_due(Ledger ledger, Instant now);
/// Whether `days` holds such a hole.
bool has_hole(Ledger const& ledger, DayRange days);

/// Where the first import of a meter seen for the first time on `today` begins: 1 January of the year of
/// yesterday for daily values, 7 days for the curve.
CivilDay first_import_from(Series series, CivilDay today);

/// How far back one series may be asked for.
CivilDay oldest_day(Series series, CivilDay today, SourceLimits const& limits);

} // namespace enedis2mqtt
