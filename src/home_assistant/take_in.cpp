#include "home_assistant/take_in.hpp"

#include <enedis2mqtt/domain/plausible.hpp>

#include <algorithm>

namespace enedis2mqtt::home_assistant {
namespace {

constexpr std::chrono::hours hour{1};
constexpr std::int64_t millionths_of_kwh_per_wh = 1000;

/// The hours of one local day, each with its energy.
void add_day(Readings& readings, CivilDay day, Interval whole, std::vector<Reading> const& hours) {
    bool const odd = std::ranges::any_of(hours, [&](Reading const& one) {
        return !plausible(one.energy(), hours.size() == 1 ? whole.length() : hour);
    });
    if (odd)
        return;
    if (hours.size() == 1) {
        readings.daily.push_back({day, hours.front().energy()});
        return;
    }
    LoadCurve curve;
    for (auto const& one : hours)
        curve.append(one);
    if (curve.covers(whole))
        for (auto const& one : hours)
            readings.curve.append(one);
}

} // namespace

Readings readings_in(std::span<StatisticRow const> held, TimeZone const& zone) {
    Readings readings;
    std::int64_t sum = 0;
    for (auto row = held.begin(); row != held.end();) {
        auto const day = zone.day_of(row->start);
        auto const whole = zone.interval_of(day);
        std::vector<Reading> hours;
        for (; row != held.end() && row->start < whole.end; ++row) {
            auto const change = row->values[1] - sum;
            sum = row->values[1];
            // A watt-hour within an hour is a watt.
            hours.push_back(
                {{row->start, row->start + hour}, Power::from_watts(change / millionths_of_kwh_per_wh)});
        }
        add_day(readings, day, whole, hours);
    }
    return readings;
}

} // namespace enedis2mqtt::home_assistant
