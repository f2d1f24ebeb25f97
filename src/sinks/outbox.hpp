#pragma once

#include "sinks/spoken.hpp"

#include <enedis2mqtt/base/clock.hpp>
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
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace enedis2mqtt::sinks {

/// Everything we want retained on the broker, one copy of each payload, and what of it is still to be sent.
/// It sends by itself while it is open, a window of publishes at a time; a payload the broker already has is
/// not sent again. Topics are remembered before they are first published, and forgotten once they are
/// cleared.
///
/// Some brokers have no word for a message they do not take: they hang up. What was unacknowledged when a
/// connection ended is sent again last, one message at a time, so that a second end tells which it was. That
/// one is withheld and tried again later; everything else is published.
///
/// Loop thread only; never throws. Publishes in flight refer to it: they are tasks of the group.
class Outbox {
public:
    /// Told of each topic the broker refuses (why) or takes (nothing).
    using Answered = std::function<void(std::string const& topic, std::optional<Error> const& refusal)>;

    Outbox(boost::asio::any_io_executor executor, TaskGroup& tasks, mqtt::Client& client, TopicMemory& memory,
           Clock& clock, Answered answered);

    /// Topics that an earlier life left retained; empty when the memory cannot be read.
    std::vector<std::string> remembered();
    /// `topic` is remembered already, and still ours.
    void adopt(std::string topic);
    /// Remembers a topic that someone else publishes.
    void remember(std::string topic);
    /// Writes down the topics that are new since. It is done before any of them is published, and all at
    /// once: each time costs a flush to the disk.
    void remember_new_topics();

    void keep(std::vector<mqtt::Message> messages);
    /// An empty retained payload, sent once nothing else waits to be sent; then the topic is forgotten.
    void clear(std::string const& topic);
    /// clear(), when there is anything to clear.
    void drop(std::string const& topic);
    /// Not retained: sent once, in order. While the broker is away the last 200 wait; the log says how many
    /// were dropped.
    void say(mqtt::Message message);

    /// A new connection: everything is sent again.
    void open();
    /// The connection ended. `hung_up`: perhaps because of what the broker had not acknowledged.
    void close(bool hung_up);
    /// The broker may have been restarted with other limits: what is withheld is tried without a longer
    /// pause.
    void broker_was_away();
    /// Sends again what this connection has already sent, and asks again for what was denied.
    void repeat();

    /// Ends once the broker has acknowledged or denied everything: with the first denial, if anything is
    /// denied or withheld; with `broker_timeout` when it takes longer than `limit`, `broker_unreachable` when
    /// there is no connection by then.
    Task<Result<void>> settled(std::chrono::seconds limit);

private:
    enum class Stage : std::uint8_t {
        known,   ///< remembered; nothing to say about it yet
        queued,  ///< to be sent
        sending, ///< on its way
        changed, ///< on its way, and out of date already
        settled, ///< the broker has it
        denied,  ///< the broker will not have this payload
        withheld ///< two connections in a row ended before the broker acknowledged it
    };
    struct Outgoing {
        std::string_view topic;
        std::string payload;      ///< retained and empty: to be cleared
        std::uint64_t number = 0; ///< of a message that is not retained; 0: retained
        std::uint64_t tried = 0;  ///< when it was last tried again, among those withheld
        unsigned losses = 0;      ///< connections in a row that ended before the broker acknowledged it
        Stage stage = Stage::known;

        bool clears() const { return number == 0 && payload.empty(); }
    };

    Outgoing& entry(std::string topic);
    void set(Outgoing& out, std::string payload);
    void enqueue(Outgoing& out);
    Outgoing* next();
    void pump();
    Task<void> send(Outgoing& out, mqtt::Message message, unsigned connection);
    void taken(Outgoing& out);
    void refused(Outgoing& out, Error const& error);
    void withhold(Outgoing const& out);
    Task<void> try_withheld_later(unsigned connection);
    bool try_withheld();
    void tell_dropped();
    template <class Visit>
    void for_each(Visit visit);
    bool idle() const;
    Task<Result<void>> wait_until_idle();

    TaskGroup& tasks_;
    mqtt::Client& client_;
    TopicMemory& memory_;
    Clock& clock_;
    Answered answered_;
    std::map<std::string, Outgoing> retained_;  ///< nodes are stable: the queues point into it
    std::map<std::uint64_t, Outgoing> once_;    ///< numbered as they were said, until the broker has them
    std::set<std::string, std::less<>> spoken_; ///< the topics of once_
    std::vector<std::string> new_topics_;       ///< not remembered yet
    std::deque<Outgoing*> once_queue_;
    std::deque<Outgoing*> values_;
    std::deque<Outgoing*> suspects_; ///< values that a connection ended with
    std::deque<Outgoing*> clearings_;
    std::uint64_t last_said_ = 0;
    std::uint64_t last_tried_ = 0;
    std::size_t most_said_ = 0; ///< the largest size of once_ since it was empty
    std::size_t dropped_ = 0;   ///< while the broker was away
    std::size_t in_flight_ = 0;
    std::size_t values_in_flight_ = 0;
    bool alone_ = false;      ///< what is in flight is a suspect: nothing else goes with it
    unsigned connection_ = 0; ///< counts connections, so that answers of an earlier one are ignored
    bool open_ = false;
    std::chrono::seconds pause_;        ///< before what is withheld is tried again
    Instant next_try_{};                ///< not before
    std::optional<Error> first_denial_; ///< on this connection
    Signal idle_;                       ///< nothing is left to be sent
    Complaint denial_{log::get("mqtt")};
    Complaint amnesia_{log::get("mqtt")};
};

} // namespace enedis2mqtt::sinks
