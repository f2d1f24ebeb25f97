#pragma once

#include <enedis2mqtt/bridge/ask.hpp>
#include <enedis2mqtt/domain/bisection.hpp>
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

    std::optional<Progress> progress;   ///< of what a person should see
    bool again = false;                 ///< something is left, or may be
    std::optional<Instant> wait_until;  ///< no call helps before
    std::optional<Error> trouble;       ///< what this step met, or why it waits
    std::optional<HistoryJob> finished; ///< the job that this step ended
    std::vector<std::string> given_up;  ///< days of the finished job that nobody could read
    std::vector<Correction> corrections;
};

/// What a step may work on: what people asked for, the gaps that the polls leave, or both in this order.
enum class HistoryScope { jobs, gaps, both };

/// Whatever lies further back than the polls look: jobs that people asked for, kept in the archive, and gaps.
/// Done call by call beside the daily polls, from the budget those leave; gaps wait until the source's day is
/// over. What is left is read from the ledger, so a restart goes on where the last life stopped. Loop thread
/// only; `tools` outlives it.
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
    /// The day's polls leave more calls than a moment ago.
    void forgive_budget();
    /// One range at most. Errors are told in the step, never thrown away and never fatal to the job.
    Task<HistoryStep> step(HistoryScope scope = HistoryScope::both);

private:
    /// A series that is not to be asked before `until`.
    struct Aside {
        Instant until;
        Error why;
    };

    /// What the ranges of a job cost beyond one call each.
    struct Halving {
        CivilDay day; ///< on which the calls were made
        int calls = 0;
        std::map<Series, Bisection> ranges;
        std::map<Series, CivilDay> reached; ///< the latest complete day when last looked at
        std::optional<Error> why;           ///< the last failure of a range
    };

    struct Choice {
        Choice() = default;           // no aggregate: GCC 12 destroys those twice in co_await expressions
        std::optional<Series> series; ///< empty: nothing may be asked for now
        DayRange days;
    };

    Result<HistoryJob> job_of(HistoryRequest const& request) const;
    Result<std::vector<SeriesAsks>> asks_of(HistoryJob const& job) const;
    Result<HistoryPlan> plan_of(HistoryJob const& job) const;
    Result<std::optional<HistoryJob>> job_to_do(HistoryScope scope, HistoryStep& step);
    Choice choose(HistoryJob const& job, std::vector<SeriesAsks> const& left);
    Task<void> ask(HistoryJob const& job, Choice choice, HistoryStep& step);
    bool ended_meanwhile(HistoryJob const& job, HistoryStep& step);
    Result<void> take(Answer answer, Choice const& choice, HistoryJob const& job, HistoryStep& step);
    void keep_hole(HistoryJob const& job, Series series, DayRange days, Error const& why, HistoryStep& step);
    void fail(HistoryJob const& job, Choice const& choice, Error const& error, HistoryStep& step);
    void meet(Error const& error, Series series, HistoryStep& step);
    void show(HistoryJob const& job, std::vector<SeriesAsks> const& left, HistoryStep& step);
    void wait_for(std::vector<SeriesAsks> const& left, HistoryStep& step) const;
    void wait_until(Instant when, HistoryStep& step) const;
    bool can_go_on(std::vector<SeriesAsks> const& left) const;
    bool is_aside(Series series) const;
    void heed_suspensions();
    Halving& halving_of(HistoryJob const& job);
    void heed_answers(Halving& halving, Series series);

    MeterTools const& tools_;
    std::map<Series, Aside> aside_;
    std::map<std::int64_t, Halving> halvings_;                  ///< by job
    std::map<std::int64_t, std::vector<std::string>> given_up_; ///< by job
    int gap_calls_ = 0;         ///< what the gaps took when they were first looked at
    int failures_in_a_row_ = 0; ///< each of which made it wait
    int unanswered_ = 0;        ///< failed calls since the last answer
};

} // namespace enedis2mqtt
