#pragma once

#include "support/fake_clock.hpp"
#include "support/fake_source.hpp"
#include "support/run_loop.hpp"

#include <enedis2mqtt/bridge/history.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <gtest/gtest.h>

namespace enedis2mqtt {

inline Series const daily{Direction::consumption, Dataset::daily};
inline Series const curve{Direction::consumption, Dataset::load_curve};

/// The history of one meter, step by step, against a source whose answers a test decides.
struct HistoryTest : testing::Test {
    HistoryTest() {
        shared.join(tools.meter, tools.timetable, tools.zone);
        shared.report(id, 3, 0);
    }
    HistoryStep step() {
        auto one = work.step();
        return test::run_task(loop, std::move(one));
    }
    /// Steps until nothing is left or a wait is asked for; answers the last step.
    HistoryStep steps() {
        for (;;) {
            auto const last = step();
            if (last.wait_until || (!last.progress && !last.finished))
                return last;
        }
    }
    /// Steps and waits until no job is left, `limit` at the latest; answers what was given up. Notes when
    /// each call was made.
    std::vector<std::string> until_done(Instant limit) {
        while (clock.now() < limit) {
            auto const calls = source.asked.size();
            auto const last = step();
            EXPECT_LE(source.asked.size(), calls + 1) << "one call a step";
            if (last.finished)
                return last.given_up;
            if (last.wait_until)
                clock.set(*last.wait_until);
        }
        ADD_FAILURE() << "it does not end";
        return {};
    }
    HistoryRequest request(CivilDay from, std::vector<Dataset> datasets = {}) {
        HistoryRequest wanted{id, from};
        wanted.datasets = std::move(datasets);
        return wanted;
    }
    std::vector<HistoryJob> jobs() { return store->history_jobs(id).value(); }
    DayState state(Series series, CivilDay one) {
        return store->ledger(id, series, {one, one + 1}).value().at(one).state;
    }
    void serve_from(CivilDay first) {
        source.answer = [first](FetchRequest const& asked) -> Result<Readings> {
            if (asked.days.start < first)
                return Error{ErrorCode::before_activation, "before the meter's activation"};
            return test::FakeSource::whole(asked);
        };
    }
    void fail(ErrorCode code, std::optional<std::chrono::seconds> retry = std::nullopt) {
        source.answer = [=](FetchRequest const&) -> Result<Readings> {
            return Error{code, "as the test says", retry};
        };
    }

    test::FakeClock clock{test::at("2026-11-23", 11)};
    CivilDay today = test::day("2026-11-23");
    boost::asio::io_context loop;
    std::unique_ptr<store::SqliteStore> store = store::open_store_in_memory().value();
    CountingGate gate{"conso_api", CallLimits{30, 0, 0, 10}, *store, clock, test::paris()};
    test::FakeSource source{gate};
    UsagePointId id = UsagePointId::parse("12345678901234").value();
    SourceDay shared{gate, clock};
    MeterTools tools{Meter{id, "Maison"},
                     test::paris(),
                     Timetable{PollRules{}, id, test::paris()},
                     source,
                     gate,
                     shared,
                     *store,
                     *store,
                     clock};
    HistoryWork work{tools};
};

} // namespace enedis2mqtt
