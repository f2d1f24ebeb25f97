#include "imports/preamble.hpp"

#include "imports/text.hpp"

#include <algorithm>
#include <array>

namespace enedis2mqtt::imports {
namespace {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool has_any(std::string_view folded, std::span<std::string_view const> words) {
    return std::any_of(words.begin(), words.end(), [&](auto word) { return has_word(folded, word); });
}

} // namespace

void Preamble::read(Row const& row) {
    for (auto const cell : row.cells)
        read(cell);
}

void Preamble::read(std::string_view text) {
    constexpr std::size_t longest = 200;
    text = trimmed(text).substr(0, longest);
    if (text.empty())
        return;
    auto const folded = fold(text);
    static constexpr std::array<std::string_view, 4> meter{"prm", "pdl", "point reference mesure",
                                                           "point de livraison"};
    static constexpr std::array<std::string_view, 4> consumed{"consommation", "soutirage", "consommee",
                                                              "soutiree"};
    static constexpr std::array<std::string_view, 4> produced{"production", "injection", "produite",
                                                              "injectee"};
    speaks_of_meter_ = speaks_of_meter_ || has_any(folded, meter);
    consumption_ = consumption_ || has_any(folded, consumed);
    production_ = production_ || has_any(folded, produced);
    maximum_ = maximum_ || folded.find("puissance max") != std::string::npos;
    if (auto const unit = unit_in(folded); unit && (folded.size() <= 3 || folded.starts_with("unite ")))
        unit_ = unit;
    if (speaks_of_meter_)
        find_id(text);
}

std::optional<Direction> Preamble::direction() const {
    if (consumption_ == production_)
        return std::nullopt;
    return consumption_ ? Direction::consumption : Direction::production;
}

void Preamble::find_id(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        auto end = at;
        while (end < text.size() && is_digit(text[end]))
            ++end;
        std::string digits{text.substr(at, end - at)};
        at = end;
        // A spreadsheet that took the PDL for a number dropped its leading zero.
        if (digits.size() == 13 && digits.size() == text.size())
            digits.insert(0, 1, '0');
        if (digits.size() != 14)
            continue;
        auto const id = UsagePointId::parse(digits);
        if (id && id_ && *id_ != *id)
            two_meters_ = true;
        else if (id)
            id_ = *id;
    }
}

} // namespace enedis2mqtt::imports
