#pragma once

#include <type_traits>

namespace enedis2mqtt {

/// Products of two energies of a day leave 64 bits.
__extension__ using Wide = __int128;

/// value / unit, halves up; `unit` is positive.
template <class Integer>
constexpr Integer half_up(Integer value, std::type_identity_t<Integer> unit) {
    auto const twice = 2 * value + unit;
    auto const quotient = twice / (2 * unit);
    return twice % (2 * unit) < 0 ? quotient - 1 : quotient;
}

} // namespace enedis2mqtt
