#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/cycle.hpp>
#include <enedis2mqtt/bridge/history.hpp>
#include <enedis2mqtt/bridge/trouble.hpp>

#include <algorithm>
#include <iterator>

namespace enedis2mqtt {
namespace {

// A range that spoils every answer must not keep the rest of a history waiting for ever.
constexpr int tries_of_a_range = 3;

int count(std::vector<SeriesAsks> const& all) {
    int calls = 0;
    for (auto const& one : all)
        calls += static_cast<int>(one.asks.size());
    return calls;
}

} // namespace

Result<HistoryJob> HistoryWork::job_of(HistoryRequest const& request) const {
    auto const now = tools_.clock.now();
    auto const today = tools_.zone.day_of(now);
    auto datasets = request.datasets;
    if (datasets.empty())
        datasets = {Dataset::daily, Dataset::load_curve, Dataset::max_power};
    std::ranges::sort(datasets);
    datasets.erase(std::unique(datasets.begin(), datasets.end()), datasets.end());
    auto oldest = today;
    for (auto dataset : datasets)
        oldest =
            std::min(oldest, oldest_day({Direction::consumption, dataset}, today, tools_.source.limits()));
    DayRange const days{std::max(request.from, oldest), std::min(request.to.value_or(today), today)};
    if (days.empty())
        return Error{ErrorCode::request_invalid,
                     "no day lies between " + days.start.iso() + " and " + days.end.iso() +
                         " (excluded, today at the latest); the source keeps none before " + oldest.iso()};
    return HistoryJob{tools_.meter.id, days, std::move(datasets), now};
}

Result<std::vector<SeriesAsks>> HistoryWork::asks_of(HistoryJob const& job) const {
    auto const now = tools_.clock.now();
    std::vector<SeriesAsks> all;
    for (auto series : tools_.meter.series()) {
        auto const ledger = tools_.store.ledger(job.id, series, job.days);
        if (!ledger)
            return ledger.error();
        auto asks = history_asks(series, job, *ledger, tools_.zone.day_of(now), tools_.source.limits(), now);
        if (!asks.empty())
            all.push_back({series, std::move(asks)});
    }
    // Three years of days are four calls, two years of a curve a hundred: what is soon done comes first.
    std::ranges::stable_sort(all, {}, [](SeriesAsks const& one) { return one.asks.size(); });
    return all;
}

Result<HistoryPlan> HistoryWork::plan_of(HistoryJob const& job) const {
    auto asks = asks_of(job);
    if (!asks)
        return asks.error();
    auto const made = tools_.gate.counts();
    if (!made)
        return made.error();
    auto const& limits = tools_.gate.limits();
    auto const now = tools_.clock.now();
    HistoryPlan plan;
    plan.calls = count(*asks);
    plan.series = std::move(*asks);
    if (limits.per_day > 0) {
        plan.calls_per_day = limits.per_day - limits.reserve;
        plan.calls_left_today = std::max(0, *plan.calls_per_day - made->today);
    }
    plan.expected_end = expected_end(plan.calls, limits, *made, now, tools_.gate.tomorrow());
    return plan;
}

Result<HistoryPlan> HistoryWork::plan(HistoryRequest const& request) {
    auto const job = job_of(request);
    if (!job)
        return job.error();
    return plan_of(*job);
}

Result<HistoryPlan> HistoryWork::add(HistoryRequest const& request) {
    auto job = job_of(request);
    if (!job)
        return job.error();
    auto const known = tools_.jobs.history_jobs(job->id);
    if (!known)
        return known.error();
    for (auto const& one : *known)
        if (one.days.start <= job->days.start && job->days.end <= one.days.end + 1 &&
            one.datasets == job->datasets)
            return plan_of(one);
    auto plan = plan_of(*job);
    if (!plan || plan->calls == 0)
        return plan;
    job->calls = plan->calls;
    if (auto added = tools_.jobs.add_history_job(*job); !added)
        return added.error();
    return plan;
}

Result<void> HistoryWork::cancel() {
    failures_.clear();
    given_up_.clear();
    auto const jobs = tools_.jobs.history_jobs(tools_.meter.id);
    if (!jobs)
        return jobs.error();
    for (auto const& job : *jobs)
        if (auto removed = tools_.jobs.remove_history_job(job.key); !removed)
            return removed;
    return {};
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

Task<HistoryStep> HistoryWork::step() {
    HistoryStep step;
    auto jobs = tools_.jobs.history_jobs(tools_.meter.id);
    if (!jobs || jobs->empty()) {
        if (!jobs)
            meet(jobs.error(), {}, step);
        co_return step;
    }
    heed_suspensions();
    // What waits for its user must not keep a later wish waiting.
    auto const able = std::ranges::find_if(*jobs, [&](HistoryJob const& one) {
        auto const asks = asks_of(one);
        return asks && can_go_on(*asks);
    });
    auto& job = able == jobs->end() ? jobs->front() : *able;
    // Since the clock was set back every day looks as if it had not been asked for since.
    if (auto const now = tools_.clock.now(); now < job.asked_at) {
        job.asked_at = now;
        if (auto dated = tools_.jobs.date_history_job(job.key, now); !dated) {
            meet(dated.error(), {}, step);
            co_return step;
        }
    }
    Progress progress;
    auto left = asks_of(job);
    if (!left) {
        meet(left.error(), {}, step);
        co_return step;
    }
    auto const next = std::ranges::find_if(*left, [&](auto const& one) { return !is_aside(one.series); });
    if (next != left->end()) {
        auto const series = next->series;
        auto const days = next->asks.front();
        auto asking = ask_days(tools_, series, days, Purpose::history);
        auto answer = co_await std::move(asking);
        Result<void> taken;
        if (answer)
            taken = take(std::move(*answer), series, days, job, step);
        if (!answer || !taken) {
            auto const& error = answer ? taken.error() : answer.error();
            bool const asked = !tools_.gate.refused(job.id);
            meet(error, series, step);
            if (asked && spoils(error, series, days))
                give_up(job, series, days, step);
        }
        left = asks_of(job);
        if (!left) {
            meet(left.error(), series, step);
            co_return step;
        }
        progress.from = days.start;
        progress.at = days.end - 1;
    }
    int const calls = count(*left);
    progress.kind = Errand::history;
    progress.total = std::max(job.calls, calls);
    progress.done = progress.total - calls;
    step.progress = progress;
    if (calls == 0) {
        if (auto removed = tools_.jobs.remove_history_job(job.key); !removed) {
            meet(removed.error(), {}, step);
            co_return step;
        }
        step.finished = job;
        if (auto given_up = given_up_.extract(job.key))
            step.given_up = std::move(given_up.mapped());
        co_return step;
    }
    if (auto const plan = plan_of(job)) {
        step.progress->calls_left_today = plan->calls_left_today;
        step.progress->expected_end = plan->expected_end;
    }
    if (able == jobs->end())
        for (auto const& one : *jobs)
            if (auto const asks = asks_of(one))
                wait_for(*asks, step);
    co_return step;
}

Result<void> HistoryWork::take(Answer answer, Series series, DayRange days, HistoryJob const& job,
                               HistoryStep& step) {
    failures_in_a_row_ = 0;
    failures_.erase({series, days});
    std::ranges::move(answer.corrections, std::back_inserter(step.corrections));
    if (!answer.nothing_before)
        return {};
    auto const today = tools_.zone.day_of(tools_.clock.now());
    DayRange const older{std::max(job.days.start, oldest_day(series, today, tools_.source.limits())),
                         *answer.nothing_before};
    if (!older.empty())
        return mark_refused(tools_, series, older);
    return {};
}

// An outage says nothing of the range, unless the series' newer days are answered meanwhile.
bool HistoryWork::spoils(Error const& error, Series series, DayRange days) {
    bool const own_fault = error.kind() == ErrorKind::malformed || error.kind() == ErrorKind::out_of_range;
    auto const reached = tools_.store.last_complete(tools_.meter.id, series);
    if (!reached || (!own_fault && error.kind() != ErrorKind::transient))
        return false;
    auto& failures = failures_[{series, days}];
    if (own_fault || *reached > failures.reached)
        ++failures.count;
    failures.reached = *reached;
    return failures.count >= tries_of_a_range;
}

void HistoryWork::give_up(HistoryJob const& job, Series series, DayRange days, HistoryStep& step) {
    failures_.erase({series, days});
    auto const what = measure_name(series) + ' ' + days.start.iso() + " to " + (days.end - 1).iso();
    log::get("bridge." + tools_.meter.id.masked()).warn("{} is given up: {}", what, step.trouble->message);
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
    auto const reach = asked ? reach_of(error) : Reach::poll;
    if (reach == Reach::poll)
        step.wait_until = until;
    for (auto one : tools_.meter.series())
        if (one == series || reach == Reach::poll || reach == Reach::meter ||
            (reach == Reach::direction && one.direction == series.direction))
            aside_.insert_or_assign(one, Aside{until, error});
}

} // namespace enedis2mqtt
