#include "imports/columns.hpp"

#include "imports/text.hpp"

#include <algorithm>

namespace enedis2mqtt::imports {
namespace {

/// "Début" in any case and through any wrong encoding of its accent.
bool says_start(std::string_view folded) {
    return folded.starts_with('d') && folded.ends_with("but") && folded.size() <= 8;
}

bool is_period_register(std::string_view folded) {
    constexpr std::string_view name = "eas f";
    if (!folded.starts_with(name) || folded.size() == name.size())
        return false;
    return std::all_of(folded.begin() + name.size(), folded.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::optional<Columns> columns_of(Row const& row) {
    Columns columns;
    columns.width = row.cells.size();
    bool stamped = false;
    bool ambiguous = false;
    auto const stamp = [&](Columns::Stamps kind, std::size_t column) {
        // A row-wise export also has "Date de début"; only one column is the stamp.
        ambiguous = ambiguous || stamped;
        stamped = true;
        columns.stamps = kind;
        columns.stamp = column;
    };
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        constexpr std::size_t longest_name = 80;
        auto const cell = trimmed(row.cells[i]);
        if (cell.empty() || cell.size() > longest_name)
            continue;
        auto const name = fold(cell);
        auto const unit = unit_in(name);
        if (name == "horodate")
            stamp(Columns::Stamps::end, i);
        else if (says_start(name))
            stamp(Columns::Stamps::start, i);
        else if (name == "date" || name == "jour")
            stamp(Columns::Stamps::day, i);
        else if (name.starts_with("date et heure de rel"))
            stamp(Columns::Stamps::edf_blocks, i);
        else if (name == "fin")
            columns.end = i;
        else if (name == "heure")
            columns.clock = i;
        else if (name == "pas" || name == "pas en minutes")
            columns.step = i;
        else if (name == "unite")
            columns.unit_column = i;
        else if (name == "identifiant prm" || name == "prm" || name == "pdl")
            columns.id_column = i;
        else if (name.starts_with("type de rel"))
            columns.kind_of_register = i;
        else if (name == "eas t")
            columns.total_register = i;
        else if (is_period_register(name))
            columns.period_registers.push_back(i);
        else if (name.starts_with("valeur") || unit) {
            ambiguous = ambiguous || columns.value; // two values a row: whose sum or choice is nobody's
            columns.value = i;
            columns.unit = unit;
        }
    }
    if (!stamped || ambiguous || columns.value.has_value() == columns.are_registers())
        return std::nullopt;
    if (columns.are_registers() && columns.stamps != Columns::Stamps::end)
        return std::nullopt;
    return columns;
}

} // namespace enedis2mqtt::imports
