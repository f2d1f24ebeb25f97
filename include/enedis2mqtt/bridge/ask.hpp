#pragma once

#include <enedis2mqtt/bridge/source_day.hpp>
#include <enedis2mqtt/domain/copy_status.hpp>
#include <enedis2mqtt/ports/history_jobs.hpp>
#include <enedis2mqtt/ports/meter_source.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace enedis2mqtt {

/// What one meter's polls and history need. The owner outlives every coroutine.
struct MeterTools {
    Meter meter;
    TimeZone zone;
    Timetable timetable;
    MeterSource& source;
    CountingGate& gate;
    SourceDay& day; ///< shared with the source's other meters
    ReadingStore& store;
    HistoryJobs& jobs;
    Clock& clock;
    TempoCalendar const& colors = no_tempo_days; ///< those known
    /// Where Home Assistant's statistics of this meter stand; empty: nobody keeps any.
    std::function<std::optional<CopyStatus>()> home_assistant = {};
};

/// What the source had to say about a range.
struct Answer {
    Answer() = default; // no aggregate: GCC 12 destroys those twice in co_await expressions

    bool data = false;                      ///< some of it was published
    std::optional<CivilDay> nothing_before; ///< the source serves no day before this one
    std::vector<Correction> corrections;
};

/// Asks one range of one series and keeps what comes: readings, and the state of each day asked. When the
/// source refuses the range because its start lies before what it serves, bisection finds the first day
/// served; each accepted half is kept, so nothing is fetched twice. Errors: the source's and the archive's.
/// `tools` outlives the coroutine.
Task<Result<Answer>> ask_days(MeterTools const& tools, Series series, DayRange days, Purpose purpose);

/// Keeps what someone said of `days`, and the state of each day, in one transaction. A complete day stays
/// complete: what one answer lacks the archive still holds. `source`: what whoever said it cannot tell.
Result<Kept> settle(ReadingStore& store, Keeping keeping, DayRange days, TimeZone const& zone, Instant now,
                    SourceLimits const& source = {});

/// The source serves none of these days; those the archive holds whole stay so.
Result<void> mark_refused(MeterTools const& tools, Series series, DayRange days);

} // namespace enedis2mqtt
