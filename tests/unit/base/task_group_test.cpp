#include "support/fake_clock.hpp"
#include "support/run_loop.hpp"

#include <enedis2mqtt/base/signal.hpp>
#include <enedis2mqtt/base/task_group.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;

class TaskGroupTest : public testing::Test {
protected:
    struct Leaving {
        explicit Leaving(int& who) : count(who) {}
        ~Leaving() { ++count; }
        int& count;
    };
    Task<void> sleeps() {
        ++begun;
        Leaving const leaving{left};
        co_await clock.sleep_until(clock.now() + 1h);
        ++done;
    }
    void run() {
        loop.restart();
        loop.poll();
    }

    test::FakeClock clock{Instant{0s}};
    boost::asio::io_context loop;
    TaskGroup group{loop.get_executor()};
    int begun = 0;
    int left = 0;
    int done = 0;
};

TEST_F(TaskGroupTest, EndsOnlyWhenEveryTaskHasLeft) {
    group.spawn("one", sleeps());
    group.spawn("two", sleeps());
    run();
    ASSERT_EQ(begun, 2);
    test::run_task(loop, group.end());
    EXPECT_EQ(left, 2);
    EXPECT_EQ(done, 0) << "they were cancelled";
}

TEST_F(TaskGroupTest, WhatHasNotBegunNeverDoes) {
    bool ended = false;
    boost::asio::co_spawn(loop, group.end(), [&](std::exception_ptr) { ended = true; });
    group.spawn("posted, and cancelled before its turn", sleeps());
    run();
    EXPECT_TRUE(ended);
    group.spawn("late", sleeps());
    run();
    EXPECT_EQ(begun, 0);
}

TEST_F(TaskGroupTest, TasksThatEndedAreNotWaitedFor) {
    group.spawn("short", []() -> Task<void> { co_return; }());
    group.spawn("broken", []() -> Task<void> {
        throw std::runtime_error{"on purpose"};
        co_return;
    }());
    run();
    test::run_task(loop, group.end());
}

TEST_F(TaskGroupTest, MayGoWithItsLoopWhileTasksAreUnderWay) {
    auto own_loop = std::make_unique<boost::asio::io_context>();
    auto own = std::make_unique<TaskGroup>(own_loop->get_executor());
    own->spawn("asleep", sleeps());
    own_loop->poll();
    own.reset();
    own_loop.reset();
    EXPECT_EQ(left, 1);
}

TEST(Signal, WakesEveryoneWhoWaitsAndNobodyWhoComesLater) {
    boost::asio::io_context loop;
    Signal signal{loop.get_executor()};
    int woken = 0;
    auto waiter = [&]() -> Task<void> {
        co_await signal.wait();
        ++woken;
    };
    spawn_guarded(loop.get_executor(), "first", waiter());
    spawn_guarded(loop.get_executor(), "second", waiter());
    loop.poll();
    signal.raise();
    spawn_guarded(loop.get_executor(), "late", waiter());
    loop.restart();
    loop.poll();
    EXPECT_EQ(woken, 2);
}

} // namespace
} // namespace enedis2mqtt
