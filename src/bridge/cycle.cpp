#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/cycle.hpp>

#include <algorithm>

namespace enedis2mqtt {
namespace {

struct Ask {
    Series series;
    DayRange days;
};

// For a source that throttles without saying for how long. Source: reference/enedis-api.md section 2.2.
constexpr std::chrono::minutes ordinary_pause{30};

/// Where an error leaves the rest of the poll.
enum class Reach { range, series, direction, meter, poll };

Reach reach_of(Error const& error) {
    switch (error.code) {
    case ErrorCode::consent_missing:
    case ErrorCode::not_holder:
        return Reach::direction;
    case ErrorCode::host_unknown:
    case ErrorCode::unreachable:
    case ErrorCode::timeout:
    case ErrorCode::tls_failed:
        return Reach::poll;
    default:
        break;
    }
    switch (error.kind()) {
    case ErrorKind::unauthorized:
        return Reach::meter;
    case ErrorKind::throttled:
    case ErrorKind::storage:
    case ErrorKind::cancelled:
        return Reach::poll;
    default:
        return Reach::series;
    }
}

bool waits_for_the_user(Error const& error) {
    return error.kind() == ErrorKind::unauthorized || error.kind() == ErrorKind::rejected;
}

class Cycle {
public:
    Cycle(MeterTools const& tools, Purpose purpose, std::function<void(Progress const&)> report)
        : tools_(tools), purpose_(purpose), report_(std::move(report)),
          today_(tools.zone.day_of(tools.clock.now())), log_(log::get("bridge." + tools.meter.id.masked())) {}

