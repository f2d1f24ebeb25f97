#include "imports/registers.hpp"

#include "imports/text.hpp"

#include <enedis2mqtt/domain/plausible.hpp>

#include <fmt/format.h>

#include <map>

namespace enedis2mqtt::imports {
namespace {

struct Shown {
    int row;
    Micro value;
};
using Readout = std::map<std::string, Shown>; ///< of one grid: by the register's name
using Midnight = std::map<Grid, Readout>;

/// The day that begins at the midnight meant; nothing when none is near.
std::optional<CivilDay> midnight_meant(Stamp const& stamp, TimeZone const& zone) {
    auto const instants = meanings(stamp, Edge::end, zone);
    if (instants.empty())
        return std::nullopt;
    constexpr std::chrono::hours near{1};
    auto const day = zone.day_of(instants.front() + near);
    return instants.front() <= zone.start_of(day) + near ? std::optional{day} : std::nullopt;
}

std::map<CivilDay, Midnight> midnights_of(std::vector<RegisterValue> const& values, TimeZone const& zone,
                                          Notes& notes) {
    std::map<CivilDay, Midnight> midnights;
    std::vector<std::pair<CivilDay, Grid>> doubtful;
    for (auto const& value : values) {
        auto const day = midnight_meant(value.stamp, zone);
        if (!day) {
            notes.add(value.row, RowFault::not_midnight);
            continue;
        }
        auto const [at, fresh] =
            midnights[*day][value.grid].try_emplace(value.name, Shown{value.row, value.value});
        if (fresh)
            continue;
        auto const first = at->second;
        if (first.value == value.value) {
            notes.add(value.row, RowFault::repeats, {}, first.row);
            continue;
        }
        notes.add(first.row, RowFault::contradicts, day->iso(), value.row);
        notes.add(value.row, RowFault::contradicts, day->iso(), first.row);
        doubtful.emplace_back(*day, value.grid);
    }
    for (auto const& [day, grid] : doubtful)
        midnights[day].erase(grid);
    std::erase_if(midnights, [](auto const& midnight) { return midnight.second.empty(); });
    return midnights;
}

bool same_registers(Readout const& a, Readout const& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](auto const& one, auto const& other) { return one.first == other.first; });
}

int first_row(Midnight const& midnight) {
    int row = 0;
    for (auto const& [grid, readout] : midnight)
        for (auto const& [name, shown] : readout)
            row = row == 0 ? shown.row : std::min(row, shown.row);
    return row;
}

/// What was used from one midnight to the next; a fault where nobody can tell.
struct Used {
    Micro wh = 0;
    std::optional<RowFault> fault;
};

Used used_between(Midnight const& from, Midnight const& to) {
    for (auto const& [grid, before] : from) {
        auto const after = to.find(grid);
        if (after == to.end() || !same_registers(before, after->second))
            continue;
        Used used;
        for (auto const& [name, shown] : before) {
            auto const more = after->second.at(name).value - shown.value;
            if (more < 0)
                used.fault = RowFault::register_fell;
            used.wh += more;
        }
        return used;
    }
    return {0, RowFault::other_registers};
}

} // namespace

std::optional<Grid> grid_of_column(char letter) {
    switch (letter) {
    case 't':
        return Grid{Grid::total, {}};
    case 'd':
        return Grid{Grid::distributor, {}};
    case 'f':
        return Grid{Grid::supplier, {}};
    default:
        return std::nullopt;
    }
}

Grid grid_of_cell(std::string_view cell) {
    auto const name = fold(cell);
    if (name.starts_with("distributeur") || name == "grd")
        return {Grid::distributor, {}};
    if (name.starts_with("fournisseur"))
        return {Grid::supplier, {}};
    return {Grid::other, name};
}

std::vector<DailyEnergy> daily_from_registers(std::vector<RegisterValue> const& values, TimeZone const& zone,
                                              Notes& notes) {
    auto const midnights = midnights_of(values, zone, notes);
    std::vector<DailyEnergy> daily;
    for (auto at = midnights.begin(); at != midnights.end() && std::next(at) != midnights.end(); ++at) {
        auto const& [day, from] = *at;
        auto const& [next_day, to] = *std::next(at);
        auto const row = first_row(to);
        if (next_day - day != 1) {
            notes.add(row, RowFault::no_midnight_before);
            continue;
        }
        auto const used = used_between(from, to);
        auto const energy = energy_of(used.wh);
        if (used.fault)
            notes.add(row, *used.fault);
        else if (!plausible(energy, zone.interval_of(day).length()))
            notes.add(row, RowFault::implausible, fmt::format("{} kWh", energy.kwh()));
        else
            daily.push_back({day, energy});
    }
    return daily;
}

} // namespace enedis2mqtt::imports
