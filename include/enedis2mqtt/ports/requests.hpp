#pragma once

#include <enedis2mqtt/base/async.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/history.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <optional>
#include <vector>

namespace enedis2mqtt {

struct HistoryRequest {
    HistoryRequest(UsagePointId usage_point, CivilDay first) : id(std::move(usage_point)), from(first) {}
    UsagePointId id;
    CivilDay from;
    std::optional<CivilDay> to;    ///< excluded; empty: today
    std::vector<Dataset> datasets; ///< empty: every one the meter has
};

/// How a topic, a page or a command asks the running bridge for something. Loop thread only.
class Requests {
public:
    virtual ~Requests() = default;
    /// Polls now, suspensions set aside, within the call budget: one meter, or all of them. Answers the
    /// meters asked once their polls are over; unknown_meter, or the poll's own error when a single meter was
    /// asked.
    virtual Task<Result<std::vector<UsagePointId>>> refresh(std::optional<UsagePointId> id) = 0;
    /// What `request` would take; nothing changes. unknown_meter, or request_invalid when no day of it can be
    /// had.
    virtual Result<HistoryPlan> plan_history(HistoryRequest const& request) = 0;
    /// Begins it, or goes on with the same one: a job that survives restarts, beside the daily poll.
    virtual Result<HistoryPlan> ask_history(HistoryRequest const& request) = 0;
    /// Ends the meter's jobs; what they brought stays.
    virtual Result<void> cancel_history(UsagePointId const& id) = 0;
    /// Tells everyone what the archive knows now, without any call: another process may have written to it.
    virtual void show() = 0;
};

} // namespace enedis2mqtt
