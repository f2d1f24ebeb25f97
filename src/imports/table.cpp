#include "imports/table.hpp"

#include "imports/stages.hpp"
#include "imports/text.hpp"

#include <algorithm>

namespace enedis2mqtt::imports {
namespace {

/// Words where a date should be: the supplier's calendar, a footnote, the next series.
bool are_words(std::string_view cell) {
    return !cell.empty() && (cell.front() < '0' || cell.front() > '9') && cell.front() != '-';
}

constexpr std::size_t most_names = 100;

/// One more of `name`; what comes after a hundred names counts as the last of them.
template <class Name>
void count(std::map<Name, int>& names, Name const& name) {
    if (names.size() < most_names || names.contains(name))
        ++names[name];
    else
        ++names.rbegin()->second;
}

} // namespace

Table::Table(Place place, Columns columns, Preamble above, FileHints const& hints)
    : place_(std::move(place)), columns_(std::move(columns)), above_(std::move(above)), hints_(hints) {
    // A sheet's name weighs more than what is said on it.
    auto const title = direction_in(fold(place_.sheet));
    auto const stated = title ? title : above_.direction();
    direction_ = stated.value_or(hints_.direction_if_silent);
    auto& registers = columns_.registers;
    auto const other_way = [&](RegisterColumn const& column) { return column.direction != direction_; };
    if (!stated && !registers.empty() && std::all_of(registers.begin(), registers.end(), other_way))
        direction_ = registers.front().direction;
    std::erase_if(registers, other_way);

    auto const said = columns_.unit ? columns_.unit : above_.unit();
    if (columns_.hold_registers())
        unit_ = said == Unit::kwh ? Unit::kwh : Unit::wh;
    else // the first exports left the unit of a load curve out; it is W
        unit_ = said || columns_.stamps != Columns::Stamps::end ? said : Unit::w;
}

bool Table::begins_with_words(Row const& row) const {
    return are_words(trimmed(row.cell(columns_.stamp)));
}

bool Table::begins_with_stamp(Row const& row) const {
    auto const cell = row.cell(columns_.stamp);
    return parse_stamp(cell, place_.serials).has_value() ||
           (columns_.stamps == Columns::Stamps::edf_blocks && parse_clock(cell, Serials::none));
}

void Table::note_words(int row, std::string words) {
    notes_.add(row, RowFault::no_stamp, std::move(words));
}

void Table::take(Row const& row) {
    bool const in_blocks = columns_.stamps == Columns::Stamps::edf_blocks;
    auto const cell = trimmed(row.cell(columns_.stamp));
    if (cell.empty()) {
        if (columns_.value && !is_missing(row.cell(*columns_.value)))
            notes_.add(row.number, RowFault::value_without_day);
        return;
    }
    if (in_blocks && take_edf_clock(row))
        return;
    auto const stamp = parse_stamp(cell, place_.serials);
    if (!stamp)
        notes_.add(row.number, RowFault::no_stamp, shown(cell));
    else if (in_blocks)
        edf_day_ = CivilDay{std::chrono::floor<std::chrono::days>(stamp->local)};
    else if (fits_width(row))
        take_stamped(row, *stamp);
}

/// False when the row is no clock time.
bool Table::take_edf_clock(Row const& row) {
    auto const clock = parse_clock(row.cell(columns_.stamp), Serials::none);
    if (!clock)
        return false;
    // The END of a day's last half-hour is its midnight.
    auto const midnight = *clock == std::chrono::seconds{0} ? std::chrono::days{1} : std::chrono::days{0};
    bool const on_grid = *clock % std::chrono::minutes{30} == std::chrono::seconds{0};
    if (!edf_day_)
        notes_.add(row.number, RowFault::no_day_above);
    else if (!on_grid)
        notes_.add(row.number, RowFault::off_grid);
    else if (fits_width(row))
        take_stamped(row, {LocalTime{edf_day_->days()} + *clock + midnight, std::nullopt, true});
    return true;
}

/// A line of a CSV has the cells of its header; a workbook leaves out what is empty.
bool Table::fits_width(Row const& row) {
    auto last = columns_.value.value_or(columns_.stamp);
    for (auto const& column : columns_.registers)
        last = std::max(last, column.column);
    if (place_.family == Family::csv && row.cells.size() <= last) {
        notes_.add(row.number, RowFault::cut_short);
        return false;
    }
    for (auto i = columns_.width; i < row.cells.size(); ++i) {
        if (trimmed(row.cells[i]).empty())
            continue;
        notes_.add(row.number, RowFault::too_wide, std::to_string(row.cells.size()),
                   static_cast<int>(columns_.width));
        return false;
    }
    return true;
}

void Table::take_stamped(Row const& row, Stamp const& stamp) {
    ++rows_;
    if (is_of_another_meter(row))
        return;
    if (!columns_.registers.empty())
        take_registers(row, stamp);
    else if (columns_.hold_registers())
        take_register_row(row, stamp);
    else if (columns_.value)
        take_point(row, stamp);
}

bool Table::is_of_another_meter(Row const& row) {
    if (!columns_.id)
        return false;
    auto const id = meter_in(trimmed(row.cell(*columns_.id)));
    if (!id || *id == hints_.id)
        return false;
    count(other_meters_, *id);
    return true;
}

/// Three years in steps of five minutes are 315,000 values.
bool Table::has_room(Group const& group) {
    constexpr std::size_t most_values = 500'000;
    overflown_ = overflown_ || group.points.size() + group.registers.size() >= most_values;
    return !overflown_;
}

Direction Table::direction_of(Row const& row) const {
    auto const said =
        columns_.direction ? direction_in(fold(row.cell(*columns_.direction))) : std::optional<Direction>{};
    return said.value_or(direction_);
}

bool Table::is_corrected_row(Row const& row) const {
    return columns_.stage && is_corrected(row.cell(*columns_.stage));
}

/// Nothing for a row that is neither active power nor active energy nor a maximum.
std::optional<Unit> Table::unit_of(Row const& row) {
    auto const unit_cell = columns_.unit_column ? trimmed(row.cell(*columns_.unit_column)) : "";
    if (!is_missing(unit_cell)) {
        auto const unit = unit_in(fold(unit_cell));
        if (!unit)
            count(other_units_, shown(unit_cell));
        return unit;
    }
    auto const quantity = columns_.quantity ? trimmed(row.cell(*columns_.quantity)) : "";
    auto const name = fold(quantity);
    if (!name.empty() && name != "pa" && name != "ea" && name != "pma" && !has_word(name, "active") &&
        name.find("puissance max") == std::string::npos) {
        count(other_units_, shown(quantity));
        return std::nullopt;
    }
    without_unit_ = without_unit_ || !unit_;
    return unit_;
}

/// Enedis writes W over maxima that are VA.
Table::Kind Table::kind_of(Row const& row, Unit unit) const {
    if (is_energy(unit))
        return Kind::energy;
    auto const quantity = columns_.quantity ? fold(row.cell(*columns_.quantity)) : std::string{};
    bool const maximum = quantity.empty() ? above_.speaks_of_maximum()
                                          : quantity == "pma" || quantity.starts_with("puissance max");
    return is_apparent(unit) || maximum ? Kind::apparent : Kind::power;
}

bool Table::read_value(Row const& row, std::size_t column, Unit unit, std::optional<Micro>& value) {
    auto const cell = row.cell(column);
    if (is_missing(cell))
        return true;
    value = parse_micro(cell, unit);
    if (!value)
        notes_.add(row.number, RowFault::no_number, shown(trimmed(cell)));
    return value.has_value();
}

void Table::take_registers(Row const& row, Stamp const& stamp) {
    if (columns_.kind_of_register &&
        fold(row.cell(*columns_.kind_of_register)).find("quotidien") == std::string::npos)
        return notes_.add(row.number, RowFault::not_daily_register);
    auto& group = groups_[{direction_, Kind::registers}];
    ++group.rows;
    if (!has_room(group))
        return;
    bool any = false;
    for (auto const& column : columns_.registers) {
        std::optional<Micro> value;
        any = !read_value(row, column.column, *unit_, value) || value || any;
        if (value)
            group.registers.push_back({row.number, stamp, column.grid, column.name, *value});
    }
    if (!any)
        notes_.add(row.number, RowFault::no_value);
}

void Table::take_register_row(Row const& row, Stamp const& stamp) {
    auto const unit = unit_of(row);
    if (!unit)
        return;
    if (!is_energy(*unit))
        return count(other_units_, shown(trimmed(row.cell(*columns_.unit_column))));
    auto& group = groups_[{direction_of(row), Kind::registers}];
    ++group.rows;
    std::optional<Micro> value;
    if (!has_room(group) || !read_value(row, *columns_.value, *unit, value))
        return;
    if (!value)
        return notes_.add(row.number, RowFault::no_value);
    auto const grid = grid_of_cell(columns_.grid ? row.cell(*columns_.grid) : "");
    auto const name = columns_.register_class ? fold(row.cell(*columns_.register_class)) : std::string{};
    group.registers.push_back({row.number, stamp, grid, name, *value, is_corrected_row(row)});
}

void Table::take_point(Row const& row, Stamp const& stamp) {
    auto const unit = unit_of(row);
    if (!unit)
        return;
    auto& group = groups_[{direction_of(row), kind_of(row, *unit)}];
    ++group.rows;
    Point point{row.number, stamp, std::nullopt, std::nullopt, std::nullopt, is_corrected_row(row)};
    if (has_room(group) && read_value(row, *columns_.value, *unit, point.value) && complete_point(row, point))
        group.points.push_back(point);
}

/// Its Fin, Pas and Heure. False when one of them is odd.
bool Table::complete_point(Row const& row, Point& point) {
    auto const cell_of = [&](std::optional<std::size_t> column) {
        auto const cell = column ? trimmed(row.cell(*column)) : std::string_view{};
        return is_missing(cell) ? std::string_view{} : cell;
    };
    auto const odd = [&](RowFault fault, std::string_view cell) {
        notes_.add(row.number, fault, shown(cell));
        return false;
    };
    if (auto const cell = cell_of(columns_.end); !cell.empty()) {
        point.end = parse_stamp(cell, place_.serials);
        if (!point.end)
            return odd(RowFault::no_stamp, cell);
    }
    if (auto const cell = cell_of(columns_.step); !cell.empty()) {
        point.step = parse_step(cell);
        if (!point.step)
            return odd(RowFault::no_step, cell);
    }
    if (auto const cell = cell_of(columns_.clock); !cell.empty() && !point.stamp.has_time) {
        auto const clock = parse_clock(cell, place_.serials);
        if (!clock)
            return odd(RowFault::no_clock, cell);
        point.stamp.local += *clock;
    }
    return true;
}

} // namespace enedis2mqtt::imports
