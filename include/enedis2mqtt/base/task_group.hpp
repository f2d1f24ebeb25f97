#pragma once

#include <enedis2mqtt/base/async.hpp>

#include <memory>
#include <string>

namespace enedis2mqtt {

/// Tasks that refer to their owner, who waits for their end() before it goes. A group that goes with its loop
/// needs no end(): the loop destroys what it never resumes. Loop thread only.
class TaskGroup {
public:
    explicit TaskGroup(boost::asio::any_io_executor executor);

    /// As spawn_guarded.
    void spawn(std::string name, Task<void> task);
    /// Cancels what is under way and waits until nothing is. Nothing begins afterwards.
    Task<void> end();

private:
    struct Members;
    boost::asio::any_io_executor executor_;
    std::shared_ptr<Members> members_; ///< completions may come after the group
};

} // namespace enedis2mqtt
