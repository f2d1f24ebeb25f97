#pragma once

#include <enedis2mqtt/domain/reading.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// The archive as long-term statistics: rows that begin at full hours of UTC, for as many hours as a local
/// day has. Pure. Sums start at the archive's first day, so that whoever computes them anew finds the same.
/// Source: docs/reference/home-assistant-statistics.md section 2, Home Assistant 2026.11, seen 2026-11-27.
namespace enedis2mqtt {

/// The energy of an hour, and of everything from the first day to the hour's end.
struct EnergyHour {
    Instant start;
    Energy energy;
    Energy sum;
    friend bool operator==(EnergyHour const&, EnergyHour const&) = default;
};

/// What the load curve says of an hour.
struct PowerHour {
    Instant start;
    Energy energy;               ///< within `length`
    std::chrono::seconds length; ///< less than an hour only beside a midnight that is no full hour of UTC
    Power least;
    Power most;
    friend bool operator==(PowerHour const&, PowerHour const&) = default;
};

/// The hour in which a day's highest apparent power was reached.
struct PeakHour {
    Instant start;
    ApparentPower power;
    friend bool operator==(PeakHour const&, PeakHour const&) = default;
};

/// Appends the hours of `days`, which follow those in `hours`. A day whose curve is whole is its hours,
/// shared out in proportion so that they add up to the source's figure where there is one (a curve of zeros
/// by time; the largest remainders get the last joules). A day with a figure but without its whole curve is
/// one row at local midnight; any other day is none. `daily` is in order.
void append_energy(std::vector<EnergyHour>& hours, DayRange days, std::span<DailyEnergy const> daily,
                   LoadCurve const& curve, TimeZone const& zone);

/// Appends the hours of those `days` whose curve is whole.
void append_power(std::vector<PowerHour>& hours, DayRange days, LoadCurve const& curve, TimeZone const& zone);

/// One hour a day; where two days name the same hour, the higher one stands. In order.
std::vector<PeakHour> peak_hours(std::span<MaxPower const> values);

/// A row as a receiver keeps it.
struct StatisticRow {
    Instant start;
    /// Millionths of the unit, rounded once. Of a sum: the hour's own value, the total. Of a mean: mean,
    /// lowest, highest.
    std::array<std::int64_t, 3> values{};
    friend bool operator==(StatisticRow const&, StatisticRow const&) = default;
};

StatisticRow to_row(EnergyHour const& hour); ///< kWh to 3 decimals
StatisticRow to_row(PowerHour const& hour);  ///< W to 3 decimals
StatisticRow to_row(PeakHour const& hour);   ///< VA

/// Millionths as a decimal number, without zeros at its end: 400000 is 0.4.
std::string decimal(std::int64_t millionths);

/// What was confirmed of one day of UTC, small enough to be kept for every day.
struct StatisticDay {
    CivilDay day;             ///< of UTC
    std::uint32_t hours = 0;  ///< bit n: the day has a row at hour n
    std::uint64_t digest = 0; ///< of its rows; a change of an earlier day changes it through the sums
    friend bool operator==(StatisticDay const&, StatisticDay const&) = default;
};

/// `rows` are in order, one per hour.
std::vector<StatisticDay> statistic_days(std::span<StatisticRow const> rows);

} // namespace enedis2mqtt
