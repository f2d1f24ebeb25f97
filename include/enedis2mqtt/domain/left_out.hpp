#pragma once

#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/domain/calendar.hpp>

#include <string>

namespace enedis2mqtt {

/// Why a row of a file gave no reading. From `no_stamp` on the row itself is odd.
enum class RowFault {
    no_value,
    repeats,            ///< says again what `other` says
    first_stays,        ///< another value than `other`, from a source known for it
    corrected,          ///< Enedis' correction of it is row `other`
    lower_maximum,      ///< of the day whose maximum is in row `other`
    skipped_hour,       ///< of the spring day
    doubled_hour,       ///< of the autumn day, from a source that keeps it once
    off_grid,           ///< between two half-hours
    not_daily_register, ///< registers read on another occasion
    not_midnight,
    no_midnight_before,
    other_registers,
    register_fell,
    no_stamp,
    no_number,
    no_step,
    no_clock,
    no_length,
    no_day_above,
    value_without_day,
    cut_short,
    too_wide,    ///< `detail` cells under a header of `other`
    implausible, ///< beyond 72 kW
    contradicts, ///< another value for `detail` than row `other`
    overlaps     ///< the step that ends at `detail`
};

constexpr bool is_odd(RowFault fault) {
    return fault >= RowFault::no_stamp;
}

/// A row of a file that gave no reading.
struct SkippedRow {
    int row = 0; ///< as a person counts it in the file, from 1
    RowFault fault = RowFault::no_value;
    std::string detail; ///< the cell, day or time spoken of, where there is one
    int other = 0;      ///< the other row or number spoken of
    friend bool operator==(SkippedRow const&, SkippedRow const&) = default;
};

/// "another value for 2024-06-01 than row 2", without the row's own number.
std::string describe(SkippedRow const& row, Language language);

/// Why a table of a file, or a kind of its rows, holds nothing to keep. The order is that of their weight
/// when nothing else is in the file.
enum class PartFault {
    no_unit,
    power_of_days,
    production_maximum,
    no_registers, ///< of the direction it speaks of
    open_edge,    ///< times that may begin or end their steps
    two_meters,   ///< words above that name several
    other_quantity,
    no_days, ///< registers, but never of two midnights in a row
    no_values,
    no_rows,
    other_meter
};

/// A part of a file that was left out, or the rows of it that speak of something else.
struct SkippedPart {
    std::string sheet; ///< its name in quotes; empty in a CSV
    int row = 0;       ///< of the header
    PartFault fault = PartFault::no_values;
    std::string detail; ///< the units or the masked meters
    int rows = 0;
    friend bool operator==(SkippedPart const&, SkippedPart const&) = default;
};

/// `sheet "Feuil2": its 12 rows hold no value`.
std::string describe(SkippedPart const& part, Language language);

/// A day of which the archive holds a part of the load curve.
struct IncompleteDay {
    CivilDay day;
    std::string missing; ///< local times: "23:30-24:00", the first few of them
    friend bool operator==(IncompleteDay const&, IncompleteDay const&) = default;
};

std::string describe(IncompleteDay const& day, Language language);
/// What to do about such days.
std::string_view how_to_complete(Language language);

} // namespace enedis2mqtt
