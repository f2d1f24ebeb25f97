#include "sinks/request_service.hpp"

#include "sinks/requests_in.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace enedis2mqtt::sinks {
namespace {

constexpr std::size_t most_waiting = 64;

Error retained_request() {
    return {ErrorCode::request_invalid,
            "a retained request would come back at every connection; send it without retain"};
}

} // namespace

RequestService::RequestService(TaskGroup& tasks, Requests& requests, Language language, ZoneOf zone_of,
                               Respond respond)
    : tasks_(tasks), requests_(requests), language_(language), zone_of_(std::move(zone_of)),
      respond_(std::move(respond)) {}

void RequestService::refresh(mqtt::Message const& message) {
    auto request = read_request(message.payload);
    if (message.retain)
        request.meter = retained_request();
    else if (request.meter && waiting_count_ >= most_waiting)
        request.meter = Error{ErrorCode::busy, fmt::format("{} requests are waiting", waiting_count_)};
    if (!request.meter)
        return respond_("refresh", error_response(request.meter.error(), request.transaction, language_));
    Wish wish{*std::move(request.meter), request.poll};
    auto const [waiting, is_first] = waiting_.try_emplace(wish);
    waiting->second.push_back(std::move(request.transaction));
    ++waiting_count_;
    if (is_first)
        tasks_.spawn("mqtt refresh", fulfil(std::move(wish)));
}

Task<void> RequestService::fulfil(Wish wish) {
    auto working = outcome_of(wish);
    auto const done = co_await std::move(working);
    auto const waiting = waiting_.extract(wish);
    waiting_count_ -= waiting.mapped().size();
    for (auto const& transaction : waiting.mapped())
        respond_("refresh", done ? ok_response(*done, transaction)
                                 : error_response(done.error(), transaction, language_));
}

Task<Result<std::vector<UsagePointId>>> RequestService::outcome_of(Wish wish) {
    if (wish.second) {
        auto refreshing = requests_.refresh(std::move(wish.first));
        co_return co_await std::move(refreshing);
    }
    auto const executor = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(executor, boost::asio::use_awaitable);
    requests_.show(); // for all who asked meanwhile
    co_return std::vector<UsagePointId>{};
}

void RequestService::history(mqtt::Message const& message) {
    auto const asked = read_history_request(message.payload);
    auto const plan = message.retain  ? Result<HistoryPlan>{retained_request()}
                      : asked.request ? planned(*asked.request, asked.cancel)
                                      : Result<HistoryPlan>{asked.request.error()};
    if (!plan)
        return respond_("history", error_response(plan.error(), asked.transaction, language_));
    auto const& id = asked.request->id;
    respond_("history", asked.cancel ? ok_response({id}, asked.transaction)
                                     : history_response(id, *plan, zone_of_(id), asked.transaction));
}

Result<HistoryPlan> RequestService::planned(HistoryRequest const& request, bool cancel) {
    if (!cancel)
        return requests_.ask_history(request);
    if (auto cancelled = requests_.cancel_history(request.id); !cancelled)
        return cancelled.error();
    return HistoryPlan{};
}

} // namespace enedis2mqtt::sinks
