#include "sinks/outbox.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <utility>

namespace enedis2mqtt::sinks {
namespace {

// Paho C++ 1.2 refuses more than about 100 unfinished publishes; 40 already fills a fast link.
constexpr std::size_t window = 40;
// Events and responses that wait while the broker is away; beyond that the oldest is of no use any more.
constexpr std::size_t most_waiting = 200;
// A connected broker acknowledges thousands a second; this many mean that it acknowledges none.
constexpr std::size_t most_unacknowledged = 50'000;
constexpr std::size_t many_waiting = 1'000;
// A connection that has lasted this long is stable enough to be risked.
constexpr std::chrono::minutes first_pause{1};
constexpr std::chrono::hours longest_pause{6};

Error hung_up_on(std::string_view topic, std::size_t size) {
    return {
        ErrorCode::broker_limit,
        fmt::format("it ends each connection while the topic '{}' of {} bytes is under way: because of its "
                    "size, or because its rules forbid the topic; tried again later",
                    topic, size)};
}

// What a flood of requests took is free again then, but glibc keeps it for the process.
void return_memory_to_the_system() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

} // namespace

Outbox::Outbox(boost::asio::any_io_executor executor, TaskGroup& tasks, mqtt::Client& client,
               TopicMemory& memory, Clock& clock, Answered answered)
    : tasks_(tasks), client_(client), memory_(memory), clock_(clock), answered_(std::move(answered)),
      pause_(first_pause), idle_(std::move(executor)) {}

std::vector<std::string> Outbox::remembered() {
    auto topics = memory_.retained_topics();
    if (topics)
        return *std::move(topics);
    amnesia_.say("topics of an earlier run cannot be read, so none is cleared: " + spoken(topics.error()));
    return {};
}

Outbox::Outgoing& Outbox::entry(std::string topic) {
    auto const found = retained_.try_emplace(std::move(topic)).first;
    found->second.topic = found->first;
    return found->second;
}

void Outbox::adopt(std::string topic) {
    entry(std::move(topic));
}

void Outbox::remember(std::string topic) {
    if (retained_.contains(topic))
        return;
    entry(topic);
    new_topics_.push_back(std::move(topic));
}

void Outbox::remember_new_topics() {
    if (new_topics_.empty())
        return;
    if (auto kept = memory_.remember_retained(std::exchange(new_topics_, {})); !kept)
        amnesia_.say("published topics cannot be remembered: " + spoken(kept.error()));
}

void Outbox::keep(std::vector<mqtt::Message> messages) {
    for (auto& message : messages) {
        remember(message.topic);
        set(entry(std::move(message.topic)), std::move(message.payload));
    }
    pump();
}

void Outbox::clear(std::string const& topic) {
    set(entry(topic), {});
    pump();
}

void Outbox::drop(std::string const& topic) {
    if (retained_.contains(topic))
        clear(topic);
}

void Outbox::say(mqtt::Message message) {
    if (open_ && once_.size() >= most_unacknowledged) {
        denial_.say(
            fmt::format("{} is dropped: {} messages are unacknowledged", message.topic, once_.size()));
        return;
    }
    if (!open_ && once_.size() >= most_waiting) {
        once_.erase(once_.begin());
        if (++dropped_ == 1)
            log::get("mqtt").warn("{} events and responses wait for the broker; the oldest are dropped now",
                                  most_waiting);
    }
    auto& out = once_[++last_said_];
    out.topic = *spoken_.insert(std::move(message.topic)).first;
    out.payload = std::move(message.payload);
    out.number = last_said_;
    most_said_ = std::max(most_said_, once_.size());
    enqueue(out);
    pump();
}

void Outbox::tell_dropped() {
    if (dropped_ > 0)
        log::get("mqtt").warn("{} events and responses were dropped while the broker was away",
                              std::exchange(dropped_, 0));
}

template <class Visit>
void Outbox::for_each(Visit visit) {
    for (auto& [number, out] : once_)
        visit(out);
    for (auto& [topic, out] : retained_)
        visit(out);
}

void Outbox::open() {
    ++connection_;
    open_ = true;
    first_denial_.reset();
    tell_dropped();
    bool any_withheld = false;
    for_each([&](Outgoing& out) {
        if (out.stage == Stage::withheld)
            any_withheld = true;
        else if (out.stage != Stage::known)
            enqueue(out);
    });
    if (any_withheld)
        tasks_.spawn("mqtt withheld", try_withheld_later(connection_));
    pump();
}

void Outbox::close(bool hung_up) {
    ++connection_;
    open_ = alone_ = false;
    once_queue_.clear();
    values_.clear();
    suspects_.clear();
    clearings_.clear();
    in_flight_ = values_in_flight_ = 0;
    std::vector<Outgoing*> withheld;
    for_each([&](Outgoing& out) {
        bool const cut_off = out.stage == Stage::sending || out.stage == Stage::changed;
        if (cut_off)
            out.stage = Stage::queued;
        if (cut_off && hung_up && ++out.losses > 1)
            withheld.push_back(&out);
        if (out.losses > 1)
            out.stage = Stage::withheld; // one that was to be tried again, too
    });
    for (auto* const out : withheld)
        withhold(*out);
}

void Outbox::withhold(Outgoing const& out) {
    if (out.losses > 2)
        pause_ = std::min<std::chrono::seconds>(2 * pause_, longest_pause);
    next_try_ = clock_.now() + pause_;
    std::string const topic{out.topic};
    auto const error = hung_up_on(topic, out.payload.size());
    denial_.say(spoken(topic) + " is not published: " + spoken(error));
    answered_(topic, error);
}

void Outbox::broker_was_away() {
    pause_ = first_pause;
    next_try_ = clock_.now();
}

Task<void> Outbox::try_withheld_later(unsigned connection) {
    co_await clock_.sleep_until(std::max(next_try_, clock_.now() + first_pause));
    if (connection == connection_ && try_withheld())
        pump();
}

/// The one whose last try is the longest ago.
bool Outbox::try_withheld() {
    Outgoing* oldest = nullptr;
    for_each([&](Outgoing& out) {
        if (out.stage == Stage::withheld && (oldest == nullptr || out.tried < oldest->tried))
            oldest = &out;
    });
    if (oldest == nullptr)
        return false;
    oldest->tried = ++last_tried_;
    oldest->stage = Stage::queued;
    suspects_.push_back(oldest);
    return true;
}

void Outbox::repeat() {
    if (!open_)
        return;
    for_each([this](Outgoing& out) {
        if (out.stage == Stage::settled || out.stage == Stage::denied)
            enqueue(out);
    });
    pump();
}

Task<Result<void>> Outbox::settled(std::chrono::seconds limit) {
    auto wait = wait_until_idle();
    auto const outcome =
        co_await with_timeout(limit, ErrorCode::broker_timeout, "the broker", std::move(wait));
    if (!outcome && !client_.connected())
        co_return Error{ErrorCode::broker_unreachable,
                        fmt::format("it was not connected within {} s", limit.count())};
    if (!outcome)
        co_return Error{ErrorCode::broker_timeout,
                        fmt::format("it did not take everything within {} s", limit.count())};
    for (auto const& [topic, out] : retained_) {
        if (out.stage == Stage::denied)
            co_return *first_denial_;
        if (out.stage == Stage::withheld)
            co_return hung_up_on(topic, out.payload.size());
    }
    co_return Result<void>{};
}

void Outbox::set(Outgoing& out, std::string payload) {
    if (out.payload == payload && out.stage != Stage::known)
        return;
    out.payload = std::move(payload);
    switch (out.stage) {
    case Stage::known:
    case Stage::settled:
    case Stage::denied: // another payload is another question: a smaller one may pass
        return enqueue(out);
    case Stage::sending:
        out.stage = Stage::changed;
        return;
    case Stage::queued:
    case Stage::changed:
    case Stage::withheld:
        return;
    }
}

void Outbox::enqueue(Outgoing& out) {
    out.stage = Stage::queued;
    if (!open_) // open() queues what is set while the broker is away
        return;
    auto& queue = out.number > 0    ? once_queue_
                  : out.clears()    ? clearings_
                  : out.losses == 0 ? values_
                                    : suspects_;
    queue.push_back(&out);
}

Outbox::Outgoing* Outbox::next() {
    for (auto* const queue : std::array{&once_queue_, &values_, &suspects_, &clearings_}) {
        while (queue != &clearings_ && !queue->empty() && queue->front()->clears()) {
            clearings_.push_back(queue->front()); // its value was dropped while it waited
            queue->pop_front();
        }
        if (queue->empty())
            continue;
        bool const waits =
            queue->front()->losses > 0 ? in_flight_ > 0 : queue == &clearings_ && values_in_flight_ > 0;
        if (waits)
            return nullptr;
        auto* const out = queue->front();
        queue->pop_front();
        return out;
    }
    return nullptr;
}

void Outbox::pump() {
    if (open_)
        remember_new_topics();
    while (open_ && !alone_ && in_flight_ < window) {
        auto* const out = next();
        if (out == nullptr)
            break;
        ++in_flight_;
        if (!out->clears())
            ++values_in_flight_;
        alone_ = out->losses > 0;
        out->stage = Stage::sending;
        mqtt::Message message{std::string{out->topic}, out->payload, out->number == 0};
        tasks_.spawn("mqtt publish", send(*out, std::move(message), connection_));
    }
    if (idle())
        idle_.raise();
}

Task<void> Outbox::send(Outgoing& out, mqtt::Message message, unsigned connection) {
    if (connection != connection_)
        co_return; // closed before it was our turn
    auto const topic = message.topic;
    bool const clearing = message.payload.empty();
    auto const outcome = co_await client_.publish(std::move(message));
    if (connection != connection_ || !open_)
        co_return; // `out` may be gone
    if (!outcome && outcome.error().code == ErrorCode::broker_unreachable) {
        open_ = false; // close() follows; the next connection sends everything again
        co_return;
    }
    --in_flight_;
    if (!clearing)
        --values_in_flight_;
    alone_ = false;
    bool const was_withheld = std::exchange(out.losses, 0) > 1;
    if (outcome)
        taken(out);
    else
        refused(out, outcome.error());
    answered_(topic, outcome ? std::nullopt : std::optional{outcome.error()});
    if (was_withheld) {
        pause_ = first_pause;
        try_withheld();
    }
    pump();
}

void Outbox::taken(Outgoing& out) {
    if (out.number > 0) {
        once_.erase(out.number);
        if (once_.empty() && std::exchange(most_said_, 0) > many_waiting)
            return_memory_to_the_system();
        return;
    }
    if (out.stage == Stage::changed)
        return enqueue(out);
    out.stage = Stage::settled;
    if (!out.clears())
        return;
    std::string const topic{out.topic};
    retained_.erase(topic);
    if (auto forgotten = memory_.forget_retained({topic}); !forgotten)
        amnesia_.say("a cleared topic cannot be forgotten: " + spoken(forgotten.error()));
}

void Outbox::refused(Outgoing& out, Error const& error) {
    if (!std::exchange(first_denial_, error))
        denial_.say(spoken(std::string{out.topic}) + " is not published: " + spoken(error));
    if (out.number > 0)
        once_.erase(out.number);
    else if (out.stage == Stage::changed)
        enqueue(out);
    else
        out.stage = Stage::denied;
}

bool Outbox::idle() const {
    return open_ && in_flight_ == 0 && once_queue_.empty() && values_.empty() && suspects_.empty() &&
           clearings_.empty();
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
