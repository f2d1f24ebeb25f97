#pragma once

#include "support/fake_clock.hpp"
#include "support/household.hpp"
#include "support/json.hpp"
#include "support/memory_broker.hpp"

#include <enedis2mqtt/sinks/mqtt_sink.hpp>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace enedis2mqtt::test {

class MemoryTopics final : public TopicMemory, public Notes {
public:
    std::set<std::string> topics;
    std::map<std::string, std::string> notes;
    bool broken = false;
    int writes = 0;

    Result<std::vector<std::string>> retained_topics() override {
        if (broken)
            return Error{ErrorCode::store_corrupt, "broken"};
        return std::vector<std::string>(topics.begin(), topics.end());
    }
    Result<void> remember_retained(std::vector<std::string> const& more) override {
        ++writes;
        if (broken)
            return Error{ErrorCode::store_full, "broken"};
        topics.insert(more.begin(), more.end());
        return {};
    }
    Result<void> forget_retained(std::vector<std::string> const& fewer) override {
        ++writes;
        if (broken)
            return Error{ErrorCode::store_full, "broken"};
        for (auto const& topic : fewer)
            topics.erase(topic);
        return {};
    }
    Result<std::optional<std::string>> note(std::string const& key) override {
        auto const found = notes.find(key);
        return found == notes.end() ? std::nullopt : std::optional{found->second};
    }
    Result<void> set_note(std::string const& key, std::string const& value) override {
        if (broken)
            return Error{ErrorCode::store_full, "broken"};
        notes[key] = value;
        return {};
    }
};

/// Knows one meter; each refresh takes `takes` on the fake clock.
class FakeRequests final : public Requests {
public:
    explicit FakeRequests(FakeClock& clock) : clock_(clock) {}

    std::chrono::seconds takes{0};
    int asked = 0;
    int shown = 0;

    Task<Result<std::vector<UsagePointId>>> refresh(std::optional<UsagePointId> id) override {
        ++asked;
        if (id && *id != usage_point())
            co_return Error{ErrorCode::unknown_meter, "no meter " + id->masked()};
        co_await clock_.sleep_until(clock_.now() + takes);
        co_return std::vector{usage_point()};
    }
    Result<HistoryPlan> plan_history(HistoryRequest const& request) override {
        if (request.id != usage_point())
            return Error{ErrorCode::unknown_meter, "no meter " + request.id.masked()};
        HistoryPlan plan;
        plan.calls = 3;
        plan.calls_left_today = 15;
        plan.calls_per_day = 20;
        plan.expected_end = clock_.now();
        plan.series = {{{Direction::consumption, Dataset::daily}, {{request.from, request.from + 3}}}};
        return plan;
    }
    Result<HistoryPlan> ask_history(HistoryRequest const& request) override {
        wanted.push_back(request);
        return plan_history(request);
    }
    Result<void> cancel_history(UsagePointId const& id) override {
        cancelled.push_back(id);
        return {};
    }
    void show() override { ++shown; }

    std::vector<HistoryRequest> wanted;
    std::vector<UsagePointId> cancelled;

private:
    FakeClock& clock_;
};

/// The world around a sink; the sink and its connection can be born and die several times in it.
struct World {
    FakeClock clock{at("2026-11-23", 8, 30)};
    MemoryBroker broker;
    MemoryTopics memory;
    FakeRequests requests{clock};
    boost::asio::io_context loop;
    std::unique_ptr<MemoryClient> client;
    std::unique_ptr<sinks::MqttSink> sink;

    static sinks::MqttSinkOptions options() {
        sinks::MqttSinkOptions options{paris()};
        options.version = "1.2.3";
        options.started_at = at("2026-11-23", 8);
        options.language = Language::en;
        return options;
    }

    void live(std::vector<Meter> const& meters, sinks::MqttSinkOptions options = World::options()) {
        client = std::make_unique<MemoryClient>(loop.get_executor(), broker);
        sink = sinks::create_mqtt_sink(loop.get_executor(), *client, memory, memory, clock, requests,
                                       std::move(options));
        sink->announce(meters);
        sink->start();
    }

    /// A clean end: farewell, then the client's stop.
    void leave() {
        spawn_guarded(loop.get_executor(), "farewell", sink->farewell(std::chrono::seconds{5}));
        run();
        spawn_guarded(loop.get_executor(), "stop", client->stop(std::chrono::seconds{5}));
        run();
        sink.reset();
        client.reset();
        broker.published.clear();
    }

    void run() { run_until(loop, clock, clock.now()); }
    void pass(std::chrono::seconds time) { run_until(loop, clock, clock.now() + time); }

    boost::json::value last(std::string const& topic) const {
        auto const payloads = broker.payloads(topic);
        return payloads.empty() ? boost::json::value{} : parsed(payloads.back());
    }
};

inline std::string const base = "enedis2mqtt/12345678901234/";
inline std::string const bridge_config = "homeassistant/device/enedis2mqtt_bridge/config";
inline std::string const device_config = "homeassistant/device/enedis2mqtt_12345678901234/config";

} // namespace enedis2mqtt::test
