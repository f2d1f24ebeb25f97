#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/scheduler.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/redirect_error.hpp>

namespace enedis2mqtt {

void Scheduler::add(MeterTools tools, MeterWishes wishes) {
    meters_.push_back(tools.meter);
    auto loop = std::make_unique<MeterLoop>(executor_, std::move(tools), dispatcher_, std::move(wishes));
    running_.push_back(std::make_unique<Running>(std::move(loop)));
}

void Scheduler::start() {
    dispatcher_.announce(meters_);
    for (auto& one : running_) {
        one->loop->begin();
        ++alive_;
        auto on_end = [this, &loop = *one->loop](std::exception_ptr failure) {
            --alive_;
            loop.give_up();
            ended_.cancel();
            if (auto const text = failure_text(failure); !text.empty())
                log::get("bridge").error("the loop of {} ended: {}", loop.id().masked(), text);
        };
        boost::asio::co_spawn(executor_, one->loop->run(),
                              boost::asio::bind_cancellation_slot(one->cancel.slot(), std::move(on_end)));
    }
}

Task<std::vector<CycleOutcome>> Scheduler::poll_once() {
    dispatcher_.announce(meters_);
    std::vector<CycleOutcome> outcomes;
    for (auto& one : running_) {
        one->loop->begin();
        auto polling = one->loop->poll(Purpose::daily_poll);
        auto outcome = co_await std::move(polling);
        outcomes.push_back(std::move(outcome));
    }
    co_return outcomes;
}

Task<Result<std::vector<UsagePointId>>> Scheduler::refresh(std::optional<UsagePointId> id) {
    struct Waiting {
        explicit Waiting(Scheduler& scheduler) : of(scheduler) { ++of.refreshing_; }
        ~Waiting() {
            --of.refreshing_;
            of.ended_.cancel();
        }
        Scheduler& of;
    } const waiting{*this};
    std::vector<UsagePointId> asked;
    std::optional<Error> trouble;
    for (auto& one : running_) {
        if (id && one->loop->id() != *id)
            continue;
        asked.push_back(one->loop->id());
        auto polling = one->loop->refresh();
        auto const outcome = co_await std::move(polling);
        if (stopping_)
            co_return Error{ErrorCode::cancelled, "the service stops"};
        trouble = outcome.trouble;
    }
    if (id && asked.empty())
        co_return Error{ErrorCode::unknown_meter, "no meter " + id->masked() + " in the configuration"};
    if (id && trouble)
        co_return *trouble;
    co_return asked;
}

Result<MeterLoop*> Scheduler::loop_of(UsagePointId const& id) {
    for (auto& one : running_)
        if (one->loop->id() == id)
            return one->loop.get();
    return Error{ErrorCode::unknown_meter, "no meter " + id.masked() + " in the configuration"};
}

Result<HistoryPlan> Scheduler::plan_history(HistoryRequest const& request) {
    auto const loop = loop_of(request.id);
    return loop ? (*loop)->history().plan(request) : loop.error();
}

Result<HistoryPlan> Scheduler::ask_history(HistoryRequest const& request) {
    auto const loop = loop_of(request.id);
    if (!loop)
        return loop.error();
    auto plan = (*loop)->history().add(request);
    (*loop)->look_at_history();
    return plan;
}

Result<void> Scheduler::cancel_history(UsagePointId const& id) {
    auto const loop = loop_of(id);
    if (!loop)
        return loop.error();
    auto cancelled = (*loop)->history().cancel();
    (*loop)->look_at_history();
    return cancelled;
}

Result<HistoryWork*> Scheduler::history_of(UsagePointId const& id) {
    auto const loop = loop_of(id);
    if (!loop)
        return loop.error();
    return &(*loop)->history();
}

void Scheduler::show() {
    for (auto& one : running_)
        one->loop->show();
}

Task<void> Scheduler::stop() {
    stopping_ = true;
    for (auto& one : running_)
        one->cancel.emit(boost::asio::cancellation_type::terminal);
    while (alive_ > 0 || refreshing_ > 0) {
        boost::system::error_code cancelled;
        co_await ended_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    }
}

} // namespace enedis2mqtt
