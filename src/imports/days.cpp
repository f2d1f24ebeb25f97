#include "imports/days.hpp"

#include <enedis2mqtt/domain/plausible.hpp>

#include <fmt/format.h>

#include <map>

namespace enedis2mqtt::imports {

std::vector<DailyEnergy> daily_of(std::vector<Point> const& points, TimeZone const& zone, Notes& notes) {
    struct Taken {
        int row;
        Energy energy;
        bool contradicted = false;
    };
    std::map<CivilDay, Taken> days;
    for (auto const& point : points) {
        auto const instants = meanings(point.stamp, Edge::end, zone);
        auto const day = point.stamp.offset
                             ? zone.day_of(instants.front())
                             : CivilDay{std::chrono::floor<std::chrono::days>(point.stamp.local)};
        if (!point.value) {
            notes.add(point.row, RowFault::no_value);
            continue;
        }
        auto const energy = energy_of(*point.value);
        if (!plausible(energy, zone.interval_of(day).length())) {
            notes.add(point.row, RowFault::implausible, fmt::format("{} kWh", energy.kwh()));
            continue;
        }
        auto const [at, fresh] = days.try_emplace(day, Taken{point.row, energy});
        auto& first = at->second;
        if (fresh)
            continue;
        if (first.energy == energy) {
            notes.add(point.row, RowFault::repeats, {}, first.row);
            continue;
        }
        if (!first.contradicted)
            notes.add(first.row, RowFault::contradicts, day.iso(), point.row);
        first.contradicted = true;
        notes.add(point.row, RowFault::contradicts, day.iso(), first.row);
    }
    std::vector<DailyEnergy> daily;
    for (auto const& [day, taken] : days)
        if (!taken.contradicted)
            daily.push_back({day, taken.energy});
    return daily;
}

std::vector<MaxPower> maxima_of(std::vector<Point> const& points, TimeZone const& zone, Notes& notes) {
    struct Taken {
        int row;
        MaxPower maximum;
    };
    std::map<CivilDay, Taken> days;
    for (auto const& point : points) {
        auto const instants = meanings(point.stamp, Edge::end, zone);
        if (!point.value || instants.empty()) {
            notes.add(point.row, point.value ? RowFault::skipped_hour : RowFault::no_value);
            continue;
        }
        auto const power = ApparentPower::from_va(whole(*point.value));
        if (!plausible(power)) {
            notes.add(point.row, RowFault::implausible, fmt::format("{} VA", power.va()));
            continue;
        }
        auto const at = instants.front();
        auto const day = zone.day_of(at);
        Taken own{point.row, {day, at, power}};
        auto& kept = days.try_emplace(day, own).first->second;
        if (kept.row == own.row)
            continue;
        if (kept.maximum.power < own.maximum.power)
            std::swap(kept, own);
        notes.add(own.row, RowFault::lower_maximum, {}, kept.row);
    }
    std::vector<MaxPower> maxima;
    for (auto const& [day, taken] : days)
        maxima.push_back(taken.maximum);
    return maxima;
}

} // namespace enedis2mqtt::imports
