#pragma once

#include <enedis2mqtt/domain/calendar.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace enedis2mqtt::imports {

enum class Unit { w, kw, wh, kwh, va, kva };

constexpr bool is_power(Unit unit) {
    return unit == Unit::w || unit == Unit::kw;
}
constexpr bool is_energy(Unit unit) {
    return unit == Unit::wh || unit == Unit::kwh;
}
constexpr bool is_apparent(Unit unit) {
    return unit == Unit::va || unit == Unit::kva;
}

/// The unit named by a folded text: "valeur en kw" -> kw. Nothing when it names none.
std::optional<Unit> unit_in(std::string_view folded);

/// Empty, `NA`, `null`, `-`…: no value, which is not 0.
bool is_missing(std::string_view cell);

/// A millionth of a W, Wh or VA.
using Micro = std::int64_t;

/// The value of a cell in millionths of its unit's base; decimal comma or point. Nothing for what is no
/// number, is negative or above 10^9 (W, Wh, VA).
std::optional<Micro> parse_micro(std::string_view cell, Unit unit);

/// Micro divided and rounded to whole units.
constexpr std::int64_t whole(Micro micro) {
    return (micro + 500'000) / 1'000'000;
}

/// What a date cell says.
struct Stamp {
    LocalTime local;
    std::optional<std::chrono::minutes> offset; ///< of local from UTC, where the cell says so
    bool has_time = false;
};

/// How a workbook counts days; CSV cells never hold such numbers.
enum class Serials { none, from_1900, from_1904 };

/// `2024-10-27T02:30:00+02:00`, `27/10/2024 02:30:00`, `2024-10-27`, a workbook's day number… Nothing for
/// other forms and for years outside 2000-2199.
std::optional<Stamp> parse_stamp(std::string_view cell, Serials serials);

/// `23:30:00`, `23:30`, or a workbook's fraction of a day.
std::optional<std::chrono::seconds> parse_clock(std::string_view cell, Serials serials);

/// `PT30M`, `PT1H` or minutes: 1 to 60.
std::optional<std::chrono::minutes> parse_step(std::string_view cell);

} // namespace enedis2mqtt::imports
