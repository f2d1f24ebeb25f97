#pragma once

#include <enedis2mqtt/base/task_group.hpp>
#include <enedis2mqtt/bridge/meter_loop.hpp>
#include <enedis2mqtt/ports/requests.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace enedis2mqtt {

/// One loop per meter: starts them, hands them requests, stops them. Loop thread only.
class Scheduler final : public Requests {
public:
    Scheduler(boost::asio::any_io_executor executor, Dispatcher& dispatcher)
        : executor_(executor), dispatcher_(dispatcher), tasks_(executor), refreshed_(executor) {}

    void add(MeterTools tools, MeterWishes wishes);
    /// Announces every meter, tells what the archive knows, and starts the loops.
    void start();
    /// Announces every meter, polls each of them once, fills their gaps as far as the day's calls go, and
    /// starts nothing.
    Task<std::vector<CycleOutcome>> poll_once();
    Task<Result<std::vector<UsagePointId>>> refresh(std::optional<UsagePointId> id) override;
    Result<HistoryPlan> plan_history(HistoryRequest const& request) override;
    Result<HistoryPlan> ask_history(HistoryRequest const& request) override;
    Result<void> cancel_history(UsagePointId const& id) override;
    /// For whoever works on it in the foreground; after start() the loops do. unknown_meter.
    Result<HistoryWork*> history_of(UsagePointId const& id);
    void show() override;
    /// Every meter's status again: what others have to say in it has changed.
    void retell();
    /// `heard` is called whenever a person asks for a poll.
    void on_refresh(std::function<void()> heard) { heard_refresh_ = std::move(heard); }
    /// False when the loop of a meter has ended, which only a stop should do.
    bool every_loop_lives() const { return alive_ == loops_.size(); }
    /// Cancels whatever is under way and waits until every loop and every refresh has ended.
    Task<void> stop();

private:
    Task<void> attend(MeterLoop& loop);
    Result<MeterLoop*> loop_of(UsagePointId const& id);

    boost::asio::any_io_executor executor_;
    Dispatcher& dispatcher_;
    std::vector<Meter> meters_;
    std::vector<std::unique_ptr<MeterLoop>> loops_;
    TaskGroup tasks_;
    std::size_t alive_ = 0;
    std::size_t refreshing_ = 0; ///< people who wait for a poll
    bool stopping_ = false;
    Signal refreshed_; ///< one of them went home
    std::function<void()> heard_refresh_;
};

} // namespace enedis2mqtt
