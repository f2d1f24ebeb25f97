#pragma once

#include "app/bridge.hpp"
#include "simulator/switchboard.hpp"
#include "support/days.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_home_assistant.hpp"
#include "support/memory_broker.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>

namespace enedis2mqtt::test {

/// The way to the source: how long each answer takes from now on, and when requests were sent.
struct Line {
    std::chrono::seconds takes{0}; ///< from a minute on it is not waited for
    std::vector<Instant> sent;
};

/// The simulated source without its sockets: a request goes in, its answer comes out, at the story's time.
class SimulatedHttp final : public http::Client {
public:
    SimulatedHttp(simulator::Switchboard& source, Clock& clock, bool& down, Line& line)
        : source_(source), clock_(clock), down_(down), line_(line) {}
    Task<Result<http::Response>> send(http::Request request, http::Leave leave) override;

private:
    simulator::Switchboard& source_;
    Clock& clock_;
    bool& down_;
    Line& line_;
};

/// The whole service, from the scheduler to the retained topics, with nothing real but the archive's file:
/// the clock, the source and the broker are the story's.
class Story : public testing::Test {
protected:
    Story();
    ~Story() override;

    /// A Conso API meter unless `provider` says otherwise.
    void add_meter(std::string const& pdl, std::string const& provider = "conso_api");
    void begin(Instant at);
    void end();
    void restart() {
        end();
        begin(clock.now());
    }
    void until(Instant at) { run_until(*loop, clock, at); }

    boost::json::object topic(std::string const& path) const;
    std::string light(std::string const& pdl) const {
        return std::string{topic(pdl + "/status").at("state").as_string()};
    }
    /// Calls, tokens included, that the source has seen since the last time this was asked.
    int new_calls();
    /// What the simulated household really used.
    double true_kwh(std::string const& pdl, Direction direction, DayRange days) const;
    void fault(std::string const& name, std::string const& dataset = {});
    /// The story's clock, source and broker, on its loop.
    app::World world();
    std::filesystem::path const& folder() const { return folder_; }

    FakeClock clock{Instant{}};
    MemoryBroker broker;
    simulator::GridOperator grid{paris(), std::chrono::hours{8}};
    simulator::Switchboard source{grid};
    bool source_down = false;
    Line line;
    FakeHomeAssistant home;
    config::Config config;
    std::unique_ptr<boost::asio::io_context> loop;
    std::unique_ptr<app::Bridge> bridge;

private:
    std::filesystem::path folder_;
    int calls_seen_ = 0;
};

inline std::string const maison = "12345678901234";

} // namespace enedis2mqtt::test
