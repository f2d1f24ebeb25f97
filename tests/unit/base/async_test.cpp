#include "support/fake_clock.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;

template <class T>
T run(Task<T> task) {
    boost::asio::io_context loop;
    std::optional<T> answer;
    boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr failure, T value) {
        ASSERT_FALSE(failure);
        answer.emplace(std::move(value));
    });
    loop.run();
    return std::move(*answer);
}

Task<Result<int>> at_once() {
    co_return 7;
}

Task<Result<int>> never() {
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor,
                                    boost::asio::steady_timer::time_point::max()};
    boost::system::error_code ignored;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    co_return 8;
}

TEST(WithTimeout, PassesOnAnAnswerThatCameInTime) {
    auto const answer = run(with_timeout<int>(10s, ErrorCode::timeout, "it", at_once()));
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, 7);
}

TEST(WithTimeout, SaysWhatDidNotAnswer) {
    auto const answer = run(with_timeout<int>(1ms, ErrorCode::timeout, "the source", never()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::timeout);
    EXPECT_NE(answer.error().message.find("the source"), std::string::npos);
}

TEST(FakeClock, WakesSleepersAsItPassesThem) {
    test::FakeClock clock{Instant{0s}};
    boost::asio::io_context loop;
    std::vector<int> woken;
    auto sleeper = [&](int name, Instant due) -> Task<void> {
        co_await clock.sleep_until(due);
        woken.push_back(name);
    };
    spawn_guarded(loop.get_executor(), "late", sleeper(2, Instant{20s}));
    spawn_guarded(loop.get_executor(), "early", sleeper(1, Instant{10s}));
    test::run_until(loop, clock, Instant{15s});
    EXPECT_EQ(woken, std::vector{1});
    test::run_until(loop, clock, Instant{30s});
    EXPECT_EQ(woken, (std::vector{1, 2}));
}

} // namespace
} // namespace enedis2mqtt
