#include <enedis2mqtt/domain/ledger.hpp>

#include <algorithm>
#include <set>

namespace enedis2mqtt {
namespace {

DayState curve_state(LoadCurve const& curve, Interval day) {
    if (curve.covers(day))
        return DayState::complete;
    return curve.within(day).empty() ? DayState::absent : DayState::partial;
}

} // namespace

std::map<CivilDay, DayState> states_of(Series series, Readings const& known, DayRange asked,
                                       TimeZone const& zone) {
    std::set<CivilDay> present;
    for (auto const& value : known.daily)
        present.insert(value.day);
    for (auto const& value : known.max_power)
        present.insert(value.day);

    std::map<CivilDay, DayState> states;
    for (auto day = asked.start; day < asked.end; ++day) {
        if (series.dataset == Dataset::load_curve)
            states[day] = curve_state(known.curve, zone.interval_of(day));
        else
            states[day] = present.contains(day) ? DayState::complete : DayState::absent;
    }
    return states;
}

LedgerEntry next_entry(std::optional<LedgerEntry> const& before, DayState state, CivilDay day, CivilDay today,
                       Instant now) {
    if (state == DayState::complete)
        return {state, 0, std::nullopt, now};
    if (day == today - 1)
        return {state, 0, before && before->ask_again ? before->ask_again : now, now};
    if (before && before->ask_again && *before->ask_again > now)
        return {state, before->attempts, before->ask_again, now};
    LedgerEntry entry{state, (before ? before->attempts : 0) + 1, std::nullopt, now};
    auto const again = now + std::chrono::days{1 << std::min(entry.attempts - 1, 5)};
    // The zone moves this bound by hours only, which a limit of 60 days does not feel.
    auto const last = Instant{(day + days_a_hole_is_worth_asking_for).days().time_since_epoch()};
    if (now < last)
        entry.ask_again = std::min<Instant>(again, last);
    return entry;
}

} // namespace enedis2mqtt
