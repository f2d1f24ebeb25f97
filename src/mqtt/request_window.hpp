#pragma once

#include "mqtt/link.hpp"

#include <enedis2mqtt/base/async.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace enedis2mqtt::mqtt {

/// Of a publication without properties (OASIS MQTT 5, sections 2.1 and 3.3).
std::size_t packet_size(Message const& message);

/// The requests that await the broker's word: at most 50 publications are with the library at once, the
/// others wait their turn here. Loop thread only.
class RequestWindow {
public:
    struct Request;
    using RequestPtr = std::shared_ptr<Request>;

    explicit RequestWindow(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    RequestPtr publish(Link& link, Message message);
    RequestPtr subscribe(Link& link, std::string filter);
    /// Ends when the request is answered or failed, or with `cancelled` when the caller is. Needs no window.
    static Task<Result<void>> answer_to(RequestPtr request);

    /// The outcome of `id`; of a request that was failed before it tells cut_off() only.
    void answered(Link& link, std::uint64_t id, Outcome const& outcome);
    /// The connection went. Paho 1.3.12 sends what it had not sent yet over the next one, before anything
    /// else.
    void fail_all(Error const& error);
    /// A connection has lasted: nothing of an earlier one is left to send.
    void forget_earlier_connections() { left_behind_.clear(); }
    /// The largest publication that went down with the connection, since the last new_connection().
    std::optional<Message> const& cut_off() const { return cut_off_; }
    void new_connection() { cut_off_.reset(); }
    /// Ids of the link's other operations come from here too: none is ever given twice.
    std::uint64_t next_id() { return ++last_id_; }

private:
    void fill(Link& link);
    void begin(Link& link, RequestPtr const& request);
    void answered_late(std::uint64_t id, Outcome const& outcome);
    void mourn(Request const& request);

    boost::asio::any_io_executor executor_;
    std::uint64_t last_id_ = 0;
    std::deque<RequestPtr> waiting_;
    std::map<std::uint64_t, RequestPtr> in_flight_;
    std::map<std::uint64_t, RequestPtr> left_behind_; ///< failed with their connection, without an answer
    std::size_t publishing_ = 0;                      ///< publications in in_flight_
    std::optional<Message> cut_off_;
};

} // namespace enedis2mqtt::mqtt
