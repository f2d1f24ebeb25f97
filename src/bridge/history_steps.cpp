#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/bridge/gaps.hpp>
#include <enedis2mqtt/bridge/history.hpp>
#include <enedis2mqtt/bridge/trouble.hpp>

#include <algorithm>
#include <iterator>

namespace enedis2mqtt {
namespace {

// A range that spoils its answers must not cost the history its calls.
constexpr int halving_calls_a_day = 8;

} // namespace

void HistoryWork::forgive_budget() {
    std::erase_if(aside_, [](auto const& one) { return one.second.why.code == ErrorCode::budget_spent; });
}

bool HistoryWork::is_aside(Series series) const {
    auto const found = aside_.find(series);
    return found != aside_.end() && found->second.until > tools_.clock.now();
}

// What the daily polls leave alone until the user acts is not to be asked by this way either.
void HistoryWork::heed_suspensions() {
    auto const state = tools_.store.meter_state(tools_.meter.id);
    if (!state)
        return;
    for (auto series : tools_.meter.series())
        if (auto const* const one = standing(*state, series, tools_.clock.now());
            one != nullptr && !is_aside(series))
            aside_.insert_or_assign(series, Aside{one->until, Error{one->code, one->message}});
}

bool HistoryWork::can_go_on(std::vector<SeriesAsks> const& left) const {
    return left.empty() ||
           !std::ranges::all_of(left, [&](SeriesAsks const& one) { return is_aside(one.series); });
}

void HistoryWork::wait_until(Instant when, HistoryStep& step) const {
    step.wait_until = std::min(step.wait_until.value_or(when), when);
}

// Everything that is left is aside: until the first of it may be asked again, and why not now.
void HistoryWork::wait_for(std::vector<SeriesAsks> const& left, HistoryStep& step) const {
    for (auto const& one : left) {
        auto const& aside = aside_.at(one.series);
        if (step.wait_until && *step.wait_until <= aside.until)
            continue;
        step.wait_until = aside.until;
        step.trouble = aside.why;
    }
}

/// The first job that can go on; else the gaps, once the source's day is over. When neither is there, `step`
/// says until when.
Result<std::optional<HistoryJob>> HistoryWork::job_to_do(HistoryScope scope, HistoryStep& step) {
    std::vector<HistoryJob> jobs;
    if (scope != HistoryScope::gaps) {
        auto known = tools_.jobs.history_jobs(tools_.meter.id);
        if (!known)
            return known.error();
        jobs = std::move(*known);
    }
    if (scope != HistoryScope::jobs)
        jobs.push_back({tools_.meter.id, {}, {}, tools_.clock.now()});
    HistoryStep waiting;
    for (auto const& job : jobs) {
        auto const left = asks_of(job);
        if (!left)
            return left.error();
        if (is_gaps(job) && left->empty())
            continue;
        bool const held_up = is_gaps(job) && !tools_.day.is_over();
        // What waits for its user must not keep a later wish waiting.
        if (!held_up && can_go_on(*left))
            return std::optional{job};
        if (held_up)
            wait_until(tools_.day.over_at(), waiting);
        else
            wait_for(*left, waiting);
        if (!is_gaps(job) && !waiting.progress)
            show(job, *left, waiting);
    }
    step = std::move(waiting);
    return std::optional<HistoryJob>{};
}

HistoryWork::Halving& HistoryWork::halving_of(HistoryJob const& job) {
    auto& halving = halvings_[job.key];
    auto const today = tools_.zone.day_of(tools_.clock.now());
    if (halving.day != today) {
        halving.day = today;
        halving.calls = 0;
    }
    return halving;
}

// The polls may have been answered meanwhile: then no outage holds this up.
void HistoryWork::heed_answers(Halving& halving, Series series) {
    auto const reached = tools_.store.last_complete(tools_.meter.id, series);
    if (!reached || !*reached)
        return;
    auto const [known, is_new] = halving.reached.try_emplace(series, **reached);
    if (!is_new && known->second < **reached)
        halving.ranges[series].others_answered();
    known->second = **reached;
}

HistoryWork::Choice HistoryWork::choose(HistoryJob const& job, std::vector<SeriesAsks> const& left) {
    auto& halving = halving_of(job);
    Choice choice;
    for (auto const& one : left) {
        if (is_aside(one.series))
            continue;
        heed_answers(halving, one.series);
        if (auto const days =
                halving.ranges[one.series].next(one.asks, halving.calls < halving_calls_a_day)) {
            choice.series = one.series;
            choice.days = *days;
            return choice;
        }
        // What is left of it costs more than the day has.
        auto const why = halving.why.value_or(Error{ErrorCode::outage, "its ranges failed"});
        aside_.insert_or_assign(one.series, Aside{tools_.zone.start_of(halving.day + 1), why});
    }
    return choice;
}

Task<HistoryStep> HistoryWork::step(HistoryScope scope) {
    HistoryStep step;
    heed_suspensions();
    auto chosen = job_to_do(scope, step);
    if (!chosen || !*chosen) {
        if (!chosen)
            meet(chosen.error(), {}, step);
        co_return step;
    }
    auto job = std::move(**chosen);
    // Since the clock was set back every day looks as if it had not been asked for since.
    if (auto const now = tools_.clock.now(); now < job.asked_at) {
        job.asked_at = now;
        if (auto dated = tools_.jobs.date_history_job(job.key, now); !dated) {
            meet(dated.error(), {}, step);
            co_return step;
        }
    }
    auto left = asks_of(job);
    if (!left) {
        meet(left.error(), {}, step);
        co_return step;
    }
    if (is_gaps(job))
        gap_calls_ = std::max(gap_calls_, calls_of(*left));
    auto const choice = choose(job, *left);
    if (choice.series) {
        auto asking = ask(job, choice, step);
        co_await std::move(asking);
        if (ended_meanwhile(job, step))
            co_return step;
        left = asks_of(job);
        if (!left) {
            meet(left.error(), *choice.series, step);
            co_return step;
        }
        step.progress.emplace();
        step.progress->from = choice.days.start;
        step.progress->at = choice.days.end - 1;
    }
    show(job, *left, step);
    co_return step;
}

/// How far the job is, and whether that is its end.
void HistoryWork::show(HistoryJob const& job, std::vector<SeriesAsks> const& left, HistoryStep& step) {
    bool const is_job = !is_gaps(job);
    int const calls = calls_of(left);
    if (calls == 0) {
        halvings_.erase(job.key);
        gap_calls_ = 0;
    }
    // A hole that is asked for again is no history that anyone waits for.
    if (!is_job && gap_calls_ <= static_cast<int>(tools_.meter.series().size())) {
        step.progress.reset();
        step.again = calls > 0;
        return;
    }
    auto progress = step.progress.value_or(Progress{});
    progress.kind = Errand::history;
    progress.total = std::max(is_job ? job.calls : gap_calls_, calls);
    progress.done = progress.total - calls;
    step.progress = progress;
    step.again = calls > 0;
    if (calls > 0) {
        if (auto const plan = plan_of(job)) {
            step.progress->calls_left_today = plan->calls_left_today;
            step.progress->expected_end = plan->expected_end;
        }
        return;
    }
    if (auto removed = tools_.jobs.remove_history_job(job.key); !removed) {
        meet(removed.error(), {}, step);
        return;
    }
    step.finished = job;
    step.again = true;
    if (auto given_up = given_up_.extract(job.key))
        step.given_up = std::move(given_up.mapped());
}

Task<void> HistoryWork::ask(HistoryJob const& job, Choice choice, HistoryStep& step) {
    if (auto const leave = tools_.day.leave(Purpose::history, tools_.timetable); !leave) {
        meet(leave.error(), *choice.series, step);
        co_return;
    }
    auto& halving = halving_of(job);
    if (halving.ranges[*choice.series].is_piece(choice.days))
        ++halving.calls;
    auto asking = ask_days(tools_, *choice.series, choice.days, Purpose::history);
    auto answer = co_await std::move(asking);
    Result<void> taken;
    if (answer)
        taken = take(std::move(*answer), choice, job, step);
    if (!answer || !taken)
        fail(job, choice, answer ? taken.error() : answer.error(), step);
}

// Someone ended the job during its call: what the call brought stays, and nothing more is told of the job.
bool HistoryWork::ended_meanwhile(HistoryJob const& job, HistoryStep& step) {
    if (is_gaps(job))
        return false;
    auto const jobs = tools_.jobs.history_jobs(tools_.meter.id);
    if (!jobs) {
        meet(jobs.error(), {}, step);
        return true;
    }
    if (std::ranges::any_of(*jobs, [&](HistoryJob const& one) { return one.key == job.key; }))
        return false;
    halvings_.erase(job.key);
    step.trouble.reset();
    step.wait_until.reset();
    step.again = true; // another job may be there
    return true;
}

Result<void> HistoryWork::take(Answer answer, Choice const& choice, HistoryJob const& job,
                               HistoryStep& step) {
    auto const series = *choice.series;
    failures_in_a_row_ = 0;
    unanswered_ = 0;
    halving_of(job).ranges[series].answered(choice.days);
    std::ranges::move(answer.corrections, std::back_inserter(step.corrections));
    if (!answer.nothing_before)
        return {};
    auto const today = tools_.zone.day_of(tools_.clock.now());
    DayRange const older{std::max(job.days.start, oldest_day(series, today, tools_.source.limits())),
                         *answer.nothing_before};
    if (!is_gaps(job) && !older.empty())
        return mark_refused(tools_, series, older);
    return {};
}

// While other ranges of the series may tell whether it is an outage, the failure of one costs them no time.
void HistoryWork::fail(HistoryJob const& job, Choice const& choice, Error const& error, HistoryStep& step) {
    auto const series = *choice.series;
    // A call that was not made, because the source is left alone, says nothing of the range.
    auto const how = tools_.gate.refused(tools_.meter.id) ? std::nullopt : failure_of_range(error);
    if (!how) {
        meet(error, series, step);
        return;
    }
    ++unanswered_;
    auto& halving = halving_of(job);
    halving.why = error;
    auto& ranges = halving.ranges[series];
    bool const looks_like_an_outage = *how == Bisection::Failure::unclear && !ranges.is_piece(choice.days);
    if (ranges.failed(choice.days, *how)) {
        keep_hole(job, series, choice.days, error, step);
        return;
    }
    auto const left = asks_of(job);
    bool stuck = !left || unanswered_ > (looks_like_an_outage ? 0 : 2);
    if (left)
        for (auto const& one : *left)
            stuck = stuck || (one.series == series && ranges.is_stuck(one.asks));
    if (stuck || reach_of(error) == Reach::poll)
        meet(error, series, step);
    else
        step.trouble = error;
}

void HistoryWork::keep_hole(HistoryJob const& job, Series series, DayRange days, Error const& why,
                            HistoryStep& step) {
    auto const what = measure_name(series) + ' ' + days.start.iso();
    log::get("bridge." + tools_.meter.id.masked()).warn("{} is given up: {}", what, why.message);
    if (!is_gaps(job))
        given_up_[job.key].push_back(what);
    Keeping nothing{tools_.meter.id, series};
    if (auto kept = settle(tools_.store, std::move(nothing), days, tools_.zone, tools_.clock.now()); !kept)
        step.trouble = kept.error();
}

void HistoryWork::meet(Error const& error, Series series, HistoryStep& step) {
    auto const now = tools_.clock.now();
    if (error.kind() == ErrorKind::cancelled) {
        step.wait_until = now + ordinary_pause;
        return;
    }
    step.trouble = error;
    auto until = now + error.retry_after.value_or(ordinary_pause);
    bool const unanswerable = error.kind() == ErrorKind::out_of_range; // it was narrowed as far as it goes
    bool const asked = !tools_.gate.refused(tools_.meter.id);
    if (asked && (unanswerable || (is_unwell(error) && error.kind() != ErrorKind::throttled)))
        until = std::max(until, now + tools_.timetable.back_off(++failures_in_a_row_));
    if (waits_for_the_user(error))
        until = tools_.timetable.suspended_until(now, 1);
    // The polls leave more as soon as they have what they wait for.
    if (error.code == ErrorCode::budget_spent && !tools_.day.is_over())
        until = std::min(until, tools_.day.over_at());
    auto const reach = asked ? reach_of(error) : Reach::poll;
    if (reach == Reach::poll)
        step.wait_until = until;
    for (auto one : tools_.meter.series())
        if (one == series || reach == Reach::poll || reach == Reach::meter ||
            (reach == Reach::direction && one.direction == series.direction))
            aside_.insert_or_assign(one, Aside{until, error});
}

} // namespace enedis2mqtt
