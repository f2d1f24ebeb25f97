#include "home_assistant/plan.hpp"

#include <algorithm>

namespace enedis2mqtt::home_assistant {
namespace {

CivilDay utc_day(Instant at) {
    return CivilDay{std::chrono::local_days{std::chrono::floor<std::chrono::days>(at).time_since_epoch()}};
}

bool holds(std::span<StatisticRow const> rows, Instant start) {
    return std::ranges::binary_search(rows, start, {}, &StatisticRow::start);
}

} // namespace

Difference compare(std::span<StatisticDay const> ours, std::span<StatisticDay const> confirmed) {
    Difference difference;
    auto const differs = [&](CivilDay day, std::uint32_t lost) {
        difference.from = std::min(difference.from.value_or(day), day);
        difference.lost_hours = difference.lost_hours || lost != 0;
    };
    auto mine = ours.begin();
    for (auto const& day : confirmed) {
        for (; mine != ours.end() && mine->day < day.day; ++mine)
            differs(mine->day, 0);
        bool const same_day = mine != ours.end() && mine->day == day.day;
        if (!same_day || *mine != day)
            differs(day.day, day.hours & ~(same_day ? mine->hours : 0U));
        if (same_day)
            ++mine;
    }
    if (mine != ours.end())
        differs(mine->day, 0);
    return difference;
}

StatisticRow const* last_common(std::span<StatisticRow const> rows, Difference const& difference) {
    auto const end = std::partition_point(rows.begin(), rows.end(), [&](StatisticRow const& row) {
        return !difference.from || utc_day(row.start) < *difference.from;
    });
    return end == rows.begin() ? nullptr : &*(end - 1);
}

Decision decide(StatisticKind kind, std::span<StatisticRow const> rows,
                std::span<StatisticDay const> confirmed, std::span<StatisticRow const> held) {
    auto const difference = compare(statistic_days(rows), confirmed);
    if (difference.lost_hours)
        return {Verdict::replace, utc_day(rows.front().start)};
    if (auto const* const common = last_common(rows, difference);
        common != nullptr && std::ranges::find(held, *common) == held.end())
        return {Verdict::disagreed, {}};
    // A mean stands alone; a sum continues the one before it.
    bool const known =
        std::ranges::all_of(held, [&](StatisticRow const& row) { return holds(rows, row.start); });
    if (kind == StatisticKind::sum && !known)
        return {Verdict::wait, {}};
    if (difference.from)
        return {Verdict::send, *difference.from};
    return {Verdict::in_step, {}};
}

} // namespace enedis2mqtt::home_assistant