    Task<CycleOutcome> run();

private:
    Result<std::vector<Ask>> work();
    Task<Result<void>> ask(Series series, DayRange days);
    Task<Result<void>> narrow(Series series, DayRange refused);
    Result<void> settle(Series series, DayRange days, Readings const& readings);
    Result<void> mark_refused(Series series, DayRange days);
    void remember_how_far_back(Series series);
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
    std::vector<Series> skipped_;
    bool over_ = false;
    bool cancelled_ = false; ///< we are stopping: nothing of this poll is to be remembered but its readings
};

Result<std::vector<Ask>> Cycle::work() {
    std::vector<Ask> asks;
    for (auto series : tools_.meter.series()) {
        auto const from = state_.wanted_from.contains(series) ? state_.wanted_from.at(series)
                                                              : first_import_from(series, today_);
        auto const ledger = tools_.store.ledger(tools_.meter.id, series, {from, today_});
        if (!ledger)
            return ledger.error();
        for (auto days : plan(series, *ledger, from, today_, tools_.source.limits(), tools_.clock.now()))
            if (!skips(series))
                asks.push_back({series, days});
    }
    return asks;
}

bool Cycle::skips(Series series) const {
    auto const suspension = state_.suspended.find(series);
    bool const waits = suspension != state_.suspended.end() && suspension->second.until > tools_.clock.now();
    return over_ || waits || std::find(skipped_.begin(), skipped_.end(), series) != skipped_.end();
}

Task<CycleOutcome> Cycle::run() {
    auto state = tools_.store.meter_state(tools_.meter.id);
    if (!state) {
        outcome_.trouble = state.error();
        outcome_.missing = true;
        co_return outcome_;
    }
    state_ = std::move(*state);
    bool const first_import = !state_.last_success;
    if (!state_.first_import)
        state_.first_import = today_;

    auto const asks = work();
    if (!asks) {
        outcome_.trouble = asks.error();
        outcome_.missing = true;
        co_return outcome_;
    }
    Progress progress;
    progress.total = static_cast<int>(asks->size());
    bool const long_fetch = first_import || asks->size() > tools_.meter.series().size();
    if (long_fetch && !asks->empty())
        report_(progress);
    for (auto const& next : *asks) {
        if (!skips(next.series)) {
            auto answer = co_await ask(next.series, next.days);
            if (!answer)
                meet(answer.error(), next.series);
        }
        ++progress.done;
        progress.from = next.days.start;
        progress.at = next.days.end - 1;
        if (long_fetch && progress.done < progress.total && !over_)
            report_(progress);
    }
    if (cancelled_)
        co_return outcome_;
    if (auto finished = finish(); !finished) {
        outcome_.trouble = finished.error();
        outcome_.missing = true;
    }
    co_return outcome_;
}

Task<Result<void>> Cycle::ask(Series series, DayRange days) {
    FetchRequest request{tools_.meter.id, series, days, purpose_};
    auto fetch = tools_.source.fetch(std::move(request));
    auto answer = co_await std::move(fetch);
    ++outcome_.calls;
    if (answer) {
        state_.suspended.erase(series);
        state_.last_success = tools_.clock.now();
        log_.info("{} {}..{}: {} points", measure_name(series), days.start.iso(), (days.end - 1).iso(),
                  answer->curve.size() + answer->daily.size() + answer->max_power.size());
        co_return settle(series, days, *answer);
    }
    auto const error = answer.error();
    if (error.kind() == ErrorKind::no_data) {
        log_.info("{} {}..{}: not published", measure_name(series), days.start.iso(), (days.end - 1).iso());
        state_.suspended.erase(series);
        co_return settle(series, days, Readings{});
    }
    if (error.kind() == ErrorKind::out_of_range && error.code != ErrorCode::range_too_long)
        co_return co_await narrow(series, days);
    co_return error;
}

// The source refuses a range whose start lies before what it serves. Bisection finds the first day served;
// each accepted half is kept, so nothing is fetched twice.
Task<Result<void>> Cycle::narrow(Series series, DayRange refused) {
    auto low = refused.start;
    auto high = refused.end;
    while (high - low > 1) {
        auto const middle = low + (high - low) / 2;
        FetchRequest request{tools_.meter.id, series, DayRange{middle, high}, purpose_};
        auto fetch = tools_.source.fetch(std::move(request));
        auto answer = co_await std::move(fetch);
        ++outcome_.calls;
        if (answer || answer.error().kind() == ErrorKind::no_data) {
            if (answer)
                state_.last_success = tools_.clock.now();
            auto const readings = answer ? std::move(*answer) : Readings{};
            if (auto kept = settle(series, {middle, high}, readings); !kept)
                co_return kept;
            high = middle;
        } else if (answer.error().kind() == ErrorKind::out_of_range) {
            low = middle;
        } else {
            co_return answer.error();
        }
    }
    log_.info("{}: the source serves nothing before {}", measure_name(series), high.iso());
    co_return mark_refused(series, {refused.start, high});
}

Result<void> Cycle::settle(Series series, DayRange days, Readings const& readings) {
    auto const& id = tools_.meter.id;
    auto before = tools_.store.ledger(id, series, days);
    if (!before)
        return before.error();

    Readings known = readings;
    if (series.dataset == Dataset::load_curve) {
        auto const held = tools_.store.load_curve(id, series.direction, tools_.zone.interval_of(days));
        if (!held)
            return held.error();
        known.curve = merged(*held, readings.curve);
    }
    Keeping keeping{id, series};
    keeping.readings = readings;
    keeping.source = tools_.meter.provider;
    for (auto const& [day, state] : states_of(series, known, days, tools_.zone)) {
        auto const entry = before->find(day);
        // A complete day stays complete: what one answer lacks the archive still holds.
        if (entry != before->end() && entry->second.state == DayState::complete)
            continue;
        auto const last = entry == before->end() ? std::nullopt : std::optional{entry->second};
        keeping.ledger[day] = next_entry(last, state, day, today_, tools_.clock.now());
    }
    if (auto kept = tools_.store.keep(keeping, tools_.zone); !kept)
        return kept.error();
    remember_how_far_back(series);
    return {};
}

// Only once the source has answered: a first start with a wrong clock or token must not fix where history
// begins.
void Cycle::remember_how_far_back(Series series) {
    state_.wanted_from.try_emplace(series, first_import_from(series, today_));
}

Result<void> Cycle::mark_refused(Series series, DayRange days) {
    auto const before = tools_.store.ledger(tools_.meter.id, series, days);
    if (!before)
        return before.error();
    Keeping keeping{tools_.meter.id, series};
    for (auto day = days.start; day < days.end; ++day) {
        auto const entry = before->find(day);
        auto const last = entry == before->end() ? std::nullopt : std::optional{entry->second};
        if (!last || last->state != DayState::complete)
            keeping.ledger[day] = next_entry(last, DayState::refused, day, today_, tools_.clock.now());
    }
    if (auto kept = tools_.store.keep(keeping, tools_.zone); !kept)
        return kept.error();
    remember_how_far_back(series);
    // Yesterday refused means a meter that began today, or a source that changes its mind tomorrow.
    if (days.contains(today_ - 1))
        state_.suspended.insert_or_assign(
            series, Suspension{tools_.timetable.suspended_until(tools_.clock.now(), 1),
                               ErrorCode::before_activation, "the source serves no day yet", 0});
    return {};
}

void Cycle::meet(Error const& error, Series series) {
    cancelled_ = error.kind() == ErrorKind::cancelled;
    if (!cancelled_ && !outcome_.trouble)
        outcome_.trouble = error;
    bool const throttled = error.kind() == ErrorKind::throttled && error.code != ErrorCode::budget_spent;
    if (error.retry_after || throttled) {
        auto const until = tools_.clock.now() + error.retry_after.value_or(ordinary_pause);
        outcome_.not_before = std::max(outcome_.not_before.value_or(until), until);
        if (throttled)
            if (auto paused = tools_.gate.pause_until(until); !paused)
                log_.warn("the pause could not be kept: {}", paused.error().message);
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
    for (auto series : tools_.meter.series()) {
        auto const suspension = state_.suspended.find(series);
        if (suspension != state_.suspended.end() && suspension->second.until > tools_.clock.now()) {
            continue;
        }
        auto const yesterday = tools_.store.ledger(tools_.meter.id, series, {today_ - 1, today_});
        if (!yesterday)
            return yesterday.error();
        if (yesterday->empty() || yesterday->begin()->second.state != DayState::complete)
            outcome_.missing = true;
    }
    if (!outcome_.trouble)
        outcome_.trouble = standing_refusal(tools_.meter, state_, tools_.clock.now());
    // A poll that crossed midnight has not looked at the new yesterday.
    if (tools_.zone.day_of(tools_.clock.now()) != today_)
        outcome_.missing = true;
    state_.last_poll = tools_.clock.now();
    return tools_.store.set_meter_state(tools_.meter.id, state_);
}

} // namespace

std::optional<Error> standing_refusal(Meter const& meter, MeterState const& state, Instant now) {
    for (auto series : meter.series()) {
        auto const found = state.suspended.find(series);
        if (found != state.suspended.end() && found->second.refusals > 0 && found->second.until > now)
            return Error{found->second.code, found->second.message};
    }
    return std::nullopt;
}

bool is_unwell(Error const& error) {
    switch (error.kind()) {
    case ErrorKind::malformed:
        return true;
    case ErrorKind::throttled:
        return error.code != ErrorCode::budget_spent;
    case ErrorKind::transient:
        return reach_of(error) != Reach::poll;
    default:
        return false;
    }
}

Task<CycleOutcome> sync_meter(MeterTools const& tools, Purpose purpose,
                              std::function<void(Progress const&)> report) {
    Cycle cycle{tools, purpose, std::move(report)};
    auto running = cycle.run();
    co_return co_await std::move(running);
}

} // namespace enedis2mqtt
