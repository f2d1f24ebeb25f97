#pragma once

#include "imports/refusal.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace enedis2mqtt::imports {

/// A row of a table as text, not trimmed. The views live until the next row.
struct Row {
    int number; ///< from 1, as a person counts it in the file
    std::span<std::string_view const> cells;

    std::string_view cell(std::size_t column) const {
        return column < cells.size() ? cells[column] : std::string_view{};
    }
};

/// false: no more rows are wanted.
using RowVisitor = std::function<Result<bool>(Row const&)>;

/// More columns than any export has; a file that has more is no table.
inline constexpr std::size_t max_columns = 256;

inline Error invalid(int row, Language language, std::string const& fr, std::string const& en) {
    auto const number = std::to_string(row);
    return refusal(ErrorCode::file_invalid, language, "ligne " + number + " : " + fr,
                   "row " + number + ": " + en);
}
inline Error too_many_columns(int row, Language language) {
    auto const most = std::to_string(max_columns);
    return invalid(row, language, "plus de " + most + " colonnes", "more than " + most + " columns");
}

} // namespace enedis2mqtt::imports
