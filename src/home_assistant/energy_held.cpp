#include "home_assistant/take_in.hpp"
#include "home_assistant/transfer.hpp"

#include <enedis2mqtt/home_assistant/energy_held.hpp>

namespace enedis2mqtt::home_assistant {
namespace {

constexpr std::int64_t wh_per_kwh = 1000;

Result<void> keep(ReadingStore& store, UsagePointId const& meter, Direction direction, Readings readings,
                  std::string const& source, TimeZone const& zone, Instant now) {
    for (auto const dataset : {Dataset::daily, Dataset::load_curve}) {
        Keeping keeping{meter, {direction, dataset}};
        if (dataset == Dataset::daily)
            keeping.readings.daily = std::move(readings.daily);
        else
            keeping.readings.curve = std::move(readings.curve);
        keeping.provenance = Provenance::home_assistant;
        keeping.source = source;
        keeping.at = now;
        if (auto const kept = store.keep(keeping, zone); !kept)
            return kept.error();
    }
    return {};
}

} // namespace

std::string energy_statistic(UsagePointId const& meter, Direction direction, EnergyOrigin origin) {
    if (origin == EnergyOrigin::bridge)
        return "enedis2mqtt:" + meter.text() + '_' + std::string{to_string(direction)};
    return (direction == Direction::consumption ? "linky:" : "linky_prod:") + meter.text();
}

Task<Result<EnergyTaken>> take_energy(Session& session, ReadingStore& store, UsagePointId meter,
                                      Direction direction, EnergyOrigin origin, TimeZone zone, Instant now) {
    Statistic statistic;
    statistic.id = energy_statistic(meter, direction, origin);
    auto asking = session.known({statistic.id});
    auto const known = co_await std::move(asking);
    if (!known)
        co_return known.error();
    EnergyTaken taken;
    if (known->empty())
        co_return taken;
    auto const& unit = known->front().unit;
    if (unit != "kWh" && unit != "Wh")
        co_return Error{ErrorCode::home_assistant_refused, statistic.id + " is in '" + unit + "'"};
    auto reading = all_rows(session, statistic, now);
    auto held = co_await std::move(reading);
    if (!held)
        co_return held.error();
    if (unit == "Wh")
        for (auto& row : *held)
            for (auto& value : row.values)
                value /= wh_per_kwh;
    auto readings = readings_in(*held, zone);
    taken.days = readings.daily.size();
    taken.hours = readings.curve.size();
    auto const kept = keep(store, meter, direction, std::move(readings),
                           origin == EnergyOrigin::bridge ? "home_assistant" : "ha-linky", zone, now);
    if (!kept)
        co_return kept.error();
    co_return taken;
}

} // namespace enedis2mqtt::home_assistant
