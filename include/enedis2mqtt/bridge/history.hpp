#pragma once

#include <enedis2mqtt/bridge/ask.hpp>
#include <enedis2mqtt/domain/snapshot.hpp>
#include <enedis2mqtt/ports/requests.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace enedis2mqtt {

/// What one step of a history left to do.
struct HistoryStep {
    HistoryStep() = default; // no aggregate: GCC 12 destroys those twice in co_await expressions

    std::optional<Progress> progress;   ///< empty: nothing is left to do
    std::optional<Instant> wait_until;  ///< no call helps before
    std::optional<Error> trouble;       ///< what this step met, or why it waits
    std::optional<HistoryJob> finished; ///< the job that this step ended
    std::vector<std::string> given_up;  ///< ranges of the finished job that nobody could read
    std::vector<Correction> corrections;
};

/// Whatever people want from further back: jobs in the archive, done call by call beside the daily polls and
/// from the budget those leave. What is left of a job is read from the ledger, so a restart goes on where the
/// last life stopped. Loop thread only; `tools` outlives it.
class HistoryWork {
public:
    explicit HistoryWork(MeterTools const& tools) : tools_(tools) {}

    /// What the request takes, newest days first. request_invalid when it names no day that can be had.
    Result<HistoryPlan> plan(HistoryRequest const& request);
    /// Keeps the request as a job, unless nothing of it is left to ask; one that is under way goes on.
    Result<HistoryPlan> add(HistoryRequest const& request);
    Result<void> cancel();
    /// Set aside no longer what failed: someone acted.
    void forgive() { aside_.clear(); }
    /// One call at most. Errors are told in the step, never thrown away and never fatal to the job.
    Task<HistoryStep> step();

private:
    Result<HistoryJob> job_of(HistoryRequest const& request) const;
    Result<std::vector<SeriesAsks>> asks_of(HistoryJob const& job) const;
    Result<HistoryPlan> plan_of(HistoryJob const& job) const;
    Result<void> take(Answer answer, Series series, DayRange days, HistoryJob const& job, HistoryStep& step);
    void meet(Error const& error, Series series, HistoryStep& step);
    bool spoils(Error const& error, Series series, DayRange days);
    void give_up(HistoryJob const& job, Series series, DayRange days, HistoryStep& step);
    void wait_for(std::vector<SeriesAsks> const& left, HistoryStep& step) const;
    bool can_go_on(std::vector<SeriesAsks> const& left) const;
    bool is_aside(Series series) const;
    void heed_suspensions();

    /// A series that is not to be asked before `until`.
    struct Aside {
        Instant until;
        Error why;
    };

    /// Answers to one range that were none.
    struct Failures {
        int count = 0;
        std::optional<CivilDay> reached; ///< the series' latest complete day at the last one
    };

    MeterTools const& tools_;
    std::map<Series, Aside> aside_;
    std::map<std::pair<Series, DayRange>, Failures> failures_;
    std::map<std::int64_t, std::vector<std::string>> given_up_; ///< by job
    int failures_in_a_row_ = 0;
};

} // namespace enedis2mqtt
