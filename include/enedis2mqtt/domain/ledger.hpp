#pragma once

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/reading.hpp>

#include <map>
#include <optional>

namespace enedis2mqtt {

/// What we know of one day of one series. `refused` is a day the source does not serve (before activation).
enum class DayState { complete, partial, absent, refused };

struct LedgerEntry {
    DayState state = DayState::absent;
    int attempts = 0;                 ///< answers seen so far that left the day incomplete
    std::optional<Instant> ask_again; ///< when a hole is worth another call; empty: never by itself
    Instant asked{};                  ///< when the source last answered for it; 1970: not on record
    friend auto operator<=>(LedgerEntry const&, LedgerEntry const&) = default;
};

inline constexpr int days_a_hole_is_worth_asking_for = 60;

/// One series of one meter, day by day. A day that was never asked for has no entry.
using Ledger = std::map<CivilDay, LedgerEntry>;

/// State of each day of `asked` once `known` (everything the archive holds of those days) is looked at.
/// The curve is complete when it leaves no gap between the day's two midnights; a daily value when it is
/// there.
std::map<CivilDay, DayState> states_of(Series series, Readings const& known, DayRange asked,
                                       TimeZone const& zone);

/// The entry after one more look at a day, made on `today`. Yesterday's stays due until it is complete; older
/// holes are asked for again after 1, 2, 4, 8, 16, 32 days, and for the last time 60 days after the day
/// itself; a complete day never. A look that comes before its time (re-reading rides on other calls) does not
/// stretch the delays.
LedgerEntry next_entry(std::optional<LedgerEntry> const& before, DayState state, CivilDay day, CivilDay today,
                       Instant now);

} // namespace enedis2mqtt
