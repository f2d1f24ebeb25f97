#pragma once

#include "support/run_loop.hpp"

#include <enedis2mqtt/mqtt/paho_client.hpp>

#include <algorithm>
#include <vector>

namespace enedis2mqtt::test {

/// A client of the program and what it reported; it tries again quickly.
class Station {
public:
    static mqtt::Options options(std::string url, std::string id = "station") {
        mqtt::Options options;
        options.url = std::move(url);
        options.client_id = std::move(id);
        options.shortest_retry = std::chrono::milliseconds{20};
        options.longest_retry = std::chrono::milliseconds{200};
        return options;
    }

    Station(boost::asio::io_context& loop, mqtt::Options options)
        : loop_(loop), id_(options.client_id),
          client_(mqtt::create_paho_client(loop.get_executor(), std::move(options)).value()) {}

    Station& start() {
        mqtt::Events events;
        events.connected = [this] { ++connections; };
        events.disconnected = [this](Error error) { failures.push_back(std::move(error)); };
        events.message = [this](mqtt::Message message) { messages.push_back(std::move(message)); };
        mqtt::Message will{"will/" + id_, "gone", true};
        client_->start(std::move(will), std::move(events));
        return *this;
    }

    bool reaches(std::size_t count, std::chrono::seconds limit = std::chrono::seconds{10}) {
        return run_until(
            loop_, [&] { return connections >= count; }, limit);
    }
    bool fails(std::chrono::seconds limit = std::chrono::seconds{10}) {
        return run_until(
            loop_, [&] { return !failures.empty(); }, limit);
    }
    bool hears(mqtt::Message const& message, std::chrono::seconds limit = std::chrono::seconds{10}) {
        return run_until(
            loop_, [&] { return std::ranges::find(messages, message) != messages.end(); }, limit);
    }
    Result<void> publish(std::string topic, std::string payload, bool retain = true) {
        mqtt::Message message{std::move(topic), std::move(payload), retain};
        return run_task(loop_, client_->publish(std::move(message)));
    }
    Result<void> subscribe(std::string filter) {
        return run_task(loop_, client_->subscribe(std::move(filter)));
    }
    void stop() { run_task(loop_, client_->stop(std::chrono::seconds{5})); }
    void destroy() { client_.reset(); }
    mqtt::Client& client() { return *client_; }

    std::size_t connections = 0;
    std::vector<Error> failures;
    std::vector<mqtt::Message> messages;

private:
    boost::asio::io_context& loop_;
    std::string id_;
    std::unique_ptr<mqtt::Client> client_;
};

} // namespace enedis2mqtt::test
