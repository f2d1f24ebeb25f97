#include <enedis2mqtt/domain/aggregate.hpp>

#include <algorithm>

namespace enedis2mqtt {

PeriodTotal total(std::span<DailyEnergy const> daily, DayRange days, TimeZone const& zone) {
    PeriodTotal sum;
    sum.days = days;
    sum.instants = zone.interval_of(days);
    auto at = std::partition_point(daily.begin(), daily.end(),
                                   [&](DailyEnergy const& value) { return value.day < days.start; });
    for (auto day = days.start; day < days.end; ++day) {
        if (at == daily.end() || at->day != day) {
            sum.missing.push_back(day);
            continue;
        }
        sum.energy += at->energy;
        ++sum.known;
        ++at;
    }
    return sum;
}

std::optional<PeriodTotal> month_to_date(std::span<DailyEnergy const> daily, TimeZone const& zone) {
    if (daily.empty())
        return std::nullopt;
    auto const last = daily.back().day;
    return total(daily, {last.first_of_month(), last + 1}, zone);
}

std::optional<PeriodTotal> year_to_date(std::span<DailyEnergy const> daily, TimeZone const& zone) {
    if (daily.empty())
        return std::nullopt;
    auto const last = daily.back().day;
    return total(daily, {last.first_of_year(), last + 1}, zone);
}

} // namespace enedis2mqtt
