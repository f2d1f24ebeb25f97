#include "imports/sheet.hpp"

#include "imports/text.hpp"

namespace enedis2mqtt::imports {

Sheet::Sheet(Place place, FileHints const& hints) : place_(std::move(place)), hints_(hints) {
    words_.read(place_.sheet);
}

bool Sheet::take(Row const& row) {
    if (in_rows_) {
        auto& table = tables_.back();
        if (!table.begins_with_words(row)) {
            table.take(row);
            return true;
        }
        in_rows_ = false;
        words_row_ = row.number;
        first_words_ = shown(trimmed(row.cell(table.stamp_column())));
    } else if (!tables_.empty() && tables_.back().begins_with_stamp(row)) {
        // No other section began: the words were a row of this one.
        tables_.back().note_words(words_row_, first_words_);
        tables_.back().take(row);
        in_rows_ = true;
        words_ = Preamble{};
        words_.read(place_.sheet);
        return true;
    }
    constexpr int far_enough = 200;
    if (tables_.empty() && ++looked_at_ > far_enough)
        return false;
    look_for_header(row);
    return true;
}

void Sheet::look_for_header(Row const& row) {
    words_.read(row);
    auto columns = columns_of(row);
    if (!columns)
        return;
    place_.header_row = row.number;
    tables_.emplace_back(place_, std::move(*columns), std::move(words_), hints_);
    in_rows_ = true;
    words_ = Preamble{};
    words_.read(place_.sheet);
}

} // namespace enedis2mqtt::imports
