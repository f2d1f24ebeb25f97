#include <enedis2mqtt/bridge/source_day.hpp>

#include <algorithm>
#include <utility>

namespace enedis2mqtt {

void SourceDay::join(Meter const& meter, Timetable const& timetable, TimeZone const& zone,
                     std::function<void()> changed) {
    members_.try_emplace(meter.id, timetable, zone, static_cast<int>(meter.series().size()),
                         std::move(changed));
    counted_at_ = {};
}

// Yesterday is another day after midnight, and nobody waits after `until`: both come without a report.
void SourceDay::look_at_the_clock() {
    auto const now = clock_.now();
    auto const minute = std::chrono::floor<std::chrono::minutes>(now);
    if (minute == counted_at_)
        return;
    counted_at_ = minute;
    counted_until_ = now;
    demand_ = {};
    for (auto& [id, member] : members_) {
        auto const today = member.zone.day_of(now);
        if (now >= member.day_end || now < member.zone.start_of(today)) {
            if (member.day_end != Instant{})
                member.missing = member.data_sets;
            member.slot = member.timetable.slot_on(today);
            member.last_round = member.timetable.last_round_on(today);
            member.until = member.timetable.until_on(today);
            member.day_end = member.zone.start_of(today + 1);
        }
        demand_.data_sets += member.data_sets;
        if (!member.waits(now))
            continue;
        demand_.missing += member.missing;
        ++demand_.waiting;
        demand_.span = std::max(demand_.span, member.last_round - std::max(now, member.slot));
        counted_until_ = std::max(counted_until_, member.until);
    }
}

void SourceDay::report(UsagePointId const& meter, int data_sets, int missing) {
    look_at_the_clock();
    auto const now = clock_.now();
    auto& member = members_.at(meter);
    bool const waited = member.waits(now);
    bool const came = waited && missing < member.missing;
    demand_.data_sets += data_sets - member.data_sets;
    if (waited) {
        demand_.missing -= member.missing;
        --demand_.waiting;
    }
    member.data_sets = data_sets;
    member.missing = missing;
    if (member.waits(now)) {
        demand_.missing += missing;
        ++demand_.waiting;
    }
    if (came)
        last_look_ = {};
    bool const over = waited && demand_.waiting == 0;
    if (over || (came && scarce_look_every(member.timetable)))
        for (auto& [id, one] : members_)
            if (one.changed)
                one.changed();
}

Instant SourceDay::tried(UsagePointId const& meter, Series series) const {
    auto const& all = members_.at(meter).tried;
    auto const found = all.find(series);
    return found == all.end() ? Instant{} : found->second;
}

void SourceDay::trying(UsagePointId const& meter, Series series) {
    auto& member = members_.at(meter);
    last_look_ = member.looked = member.tried[series] = clock_.now();
}

PollDemand SourceDay::demand() {
    look_at_the_clock();
    return demand_;
}

Result<std::optional<int>> SourceDay::left() {
    auto const per_day = gate_.limits().per_day;
    if (per_day == 0)
        return std::optional<int>{};
    auto const made = gate_.counts();
    if (!made)
        return made.error();
    return std::optional<int>{std::max(0, per_day - made->today)};
}

std::optional<int> SourceDay::looks() {
    auto const calls = left();
    if (!calls || !*calls)
        return std::nullopt;
    return calls_to_look_with(**calls, gate_.limits().per_day, demand());
}

std::optional<std::chrono::seconds> SourceDay::scarce_look_every(Timetable const& timetable) {
    return enedis2mqtt::scarce_look_every(timetable.retry(), looks(), demand());
}

bool SourceDay::may_look(Timetable const& timetable) {
    auto const every = scarce_look_every(timetable);
    return !every || clock_.now() >= last_look_ + *every;
}

// Meters take turns: the one that looked longest ago comes first.
std::chrono::seconds SourceDay::next_look(UsagePointId const& meter) {
    auto const& own = members_.at(meter);
    auto const every = scarce_look_every(own.timetable);
    if (!every)
        return own.timetable.retry();
    auto const now = clock_.now();
    auto const place = [](auto const& one) { return std::pair{one.looked, one.slot}; };
    auto const ahead = std::ranges::count_if(members_, [&](auto const& other) {
        return other.first != meter && other.second.waits(now) && place(other.second) < place(own);
    });
    if (looks() == 0)
        return *every; // nobody looks before the last round
    auto const next = last_look_ == Instant{} ? now : last_look_ + *every;
    auto const turn = next + *every * ahead - now;
    return std::max<std::chrono::seconds>(turn, std::chrono::minutes{1});
}

Result<void> SourceDay::leave(Purpose purpose, Timetable const& timetable) {
    auto const calls = left();
    if (!calls)
        return calls.error();
    if (!*calls)
        return {};
    int const kept = purpose == Purpose::history ? calls_kept_from_history(timetable.retry(), demand())
                                                 : calls_kept_from_requests(gate_.limits().per_day, demand());
    if (**calls > kept)
        return {};
    return Error{ErrorCode::budget_spent,
                 std::to_string(**calls) + " calls are left today, and the polls may need them",
                 gate_.tomorrow() - clock_.now()};
}

bool SourceDay::is_over() {
    return gate_.limits().per_day == 0 || demand().waiting == 0;
}

Instant SourceDay::over_at() {
    look_at_the_clock();
    return counted_until_;
}

} // namespace enedis2mqtt
