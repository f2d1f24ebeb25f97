#pragma once

#include <enedis2mqtt/domain/rounding.hpp>
#include <enedis2mqtt/domain/units.hpp>

#include <compare>
#include <cstdint>

namespace enedis2mqtt {

/// EUR per kWh, in whole millionths; tax included.
class Price {
public:
    constexpr Price() = default;
    static constexpr Price from_millionths(std::int64_t millionths) { return Price{millionths}; }
    constexpr std::int64_t millionths() const { return millionths_; }
    friend constexpr auto operator<=>(Price, Price) = default;

private:
    explicit constexpr Price(std::int64_t millionths) : millionths_(millionths) {}
    std::int64_t millionths_ = 0;
};

/// An amount of EUR, of either sign. Its unit is small enough that a joule at any price and a day of a
/// month's subscription are whole numbers of it, so that sums are exact. Rounded once, where text is made.
class Money {
public:
    constexpr Money() = default;
    static constexpr Money from_millionths(std::int64_t millionths) {
        return Money{millionths * (units_per_euro / 1'000'000)};
    }
    static constexpr Money of(Energy energy, Price price) {
        return Money{Wide{energy.joules()} * price.millionths() * units_per_joule_and_millionth};
    }
    /// times part / whole, rounded half up to the unit; `whole` is positive. What a meter's day costs fits
    /// with any `part` below 2^40.
    constexpr Money share(std::int64_t part, std::int64_t whole) const {
        return Money{half_up(units_ * part, whole)};
    }
    /// Half up, to 0 to 6 decimals, in units of the last one.
    std::int64_t rounded_to(int decimals) const;

    constexpr Money& operator+=(Money other) {
        units_ += other.units_;
        return *this;
    }
    friend constexpr Money operator+(Money a, Money b) { return a += b; }
    friend constexpr auto operator<=>(Money, Money) = default;

private:
    static constexpr std::int64_t joules_per_kwh = 3'600'000;
    // 28, 29, 30 and 31 days divide 7 * 29 * 31 * 60; the 60 is in the joules of a kWh.
    static constexpr std::int64_t units_per_joule_and_millionth = 7 * 29 * 31;
    static constexpr Wide units_per_euro = Wide{1'000'000} * joules_per_kwh * units_per_joule_and_millionth;

    explicit constexpr Money(Wide units) : units_(units) {}

    Wide units_ = 0;
};

} // namespace enedis2mqtt
