#pragma once

#include "imports/table.hpp"

#include <string>
#include <vector>

namespace enedis2mqtt::imports {

/// Finds the tables on a sheet, row by row: words, a header, its rows; then perhaps another such section.
class Sheet {
public:
    /// Its `header_row` is not used.
    Sheet(Place place, FileHints const& hints);

    /// false: this is no sheet we know, spare the rest.
    bool take(Row const& row);

    std::vector<Table>& tables() { return tables_; }
    /// Of the words on a sheet without a table.
    std::vector<UsagePointId> const& meters() const { return words_.meters(); }

private:
    void look_for_header(Row const& row);

    Place place_;
    FileHints hints_;
    int looked_at_ = 0;
    Preamble words_; ///< since the last table's rows
    std::vector<Table> tables_;
    bool in_rows_ = false; ///< of the last table
    int words_row_ = 0;    ///< where its rows gave way to words
    std::string first_words_;
};

} // namespace enedis2mqtt::imports
