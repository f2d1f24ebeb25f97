#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/ledger.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/reading.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace enedis2mqtt {

/// Where a reading came from, the least trusted first: Home Assistant gives our own statistics back, made to
/// add up; files are rounded, another archive may lack an hour. A value gives way to one trusted as much.
enum class Provenance { home_assistant, file, migration, api };

/// What one answer changes: readings to upsert, and the days it settles. One transaction.
struct Keeping {
    Keeping(UsagePointId usage_point, Series what) : id(std::move(usage_point)), series(what) {}

    UsagePointId id;
    Series series;
    Readings readings;
    Ledger ledger; ///< entries to write, by day
    std::optional<DayRange>
        asked; ///< of a source: what is told of its skipped points changes with the answer
    Provenance provenance = Provenance::api;
    std::string source; ///< provider name, for exports
    Instant at{};       ///< when the answer was had
};

/// A value that took the place of another of the same trust: Enedis corrects what it published.
struct Correction {
    Series series;
    Interval period; ///< of the reading; a local day counted in UTC midnights for daily values
    Quantity before;
    Quantity after;
    Instant at; ///< when we learned of it
    std::string source;
    friend bool operator==(Correction const&, Correction const&) = default;
};

/// What an answer changed.
struct Kept {
    bool skipped_anew = false;    ///< other points were skipped than the last time
    std::vector<CivilDay> closed; ///< days that stay without their doubled hour from now on
    std::vector<Correction> corrections;
    int added = 0;
    int changed = 0;
};

/// A value and who said so.
template <class T>
struct Sourced {
    T value;
    std::string source;
    friend bool operator==(Sourced const&, Sourced const&) = default;
};

/// A data set, or a whole meter, that the source told us to leave alone for a while.
struct Suspension {
    Suspension(Instant when, ErrorCode what, std::string text, int times)
        : until(when), code(what), message(std::move(text)), refusals(times) {}
    Instant until;
    ErrorCode code;
    std::string message;
    int refusals; ///< in a row
    friend bool operator==(Suspension const&, Suspension const&) = default;
};

/// What the program remembers of a meter between two lives.
struct MeterState {
    std::optional<Instant> last_poll;
    std::optional<Instant> last_success;
    std::string credentials; ///< fingerprint of provider and token: a new one lifts suspensions
    std::map<Series, Suspension> suspended;
    std::map<Series, CivilDay> wanted_from; ///< how far back each series is wanted
    std::optional<CivilDay> history_from;   ///< the configured beginning that was already asked for
    friend bool operator==(MeterState const&, MeterState const&) = default;
};

/// The archive. Synchronous, loop thread only. Every function's errors are of kind storage; a failed
/// write changes nothing. Reads are ordered by time.
class ReadingStore {
public:
    virtual ~ReadingStore() = default;

    /// Runs `work`, which returns a Result, as one transaction and answers what it returned: nobody else
    /// writes between its reads and its writes, and all it wrote is kept when it succeeds, none of it when
    /// `work` or any write in it fails. Within another transaction it is a part of that one. `work` never
    /// suspends.
    template <class Work>
    std::invoke_result_t<Work&> transaction(Work work);

    /// Upserts. Points the archive holds and the answer lacks stay, and so do those that are trusted more.
    virtual Result<Kept> keep(Keeping const& keeping, TimeZone const& zone) = 0;

    virtual Result<Ledger> ledger(UsagePointId const& id, Series series, DayRange days) = 0;
    virtual Result<LoadCurve> load_curve(UsagePointId const& id, Direction direction, Interval within) = 0;
    /// The same, each with its source.
    virtual Result<std::vector<Sourced<Reading>>> sourced_curve(UsagePointId const& id, Direction direction,
                                                                Interval within) = 0;
    virtual Result<std::vector<Sourced<DailyEnergy>>> sourced_daily(UsagePointId const& id,
                                                                    Direction direction, DayRange days) = 0;
    virtual Result<std::vector<Sourced<MaxPower>>> sourced_max_power(UsagePointId const& id,
                                                                     DayRange days) = 0;
    virtual Result<std::vector<DailyEnergy>> daily(UsagePointId const& id, Direction direction,
                                                   DayRange days) = 0;
    virtual Result<std::vector<MaxPower>> max_power(UsagePointId const& id, DayRange days) = 0;
    /// The first day of which anything is known of the meter, or the day before it.
    virtual Result<std::optional<CivilDay>> first_day(UsagePointId const& id) = 0;
    /// The latest day of the series that is complete, if any.
    virtual Result<std::optional<CivilDay>> last_complete(UsagePointId const& id, Series series) = 0;

    /// What is remembered of skipped points, by series.
    virtual Result<std::map<Series, LastSkipped>> skipped(UsagePointId const& id) = 0;

    virtual Result<MeterState> meter_state(UsagePointId const& id) = 0;
    virtual Result<void> set_meter_state(UsagePointId const& id, MeterState const& state) = 0;

protected:
    virtual Result<void> run_transaction(std::function<Result<void>()> const& work) = 0;
};

template <class Work>
std::invoke_result_t<Work&> ReadingStore::transaction(Work work) {
    std::optional<std::invoke_result_t<Work&>> outcome;
    auto const done = run_transaction([&]() -> Result<void> {
        outcome.emplace(work());
        if (!*outcome)
            return outcome->error();
        return {};
    });
    if (!done)
        return done.error();
    return *std::move(outcome);
}

} // namespace enedis2mqtt
