#include "sinks/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace enedis2mqtt::sinks {
namespace {

// Paho C++ 1.2 refuses more than about 100 unfinished publishes; 40 already fills a fast link.
constexpr std::size_t window = 40;
// Events and responses that pile up while the broker is slow or away; beyond that the oldest is of no use any
// more.
constexpr std::size_t most_waiting = 200;

} // namespace

Outbox::Outbox(boost::asio::any_io_executor executor, TaskGroup& tasks, mqtt::Client& client,
               TopicMemory& memory, Answered answered)
    : tasks_(tasks), client_(client), memory_(memory), answered_(std::move(answered)),
      idle_(std::move(executor)) {}

std::vector<std::string> Outbox::remembered() {
    auto topics = memory_.retained_topics();
    if (topics)
        return *std::move(topics);
    amnesia_.say("topics of an earlier run cannot be read, so none is cleared: " + spoken(topics.error()));
    return {};
}

void Outbox::adopt(std::string topic) {
    entries_.try_emplace(std::move(topic));
}

void Outbox::remember(std::vector<std::string> const& topics) {
    std::vector<std::string> fresh;
    for (auto const& topic : topics)
        if (entries_.try_emplace(topic).second)
            fresh.push_back(topic);
    if (fresh.empty())
        return;
    if (auto kept = memory_.remember_retained(fresh); !kept)
        amnesia_.say("published topics cannot be remembered: " + spoken(kept.error()));
}

void Outbox::keep(std::vector<mqtt::Message> messages) {
    std::vector<std::string> topics;
    for (auto const& message : messages)
        topics.push_back(message.topic);
    remember(topics);
    for (auto& message : messages)
        set(*entries_.find(message.topic), std::move(message.payload));
    pump();
}

void Outbox::clear(std::string const& topic) {
    set(*entries_.try_emplace(topic).first, {});
    pump();
}

void Outbox::drop(std::string const& topic) {
    if (entries_.contains(topic))
        clear(topic);
}

void Outbox::say(mqtt::Message message) {
    if (once_.size() == most_waiting)
        once_.erase(once_.begin());
    once_.emplace(++last_said_, std::move(message));
    pump();
}

void Outbox::open() {
    ++connection_;
    open_ = true;
    first_denial_.reset();
    for (auto& item : entries_)
        if (item.second.stage != Stage::known)
            enqueue(item);
    pump();
}

void Outbox::close() {
    ++connection_;
    open_ = false;
    values_.clear();
    clearings_.clear();
    last_sent_ = 0;
    in_flight_ = values_in_flight_ = 0;
}

void Outbox::repeat() {
    if (!open_)
        return;
    for (auto& item : entries_)
        if (item.second.stage == Stage::settled || item.second.stage == Stage::denied)
            enqueue(item);
    pump();
}

Task<Result<void>> Outbox::settled(std::chrono::seconds limit) {
    auto wait = wait_until_idle();
    auto const outcome =
        co_await with_timeout(limit, ErrorCode::broker_timeout, "the broker", std::move(wait));
    if (!outcome)
        co_return Error{ErrorCode::broker_unreachable,
                        fmt::format("it did not take everything within {} s", limit.count())};
    auto const denied = [](Item const& item) { return item.second.stage == Stage::denied; };
    if (std::any_of(entries_.begin(), entries_.end(), denied))
        co_return *first_denial_;
    co_return Result<void>{};
}

void Outbox::set(Item& item, std::string payload) {
    auto& entry = item.second;
    if (entry.payload == payload && entry.stage != Stage::known)
        return;
    entry.payload = std::move(payload);
    switch (entry.stage) {
    case Stage::known:
    case Stage::settled:
    case Stage::denied: // another payload is another question: a smaller one may pass
        return enqueue(item);
    case Stage::sending:
        entry.stage = Stage::changed;
        return;
    case Stage::queued:
    case Stage::changed:
        return;
    }
}

