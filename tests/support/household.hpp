#pragma once

#include "support/days.hpp"

#include <enedis2mqtt/domain/snapshot.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace enedis2mqtt::test {

inline UsagePointId usage_point(std::string_view text = "12345678901234") {
    return UsagePointId::parse(text).value();
}

inline Meter meter_called(std::string_view name, std::string_view id = "12345678901234") {
    Meter meter{usage_point(id), std::string{name}};
    meter.provider = "conso_api";
    return meter;
}

/// A curve from local midnight of `day_text`, one reading per 30 minutes.
inline LoadCurve half_hours(std::string_view day_text, std::vector<int> const& watts) {
    LoadCurve curve;
    auto start = paris().start_of(day(day_text));
    for (auto const value : watts) {
        auto const end = start + std::chrono::minutes{30};
        curve.append({{start, end}, Power::from_watts(value)});
        start = end;
    }
    return curve;
}

/// The snapshot of the contract's examples: 22 November 2026 is the last day known.
inline Snapshot november(Meter meter) {
    auto const last = day("2026-11-22");
    Snapshot snapshot{std::move(meter)};
    auto& measures = snapshot.measures[Direction::consumption];
    auto curve = half_hours("2026-11-22", {412, 752});
    measures.hourly = HourlySnapshot{last, std::move(curve)};
    measures.daily = DailySnapshot{{last, Energy::from_wh(12820)},
                                   paris().interval_of(last),
                                   {{last - 1, Energy::from_wh(9000)}, {last, Energy::from_wh(12820)}},
                                   std::nullopt};
    measures.monthly = total(std::vector{DailyEnergy{day("2026-11-01"), Energy::from_wh(288612)},
                                         DailyEnergy{last, Energy::from_wh(12820)}},
                             {day("2026-11-01"), last + 1}, paris());
    measures.yearly = measures.monthly;
    measures.yearly->days.start = day("2026-01-01");
    measures.yearly->instants.start = paris().start_of(day("2026-01-01"));
    measures.yearly->missing.clear();
    measures.max_power = MaxPower{last, at("2026-11-22", 19, 4, 51), ApparentPower::from_va(6210)};

    auto& status = snapshot.status;
    status.light = Light::partial;
    status.series[{Direction::consumption, Dataset::daily}] = {true, last};
    status.series[{Direction::consumption, Dataset::load_curve}] = {false, std::nullopt};
    status.last_poll = at("2026-11-23", 8, 30);
    status.last_success = at("2026-11-23", 8, 30);
    status.next_poll = at("2026-11-23", 9, 0);
    status.calls_today = 3;
    return snapshot;
}

} // namespace enedis2mqtt::test
