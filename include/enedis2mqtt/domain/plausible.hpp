#pragma once

#include <enedis2mqtt/domain/units.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace enedis2mqtt {

/// Twice what a Linky meter is sold for at most (36 kVA), in either direction: above it stands no household,
/// but a wrong unit, a register or a damaged digit. The subscribed power would be no bound: it changes over
/// the years.
inline constexpr std::int64_t most_watts = 72'000;

constexpr bool plausible(Power mean) {
    return mean >= Power{} && mean <= Power::from_watts(most_watts);
}

constexpr bool plausible(ApparentPower maximum) {
    return maximum >= ApparentPower{} && maximum <= ApparentPower::from_va(most_watts);
}

/// An energy used or produced within `time`.
constexpr bool plausible(Energy energy, std::chrono::seconds time) {
    return energy >= Energy{} && energy <= Power::from_watts(most_watts) * time;
}

/// Whether what holds `odd` points (no number, negative, implausible, contradictory…) beside `good` ones is
/// refused whole: more than a tenth and more than three are odd, or none is good. A missing value is neither;
/// the same point again is none at all.
constexpr bool too_many_odd(std::size_t odd, std::size_t good) {
    return odd > 0 && (good == 0 || (odd > 3 && odd * 10 > odd + good));
}

} // namespace enedis2mqtt
