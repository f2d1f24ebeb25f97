#pragma once

#include "mqtt/broker_address.hpp"
#include "mqtt/link.hpp"
#include "mqtt/pending_requests.hpp"

#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/mqtt/client.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <random>

namespace enedis2mqtt::mqtt {

/// The loop thread's half of the client: connecting again for ever.
/// Shared because coroutines and the library's late answers may outlive the Client that made it.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(boost::asio::any_io_executor executor, Options options, BrokerAddress broker);

    void start(std::unique_ptr<Link> link, Message will, Events events);
    bool connected() const { return phase_ == Phase::connected; }
    static Task<Result<void>> publish(std::shared_ptr<Session> self, Message message);
    static Task<Result<void>> subscribe(std::shared_ptr<Session> self, std::string filter);
    static Task<void> stop(std::shared_ptr<Session> self, std::chrono::seconds limit);
    /// Ends everything at once, without waiting for the loop.
    void close();

    // From the link.
    void answered(std::uint64_t id, Outcome const& outcome);
    void arrived(Message message);
    void dropped(std::string const& topic, std::size_t size);
    void dismissed(int reason); ///< by the broker's DISCONNECT of MQTT 5
    void lost();

private:
    enum class Phase { idle, connecting, connected };

    using Endpoints = boost::asio::ip::tcp::resolver::results_type;
    using TimePoint = std::chrono::steady_clock::time_point;

    static Task<void> run(std::shared_ptr<Session> self);
    static Task<Result<void>> connect(std::shared_ptr<Session> self);
    static Task<Result<Endpoints>> resolve(std::shared_ptr<Session> self);
    static Task<Error> diagnose(std::shared_ptr<Session> self, Endpoints endpoints, bool timed_out);
    /// The limit of a broker of MQTT 3.1.1 that ends connections because of our will.
    static Task<std::optional<Error>> refused_will(std::shared_ptr<Session> self);
    /// Leaves its outcome in connect_outcome_: none when the broker was silent.
    static Task<Result<void>> attempt(std::shared_ptr<Session> self, Message const& will);
    /// Waits until `ready`, the deadline or the end of the session. For run() and what it calls only.
    static Task<bool> until(std::shared_ptr<Session> self, TimePoint deadline, std::function<bool()> ready);

    void hang_up();
    std::optional<Error> unusable() const;
    Error loss() const;
    Error connection_lost() const;
    std::chrono::milliseconds delay_after(Error const& error);
    void report(Error const& error);

    boost::asio::any_io_executor executor_;
    Options options_;
    BrokerAddress broker_;
    log::Logger log_ = log::get("mqtt");
    PendingRequests requests_;
    std::unique_ptr<Link> link_;
    std::optional<Message> will_;
    Events events_;

    Phase phase_ = Phase::idle;
    bool stopping_ = false;
    std::uint64_t connect_id_ = 0;
    std::uint64_t disconnect_id_ = 0;
    std::optional<Outcome> connect_outcome_;
    std::size_t packet_limit_ = 0; ///< of this connection; 0: none
    bool cut_off_ = false;         ///< the broker did not acknowledge everything of this connection
    std::optional<int> dismissal_;
    TimePoint connected_at_;
    unsigned failures_ = 0;    ///< in a row; a connection that does not last counts as one
    unsigned short_lives_ = 0; ///< connections in a row that ended early with nothing unacknowledged
    std::string last_failure_;
    std::minstd_rand dice_{std::random_device{}()};

    boost::asio::steady_timer changed_; ///< cancelled to wake run()
    boost::asio::steady_timer ended_;   ///< cancelled to wake stop()
};

} // namespace enedis2mqtt::mqtt
