#include <enedis2mqtt/bridge/gaps.hpp>
#include <enedis2mqtt/bridge/history.hpp>

#include <algorithm>

namespace enedis2mqtt {

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
    if (is_gaps(job))
        return gaps_of(tools_);
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
    plan.calls = calls_of(*asks);
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
    halvings_.clear();
    given_up_.clear();
    auto const jobs = tools_.jobs.history_jobs(tools_.meter.id);
    if (!jobs)
        return jobs.error();
    for (auto const& job : *jobs)
        if (auto removed = tools_.jobs.remove_history_job(job.key); !removed)
            return removed;
    return {};
}

} // namespace enedis2mqtt
