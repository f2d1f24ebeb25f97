#include "imports/days.hpp"

#include "imports/row.hpp"

#include <algorithm>
#include <map>

namespace enedis2mqtt::imports {
namespace {

Energy to_energy(Micro wh) {
    return Energy::from_joules(whole(wh * 3600));
}

std::optional<Micro> used_between(Registers const& from, Registers const& to) {
    if (from.total && to.total)
        return *to.total - *from.total;
    Micro used = 0;
    bool any = false;
    for (std::size_t i = 0; i < from.periods.size(); ++i) {
        if (from.periods[i].has_value() != to.periods[i].has_value())
            return std::nullopt; // the tariff changed: its other registers went on unseen
        if (!from.periods[i])
            continue;
        used += *to.periods[i] - *from.periods[i];
        any = true;
    }
    return any ? std::optional{used} : std::nullopt;
}

bool is_empty(Registers const& row) {
    return !row.total && std::none_of(row.periods.begin(), row.periods.end(),
                                      [](auto const& period) { return period.has_value(); });
}

/// The day that begins at the midnight meant; nothing when none is near.
std::optional<CivilDay> midnight_meant(Stamp const& stamp, TimeZone const& zone) {
    auto const instants = meanings(stamp, Edge::end, zone);
    if (instants.empty())
        return std::nullopt;
    constexpr std::chrono::hours near{1};
    auto const day = zone.day_of(instants.front() + near);
    return instants.front() <= zone.start_of(day) + near ? std::optional{day} : std::nullopt;
}

} // namespace

Result<std::vector<DailyEnergy>> daily_of(std::vector<Point> const& points, TimeZone const& zone,
                                          std::vector<SkippedRow>& skipped) {
    struct Taken {
        int row;
        Micro value;
    };
    std::map<CivilDay, Taken> days;
    for (auto const& point : points) {
        if (!point.value) {
            skipped.push_back({point.row, std::string{no_value}});
            continue;
        }
        auto const instants = meanings(point.stamp, Edge::end, zone);
        auto const day = point.stamp.offset
                             ? zone.day_of(instants.front())
                             : CivilDay{std::chrono::floor<std::chrono::days>(point.stamp.local)};
        auto const [at, fresh] = days.try_emplace(day, Taken{point.row, *point.value});
        if (fresh)
            continue;
        auto const first = std::to_string(at->second.row);
        if (at->second.value != *point.value)
            return invalid(point.row, "another value for the day of row " + first + ", " + day.iso());
        skipped.push_back({point.row, "says again what row " + first + " says"});
    }
    std::vector<DailyEnergy> daily;
    for (auto const& [day, taken] : days)
        daily.push_back({day, to_energy(taken.value)});
    return daily;
}

Result<std::vector<MaxPower>> maxima_of(std::vector<Point> const& points, TimeZone const& zone,
                                        std::vector<SkippedRow>& skipped) {
    struct Taken {
        int row;
        MaxPower maximum;
    };
    std::map<CivilDay, Taken> days;
    for (auto const& point : points) {
        auto const instants = meanings(point.stamp, Edge::end, zone);
        if (!point.value || instants.empty()) {
            skipped.push_back({point.row, std::string{point.value ? no_such_time : no_value}});
            continue;
        }
        auto const at = instants.front();
        auto const day = zone.day_of(at);
        Taken own{point.row, {day, at, ApparentPower::from_va(whole(*point.value))}};
        auto& kept = days.try_emplace(day, own).first->second;
        if (kept.row == own.row)
            continue;
        if (kept.maximum.power < own.maximum.power)
            std::swap(kept, own);
        skipped.push_back({own.row, "row " + std::to_string(kept.row) + " has the maximum of this day"});
    }
    std::vector<MaxPower> maxima;
    for (auto const& [day, taken] : days)
        maxima.push_back(taken.maximum);
    return maxima;
}

Result<std::vector<DailyEnergy>> daily_from_registers(std::vector<Registers> const& rows,
                                                      TimeZone const& zone,
                                                      std::vector<SkippedRow>& skipped) {
    std::map<CivilDay, Registers const*> midnights;
    for (auto const& row : rows) {
        if (is_empty(row)) {
            skipped.push_back({row.row, std::string{no_value}});
            continue;
        }
        auto const day = midnight_meant(row.stamp, zone);
        if (!day) {
            skipped.push_back({row.row, "registers that were not read at midnight"});
            continue;
        }
        auto const [at, fresh] = midnights.try_emplace(*day, &row);
        if (fresh)
            continue;
        auto const first = std::to_string(at->second->row);
        if (at->second->total != row.total || at->second->periods != row.periods)
            return invalid(row.row, "other registers for the midnight of row " + first);
        skipped.push_back({row.row, "says again what row " + first + " says"});
    }
    std::vector<DailyEnergy> daily;
    Registers const* before = nullptr;
    CivilDay begun;
    for (auto const& [day, row] : midnights) {
        if (before) {
            auto const used = used_between(*before, *row);
            if (day - begun != 1)
                skipped.push_back({row->row, "the midnight before it is not in the file"});
            else if (!used)
                skipped.push_back({row->row, "its registers are not those of the midnight before"});
            else if (*used < 0)
                skipped.push_back(
                    {row->row, "its registers are below those of the midnight before: another meter"});
            else
                daily.push_back({begun, to_energy(*used)});
        }
        before = row;
        begun = day;
    }
    return daily;
}

} // namespace enedis2mqtt::imports
