#include <enedis2mqtt/base/stable_hash.hpp>
#include <enedis2mqtt/domain/timetable.hpp>

#include <algorithm>
#include <cstdint>

namespace enedis2mqtt {

Timetable::Timetable(PollRules rules, UsagePointId const& id, TimeZone zone)
    : rules_(rules), slot_(rules.window_start), last_round_(rules.until - rules.retry), zone_(zone) {
    auto const window = std::chrono::seconds{rules.window_end - rules.window_start}.count();
    if (window <= 0)
        return;
    auto const offset =
        static_cast<std::int64_t>(stable_hash(id.text()) % static_cast<std::uint64_t>(window));
    slot_ += std::chrono::seconds{offset};
    last_round_ += std::chrono::seconds{rules.retry.count() * offset / window};
}

Instant Timetable::at(CivilDay day, std::chrono::seconds after_midnight) const {
    auto const instants = zone_.instants_of(LocalTime{day.days()} + after_midnight);
    return instants.empty() ? zone_.start_of(day) + after_midnight : instants.front();
}

Instant Timetable::slot_on(CivilDay day) const {
    return at(day, slot_);
}

Instant Timetable::until_on(CivilDay day) const {
    return at(day, rules_.until);
}

Instant Timetable::last_round_on(CivilDay day) const {
    return std::max(at(day, last_round_), slot_on(day));
}

Instant Timetable::next_slot(Instant now) const {
    auto const today = zone_.day_of(now);
    auto const slot = slot_on(today);
    return now < slot ? slot : slot_on(today + 1);
}

Instant Timetable::first_poll(Instant now, bool is_new, bool yesterday_complete) const {
    auto const today = zone_.day_of(now);
    bool const in_hours = slot_on(today) <= now && now <= until_on(today);
    if (is_new || (!yesterday_complete && in_hours))
        return now;
    return next_slot(now);
}

Instant Timetable::next_poll(Instant now, bool missing, std::optional<Instant> not_before,
                             std::optional<std::chrono::seconds> every) const {
    auto const today = zone_.day_of(now);
    auto const earliest = not_before.value_or(now);
    auto const last = last_round_on(today);
    if (missing && now < last) {
        // A look just before the last round would be a call for nothing.
        auto again = std::max(now + every.value_or(rules_.retry), slot_on(today));
        if (again + rules_.retry / 2 > last)
            again = last;
        again = std::max(again, earliest);
        if (again <= until_on(today))
            return again;
    }
    return std::max(next_slot(std::max(now, slot_on(today))), earliest);
}

Instant Timetable::next_poll_after_pause(Instant now, Instant pause_ends) const {
    auto const today = zone_.day_of(now);
    if (now < until_on(today))
        return std::max(slot_on(today), std::min(pause_ends, until_on(today)));
    return std::max(next_slot(now), pause_ends);
}

std::chrono::seconds Timetable::back_off(int failures) const {
    return rules_.retry * (1 << std::clamp(failures - 1, 0, 3));
}

Instant Timetable::suspended_until(Instant now, int refusals) const {
    int const days = refusals <= 3 ? 1 : refusals == 4 ? 3 : 7;
    return slot_on(zone_.day_of(now) + days);
}

} // namespace enedis2mqtt
