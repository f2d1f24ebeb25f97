#include "imports/preamble.hpp"

#include "imports/text.hpp"

#include <algorithm>
#include <array>

namespace enedis2mqtt::imports {
namespace {

constexpr std::array<std::string_view, 6> consumed{"consommation", "conso",     "cons",
                                                   "soutirage",    "consommee", "soutiree"};
constexpr std::array<std::string_view, 5> produced{"production", "prod", "injection", "produite", "injectee"};

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool has_any(std::string_view folded, std::span<std::string_view const> words) {
    return std::any_of(words.begin(), words.end(), [&](auto word) { return has_word(folded, word); });
}

/// The run of digits that begins at or behind `at`, which moves behind it.
std::string_view next_digits(std::string_view text, std::size_t& at) {
    while (at < text.size() && !is_digit(text[at]))
        ++at;
    auto const start = at;
    while (at < text.size() && is_digit(text[at]))
        ++at;
    return text.substr(start, at - start);
}

} // namespace

std::optional<Direction> direction_in(std::string_view folded) {
    bool const consumption = has_any(folded, consumed);
    if (consumption == has_any(folded, produced))
        return std::nullopt;
    return consumption ? Direction::consumption : Direction::production;
}

std::optional<UsagePointId> meter_in(std::string_view cell) {
    std::size_t at = 0;
    std::string digits{next_digits(cell, at)};
    if (digits.size() == 13 && digits.size() == cell.size())
        digits.insert(0, 1, '0');
    auto const id = UsagePointId::parse(digits);
    return id ? std::optional{*id} : std::nullopt;
}

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
    static constexpr std::array<std::string_view, 5> energy{"energie", "quotidien", "quotidienne",
                                                            "quotidiens", "quotidiennes"};
    speaks_of_meter_ = speaks_of_meter_ || has_any(folded, meter);
    consumption_ = consumption_ || has_any(folded, consumed);
    production_ = production_ || has_any(folded, produced);
    maximum_ = maximum_ || folded.find("puissance max") != std::string::npos;
    energy_ = energy_ || has_any(folded, energy);
    if (auto const unit = unit_in(folded); unit && (folded.size() <= 3 || folded.starts_with("unite ")))
        unit_ = unit;
    if (speaks_of_meter_)
        find_meters(text);
}

std::optional<Direction> Preamble::direction() const {
    if (consumption_ == production_)
        return std::nullopt;
    return consumption_ ? Direction::consumption : Direction::production;
}

void Preamble::find_meters(std::string_view text) {
    constexpr std::size_t enough = 8;
    for (std::size_t at = 0; at < text.size();) {
        auto const digits = next_digits(text, at);
        bool const shortened = digits.size() == 13 && digits.size() == text.size();
        if (digits.size() != 14 && !shortened)
            continue;
        auto const id = meter_in(digits);
        if (id && meters_.size() < enough && std::find(meters_.begin(), meters_.end(), *id) == meters_.end())
            meters_.push_back(*id);
    }
}

} // namespace enedis2mqtt::imports
