#include <enedis2mqtt/domain/history.hpp>

#include <algorithm>
#include <set>

namespace enedis2mqtt {
namespace {

// A refusal is remembered for a day, never for good.
// Source: docs/reference/enedis-api.md section 10, trap 10.
constexpr std::chrono::hours refusals_are_believed{24};

bool worth_asking(LedgerEntry const& entry, HistoryJob const& job, SourceLimits const& limits, Instant now) {
    if (entry.state == DayState::complete || entry.asked >= job.asked_at)
        return false;
    if (entry.state == DayState::closed)
        return limits.tells_doubled_hour;
    return entry.state != DayState::refused || now - entry.asked >= refusals_are_believed;
}

} // namespace

bool HistoryJob::wants(Series series) const {
    return std::find(datasets.begin(), datasets.end(), series.dataset) != datasets.end();
}

int calls_of(std::vector<SeriesAsks> const& all) {
    int calls = 0;
    for (auto const& one : all)
        calls += static_cast<int>(one.asks.size());
    return calls;
}

std::vector<DayRange> history_asks(Series series, HistoryJob const& job, Ledger const& ledger, CivilDay today,
                                   SourceLimits const& limits, Instant now) {
    if (!job.wants(series))
        return {};
    std::set<CivilDay> days;
    auto const end = std::min(job.days.end, today);
    for (auto day = std::max(job.days.start, oldest_day(series, today, limits)); day < end; ++day) {
        auto const entry = ledger.find(day);
        if (entry == ledger.end() || worth_asking(entry->second, job, limits, now))
            days.insert(day);
    }
    int const longest =
        series.dataset == Dataset::load_curve ? limits.curve_days_per_call : limits.daily_days_per_call;
    std::vector<DayRange> asks;
    while (!days.empty()) {
        auto const last = *days.rbegin() + 1;
        auto const first = days.lower_bound(last - longest);
        asks.push_back({*first, last});
        days.erase(first, days.end());
    }
    return asks;
}

Instant expected_end(int calls, CallLimits const& limits, CallCounts const& made, Instant now,
                     Instant tomorrow) {
    using std::chrono::seconds;
    int const a_day = std::max(1, limits.per_day - limits.reserve);
    int const today = std::max(0, a_day - made.today);
    if (limits.per_day > 0 && calls > today) {
        int const days = (calls - today + a_day - 1) / a_day;
        return tomorrow + std::chrono::days{days - 1};
    }
    auto end = now + seconds{limits.per_second > 0 ? calls / limits.per_second : 0};
    if (limits.per_hour > 0 && calls > limits.per_hour - made.this_hour)
        end += std::chrono::hours{(made.this_hour + calls) / limits.per_hour};
    return end;
}

} // namespace enedis2mqtt
