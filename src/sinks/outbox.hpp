#pragma once

#include "sinks/spoken.hpp"

#include <enedis2mqtt/base/signal.hpp>
#include <enedis2mqtt/base/task_group.hpp>
#include <enedis2mqtt/mqtt/client.hpp>
#include <enedis2mqtt/ports/topic_memory.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt::sinks {

/// Everything we want retained on the broker, one copy of each payload, and what of it is still to be sent.
/// It sends by itself while it is open, a window of publishes at a time; a payload the broker already has is
/// not sent again. Topics are remembered before they are first published, and forgotten once they are
/// cleared. Loop thread only; never throws. Publishes in flight refer to it: they are tasks of the group.
class Outbox {
public:
    /// Told of each topic the broker refuses (why) or takes (nothing).
    using Answered = std::function<void(std::string const& topic, std::optional<Error> const& refusal)>;

    Outbox(boost::asio::any_io_executor executor, TaskGroup& tasks, mqtt::Client& client, TopicMemory& memory,
           Answered answered);

    /// Topics that an earlier life left retained; empty when the memory cannot be read.
    std::vector<std::string> remembered();
    /// `topic` is remembered already, and still ours.
    void adopt(std::string topic);
    /// Remembers topics that someone else publishes.
    void remember(std::vector<std::string> const& topics);

    void keep(std::vector<mqtt::Message> messages);
    /// An empty retained payload, sent once nothing else waits to be sent; then the topic is forgotten.
    void clear(std::string const& topic);
    /// clear(), when there is anything to clear.
    void drop(std::string const& topic);
    /// Not retained: sent once, in order; the last 200 wait while the broker is away.
    void say(mqtt::Message message);

    /// A new connection: everything is sent again.
    void open();
    void close();
    /// Sends again what this connection has already sent, and asks again for what was denied.
    void repeat();

    /// Ends once the broker has acknowledged or denied everything: with the first denial, if anything is
    /// denied, or `broker_unreachable` when it takes longer than `limit`.
    Task<Result<void>> settled(std::chrono::seconds limit);

private:
    enum class Stage : std::uint8_t {
        known,   ///< remembered; nothing to say about it yet
        queued,  ///< to be sent
        sending, ///< on its way
        changed, ///< on its way, and out of date already
        settled, ///< the broker has it
        denied   ///< the broker will not have this payload
    };
    struct Entry {
        std::string payload; ///< empty: to be cleared
        Stage stage = Stage::known;
    };
    using Item = std::map<std::string, Entry>::value_type;

    void set(Item& item, std::string payload);
    void enqueue(Item& item);
    Item* next();
    void pump();
    Task<void> send(Item& item, mqtt::Message message, unsigned connection);
    Task<void> send_once(std::uint64_t number, mqtt::Message message, unsigned connection);
    void sent(Item& item);
    void failed(Item* item, std::string const& topic, Error const& error);
    bool idle() const;
    Task<Result<void>> wait_until_idle();

    TaskGroup& tasks_;
    mqtt::Client& client_;
    TopicMemory& memory_;
    Answered answered_;
    std::map<std::string, Entry> entries_; ///< nodes are stable: the queues point into it
    std::deque<Item*> values_;
    std::deque<Item*> clearings_;
    std::map<std::uint64_t, mqtt::Message> once_; ///< numbered as they were said, until the broker has them
    std::uint64_t last_said_ = 0;
    std::uint64_t last_sent_ = 0; ///< on this connection
    std::size_t in_flight_ = 0;
    std::size_t values_in_flight_ = 0;
    unsigned connection_ = 0; ///< counts connections, so that answers of an earlier one are ignored
    bool open_ = false;
    std::optional<Error> first_denial_; ///< on this connection
    Signal idle_;                       ///< nothing is left to be sent
    Complaint denial_{log::get("mqtt")};
    Complaint amnesia_{log::get("mqtt")};
};

} // namespace enedis2mqtt::sinks
