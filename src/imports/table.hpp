#pragma once

#include "imports/columns.hpp"
#include "imports/preamble.hpp"

#include <enedis2mqtt/imports/enedis_export.hpp>

#include <map>
#include <string>

namespace enedis2mqtt::imports {

enum class Family { csv, xlsx };

/// Where a table stands.
struct Place {
    Family family = Family::csv;
    std::string sheet; ///< empty in a CSV
    Serials serials = Serials::none;
    int header_row = 0;
};

/// The rows under one header, row by row; then what they amount to.
class Table {
public:
    /// `above`: the words over the header, its own and the sheet's name included.
    Table(Place place, Columns columns, Preamble above, FileHints const& hints);

    std::size_t stamp_column() const { return columns_.stamp; }
    bool begins_with_words(Row const& row) const;
    bool begins_with_stamp(Row const& row) const;
    void take(Row const& row);
    /// A row that was taken for words beside the table and stands amid its rows.
    void note_words(int row, std::string words);

    /// The meters named above; those named by its rows are its own business.
    std::vector<UsagePointId> const& meters_above() const { return above_.meters(); }
    int rows() const { return rows_; }
    SkippedPart part(PartFault fault, std::string detail = {}) const;
    /// Adds its series and what was left out. file_invalid when too many rows are odd.
    Result<void> understand(FileContents& file);

private:
    enum class Kind { power, energy, apparent, registers };
    /// Rows that become one series.
    struct Group {
        int rows = 0;
        std::vector<Point> points;
        std::vector<RegisterValue> registers;
    };
    struct Understood {
        FileContent content;
        std::optional<PartFault> fault;
        int rows;
    };

    void take_stamped(Row const& row, Stamp const& stamp);
    void take_registers(Row const& row, Stamp const& stamp);
    void take_register_row(Row const& row, Stamp const& stamp);
    void take_point(Row const& row, Stamp const& stamp);
    bool take_edf_clock(Row const& row);
    bool complete_point(Row const& row, Point& point);
    bool fits_width(Row const& row);
    bool is_of_another_meter(Row const& row);
    bool has_room(Group const& group);
    Direction direction_of(Row const& row) const;
    bool is_corrected_row(Row const& row) const;
    std::optional<Unit> unit_of(Row const& row);
    Kind kind_of(Row const& row, Unit unit) const;
    /// False when the cell is odd.
    bool read_value(Row const& row, std::size_t column, Unit unit, std::optional<Micro>& value);

    Understood understand(Direction direction, Kind kind, Group& group);
    Understood understand_maxima(FileContent content, Group& group);
    Understood understand_curve(FileContent content, Kind kind, Group& group);
    bool is_by_day(Kind kind, Group const& group) const;

    Place place_;
    Columns columns_;
    Preamble above_;
    FileHints hints_;
    Direction direction_; ///< of rows that do not say it
    std::optional<Unit> unit_;
    int rows_ = 0; ///< with a stamp
    std::optional<CivilDay> edf_day_;
    std::map<std::pair<Direction, Kind>, Group> groups_;
    std::map<UsagePointId, int> other_meters_;
    std::map<std::string, int> other_units_;
    bool without_unit_ = false;
    bool overflown_ = false;
    Notes notes_;
};

} // namespace enedis2mqtt::imports
