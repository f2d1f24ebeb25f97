#pragma once

#include <enedis2mqtt/base/task_group.hpp>
#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/mqtt/client.hpp>
#include <enedis2mqtt/ports/requests.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace enedis2mqtt::sinks {

/// Answers `bridge/request/…`: each request with exactly one response. Requests for the same thing share one
/// poll and its outcome; while 64 wait, a further one is answered `busy` at once. Loop thread only; its polls
/// are tasks of the group.
class RequestService {
public:
    /// `what`: refresh or history.
    using Respond = std::function<void(std::string_view what, std::string payload)>;
    /// The zone that the instants of a meter's responses carry.
    using ZoneOf = std::function<TimeZone const&(UsagePointId const&)>;

    RequestService(TaskGroup& tasks, Requests& requests, Language language, ZoneOf zone_of, Respond respond);

    void refresh(mqtt::Message const& message);
    void history(mqtt::Message const& message);

private:
    /// One meter or all of them, and whether to poll or only to show.
    using Wish = std::pair<std::optional<UsagePointId>, bool>;

    Task<void> fulfil(Wish wish);
    Task<Result<std::vector<UsagePointId>>> outcome_of(Wish wish);
    Result<HistoryPlan> planned(HistoryRequest const& request, bool cancel);

    TaskGroup& tasks_;
    Requests& requests_;
    Language language_;
    ZoneOf zone_of_;
    Respond respond_;
    std::map<Wish, std::vector<boost::json::value>> waiting_; ///< the transactions of each wish
    std::size_t waiting_count_ = 0;
};

} // namespace enedis2mqtt::sinks
