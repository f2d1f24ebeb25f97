#include "imports/columns.hpp"

#include "imports/text.hpp"

#include <algorithm>

namespace enedis2mqtt::imports {
namespace {

/// "Début" in any case and through any wrong encoding of its accent.
bool says_start(std::string_view folded) {
    return folded.starts_with('d') && folded.ends_with("but") && folded.size() <= 8;
}

/// "Horodate", "Horodate fin de pas", "horodate ISO début".
std::optional<Columns::Stamps> horodate_in(std::string_view folded) {
    if (!folded.starts_with("horodate"))
        return std::nullopt;
    return folded.find("but") == std::string_view::npos ? Columns::Stamps::end : Columns::Stamps::start;
}

/// "EAS T", "EAI T", "EAS D1", "EAS F10".
std::optional<RegisterColumn> register_in(std::string_view folded, std::size_t column) {
    bool const drawn = folded.starts_with("eas ");
    if ((!drawn && !folded.starts_with("eai ")) || folded.size() < 5)
        return std::nullopt;
    auto const grid = grid_of_column(folded[4]);
    auto const digits = folded.substr(5);
    bool const numbered = !digits.empty() && std::all_of(digits.begin(), digits.end(),
                                                         [](char c) { return c >= '0' && c <= '9'; });
    if (!grid || numbered == (grid->rank == Grid::total))
        return std::nullopt;
    return RegisterColumn{column, drawn ? Direction::consumption : Direction::production, *grid,
                          std::string{folded.substr(4)}};
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

class Header {
public:
    std::optional<Columns> read(Row const& row) {
        columns_.width = row.cells.size();
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            constexpr std::size_t longest_name = 80;
            auto const cell = trimmed(row.cells[i]);
            if (cell.empty() || cell.size() > longest_name)
                continue;
            auto const name = fold(cell);
            if (!take_stamp(name, i) && !take_detail(name, i))
                take_value(name, i);
        }
        bool const by_columns = !columns_.registers.empty();
        if (!stamped_ || ambiguous_ || columns_.value.has_value() == by_columns)
            return std::nullopt;
        if (columns_.hold_registers() && columns_.stamps != Columns::Stamps::end)
            return std::nullopt;
        return std::move(columns_);
    }

private:
    void stamp(Columns::Stamps kind, std::size_t column) {
        // An export by rows also has "Date de début"; only one column is the stamp.
        ambiguous_ = ambiguous_ || stamped_;
        stamped_ = true;
        columns_.stamps = kind;
        columns_.stamp = column;
    }

    bool take_stamp(std::string_view name, std::size_t column) {
        if (auto const horodate = horodate_in(name))
            stamp(*horodate, column);
        else if (says_start(name))
            stamp(Columns::Stamps::start, column);
        else if (name == "date" || name == "jour")
            stamp(Columns::Stamps::day, column);
        else if (name.starts_with("date et heure de rel"))
            stamp(Columns::Stamps::edf_blocks, column);
        else
            return false;
        return true;
    }

    bool take_detail(std::string_view name, std::size_t column) {
        if (name == "fin")
            columns_.end = column;
        else if (name == "heure")
            columns_.clock = column;
        else if (is_one_of(name, {"pas", "pas en minutes"}))
            columns_.step = column;
        else if (is_one_of(name, {"identifiant prm", "prm", "pdl"}))
            columns_.id = column;
        else if (name == "unite")
            columns_.unit_column = column;
        else if (name == "grandeur physique")
            columns_.quantity = column;
        else if (name == "grandeur metier")
            columns_.direction = column;
        else if (name == "etape metier")
            columns_.stage = column;
        else if (is_one_of(name, {"grille", "code grille"}))
            columns_.grid = column;
        else if (name == "identifiant classe temporelle" ||
                 (is_one_of(name, {"cadran", "code cadran"}) && !columns_.register_class))
            columns_.register_class = column;
        else if (name.starts_with("type de rel"))
            columns_.kind_of_register = column;
        else if (auto const column_of_register = register_in(name, column))
            columns_.registers.push_back(*column_of_register);
        else
            return false;
        return true;
    }

    void take_value(std::string_view name, std::size_t column) {
        auto const unit = unit_in(name);
        if (!name.starts_with("valeur") && !unit)
            return;
        ambiguous_ = ambiguous_ || columns_.value; // two values a row: whose sum or choice is nobody's
        columns_.value = column;
        columns_.unit = unit;
    }

    Columns columns_;
    bool stamped_ = false;
    bool ambiguous_ = false;
};

} // namespace

std::optional<Columns> columns_of(Row const& row) {
    return Header{}.read(row);
}

} // namespace enedis2mqtt::imports
