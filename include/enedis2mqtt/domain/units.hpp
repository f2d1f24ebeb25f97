#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <variant>

namespace enedis2mqtt {

/// Mean active power over an interval, in whole watts.
class Power {
public:
    constexpr Power() = default;
    static constexpr Power from_watts(std::int64_t watts) { return Power{watts}; }
    constexpr std::int64_t watts() const { return watts_; }
    constexpr double kw() const { return static_cast<double>(watts_) / 1000.0; }
    friend constexpr auto operator<=>(Power, Power) = default;

private:
    explicit constexpr Power(std::int64_t watts) : watts_(watts) {}
    std::int64_t watts_ = 0;
};

/// Energy, held in joules so that 30 min x 411 W is exact. Rounded once, where text is made.
class Energy {
public:
    constexpr Energy() = default;
    static constexpr Energy from_wh(std::int64_t wh) { return Energy{wh * joules_per_wh}; }
    static constexpr Energy from_joules(std::int64_t joules) { return Energy{joules}; }
    constexpr std::int64_t joules() const { return joules_; }
    constexpr double wh() const { return static_cast<double>(joules_) / joules_per_wh; }
    constexpr double kwh() const { return wh() / 1000.0; }
    constexpr Energy& operator+=(Energy other) {
        joules_ += other.joules_;
        return *this;
    }
    friend constexpr Energy operator+(Energy a, Energy b) { return a += b; }
    friend constexpr Energy operator-(Energy a, Energy b) { return Energy{a.joules_ - b.joules_}; }
    friend constexpr auto operator<=>(Energy, Energy) = default;

private:
    static constexpr std::int64_t joules_per_wh = 3600;
    explicit constexpr Energy(std::int64_t joules) : joules_(joules) {}
    std::int64_t joules_ = 0;
};

constexpr Energy operator*(Power power, std::chrono::seconds duration) {
    return Energy::from_joules(power.watts() * duration.count());
}

/// Apparent power in whole volt-amperes; what the meter's breaker looks at.
class ApparentPower {
public:
    constexpr ApparentPower() = default;
    static constexpr ApparentPower from_va(std::int64_t va) { return ApparentPower{va}; }
    constexpr std::int64_t va() const { return va_; }
    constexpr double kva() const { return static_cast<double>(va_) / 1000.0; }
    friend constexpr auto operator<=>(ApparentPower, ApparentPower) = default;

private:
    explicit constexpr ApparentPower(std::int64_t va) : va_(va) {}
    std::int64_t va_ = 0;
};

/// A value of any measure, with its unit.
using Quantity = std::variant<Power, Energy, ApparentPower>;

} // namespace enedis2mqtt
