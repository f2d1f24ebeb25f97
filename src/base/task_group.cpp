#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/base/signal.hpp>
#include <enedis2mqtt/base/task_group.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <algorithm>
#include <list>

namespace enedis2mqtt {

struct TaskGroup::Members {
    struct One {
        boost::asio::cancellation_signal cancel;
        bool begun = false;
        bool over = false;
    };

    explicit Members(boost::asio::any_io_executor executor) : ended(std::move(executor)) {}

    bool any() const {
        return std::ranges::any_of(all, [](One const& one) { return !one.over; });
    }

    std::list<One> all; ///< a signal must not move, nor go while its task's last frame unwinds
    Signal ended;
    bool closed = false;
};

TaskGroup::TaskGroup(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)), members_(std::make_shared<Members>(executor_)) {}

void TaskGroup::spawn(std::string name, Task<void> task) {
    members_->all.remove_if([](Members::One const& one) { return one.over; });
    auto& one = members_->all.emplace_back();
    auto on_end = [members = members_, &one, name = std::move(name)](std::exception_ptr failure) {
        one.over = true;
        members->ended.raise();
        if (auto const text = failure_text(failure); !text.empty())
            log::get("base").error("{} ended: {}", name, text);
    };
    auto member = [](std::shared_ptr<Members> members, Members::One& self, Task<void> work) -> Task<void> {
        self.begun = true;
        if (!members->closed)
            co_await std::move(work);
    };
    boost::asio::co_spawn(executor_, member(members_, one, std::move(task)),
                          boost::asio::bind_cancellation_slot(one.cancel.slot(), std::move(on_end)));
}

Task<void> TaskGroup::end() {
    members_->closed = true;
    // Asio throws into the loop when a coroutine is cancelled before it has begun.
    for (auto& one : members_->all)
        if (one.begun && !one.over)
            one.cancel.emit(boost::asio::cancellation_type::terminal);
    while (members_->any())
        co_await members_->ended.wait();
}

} // namespace enedis2mqtt
