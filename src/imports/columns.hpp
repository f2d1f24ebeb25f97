#pragma once

#include "imports/cells.hpp"
#include "imports/registers.hpp"
#include "imports/row.hpp"

#include <enedis2mqtt/domain/meter.hpp>

#include <string>
#include <vector>

namespace enedis2mqtt::imports {

/// A column of registers: EAS (drawn from the grid) or EAI (fed into it), T (all), D1… or F1….
struct RegisterColumn {
    std::size_t column = 0;
    Direction direction = Direction::consumption;
    Grid grid;
    std::string name;
};

/// What the columns under a header row mean.
struct Columns {
    enum class Stamps {
        end,       ///< Horodate: the END of a step
        start,     ///< Début: the START of a step
        day,       ///< Date: a day, or with a time of day the END of a step
        edf_blocks ///< a row with a date, then rows with the clock time of the END of a half-hour
    };

    Stamps stamps = Stamps::end;
    std::size_t stamp = 0;
    std::optional<std::size_t> value; ///< not for columns of registers
    std::optional<Unit> unit;         ///< where the value's header says so
    std::optional<std::size_t> end;   ///< Fin
    std::optional<std::size_t> clock; ///< Heure, of a maximum
    std::optional<std::size_t> step;  ///< Pas
    // Of exports that say everything on every row (R63 to R66).
    std::optional<std::size_t> id;
    std::optional<std::size_t> unit_column;
    std::optional<std::size_t> quantity;       ///< Grandeur physique: PA, EA, PMA…
    std::optional<std::size_t> direction;      ///< Grandeur métier: CONS, PROD
    std::optional<std::size_t> stage;          ///< Etape métier: BRUT, BEST
    std::optional<std::size_t> grid;           ///< Grille: each row is one register of a midnight
    std::optional<std::size_t> register_class; ///< Identifiant classe temporelle, Cadran
    // The meter's registers in Wh, a midnight a row.
    std::optional<std::size_t> kind_of_register; ///< Type de relevé
    std::vector<RegisterColumn> registers;
    std::size_t width = 0;

    bool hold_registers() const { return !registers.empty() || grid || register_class; }
};

/// Nothing when the row is no header of a known layout.
std::optional<Columns> columns_of(Row const& row);

} // namespace enedis2mqtt::imports
