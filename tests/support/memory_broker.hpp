#pragma once

#include <enedis2mqtt/mqtt/client.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace enedis2mqtt::test {

class MemoryClient;

/// A broker in memory: it retains, denies topics on request, goes away and comes back, and records every
/// publish of its clients that it acknowledged, in order. Loop thread only. It outlives its clients.
class MemoryBroker {
public:
    std::map<std::string, std::string> retained;
    std::vector<mqtt::Message> published;

    /// Topics (publish) and filters (subscribe) the broker refuses.
    std::function<bool(std::string const&)> denies = [](std::string const&) { return false; };
    /// Messages on which the broker ends the connection without a word; the client comes back at once.
    std::function<bool(mqtt::Message const&)> hangs_up_on = [](mqtt::Message const&) { return false; };
    int hang_ups = 0;
    /// While true, publishes stay unacknowledged.
    bool holds_back = false;

    bool is_up() const { return up_; }
    /// Every client loses its connection, told `why`; their wills are left behind.
    void go_away(Error const& why = {ErrorCode::broker_unreachable, "the connection went away"});
    void come_back();
    /// The broker restarts without its retained messages.
    void lose_retained() { retained.clear(); }
    /// Sends what was held back so far.
    void let_go();
    /// A message from another client.
    void deliver(std::string topic, std::string payload, bool retain = false);

    /// Payloads published on `topic`, in order.
    std::vector<std::string> payloads(std::string_view topic) const {
        std::vector<std::string> found;
        for (auto const& message : published)
            if (message.topic == topic)
                found.push_back(message.payload);
        return found;
    }
    /// The retained payload of `topic`; empty when there is none.
    std::string at(std::string const& topic) const {
        auto const found = retained.find(topic);
        return found == retained.end() ? std::string{} : found->second;
    }
    std::size_t most_in_flight() const { return most_in_flight_; }

private:
    friend class MemoryClient;
    void keep(mqtt::Message const& message);

    bool up_ = true;
    std::set<MemoryClient*> clients_;
    std::size_t most_in_flight_ = 0;
};

/// mqtt::Client on a MemoryBroker: connects as soon as the broker is up, and again whenever it comes back.
class MemoryClient final : public mqtt::Client {
public:
    MemoryClient(boost::asio::any_io_executor executor, MemoryBroker& broker)
        : executor_(executor), broker_(broker),
          gate_(executor, boost::asio::steady_timer::time_point::max()) {
        broker_.clients_.insert(this);
    }
    ~MemoryClient() override {
        leave_will();
        broker_.clients_.erase(this);
    }

    void start(mqtt::Message will, mqtt::Events events) override {
        will_ = std::move(will);
        events_ = std::move(events);
        broker_.up_ ? connect() : refuse();
    }

    bool connected() const override { return connected_; }

    Task<Result<void>> publish(mqtt::Message message) override {
        auto const connection = connection_;
        broker_.most_in_flight_ = std::max(broker_.most_in_flight_, ++in_flight_);
        co_await boost::asio::post(executor_, boost::asio::use_awaitable);
        while (broker_.holds_back && connected_ && connection == connection_) {
            boost::system::error_code woken;
            co_await gate_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        }
        --in_flight_;
        if (!connected_ || connection != connection_)
            co_return Error{ErrorCode::broker_unreachable, "the connection went away"};
        if (broker_.hangs_up_on(message)) {
            ++broker_.hang_ups;
            lose({ErrorCode::broker_unreachable, "the connection went away"});
            connect();
            co_return Error{ErrorCode::broker_unreachable, "the connection went away"};
        }
        if (broker_.denies(message.topic))
            co_return Error{ErrorCode::broker_denied, "not authorized: " + message.topic};
        broker_.published.push_back(message);
        broker_.keep(message);
        co_return Result<void>{};
    }

    Task<Result<void>> subscribe(std::string filter) override {
        co_await boost::asio::post(executor_, boost::asio::use_awaitable);
        if (!connected_)
            co_return Error{ErrorCode::broker_unreachable, "the connection went away"};
        if (broker_.denies(filter))
            co_return Error{ErrorCode::broker_denied, "not authorized: " + filter};
        subscriptions_.insert(filter);
        if (auto const kept = broker_.retained.find(filter); kept != broker_.retained.end())
            hear({kept->first, kept->second, true});
        co_return Result<void>{};
    }

    Task<void> stop(std::chrono::seconds) override {
        will_.reset();
        connected_ = false;
        started_ = false;
        gate_.cancel();
        co_return;
    }

    std::set<std::string> const& subscriptions() const { return subscriptions_; }

    /// An attempt to connect that the absent broker refuses.
    void refuse() {
        started_ = true;
        boost::asio::post(executor_, [this] {
            events_.disconnected({ErrorCode::broker_unreachable, "connection refused"});
        });
    }

private:
    friend class MemoryBroker;

    void connect() {
        started_ = connected_ = true;
        ++connection_;
        subscriptions_.clear();
        boost::asio::post(executor_, [this] { events_.connected(); });
    }

    void lose(Error const& why) {
        if (!started_)
            return;
        leave_will();
        connected_ = false;
        gate_.cancel();
        boost::asio::post(executor_, [this, why] { events_.disconnected(why); });
    }

    void leave_will() {
        if (connected_ && will_)
            broker_.keep(*will_);
    }

    void hear(mqtt::Message message) {
        boost::asio::post(executor_, [this, message = std::move(message)] { events_.message(message); });
    }

    boost::asio::any_io_executor executor_;
    MemoryBroker& broker_;
    boost::asio::steady_timer gate_;
    std::optional<mqtt::Message> will_;
    mqtt::Events events_;
    std::set<std::string> subscriptions_;
    std::size_t in_flight_ = 0;
    unsigned connection_ = 0;
    bool started_ = false;
    bool connected_ = false;
};

inline void MemoryBroker::go_away(Error const& why) {
    up_ = false;
    for (auto* client : clients_)
        client->lose(why);
}

inline void MemoryBroker::come_back() {
    up_ = true;
    for (auto* client : clients_)
        if (client->started_)
            client->connect();
}

inline void MemoryBroker::let_go() {
    holds_back = false;
    for (auto* client : clients_)
        client->gate_.cancel();
}

inline void MemoryBroker::deliver(std::string topic, std::string payload, bool retain) {
    keep({topic, payload, retain});
    for (auto* client : clients_)
        if (client->connected_ && client->subscriptions_.contains(topic))
            client->hear({topic, payload, false});
}

inline void MemoryBroker::keep(mqtt::Message const& message) {
    if (!message.retain)
        return;
    if (message.payload.empty())
        retained.erase(message.topic);
    else
        retained[message.topic] = message.payload;
}

} // namespace enedis2mqtt::test
