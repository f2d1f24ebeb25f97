#pragma once

#include <enedis2mqtt/base/instant.hpp>

#include <compare>

namespace enedis2mqtt {

/// A half-open stretch of UTC time, start first: [start, end).
struct Interval {
    Instant start;
    Instant end;

    constexpr std::chrono::seconds length() const { return end - start; }
    constexpr bool empty() const { return end <= start; }
    constexpr bool contains(Instant at) const { return start <= at && at < end; }
    constexpr bool overlaps(Interval const& other) const { return start < other.end && other.start < end; }
    friend constexpr auto operator<=>(Interval const&, Interval const&) = default;
};

} // namespace enedis2mqtt
