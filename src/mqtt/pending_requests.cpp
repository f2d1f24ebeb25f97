#include "mqtt/pending_requests.hpp"

#include <boost/asio/as_tuple.hpp>
#include <fmt/format.h>

#include <optional>
#include <utility>

namespace enedis2mqtt::mqtt {

namespace asio = boost::asio;

struct PendingRequests::Request {
    Request(asio::any_io_executor const& executor, std::string name)
        : what(std::move(name)), done(executor) {}

    void complete(Result<void> with) {
        answer = std::move(with);
        done.cancel();
    }

    std::string what; ///< as an error names it
    std::optional<Result<void>> answer;
    asio::steady_timer done; ///< cancelled when answered
};

PendingRequests::RequestPtr PendingRequests::publish(Link& link, Message const& message) {
    auto const id = next_id();
    return add(id, fmt::format("the topic '{}'", message.topic), link.publish(id, message));
}

PendingRequests::RequestPtr PendingRequests::subscribe(Link& link, std::string filter) {
    auto const id = next_id();
    return add(id, fmt::format("the subscription '{}'", filter), link.subscribe(id, filter));
}

PendingRequests::RequestPtr PendingRequests::add(std::uint64_t id, std::string what, Result<void> begun) {
    auto request = std::make_shared<Request>(executor_, std::move(what));
    if (begun)
        pending_.emplace(id, request);
    else
        request->complete(std::move(begun));
    return request;
}

Task<Result<void>> PendingRequests::answer_to(RequestPtr request) {
    auto const state = co_await asio::this_coro::cancellation_state;
    if (!request->answer && state.cancelled() == asio::cancellation_type::none) {
        request->done.expires_at(std::chrono::steady_clock::time_point::max());
        co_await request->done.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (request->answer)
        co_return *request->answer;
    co_return Error{ErrorCode::cancelled, "nobody waits for the broker's answer any more"};
}

void PendingRequests::answered(std::uint64_t id, Outcome const& outcome) {
    auto const found = pending_.extract(id);
    if (!found)
        return;
    auto& request = *found.mapped();
    if (outcome.success && !outcome.refused())
        request.complete({});
    else
        request.complete(request_failure(outcome, request.what));
}

void PendingRequests::fail_all(Error const& error) {
    for (auto const& [id, request] : std::exchange(pending_, {}))
        request->complete(error);
}

} // namespace enedis2mqtt::mqtt
