#pragma once

#include "imports/columns.hpp"
#include "imports/days.hpp"
#include "imports/preamble.hpp"

#include <string>

namespace enedis2mqtt::imports {

enum class Family { csv, xlsx };

/// One table, row by row: words above a header, the header, its rows; then perhaps another such section.
class Sheet {
public:
    Sheet(Family family, std::string_view name, Serials serials, FileHints const& hints);

    /// false: this is no table we know, spare the rest.
    Result<bool> take(Row const& row);
    Result<void> finish();

    /// True once a header was understood.
    bool recognised() const { return recognised_; }
    std::vector<FileContent>& contents() { return contents_; }
    /// Of the words on the sheet, also when it has no table.
    std::optional<UsagePointId> const& id() const { return preamble_.id(); }

private:
    void begin_section(Row const& row);
    Result<void> take_data(Row const& row);
    Result<void> take_registers(Row const& row, Stamp const& stamp);
    Result<void> take_point(Row const& row, Stamp const& stamp);
    Result<bool> take_edf_clock(Row const& row);
    Result<void> check_width(Row const& row) const;
    Result<Unit> unit_of(Row const& row);
    Result<std::optional<Micro>> value_of(Row const& row, std::size_t column, Unit unit) const;
    Result<void> end_section();
    Result<void> understand(FileContent& content);
    Result<void> understand_curve(FileContent& content);

    Family family_;
    std::string name_;
    Serials serials_;
    FileHints hints_;
    bool recognised_ = false;
    int looked_at_ = 0;
    /// Where the section before ended: at words in the column of its stamps.
    struct Ended {
        int row = 0;
        std::string words;
        std::size_t stamp_column = 0;
    } ended_;

    // the section being read
    Preamble preamble_;
    std::optional<Columns> columns_;
    int header_row_ = 0;
    int rows_ = 0;
    std::optional<Unit> unit_;
    std::optional<CivilDay> edf_day_;
    std::vector<Point> points_;
    std::vector<Registers> registers_;
    std::vector<SkippedRow> skipped_;

    std::vector<FileContent> contents_;
};

} // namespace enedis2mqtt::imports
