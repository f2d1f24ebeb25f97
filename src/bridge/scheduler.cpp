#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/scheduler.hpp>

namespace enedis2mqtt {

void Scheduler::add(MeterTools tools, MeterWishes wishes) {
    meters_.push_back(tools.meter);
    loops_.push_back(
        std::make_unique<MeterLoop>(executor_, std::move(tools), dispatcher_, std::move(wishes)));
}

void Scheduler::start() {
    dispatcher_.announce(meters_);
    for (auto& loop : loops_) {
        loop->begin();
        ++alive_;
        tasks_.spawn("the loop of " + loop->id().masked(), attend(*loop));
    }
}

Task<void> Scheduler::attend(MeterLoop& loop) {
    struct Presence {
        Presence(std::size_t& count, MeterLoop& of) : alive(count), loop(of) {}
        ~Presence() {
            --alive;
            loop.give_up();
        }
        std::size_t& alive;
        MeterLoop& loop;
    } const presence{alive_, loop};
    auto running = loop.run();
    co_await std::move(running);
}

Task<std::vector<CycleOutcome>> Scheduler::poll_once() {
    dispatcher_.announce(meters_);
    std::vector<CycleOutcome> outcomes;
    for (auto& loop : loops_) {
        loop->begin();
        auto polling = loop->poll(Purpose::daily_poll);
        auto outcome = co_await std::move(polling);
        outcomes.push_back(std::move(outcome));
    }
    for (auto& loop : loops_) {
        auto filling = loop->fill_gaps();
        co_await std::move(filling);
    }
    co_return outcomes;
}

Task<Result<std::vector<UsagePointId>>> Scheduler::refresh(std::optional<UsagePointId> id) {
    struct Waiting {
        explicit Waiting(Scheduler& scheduler) : of(scheduler) { ++of.refreshing_; }
        ~Waiting() {
            --of.refreshing_;
            of.refreshed_.raise();
        }
        Scheduler& of;
    } const waiting{*this};
    if (heard_refresh_)
        heard_refresh_();
    std::vector<UsagePointId> asked;
    std::optional<Error> trouble;
    for (auto& loop : loops_)
        if (!id || loop->id() == *id)
            loop->try_source_once();
    for (auto& loop : loops_) {
        if (id && loop->id() != *id)
            continue;
        asked.push_back(loop->id());
        auto polling = loop->refresh();
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
    for (auto& loop : loops_)
        if (loop->id() == id)
            return loop.get();
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
    for (auto& one : loops_)
        one->report_before_history();
    return &(*loop)->history();
}

void Scheduler::show() {
    for (auto& loop : loops_)
        loop->show();
}

void Scheduler::retell() {
    for (auto& loop : loops_)
        loop->retell();
}

Task<void> Scheduler::stop() {
    stopping_ = true;
    co_await tasks_.end();
    while (refreshing_ > 0)
        co_await refreshed_.wait();
}

} // namespace enedis2mqtt
