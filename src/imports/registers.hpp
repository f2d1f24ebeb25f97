#pragma once

#include "imports/notes.hpp"
#include "imports/points.hpp"

#include <compare>
#include <string>

namespace enedis2mqtt::imports {

/// A way to divide the meter's energy into registers: all in one, the distributor's periods, the supplier's.
/// Each grid adds up to the whole energy, so one of them is read and no two are summed.
struct Grid {
    enum Rank { total, distributor, supplier, other };
    Rank rank = other;
    std::string name; ///< of the others
    friend auto operator<=>(Grid const&, Grid const&) = default;
};

/// By the letter of a column: T, D1…, F1….
std::optional<Grid> grid_of_column(char letter);
/// By the words of a cell: DISTRIBUTEUR, GRD, FOURNISSEUR….
Grid grid_of_cell(std::string_view cell);

/// What one register of the meter showed, in Wh.
struct RegisterValue {
    int row = 0;
    Stamp stamp;
    Grid grid;
    std::string name; ///< of the register within its grid
    Micro value = 0;
    bool corrected = false; ///< by Enedis, after the raw value
};

/// A day's energy is the difference of the registers at its two midnights, summed over those of the first
/// grid that both midnights have whole. Across days without a register, a changed set of registers and
/// another meter (they fall) there is no day. Enedis writes 23:00 for midnight in winter, or 01:00 in summer:
/// an hour off still is that midnight.
std::vector<DailyEnergy> daily_from_registers(std::vector<RegisterValue> const& values, TimeZone const& zone,
                                              Notes& notes);

} // namespace enedis2mqtt::imports
