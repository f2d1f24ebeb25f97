#pragma once

#include "support/days.hpp"
#include "support/fake_clock.hpp"

#include <enedis2mqtt/bridge/call_gate.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace enedis2mqtt {
using namespace std::chrono_literals;
using test::at;

inline auto const home = UsagePointId::parse("11111111111111").value();
inline auto const barn = UsagePointId::parse("22222222222222").value();
inline auto const mill = UsagePointId::parse("33333333333333").value();

inline Error const timeout{ErrorCode::timeout, "the source did not answer within 60000 ms"};
inline Error const ban{ErrorCode::banned, "a ban page", 12h};

struct CallGateTest : testing::Test {
    CountingGate gate_of(CallLimits limits, int meters = 1) {
        return CountingGate{"conso_api", limits, *store, clock, test::paris(), meters};
    }

    Result<void> call(CallLimits limits, Purpose purpose = Purpose::daily_poll) {
        auto gate = gate_of(limits);
        return call(gate, home, std::nullopt, purpose);
    }

    /// One call of `meter` from its turn to its outcome, all at once.
    Result<void> call(CountingGate& gate, UsagePointId const& meter = home,
                      std::optional<Error> outcome = std::nullopt, Purpose purpose = Purpose::daily_poll) {
        return call(gate, Call{purpose, "consumption/daily", meter}, std::move(outcome));
    }

    Result<void> call(CountingGate& gate, Call call, std::optional<Error> outcome = std::nullopt) {
        std::optional<Result<void>> answer;
        boost::asio::co_spawn(loop, make(gate, std::move(call), 0s, std::move(outcome)),
                              [&](std::exception_ptr failure, Result<void> leave) {
                                  ASSERT_FALSE(failure);
                                  answer = std::move(leave);
                              });
        test::run_until(loop, clock, clock.now());
        if (!answer)
            test::run_until(loop, clock, clock.now() + 10s);
        return *answer;
    }

    /// A call whose answer takes `lasts`; written to `sent` at the moment it leaves.
    Task<Result<void>> make(CountingGate& gate, Call call, std::chrono::seconds lasts,
                            std::optional<Error> outcome) {
        auto entering = gate.enter(std::move(call));
        auto const turn = co_await std::move(entering);
        if (!turn)
            co_return turn.error();
        auto admitting = (*turn)->admit();
        if (auto const leave = co_await std::move(admitting); !leave)
            co_return leave;
        sent.push_back(clock.now());
        auto answering = clock.sleep_until(clock.now() + lasts);
        co_await std::move(answering);
        (*turn)->heard(outcome);
        co_return Result<void>{};
    }

    /// Starts a call of a meter of its own; what it ends with is added to `ended`.
    void start(CountingGate& gate, int meter, std::chrono::seconds lasts = 0s,
               std::optional<Error> outcome = std::nullopt) {
        auto const id = UsagePointId::parse(std::to_string(10'000'000'000'000 + meter)).value();
        boost::asio::co_spawn(
            loop, make(gate, Call{Purpose::daily_poll, "consumption/daily", id}, lasts, std::move(outcome)),
            [&](std::exception_ptr failure, Result<void> leave) {
                ASSERT_FALSE(failure);
                ended.push_back(std::move(leave));
            });
    }

    /// In a second and the one after it.
    int most_in_two_seconds() const {
        int most = 0;
        for (auto const& one : sent)
            most = std::max(most, static_cast<int>(std::count(sent.begin(), sent.end(), one) +
                                                   std::count(sent.begin(), sent.end(), one + 1s)));
        return most;
    }

    test::FakeClock clock{at("2026-11-23", 9)};
    boost::asio::io_context loop;
    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
    std::vector<Instant> sent;
    std::vector<Result<void>> ended;
};

} // namespace enedis2mqtt
