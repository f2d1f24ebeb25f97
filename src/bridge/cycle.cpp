#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/bridge/trouble.hpp>
#include <enedis2mqtt/bridge/when_unlocked.hpp>

#include <algorithm>
#include <iterator>

namespace enedis2mqtt {
namespace {

// The timetable's longest is the slot of the day a week ahead.
constexpr std::chrono::days longest_suspension{8};

struct Ask {
    Series series;
    DayRange days;
};

class Cycle {
public:
    Cycle(MeterTools const& tools, Purpose purpose, std::function<void(Progress const&)> report)
        : tools_(tools), purpose_(purpose), report_(std::move(report)),
          today_(tools.zone.day_of(tools.clock.now())), log_(log::get("bridge." + tools.meter.id.masked())) {}

    Task<CycleOutcome> run();

private:
    Result<std::vector<Ask>> work();
    Task<Result<void>> ask(Series series, DayRange days);
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
        auto const begun = state_.wanted_from.find(series);
        auto const from =
            begun == state_.wanted_from.end() ? first_import_from(series, today_) : begun->second;
        // What a history left incomplete is asked for again as long as it is worth it.
        auto ledger = tools_.store.ledger(tools_.meter.id, series,
                                          {std::min(from, today_ - days_a_hole_is_worth_asking_for), today_});
        if (!ledger)
            return ledger.error();
        // A first import that found nothing is no answer about each of its days: it begins again.
        if (begun == state_.wanted_from.end())
            std::erase_if(*ledger, [](auto const& day) { return day.second.state == DayState::absent; });
        for (auto days : plan(series, *ledger, from, today_, tools_.source.limits(), tools_.clock.now()))
            if (!skips(series))
                asks.push_back({series, days});
    }
    return asks;
}

bool Cycle::skips(Series series) const {
    return over_ || standing(state_, series, tools_.clock.now()) != nullptr ||
           std::find(skipped_.begin(), skipped_.end(), series) != skipped_.end();
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
    auto finishing = when_unlocked(tools_.clock, [&] { return finish(); });
    if (auto const finished = co_await std::move(finishing); !finished) {
        outcome_.trouble = finished.error();
        outcome_.missing = true;
    }
    co_return outcome_;
}

Task<Result<void>> Cycle::ask(Series series, DayRange days) {
    auto asking = ask_days(tools_, series, days, purpose_);
    auto answer = co_await std::move(asking);
    if (!answer)
        co_return answer.error();
    std::ranges::move(answer->corrections, std::back_inserter(outcome_.corrections));
    state_.suspended.erase(series);
    // Only once the source has given something: a first start with a wrong clock or token, or before the
    // first data, must not fix where history begins.
    if (answer->data) {
        state_.last_success = tools_.clock.now();
        state_.wanted_from.try_emplace(series, first_import_from(series, today_));
    }
    // Yesterday refused means a meter that began today, or a source that changes its mind tomorrow.
    if (answer->nothing_before == today_)
        state_.suspended.insert_or_assign(
            series, Suspension{tools_.timetable.suspended_until(tools_.clock.now(), 1),
                               ErrorCode::before_activation, "the source serves no day yet", 0});
    co_return Result<void>{};
}

void Cycle::meet(Error const& error, Series series) {
    cancelled_ = error.kind() == ErrorKind::cancelled;
    if (!cancelled_ && !outcome_.trouble)
        outcome_.trouble = error;
    bool const throttled = is_throttle(error);
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
        if (standing(state_, series, tools_.clock.now()) != nullptr)
            continue;
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

Suspension const* standing(MeterState const& state, Series series, Instant now) {
    auto const found = state.suspended.find(series);
    if (found == state.suspended.end())
        return nullptr;
    auto const& until = found->second.until;
    return now < until && until - now <= longest_suspension ? &found->second : nullptr;
}

std::optional<Error> standing_refusal(Meter const& meter, MeterState const& state, Instant now) {
    for (auto series : meter.series())
        if (auto const* const one = standing(state, series, now); one != nullptr && one->refusals > 0)
            return Error{one->code, one->message};
    return std::nullopt;
}

Task<CycleOutcome> sync_meter(MeterTools const& tools, Purpose purpose,
                              std::function<void(Progress const&)> report) {
    Cycle cycle{tools, purpose, std::move(report)};
    auto running = cycle.run();
    co_return co_await std::move(running);
}

} // namespace enedis2mqtt
