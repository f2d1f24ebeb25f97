#include <enedis2mqtt/domain/fetch_plan.hpp>

#include <algorithm>
#include <set>

namespace enedis2mqtt {
namespace {

constexpr int reread_days = 7;

bool due(LedgerEntry const& entry, CivilDay day, CivilDay today, Instant now) {
    if (is_settled(entry.state))
        return false;
    // Yesterday rests for two hours at most: a time further ahead was written by a clock that was wrong.
    if (day == today - 1)
        return !entry.ask_again || *entry.ask_again <= now ||
               *entry.ask_again - now > doubtful_yesterday_rests;
    return entry.ask_again && *entry.ask_again <= now;
}

bool is_hole(LedgerEntry const& entry) {
    return (entry.state == DayState::absent || entry.state == DayState::partial) && entry.ask_again;
}

} // namespace

std::vector<DayRange> plan(Series series, Ledger const& ledger, CivilDay wanted_from, CivilDay today,
                           SourceLimits const& limits, Instant now) {
    auto const oldest = oldest_day(series, today, limits);
    std::set<CivilDay> days;
    for (auto day = std::max(wanted_from, oldest); day < today; ++day)
        if (!ledger.contains(day))
            days.insert(day);
    // Holes further back, which a history left, are asked for again too.
    for (auto const& [day, entry] : ledger)
        if (oldest <= day && day < today && due(entry, day, today, now))
            days.insert(day);

    bool const curve = series.dataset == Dataset::load_curve;
    int const longest = curve ? limits.curve_days_per_call : limits.daily_days_per_call;
    auto recent = std::max({oldest, wanted_from, today - reread_days});
    // Days the source has just refused would make it refuse the whole range.
    for (auto entry = ledger.find(recent);
         entry != ledger.end() && entry->second.state == DayState::refused && !days.contains(recent);
         entry = ledger.find(recent))
        ++recent;
    std::vector<DayRange> ranges;
    while (!days.empty()) {
        bool const rereads = *days.rbegin() >= recent;
        auto const end = rereads ? today : *days.rbegin() + 1;
        auto const furthest = std::max(oldest, end - longest);
        auto start = *days.lower_bound(furthest);
        if (rereads)
            start = std::min(start, recent);
        start = std::max(start, furthest);
        ranges.push_back({start, end});
        days.erase(days.lower_bound(start), days.end());
    }
    return ranges;
}

std::optional<DayRange> recent_range(std::vector<DayRange> const& planned, CivilDay today) {
    if (planned.empty() || planned.front().end != today)
        return std::nullopt;
    return planned.front();
}

DayRange last_days(DayRange recent) {
    return {std::max(recent.start, recent.end - reread_days), recent.end};
}

Ledger with_holes_due(Ledger ledger, Instant now) {
    for (auto& [day, entry] : ledger)
        if (is_hole(entry))
            entry.ask_again = std::min(*entry.ask_again, now);
    return ledger;
}

bool has_hole(Ledger const& ledger, DayRange days) {
    return std::any_of(ledger.lower_bound(days.start), ledger.lower_bound(days.end),
                       [](auto const& day) { return is_hole(day.second); });
}

CivilDay first_import_from(Series series, CivilDay today) {
    return series.dataset == Dataset::load_curve ? today - reread_days : (today - 1).first_of_year();
}

CivilDay oldest_day(Series series, CivilDay today, SourceLimits const& limits) {
    return today -
           (series.dataset == Dataset::load_curve ? limits.curve_history_days : limits.daily_history_days);
}

} // namespace enedis2mqtt
