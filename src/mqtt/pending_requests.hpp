#pragma once

#include "mqtt/link.hpp"

#include <enedis2mqtt/base/async.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <map>
#include <memory>
#include <string>

namespace enedis2mqtt::mqtt {

/// The publications and subscriptions that the broker has not acknowledged yet. Loop thread only.
class PendingRequests {
public:
    struct Request;
    using RequestPtr = std::shared_ptr<Request>;

    explicit PendingRequests(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    RequestPtr publish(Link& link, Message const& message);
    RequestPtr subscribe(Link& link, std::string filter);
    /// Ends when the request is answered or failed, or with `cancelled` when the caller is.
    static Task<Result<void>> answer_to(RequestPtr request);

    /// The outcome of `id`; of a request that is no longer pending it is ignored.
    void answered(std::uint64_t id, Outcome const& outcome);
    void fail_all(Error const& error);
    bool empty() const { return pending_.empty(); }
    /// Ids of the link's other operations come from here too: none is ever given twice.
    std::uint64_t next_id() { return ++last_id_; }

private:
    RequestPtr add(std::uint64_t id, std::string what, Result<void> begun);

    boost::asio::any_io_executor executor_;
    std::uint64_t last_id_ = 0;
    std::map<std::uint64_t, RequestPtr> pending_;
};

} // namespace enedis2mqtt::mqtt
