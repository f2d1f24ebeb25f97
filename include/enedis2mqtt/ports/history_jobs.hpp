#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/history.hpp>

#include <vector>

namespace enedis2mqtt {

/// The history jobs that are not over, kept across restarts. Synchronous, loop thread only; errors of kind
/// storage.
class HistoryJobs {
public:
    virtual ~HistoryJobs() = default;
    /// The meter's jobs, first asked first.
    virtual Result<std::vector<HistoryJob>> history_jobs(UsagePointId const& id) = 0;
    /// Answers the job with its key.
    virtual Result<HistoryJob> add_history_job(HistoryJob job) = 0;
    virtual Result<void> date_history_job(std::int64_t key, Instant asked_at) = 0;
    virtual Result<void> remove_history_job(std::int64_t key) = 0;
};

} // namespace enedis2mqtt
