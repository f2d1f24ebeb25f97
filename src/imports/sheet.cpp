#include "imports/sheet.hpp"

#include "imports/text.hpp"

namespace enedis2mqtt::imports {
namespace {

/// Words where a date should be: the supplier's calendar, a footnote, the next series.
bool are_words(std::string_view cell) {
    return !cell.empty() && (cell.front() < '0' || cell.front() > '9') && cell.front() != '-';
}

std::string_view name_of(Unit unit) {
    return is_power(unit) ? "W" : is_energy(unit) ? "Wh" : "VA";
}

} // namespace

Sheet::Sheet(Family family, std::string_view name, Serials serials, FileHints const& hints)
    : family_(family), name_(name), serials_(serials), hints_(hints) {
    preamble_.read(name_);
}

Result<bool> Sheet::take(Row const& row) {
    if (!columns_) {
        constexpr int far_enough = 200;
        if (!recognised_ && ++looked_at_ > far_enough)
            return false;
        if (recognised_ && parse_stamp(row.cell(ended_.stamp_column), serials_))
            return invalid(ended_.row, ended_.words + " is no date and time, and rows with one follow it");
        begin_section(row);
        return true;
    }
    if (auto taken = take_data(row); !taken)
        return taken.error();
    return true;
}

Result<void> Sheet::finish() {
    return columns_ ? end_section() : Result<void>{};
}

void Sheet::begin_section(Row const& row) {
    columns_ = columns_of(row);
    preamble_.read(row);
    header_row_ = row.number;
    recognised_ = recognised_ || columns_;
}

Result<void> Sheet::take_data(Row const& row) {
    auto const& columns = *columns_;
    auto const cell = trimmed(row.cell(columns.stamp));
    if (cell.empty()) {
        if (columns.value && !is_missing(row.cell(*columns.value)))
            return invalid(row.number, "a value and no date");
        return {};
    }
    if (columns.stamps == Columns::Stamps::edf_blocks) {
        auto const taken = take_edf_clock(row);
        if (!taken)
            return taken.error();
        if (*taken)
            return {};
    }
    auto const stamp = parse_stamp(cell, serials_);
    if (!stamp && are_words(cell)) {
        ended_ = {row.number, shown(cell), columns.stamp};
        if (auto ended = end_section(); !ended)
            return ended.error();
        begin_section(row);
        return {};
    }
    if (!stamp)
        return invalid(row.number, shown(cell) + " is no date and time");
    if (columns.stamps == Columns::Stamps::edf_blocks) {
        edf_day_ = CivilDay{std::chrono::floor<std::chrono::days>(stamp->local)};
        return {};
    }
    if (auto wide = check_width(row); !wide)
        return wide.error();
    ++rows_;
    return columns.are_registers() ? take_registers(row, *stamp) : take_point(row, *stamp);
}

/// A line of a CSV has the cells of its header; a workbook leaves out what is empty.
Result<void> Sheet::check_width(Row const& row) const {
    auto const last = columns_->value.value_or(columns_->total_register.value_or(columns_->stamp));
    if (family_ == Family::csv && row.cells.size() <= last)
        return invalid(row.number, "the line ends before its value: the file is cut short");
    for (auto i = columns_->width; i < row.cells.size(); ++i)
        if (!trimmed(row.cells[i]).empty())
            return invalid(row.number, std::to_string(row.cells.size()) + " cells under a header of " +
                                           std::to_string(columns_->width));
    return {};
}

/// False when the row is no clock time.
Result<bool> Sheet::take_edf_clock(Row const& row) {
    auto const clock = parse_clock(row.cell(columns_->stamp), Serials::none);
    if (!clock)
        return false;
    if (!edf_day_)
        return invalid(row.number, "a time of day and no day above it");
    if (auto wide = check_width(row); !wide)
        return wide.error();
    ++rows_;
    if (*clock % std::chrono::minutes{30} != std::chrono::seconds{0}) {
        skipped_.push_back({row.number, "not on the half-hour"});
        return true;
    }
    // The END of a day's last half-hour is its midnight.
    auto const midnight = *clock == std::chrono::seconds{0} ? std::chrono::days{1} : std::chrono::days{0};
    if (auto taken = take_point(row, {LocalTime{edf_day_->days()} + *clock + midnight, std::nullopt, true});
        !taken)
        return taken.error();
    return true;
}

Result<Unit> Sheet::unit_of(Row const& row) {
    if (columns_->unit_column) {
        auto const unit = unit_in(fold(row.cell(*columns_->unit_column)));
        if (!unit || (unit_ && name_of(*unit) != name_of(*unit_)))
            return invalid(row.number, shown(trimmed(row.cell(*columns_->unit_column))) +
                                           " is no unit, or not the one of the rows above");
        unit_ = unit;
    }
    if (!unit_)
        // The first exports left the unit of a load curve out; it is W.
        unit_ = columns_->unit                             ? columns_->unit
                : preamble_.unit()                         ? preamble_.unit()
                : columns_->stamps == Columns::Stamps::end ? std::optional{Unit::w}
                                                           : std::nullopt;
    if (!unit_)
        return Error{ErrorCode::file_not_recognised,
                     "row " + std::to_string(header_row_) + " does not say the unit of the values"};
    return *unit_;
}

Result<std::optional<Micro>> Sheet::value_of(Row const& row, std::size_t column, Unit unit) const {
    auto const cell = row.cell(column);
    if (is_missing(cell))
        return std::optional<Micro>{};
    auto const value = parse_micro(cell, unit);
    if (!value)
        return invalid(row.number, shown(trimmed(cell)) + " is no number of " + std::string{name_of(unit)} +
                                       " from 0 to a thousand million");
    return value;
}

Result<void> Sheet::take_registers(Row const& row, Stamp const& stamp) {
    auto const& columns = *columns_;
    if (columns.kind_of_register &&
        fold(row.cell(*columns.kind_of_register)).find("quotidien") == std::string::npos) {
        skipped_.push_back({row.number, "no daily reading of the registers"});
        return {};
    }
    auto const unit = preamble_.unit() == Unit::kwh ? Unit::kwh : Unit::wh;
    Registers registers{row.number, stamp, std::nullopt, {}};
    for (auto const column : columns.period_registers) {
        auto const value = value_of(row, column, unit);
        if (!value)
            return value.error();
        registers.periods.push_back(*value);
    }
    if (columns.total_register) {
        auto const value = value_of(row, *columns.total_register, unit);
        if (!value)
            return value.error();
        registers.total = *value;
    }
    registers_.push_back(std::move(registers));
    return {};
}

Result<void> Sheet::take_point(Row const& row, Stamp const& stamp) {
    auto const& columns = *columns_;
    auto const unit = unit_of(row);
    if (!unit)
        return unit.error();
    auto const value = value_of(row, *columns.value, *unit);
    if (!value)
        return value.error();
    Point point{row.number, stamp, *value, std::nullopt, std::nullopt};
    if (columns.id_column) { // an export that says everything on every row
        if (rows_ == 1)
            preamble_.read(row);
        else
            preamble_.read(row.cell(*columns.id_column));
        if (preamble_.names_two_meters())
            return invalid(row.number, "another meter than the rows above");
    }
    if (columns.end && !is_missing(row.cell(*columns.end))) {
        point.end = parse_stamp(row.cell(*columns.end), serials_);
        if (!point.end)
            return invalid(row.number, shown(trimmed(row.cell(*columns.end))) + " is no date and time");
    }
    if (columns.step && !is_missing(row.cell(*columns.step))) {
        point.step = parse_step(row.cell(*columns.step));
        if (!point.step)
            return invalid(row.number, shown(trimmed(row.cell(*columns.step))) + " is no step up to an hour");
    }
    if (columns.clock && !stamp.has_time && !is_missing(row.cell(*columns.clock))) {
        auto const clock = parse_clock(row.cell(*columns.clock), serials_);
        if (!clock)
            return invalid(row.number, shown(trimmed(row.cell(*columns.clock))) + " is no time of day");
        point.stamp.local += *clock;
    }
    points_.push_back(point);
    return {};
}

} // namespace enedis2mqtt::imports
