#pragma once

#include "imports/cells.hpp"
#include "imports/row.hpp"

#include <vector>

namespace enedis2mqtt::imports {

/// What the columns under a header row mean.
struct Columns {
    enum class Stamps {
        end,       ///< Horodate: the END of a step
        start,     ///< Début: the START of a step
        day,       ///< Date
        edf_blocks ///< a row with a date, then rows with the clock time of the END of a half-hour
    };

    Stamps stamps = Stamps::end;
    std::size_t stamp = 0;
    std::optional<std::size_t> value; ///< not for registers
    std::optional<Unit> unit;         ///< where the value's header says so
    std::optional<std::size_t> end;   ///< Fin
    std::optional<std::size_t> clock; ///< Heure, of a maximum
    std::optional<std::size_t> step;  ///< Pas
    std::optional<std::size_t> unit_column;
    std::optional<std::size_t> id_column;
    // Registers of the meter in Wh: each tariff period's, and their total.
    std::optional<std::size_t> kind_of_register; ///< Type de relevé
    std::vector<std::size_t> period_registers;
    std::optional<std::size_t> total_register;
    std::size_t width = 0;

    bool are_registers() const { return total_register || !period_registers.empty(); }
};

/// Nothing when the row is no header of a known layout.
std::optional<Columns> columns_of(Row const& row);

} // namespace enedis2mqtt::imports
