#include "imports/cells.hpp"
#include "imports/text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace enedis2mqtt::imports {
namespace {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Plain digits with at most one comma or point, an exponent as workbooks write it, no-break blanks between
/// thousands.
std::optional<double> parse_number(std::string_view cell) {
    std::array<char, 40> plain{};
    std::size_t size = 0;
    bool fraction = false;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (cell.substr(i).starts_with("\u00A0")) {
            i += 1;
            continue;
        }
        if (cell.substr(i).starts_with("\u202F")) {
            i += 2;
            continue;
        }
        char c = cell[i];
        if (c == ',' || c == '.') {
            if (std::exchange(fraction, true))
                return std::nullopt;
            c = '.';
        } else if (!is_digit(c) && c != '-' && c != '+' && c != 'e' && c != 'E') {
            return std::nullopt;
        }
        if (size == plain.size())
            return std::nullopt;
        plain[size++] = c;
    }
    double value = 0;
    auto const [end, error] = std::from_chars(plain.data(), plain.data() + size, value);
    if (error != std::errc{} || end != plain.data() + size || !std::isfinite(value))
        return std::nullopt;
    return value;
}

} // namespace

std::optional<Unit> unit_in(std::string_view folded) {
    struct Name {
        std::string_view word;
        Unit unit;
    };
    constexpr std::array names{Name{"kwh", Unit::kwh}, Name{"wh", Unit::wh},   Name{"kw", Unit::kw},
                               Name{"w", Unit::w},     Name{"kva", Unit::kva}, Name{"va", Unit::va}};
    for (auto const& name : names)
        if (has_word(folded, name.word))
            return name.unit;
    return std::nullopt;
}

bool is_missing(std::string_view cell) {
    cell = trimmed(cell);
    if (cell.empty())
        return true;
    if (is_digit(cell.front()) || cell.size() > 6)
        return false;
    if (cell.find_first_not_of('-') == std::string_view::npos || cell == "–" || cell == "—")
        return true;
    auto const word = fold(cell);
    return word == "na" || word == "n a" || word == "null" || word == "nan" || word == "none" || word == "nd";
}

std::optional<Micro> parse_micro(std::string_view cell, Unit unit) {
    bool const kilo = unit == Unit::kw || unit == Unit::kwh || unit == Unit::kva;
    auto const number = parse_number(trimmed(cell));
    constexpr double most = 1e9;
    if (!number || std::signbit(*number) || *number * (kilo ? 1e3 : 1.0) > most)
        return std::nullopt;
    return std::llround(*number * (kilo ? 1e9 : 1e6));
}

} // namespace enedis2mqtt::imports
