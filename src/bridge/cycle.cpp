#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/collection.hpp>
#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/bridge/gaps.hpp>
#include <enedis2mqtt/bridge/trouble.hpp>
#include <enedis2mqtt/bridge/when_unlocked.hpp>

#include <algorithm>
#include <iterator>

namespace enedis2mqtt {
namespace {

// The timetable's longest is the slot of the day a week ahead.
constexpr std::chrono::days longest_suspension{8};

class Cycle {
public:
    Cycle(MeterTools const& tools, Purpose purpose, std::function<void(Progress const&)> report)
        : tools_(tools), purpose_(purpose), report_(std::move(report)),
          today_(tools.zone.day_of(tools.clock.now())), log_(log::get("bridge." + tools.meter.id.masked())) {}

    Task<CycleOutcome> run();

private:
    /// What a poll may ask of one series.
    struct Wish {
        explicit Wish(Series what) : series(what) {}
        Series series;
        std::optional<DayRange> recent; ///< yesterday and the last days
        std::vector<DayRange> holes;    ///< further back; only a person's request asks for them
        bool uncollected = false;
    };

    Result<std::vector<Wish>> look();
    Result<Wish> wish_for(Series series);
    Task<void> poll(std::vector<Wish> const& wishes);
    Task<bool> ask_in_turn(std::vector<Wish> const& wishes, std::vector<Series> const& turn);
    Task<void> ask_uncollected(std::vector<Wish> const& wishes);
    Task<void> ask_holes(std::vector<Wish> const& wishes);
    Task<bool> ask(Series series, DayRange days);
    Task<Result<Answer>> fetch(Series series, DayRange days);
    Result<void> keep(Series series, Answer answer);
    bool has_come(Series series);
    Instant tried(Series series);
    void show(DayRange days);
    void meet(Error const& error, Series series);
    void suspend(Error const& error, Series series);
    Result<void> finish();
    bool skips(Series series) const;

