#pragma once

#include <enedis2mqtt/base/result.hpp>

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

inline Error invalid(int row, std::string const& what) {
    return Error{ErrorCode::file_invalid, "row " + std::to_string(row) + ": " + what};
}

} // namespace enedis2mqtt::imports
