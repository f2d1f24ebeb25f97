#include <enedis2mqtt/bridge/lost_days.hpp>

#include <algorithm>

namespace enedis2mqtt {
namespace {

Result<Readings> held_of(ReadingStore& store, UsagePointId const& id, Series series, DayRange days,
                         TimeZone const& zone) {
    Readings held;
    auto const fill = [](auto& member, auto read) -> Result<void> {
        if (!read)
            return read.error();
        member = *std::move(read);
        return {};
    };
    auto const filled =
        series.dataset == Dataset::daily ? fill(held.daily, store.daily(id, series.direction, days))
        : series.dataset == Dataset::max_power
            ? fill(held.max_power, store.max_power(id, days))
            : fill(held.curve, store.load_curve(id, series.direction, zone.interval_of(days)));
    if (!filled)
        return filled.error();
    return held;
}

} // namespace

Result<std::vector<CivilDay>> lost_days(ReadingStore& store, UsagePointId const& id, Series series,
                                        DayRange days, TimeZone const& zone) {
    std::vector<CivilDay> lost;
    for (auto from = days.start; from < days.end;) {
        DayRange const month{from, std::min((from.first_of_month() + 31).first_of_month(), days.end)};
        auto const ledger = store.ledger(id, series, month);
        if (!ledger)
            return ledger.error();
        auto const held = held_of(store, id, series, month, zone);
        if (!held)
            return held.error();
        auto const states = states_of(series, *held, month, zone);
        for (auto const& [day, entry] : *ledger)
            if (entry.state == DayState::complete && states.at(day) != DayState::complete)
                lost.push_back(day);
        from = month.end;
    }
    return lost;
}

} // namespace enedis2mqtt
