#include <enedis2mqtt/domain/ledger.hpp>

#include <algorithm>
#include <set>

namespace enedis2mqtt {
namespace {

/// True of a gap between steps that end in the autumn hour which comes twice; a step lasts an hour at most.
bool is_doubled_hour(Interval gap, TimeZone const& zone) {
    auto const comes_twice = [&](Instant at) { return zone.instants_of(zone.local_of(at)).size() == 2; };
    return comes_twice(gap.end) && comes_twice(gap.start + std::chrono::hours{1});
}

bool lacks_only_the_doubled_hour(LoadCurve const& of_day, Interval day, TimeZone const& zone) {
    auto reached = day.start;
    for (auto const& reading : of_day.readings()) {
        if (reading.interval.start != reached && !is_doubled_hour({reached, reading.interval.start}, zone))
            return false;
        reached = reading.interval.end;
    }
    return reached == day.end;
}

DayState curve_state(LoadCurve const& curve, Interval day, TimeZone const& zone, bool tells_doubled_hour) {
    if (curve.covers(day))
        return DayState::complete;
    auto const of_day = curve.within(day);
    if (of_day.empty())
        return DayState::absent;
    return !tells_doubled_hour && lacks_only_the_doubled_hour(of_day, day, zone) ? DayState::closed
                                                                                 : DayState::partial;
}

} // namespace

std::map<CivilDay, DayState> states_of(Series series, Readings const& known, DayRange asked,
                                       TimeZone const& zone, bool tells_doubled_hour) {
    std::set<CivilDay> present;
    for (auto const& value : known.daily)
        present.insert(value.day);
    for (auto const& value : known.max_power)
        present.insert(value.day);

    std::map<CivilDay, DayState> states;
    for (auto day = asked.start; day < asked.end; ++day) {
        if (series.dataset == Dataset::load_curve)
            states[day] = curve_state(known.curve, zone.interval_of(day), zone, tells_doubled_hour);
        else if (present.contains(day))
            states[day] = DayState::complete;
        else
            states[day] = known.unproven_zero == day ? DayState::partial : DayState::absent;
    }
    return states;
}

LedgerEntry next_entry(std::optional<LedgerEntry> const& before, DayState state, CivilDay day, CivilDay today,
                       Instant now, bool doubtful) {
    if (is_settled(state))
        return {state, 0, std::nullopt, now};
    bool const rests = before && before->ask_again && *before->ask_again > now;
    if (day == today - 1 && doubtful && !rests)
        return {state, 0, now + doubtful_yesterday_rests, now};
    if (day == today - 1)
        return {state, 0, before && before->ask_again ? before->ask_again : now, now};
    if (rests)
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
