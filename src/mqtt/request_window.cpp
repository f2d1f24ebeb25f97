#include "mqtt/request_window.hpp"

#include <boost/asio/as_tuple.hpp>
#include <fmt/format.h>

namespace enedis2mqtt::mqtt {

namespace asio = boost::asio;

namespace {

// Paho C++ 1.2 throws beyond about 100 tokens; more than this brings no speed.
constexpr std::size_t largest = 50;

} // namespace

std::size_t packet_size(Message const& message) {
    auto const rest = 2 + message.topic.size() + (message.qos > 0 ? 2 : 0) + 1 + message.payload.size();
    std::size_t header = 2;
    for (auto left = rest; left >= 128; left /= 128)
        ++header;
    return header + rest;
}

struct RequestWindow::Request {
    Request(asio::any_io_executor const& executor, Message what, bool is_subscription)
        : message(std::move(what)), subscription(is_subscription), done(executor) {}

    void complete(Result<void> with) {
        answer = std::move(with);
        done.cancel();
    }

    Message message; ///< of a subscription: the filter is the topic
    bool subscription;
    bool abandoned = false; ///< nobody waits for the answer
    std::optional<Result<void>> answer;
    asio::steady_timer done; ///< cancelled when answered
};

RequestWindow::RequestPtr RequestWindow::publish(Link& link, Message message) {
    auto request = std::make_shared<Request>(executor_, std::move(message), false);
    waiting_.push_back(request);
    fill(link);
    return request;
}

RequestWindow::RequestPtr RequestWindow::subscribe(Link& link, std::string filter) {
    auto request = std::make_shared<Request>(executor_, Message{std::move(filter), {}, false}, true);
    begin(link, request);
    return request;
}

Task<Result<void>> RequestWindow::answer_to(RequestPtr request) {
    auto const state = co_await asio::this_coro::cancellation_state;
    if (!request->answer && state.cancelled() == asio::cancellation_type::none) {
        request->done.expires_at(std::chrono::steady_clock::time_point::max());
        co_await request->done.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (request->answer)
        co_return *request->answer;
    request->abandoned = true;
    co_return Error{ErrorCode::cancelled, "nobody waits for the broker's answer any more"};
}

void RequestWindow::answered(Link& link, std::uint64_t id, Outcome const& outcome) {
    auto const found = in_flight_.find(id);
    if (found == in_flight_.end())
        return answered_late(id, outcome);
    auto const request = found->second;
    in_flight_.erase(found);
    if (!request->subscription)
        --publishing_;
    if (outcome.success && !outcome.refused()) {
        request->complete({});
    } else {
        auto failure = request_failure(
            outcome, fmt::format("{} '{}'", request->subscription ? "the subscription" : "the topic",
                                 request->message.topic));
        if (failure.code == ErrorCode::broker_unreachable)
            mourn(*request);
        request->complete(std::move(failure));
    }
    fill(link);
}

void RequestWindow::answered_late(std::uint64_t id, Outcome const& outcome) {
    auto const late = left_behind_.extract(id);
    if (late && !outcome.success)
        mourn(*late.mapped());
}

void RequestWindow::mourn(Request const& request) {
    if (!request.subscription && (!cut_off_ || packet_size(request.message) > packet_size(*cut_off_)))
        cut_off_ = request.message;
}

void RequestWindow::fail_all(Error const& error) {
    for (auto const& [id, request] : std::exchange(in_flight_, {})) {
        mourn(*request);
        request->complete(error);
        left_behind_.emplace(id, request);
    }
    for (auto const& request : std::exchange(waiting_, {}))
        request->complete(error);
    publishing_ = 0;
}

void RequestWindow::fill(Link& link) {
    while (publishing_ < largest && !waiting_.empty()) {
        auto const request = std::move(waiting_.front());
        waiting_.pop_front();
        if (!request->abandoned)
            begin(link, request);
    }
}

void RequestWindow::begin(Link& link, RequestPtr const& request) {
    auto const id = next_id();
    auto begun = request->subscription ? link.subscribe(id, request->message.topic)
                                       : link.publish(id, request->message);
    if (!begun) {
        request->complete(std::move(begun));
        return;
    }
    in_flight_.emplace(id, request);
    if (!request->subscription)
        ++publishing_;
}

} // namespace enedis2mqtt::mqtt
