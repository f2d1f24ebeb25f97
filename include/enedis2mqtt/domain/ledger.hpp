#pragma once

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/reading.hpp>

#include <map>
#include <optional>

namespace enedis2mqtt {

/// What we know of one day of one series. `partial`: a curve with a gap, or a daily 0 that is not proven yet
/// (Readings::unproven_zero). `refused` is a day the source does not serve (before activation). `closed`
/// lacks but the doubled autumn hour, which this source cannot tell.
enum class DayState { complete, partial, absent, refused, closed };

/// Nothing more is to come of the day.
constexpr bool is_settled(DayState state) {
    return state == DayState::complete || state == DayState::closed;
}

struct LedgerEntry {
    DayState state = DayState::absent;
    int attempts = 0;                 ///< answers seen so far that left the day incomplete
    std::optional<Instant> ask_again; ///< when a hole is worth another call; empty: never by itself
    Instant asked{};                  ///< when the source last answered for it; 1970: not on record
    friend auto operator<=>(LedgerEntry const&, LedgerEntry const&) = default;
};

inline constexpr int days_a_hole_is_worth_asking_for = 60;
/// Between two looks at a yesterday that was told, but not in a way that can be kept.
inline constexpr std::chrono::hours doubtful_yesterday_rests{2};

/// One series of one meter, day by day. A day that was never asked for has no entry.
using Ledger = std::map<CivilDay, LedgerEntry>;

/// State of each day of `asked` once `known` (everything the archive holds of those days) is looked at.
/// The curve is complete when it leaves no gap between the day's two midnights; a daily value when it is
/// there. A source that does not tell the doubled hour closes a day that lacks nothing else.
std::map<CivilDay, DayState> states_of(Series series, Readings const& known, DayRange asked,
                                       TimeZone const& zone, bool tells_doubled_hour = true);

/// The entry after one more look at a day, made on `today`. Yesterday's stays due until it is complete, and
/// rests between two looks when it is `doubtful` (told, but with a skipped point or an unproven zero); older
/// holes are asked for again after 1, 2, 4, 8, 16, 32 days, and for the last time 60 days after the day
/// itself; a settled day never. A look that comes before its time (re-reading rides on other calls) does not
/// stretch the delays.
LedgerEntry next_entry(std::optional<LedgerEntry> const& before, DayState state, CivilDay day, CivilDay today,
                       Instant now, bool doubtful = false);

} // namespace enedis2mqtt
