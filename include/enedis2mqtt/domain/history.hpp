#pragma once

#include <enedis2mqtt/domain/call_budget.hpp>
#include <enedis2mqtt/domain/fetch_plan.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <optional>
#include <vector>

namespace enedis2mqtt {

/// Days that someone asked for, kept until each of them was asked of the source once.
struct HistoryJob {
    HistoryJob(UsagePointId usage_point, DayRange range, std::vector<Dataset> sets, Instant when)
        : id(std::move(usage_point)), days(range), datasets(std::move(sets)), asked_at(when) {}

    std::int64_t key = 0; ///< the archive's
    UsagePointId id;
    DayRange days;
    std::vector<Dataset> datasets;
    Instant asked_at; ///< days looked at since then are not asked for again
    int calls = 0;    ///< how many it was going to take
    friend bool operator==(HistoryJob const&, HistoryJob const&) = default;

    bool wants(Series series) const;
};

/// The gaps that the polls leave are worked on like a job that names no data set; nobody asked for it.
inline bool is_gaps(HistoryJob const& job) {
    return job.datasets.empty();
}

/// What one series of a job still takes, newest first.
struct SeriesAsks {
    Series series;
    std::vector<DayRange> asks;
};

/// How many calls that is.
int calls_of(std::vector<SeriesAsks> const& all);

/// What a job takes and when it is over, for a person who has not yet said yes.
struct HistoryPlan {
    std::vector<SeriesAsks> series;
    int calls = 0;
    std::optional<int>
        calls_left_today; ///< for history: the daily poll's reserve is not in it; empty: no limit
    std::optional<int> calls_per_day;
    Instant expected_end{};
};

/// The ranges of `job` worth asking of one series, newest first and as few as the source's limits allow: days
/// that are not complete, were not looked at since the job began, and that the source did not refuse within
/// the last 24 hours.
std::vector<DayRange> history_asks(Series series, HistoryJob const& job, Ledger const& ledger, CivilDay today,
                                   SourceLimits const& limits, Instant now);

/// When `calls` more calls are over, as far as the source's limits tell. `tomorrow`: when its day ends.
Instant expected_end(int calls, CallLimits const& limits, CallCounts const& made, Instant now,
                     Instant tomorrow);

} // namespace enedis2mqtt
