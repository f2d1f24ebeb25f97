#pragma once

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/skipped.hpp>
#include <enedis2mqtt/domain/units.hpp>

#include <optional>
#include <vector>

namespace enedis2mqtt {

/// Mean power over an interval: one point of a load curve.
struct Reading {
    Interval interval;
    Power mean;
    constexpr Energy energy() const { return mean * interval.length(); }
    friend constexpr auto operator<=>(Reading const&, Reading const&) = default;
};

/// Readings in time order, none overlapping another. Merging is the only way to change it.
class LoadCurve {
public:
    LoadCurve() = default;
    /// Appends when `reading` starts at or after the end of the last one; false (and no change) otherwise.
    bool append(Reading reading);

    std::vector<Reading> const& readings() const { return readings_; }
    bool empty() const { return readings_.empty(); }
    std::size_t size() const { return readings_.size(); }
    /// True when the readings inside `interval` leave no gap in it.
    bool covers(Interval interval) const;
    /// The readings that lie wholly inside `interval`.
    LoadCurve within(Interval interval) const;
    Energy energy() const;
    friend bool operator==(LoadCurve const&, LoadCurve const&) = default;

    /// Both curves as one; where they overlap the readings of `newer` stand.
    friend LoadCurve merged(LoadCurve const& older, LoadCurve const& newer);

private:
    std::vector<Reading> readings_;
};

LoadCurve merged(LoadCurve const& older, LoadCurve const& newer);

/// The source's own figure for a local day; kept beside the sum of the curve, never mixed with it.
struct DailyEnergy {
    CivilDay day;
    Energy energy;
    friend constexpr auto operator<=>(DailyEnergy const&, DailyEnergy const&) = default;
};

/// The highest apparent power of a local day and when it was reached.
struct MaxPower {
    CivilDay day;
    Instant at;
    ApparentPower power;
    friend constexpr auto operator<=>(MaxPower const&, MaxPower const&) = default;
};

/// What a source answered to one request; only the member of the series asked for is filled.
/// Daily and max power values are in day order, one per day at most. Missing is absent, never 0.
struct Readings {
    LoadCurve curve;
    std::vector<DailyEnergy> daily;
    std::vector<MaxPower> max_power;
    Skipped skipped;
    /// The day of a 0 that this source also writes for a day it has not published: no value yet.
    std::optional<CivilDay> unproven_zero;
    bool empty() const { return curve.empty() && daily.empty() && max_power.empty(); }
    friend bool operator==(Readings const&, Readings const&) = default;
};

} // namespace enedis2mqtt
