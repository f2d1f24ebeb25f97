#include "bench/archive.hpp"

#include "simulator/household.hpp"
#include "support/days.hpp"

namespace enedis2mqtt::bench {
namespace {

Keeping answer_of(simulator::Household const& household, Meter const& meter, Series series, DayRange days) {
    Keeping keeping{meter.id, series};
    keeping.source = meter.provider;
    for (auto day = days.start; day < days.end; ++day) {
        if (series.dataset == Dataset::daily)
            keeping.readings.daily.push_back(household.daily(series.direction, day));
        else if (series.dataset == Dataset::max_power)
            keeping.readings.max_power.push_back(household.max_power(day));
        else
            for (auto const& reading : household.curve(series.direction, day))
                keeping.readings.curve.append(reading);
        keeping.ledger[day].state = DayState::complete;
    }
    return keeping;
}

} // namespace

Meter meter_of(std::string const& pdl, std::string const& provider) {
    Meter meter{UsagePointId::parse(pdl).value(), "Maison"};
    meter.provider = provider;
    return meter;
}

void fill(store::SqliteStore& archive, Meter const& meter, DayRange days) {
    auto const zone = test::paris();
    simulator::Household const household{meter.id, zone};
    MeterState state;
    state.last_poll = state.last_success = zone.start_of(days.end) + std::chrono::hours{9};
    for (auto const series : meter.series()) {
        state.wanted_from[series] = days.start;
        archive.keep(answer_of(household, meter, series, days), zone).value();
    }
    archive.set_meter_state(meter.id, state).value();
}

} // namespace enedis2mqtt::bench