void Outbox::enqueue(Item& item) {
    item.second.stage = Stage::queued;
    if (open_) // open() queues what is set while the broker is away
        (item.second.payload.empty() ? clearings_ : values_).push_back(&item);
}

Outbox::Item* Outbox::next() {
    while (!values_.empty()) {
        auto* const item = values_.front();
        values_.pop_front();
        if (!item->second.payload.empty())
            return item;
        clearings_.push_back(item);
    }
    if (values_in_flight_ > 0 || clearings_.empty())
        return nullptr;
    auto* const item = clearings_.front();
    clearings_.pop_front();
    return item;
}

void Outbox::pump() {
    while (open_ && in_flight_ < window) {
        if (auto const said = once_.upper_bound(last_sent_); said != once_.end()) {
            ++in_flight_;
            last_sent_ = said->first;
            tasks_.spawn("mqtt event", send_once(last_sent_, said->second, connection_));
        } else if (auto* const item = next()) {
            ++in_flight_;
            if (!item->second.payload.empty())
                ++values_in_flight_;
            item->second.stage = Stage::sending;
            tasks_.spawn("mqtt publish",
                         send(*item, mqtt::Message{item->first, item->second.payload, true}, connection_));
        } else {
            break;
        }
    }
    if (idle())
        idle_.raise();
}

Task<void> Outbox::send(Item& item, mqtt::Message message, unsigned connection) {
    if (connection != connection_)
        co_return; // closed before it was our turn
    auto const topic = message.topic;
    bool const clearing = message.payload.empty();
    auto const outcome = co_await client_.publish(std::move(message));
    if (connection != connection_)
        co_return; // `item` may be gone
    --in_flight_;
    if (!clearing)
        --values_in_flight_;
    if (outcome) {
        sent(item);
        answered_(topic, std::nullopt);
    } else {
        failed(&item, topic, outcome.error());
    }
    pump();
}

Task<void> Outbox::send_once(std::uint64_t number, mqtt::Message message, unsigned connection) {
    if (connection != connection_)
        co_return;
    auto const topic = message.topic;
    auto const outcome = co_await client_.publish(std::move(message));
    if (outcome || outcome.error().code != ErrorCode::broker_unreachable)
        once_.erase(number);
    if (connection != connection_)
        co_return;
    --in_flight_;
    if (outcome)
        answered_(topic, std::nullopt);
    else
        failed(nullptr, topic, outcome.error());
    pump();
}

void Outbox::sent(Item& item) {
    if (item.second.stage == Stage::changed)
        return enqueue(item);
    item.second.stage = Stage::settled;
    if (!item.second.payload.empty())
        return;
    auto const topic = item.first;
    entries_.erase(topic);
    if (auto forgotten = memory_.forget_retained({topic}); !forgotten)
        amnesia_.say("a cleared topic cannot be forgotten: " + spoken(forgotten.error()));
}

void Outbox::failed(Item* item, std::string const& topic, Error const& error) {
    if (error.code == ErrorCode::broker_unreachable) {
        if (item != nullptr)
            item->second.stage = Stage::queued;
        return close(); // the next connection sends everything again
    }
    if (!std::exchange(first_denial_, error))
        denial_.say(spoken(topic) + " is not published: " + spoken(error));
    if (item != nullptr && item->second.stage == Stage::changed)
        enqueue(*item);
    else if (item != nullptr)
        item->second.stage = Stage::denied;
    answered_(topic, error);
}

bool Outbox::idle() const {
    return open_ && in_flight_ == 0 && values_.empty() && clearings_.empty() && once_.empty();
}

Task<Result<void>> Outbox::wait_until_idle() {
    while (!idle()) {
        co_await idle_.wait();
        auto const state = co_await boost::asio::this_coro::cancellation_state;
        if (state.cancelled() != boost::asio::cancellation_type::none)
            co_return Error{ErrorCode::cancelled, "stopped waiting"};
    }
    co_return Result<void>{};
}

} // namespace enedis2mqtt::sinks