    MeterTools const& tools_;
    Purpose purpose_;
    std::function<void(Progress const&)> report_;
    CivilDay today_;
    log::Logger log_;
    MeterState state_;
    CycleOutcome outcome_;
    Progress progress_; ///< of a first import
    std::vector<Series> skipped_;
    bool over_ = false;
    bool cancelled_ = false; ///< we are stopping: nothing of this poll is to be remembered but its readings
};

Result<Cycle::Wish> Cycle::wish_for(Series series) {
    auto const now = tools_.clock.now();
    auto const from = wanted_from(state_, series, today_);
    // What a history left incomplete is asked for again as long as it is worth it.
    auto ledger = tools_.store.ledger(tools_.meter.id, series,
                                      {std::min(from, today_ - days_a_hole_is_worth_asking_for), today_});
    if (!ledger)
        return ledger.error();
    // A first import that found nothing is no answer about each of its days: it begins again.
    if (!state_.wanted_from.contains(series))
        std::erase_if(*ledger, [](auto const& day) { return day.second.state == DayState::absent; });
    Wish wish{series};
    if (purpose_ == Purpose::request)
        *ledger = with_holes_due(std::move(*ledger), now);
    auto ranges = plan(series, *ledger, from, today_, tools_.source.limits(), now);
    wish.recent = recent_range(ranges, today_);
    if (purpose_ != Purpose::request)
        return wish;
    for (auto range : ranges)
        if (range != wish.recent && has_hole(*ledger, range))
            wish.holes.push_back(range);
    return wish;
}

Result<std::vector<Cycle::Wish>> Cycle::look() {
    auto const off = uncollected_curves(tools_.store, tools_.meter, today_);
    if (!off)
        return off.error();
    std::vector<Wish> wishes;
    for (auto series : tools_.meter.series()) {
        if (skips(series))
            continue;
        auto wish = wish_for(series);
        if (!wish)
            return wish.error();
        wish->uncollected = std::ranges::find(*off, series) != off->end();
        // Holes of the last days alone ride on tomorrow's call.
        if (purpose_ != Purpose::request && has_come(series))
            wish->recent.reset();
        wishes.push_back(std::move(*wish));
    }
    return wishes;
}

bool Cycle::skips(Series series) const {
    return over_ || standing(state_, series, tools_.clock.now()) != nullptr ||
           std::find(skipped_.begin(), skipped_.end(), series) != skipped_.end();
}

bool Cycle::has_come(Series series) {
    auto const yesterday = tools_.store.ledger(tools_.meter.id, series, {today_ - 1, today_});
    return yesterday && !yesterday->empty() && is_settled(yesterday->begin()->second.state);
}

// The ledger remembers answers across lives, the source's day the failures of this one.
Instant Cycle::tried(Series series) {
    auto const known = tools_.day.tried(tools_.meter.id, series);
    auto const yesterday = tools_.store.ledger(tools_.meter.id, series, {today_ - 1, today_});
    return yesterday && !yesterday->empty() ? std::max(known, yesterday->begin()->second.asked) : known;
}

Task<CycleOutcome> Cycle::run() {
    auto state = tools_.store.meter_state(tools_.meter.id);
    Result<std::vector<Wish>> wishes = std::vector<Wish>{};
    if (state) {
        state_ = std::move(*state);
        wishes = look();
    }
    if (!state || !wishes) {
        outcome_.trouble = state ? wishes.error() : state.error();
        outcome_.missing = true;
        co_return outcome_;
    }
    auto polling = poll(*wishes);
    co_await std::move(polling);
    if (cancelled_)
        co_return outcome_;
    auto finishing = when_unlocked(tools_.clock, [&] { return finish(); });
    if (auto const finished = co_await std::move(finishing); !finished) {
        outcome_.trouble = finished.error();
        outcome_.missing = true;
    }
    co_return outcome_;
}

Task<void> Cycle::poll(std::vector<Wish> const& wishes) {
    std::vector<Missing> missing;
    for (auto const& wish : wishes)
        if (wish.recent && !wish.uncollected)
            missing.push_back({wish.series, tried(wish.series)});
    if (!state_.last_success && !missing.empty()) {
        progress_.total = static_cast<int>(missing.size());
        report_(progress_);
    }
    auto const now = tools_.clock.now();
    auto const last_round = tools_.timetable.last_round_on(today_);
    bool const last = now >= last_round;
    auto const began = last ? last_round : tools_.timetable.slot_on(today_);
    auto round = round_of(missing, began, last, tools_.day.looks(), tools_.day.may_look(tools_.timetable),
                          tools_.day.demand());
    if (purpose_ == Purpose::request) {
        round = {};
        for (auto const& one : missing)
            round.first.push_back(one.series);
    }
    auto looking = ask_in_turn(wishes, round.first);
    if (co_await std::move(looking)) {
        auto asking = ask_in_turn(wishes, round.then);
        co_await std::move(asking);
    }
    auto once_a_day = ask_uncollected(wishes);
    co_await std::move(once_a_day);
    auto further_back = ask_holes(wishes);
    co_await std::move(further_back);
}

/// Whether yesterday came for one of them.
Task<bool> Cycle::ask_in_turn(std::vector<Wish> const& wishes, std::vector<Series> const& turn) {
    bool came = false;
    for (auto series : turn) {
        auto const wish = std::ranges::find_if(wishes, [&](Wish const& one) { return one.series == series; });
        if (!skips(series)) {
            auto asking = ask(series, *wish->recent);
            co_await std::move(asking);
            came = came || has_come(series);
        }
        show(*wish->recent);
    }
    co_return came;
}

// Once a day, when the day's daily value has come: then its absence tells something.
Task<void> Cycle::ask_uncollected(std::vector<Wish> const& wishes) {
    auto const slot = tools_.timetable.slot_on(today_);
    for (auto const& wish : wishes) {
        if (!wish.uncollected || !wish.recent || skips(wish.series))
            continue;
        bool const due = tried(wish.series) < slot && has_come({wish.series.direction, Dataset::daily}) &&
                         tools_.day.looks() != 0;
        if (due || purpose_ == Purpose::request) {
            auto asking = ask(wish.series, *wish.recent);
            co_await std::move(asking);
        }
    }
}

Task<void> Cycle::ask_holes(std::vector<Wish> const& wishes) {
    for (auto const& wish : wishes)
        for (auto days : wish.holes)
            if (!wish.uncollected && !skips(wish.series)) {
                auto asking = ask(wish.series, days);
                co_await std::move(asking);
            }
}

void Cycle::show(DayRange days) {
    if (progress_.total == 0)
        return;
    ++progress_.done;
    progress_.from = days.start;
    progress_.at = days.end - 1;
    if (progress_.done < progress_.total && !over_)
        report_(progress_);
}

Task<bool> Cycle::ask(Series series, DayRange days) {
    auto asking = fetch(series, days);
    auto answer = co_await std::move(asking);
    // What spoils an old day must not cost the new ones: the rest is left to history.
    auto const recent = last_days(days);
    if (!answer && days.end == today_ && days != recent && is_about_the_range(answer.error())) {
        log_.info("{} {}..{}: {}", measure_name(series), days.start.iso(), (days.end - 1).iso(),
                  answer.error().message);
        auto again = fetch(series, recent);
        answer = co_await std::move(again);
    }
    auto const kept = answer ? keep(series, std::move(*answer)) : Result<void>{answer.error()};
    if (!kept)
        meet(kept.error(), series);
    co_return kept.has_value();
}

Task<Result<Answer>> Cycle::fetch(Series series, DayRange days) {
    tools_.day.trying(tools_.meter.id, series);
    if (purpose_ == Purpose::request)
        if (auto const leave = tools_.day.leave(purpose_, tools_.timetable); !leave)
            co_return leave.error();
    auto asking = ask_days(tools_, series, days, purpose_);
    co_return co_await std::move(asking);
}

Result<void> Cycle::keep(Series series, Answer answer) {
    std::ranges::move(answer.corrections, std::back_inserter(outcome_.corrections));
    state_.suspended.erase(series);
    // Only once the source has given something: a first start with a wrong clock or token, or before the
    // first data, must not fix where history begins.
    if (answer.data) {
        state_.last_success = tools_.clock.now();
        state_.wanted_from.try_emplace(series, first_import_from(series, today_));
    }
    // Yesterday refused means a meter that began today, or a source that changes its mind tomorrow.
    if (answer.nothing_before == today_)
        state_.suspended.insert_or_assign(
            series, Suspension{tools_.timetable.suspended_until(tools_.clock.now(), 1),
                               ErrorCode::before_activation, "the source serves no day yet", 0});
    return {};
}

void Cycle::meet(Error const& error, Series series) {
    cancelled_ = error.kind() == ErrorKind::cancelled;
    if (!cancelled_ && !outcome_.trouble) {
        outcome_.trouble = error;
        outcome_.trouble_of = series;
        outcome_.refused = tools_.gate.refused(tools_.meter.id);
    }
    if (error.retry_after || is_throttle(error)) {
        auto const until = tools_.clock.now() + error.retry_after.value_or(ordinary_pause);
        outcome_.not_before = std::max(outcome_.not_before.value_or(until), until);
    }
    if (waits_for_the_user(error))
        suspend(error, series);
    auto const reach = reach_of(error);
    if (reach == Reach::poll || reach == Reach::meter)
        over_ = true;
    else
        skipped_.push_back(series);
}

void Cycle::suspend(Error const& error, Series series) {
    auto const reach = reach_of(error);
    for (auto other : tools_.meter.series()) {
        if (other != series && reach != Reach::meter &&
            !(reach == Reach::direction && other.direction == series.direction))
            continue;
        auto const known = state_.suspended.find(other);
        int const refusals = known == state_.suspended.end() ? 1 : known->second.refusals + 1;
        if (refusals == 1)
            outcome_.stopped = error;
        auto const until = tools_.timetable.suspended_until(tools_.clock.now(), refusals);
        state_.suspended.insert_or_assign(other, Suspension{until, error.code, error.message, refusals});
    }
}

Result<void> Cycle::finish() {
    auto const off = uncollected_curves(tools_.store, tools_.meter, today_);
    if (!off)
        return off.error();
    for (auto series : tools_.meter.series())
        if (standing(state_, series, tools_.clock.now()) == nullptr &&
            std::ranges::find(*off, series) == off->end() && !has_come(series))
            outcome_.missing = true;
    if (auto const refused = refused_series(tools_.meter, state_, tools_.clock.now());
        refused && !outcome_.trouble) {
        auto const& why = state_.suspended.at(*refused);
        outcome_.trouble = Error{why.code, why.message};
        outcome_.trouble_of = refused;
    }
    // A poll that crossed midnight has not looked at the new yesterday.
    if (tools_.zone.day_of(tools_.clock.now()) != today_)
        outcome_.missing = true;
    state_.last_poll = tools_.clock.now();
    return tools_.store.set_meter_state(tools_.meter.id, state_);
}

} // namespace

Suspension const* standing(MeterState const& state, Series series, Instant now) {
    auto const found = state.suspended.find(series);
    if (found == state.suspended.end())
        return nullptr;
    auto const& until = found->second.until;
    return now < until && until - now <= longest_suspension ? &found->second : nullptr;
}

std::optional<Series> refused_series(Meter const& meter, MeterState const& state, Instant now) {
    for (auto series : meter.series())
        if (auto const* const one = standing(state, series, now); one != nullptr && one->refusals > 0)
            return series;
    return std::nullopt;
}

Task<CycleOutcome> sync_meter(MeterTools const& tools, Purpose purpose,
                              std::function<void(Progress const&)> report) {
    Cycle cycle{tools, purpose, std::move(report)};
    auto running = cycle.run();
    co_return co_await std::move(running);
}

} // namespace enedis2mqtt
