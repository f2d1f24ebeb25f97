#include "mqtt/session.hpp"

#include "mqtt/retry_delay.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>

#include <algorithm>
#include <array>

namespace enedis2mqtt::mqtt {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

// Paho looks at its own limits every 3 seconds only.
constexpr auto library_slack = 5s;
// Two connections that end sooner than this smell of another client with our id.
constexpr auto short_life = 5s;
// A bare TCP connection to a machine that is there takes no longer.
constexpr auto probe_limit = 3s;

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

bool is_topic_name(std::string const& topic) {
    return !topic.empty() && topic.size() <= 65'535 &&
           topic.find_first_of(std::string_view{"+#\0", 3}) == std::string::npos;
}

// Of a publication without properties (OASIS MQTT 5, sections 2.1 and 3.3).
std::size_t packet_size(Message const& message) {
    auto const rest = 2 + message.topic.size() + (message.qos > 0 ? 2 : 0) + 1 + message.payload.size();
    std::size_t header = 2;
    for (auto left = rest; left >= 128; left /= 128)
        ++header;
    return header + rest;
}

} // namespace

Session::Session(asio::any_io_executor executor, Options options, BrokerAddress broker)
    : executor_(std::move(executor)), options_(std::move(options)), broker_(std::move(broker)),
      requests_(executor_), changed_(executor_), ended_(executor_) {}

void Session::start(std::unique_ptr<Link> link, Message will, Events events) {
    link_ = std::move(link);
    will_ = std::move(will);
    events_ = std::move(events);
    spawn_guarded(executor_, "the MQTT connection", run(shared_from_this()));
}

// --- connecting, for ever ---

Task<void> Session::run(std::shared_ptr<Session> self) {
    auto& s = *self;
    while (!s.stopping_) {
        auto attempt = co_await connect(self);
        std::optional<Error> failure;
        if (attempt && s.connected()) {
            s.log_.debug("connected to {}", s.broker_.text());
            if (s.events_.connected)
                s.events_.connected();
            co_await until(self, TimePoint::max(), [&s] { return !s.connected(); });
        }
        if (s.stopping_)
            break;
        if (!attempt)
            s.short_lives_ = 0; // a broker that was away, not one that ends our connections
        failure = attempt ? s.loss() : attempt.error();
        s.report(*failure);
        if (s.events_.disconnected)
            s.events_.disconnected(*failure);
        auto const delay = s.delay_after(*failure);
        co_await until(self, Clock::now() + delay, [] { return false; });
    }
}

Task<Result<void>> Session::connect(std::shared_ptr<Session> self) {
    auto& s = *self;
    // Resolved here first: Paho's own look-up holds its global lock, without limit.
    auto endpoints = co_await resolve(self);
    if (!endpoints)
        co_return endpoints.error();
    if (s.stopping_)
        co_return Error{ErrorCode::cancelled, "stopping"};

    s.dismissal_.reset();
    auto const begun_at = Clock::now();
    auto const begun = co_await attempt(self, *s.will_);
    if (!begun)
        co_return begun.error();
    auto const& outcome = s.connect_outcome_;
    if (outcome && outcome->success) {
        auto const lack = missing_ability(*outcome, s.broker_.text());
        if (!lack)
            co_return Result<void>{};
        s.hang_up();
        co_return *lack;
    }
    if (outcome)
        if (auto refusal =
                connection_refusal(*outcome, s.broker_.text(), s.options_.username, s.options_.client_id))
            co_return *refusal;
    bool const timed_out = Clock::now() - begun_at >= s.options_.connect_timeout;
    co_return co_await diagnose(self, *endpoints, timed_out);
}

Task<Result<void>> Session::attempt(std::shared_ptr<Session> self, Message const& will) {
    auto& s = *self;
    s.connect_outcome_.reset();
    s.connect_id_ = s.requests_.next_id();
    auto begun = s.link_->connect(s.connect_id_, will);
    if (!begun)
        co_return begun;
    s.phase_ = Phase::connecting;
    co_await until(self, Clock::now() + s.options_.connect_timeout + library_slack,
                   [&s] { return s.connect_outcome_.has_value(); });
    if (s.stopping_)
        co_return Error{ErrorCode::cancelled, "stopping"};
    if (!s.connect_outcome_)
        s.hang_up();
    else if (!s.connect_outcome_->success)
        s.phase_ = Phase::idle;
    co_return Result<void>{};
}

Task<Result<Session::Endpoints>> Session::resolve(std::shared_ptr<Session> self) {
    // Not awaited directly: a look-up cannot be cancelled, only left behind.
    struct Lookup {
        explicit Lookup(asio::any_io_executor const& executor) : resolver(executor) {}
        tcp::resolver resolver;
        std::optional<boost::system::error_code> failure;
        Endpoints endpoints;
    };
    auto& s = *self;
    auto const lookup = std::make_shared<Lookup>(s.executor_);
    lookup->resolver.async_resolve(s.broker_.host, std::to_string(s.broker_.port),
                                   [lookup, self](boost::system::error_code failure, Endpoints found) {
                                       lookup->failure = failure;
                                       lookup->endpoints = std::move(found);
                                       self->changed_.cancel();
                                   });
    co_await until(self, Clock::now() + s.options_.connect_timeout,
                   [&] { return lookup->failure.has_value(); });
    if (!lookup->failure)
        co_return Error{ErrorCode::broker_unknown,
                        fmt::format("the broker's name '{}' was not resolved within {} s", s.broker_.host,
                                    s.options_.connect_timeout.count())};
    if (*lookup->failure)
        co_return Error{ErrorCode::broker_unknown, fmt::format("the broker's name '{}' is not known: {}",
                                                               s.broker_.host, lookup->failure->message())};
    co_return lookup->endpoints;
}

// Paho says no more than "TCP/TLS connect failure"; a bare TCP connection tells which.
Task<Error> Session::diagnose(std::shared_ptr<Session> self, Endpoints endpoints, bool timed_out) {
    struct Probe {
        explicit Probe(asio::any_io_executor const& executor) : socket(executor) {}
        tcp::socket socket;
        std::optional<boost::system::error_code> failure;
    };
    auto& s = *self;
    auto const probe = std::make_shared<Probe>(s.executor_);
    asio::async_connect(probe->socket, endpoints,
                        [probe, self](boost::system::error_code failure, tcp::endpoint const&) {
                            probe->failure = failure;
                            self->changed_.cancel();
                        });
    auto const limit = std::min<Clock::duration>(probe_limit, s.options_.connect_timeout);
    co_await until(self, Clock::now() + limit, [&] { return probe->failure.has_value(); });
    boost::system::error_code ignored;
    probe->socket.close(ignored);

    auto const broker = s.broker_.text();
    auto const unreachable = [&](std::string const& why) {
        return Error{ErrorCode::broker_unreachable, fmt::format("{} {}", broker, why)};
    };
    if (!probe->failure)
        co_return unreachable(fmt::format("did not answer within {} s", s.options_.connect_timeout.count()));
    if (*probe->failure == asio::error::connection_refused)
        co_return unreachable("refuses the connection: nothing listens there");
    if (*probe->failure)
        co_return unreachable(fmt::format("cannot be reached: {}", probe->failure->message()));
    if (timed_out)
        co_return Error{ErrorCode::broker_timeout,
                        fmt::format("{} accepts connections but did not answer within {} s", broker,
                                    s.options_.connect_timeout.count())};
    if (auto limit_of_broker = co_await refused_will(self))
        co_return *limit_of_broker;
    if (!s.broker_.tls)
        co_return unreachable(
            "accepts connections but ends them before MQTT begins (does that port want mqtts://, "
            "ws:// or another path?)");
    co_return Error{
        ErrorCode::broker_tls_failed,
        fmt::format("TLS with {} failed: its certificate is not signed by {}, has expired or does not name "
                    "'{}'; or {}; or that port does not speak TLS",
                    broker,
                    s.options_.ca_file.empty() ? "an authority of this system"
                                               : fmt::format("an authority of {}", s.options_.ca_file),
                    s.broker_.host,
                    s.options_.cert_file.empty() ? "it wants a client certificate"
                                                 : "it does not accept our client certificate")};
}

// MQTT 3.1.1 has no word for what a broker does not do: it ends the connection instead.
Task<std::optional<Error>> Session::refused_will(std::shared_ptr<Session> self) {
    struct Lesser {
        bool retain;
        int qos;
    };
    constexpr std::array<Lesser, 3> lesser_wills{{{false, 1}, {true, 0}, {false, 0}}};
    auto& s = *self;
    if (s.options_.protocol == Protocol::v5)
        co_return std::nullopt;
    for (auto const& lesser : lesser_wills) {
        Message will{s.will_->topic, s.will_->payload, lesser.retain, lesser.qos};
        auto const begun = co_await attempt(self, will);
        if (!begun)
            co_return std::nullopt;
        if (s.connect_outcome_ && s.connect_outcome_->success) {
            s.hang_up();
            co_return unsuitable(s.broker_.text(), !lesser.retain, lesser.qos == 0);
        }
    }
    co_return std::nullopt;
}

void Session::hang_up() {
    connect_id_ = 0;
    phase_ = Phase::idle;
    (void)link_->disconnect(requests_.next_id());
}

Task<bool> Session::until(std::shared_ptr<Session> self, TimePoint deadline, std::function<bool()> ready) {
    while (!self->stopping_ && !ready() && Clock::now() < deadline) {
        self->changed_.expires_at(deadline);
        co_await self->changed_.async_wait(awaited);
    }
    co_return ready();
}

Error Session::loss() const {
    if (dismissal_)
        return farewell(*dismissal_, broker_.text(), options_.client_id);
    // MQTT 3.1.1 and Mosquitto 2.0.11 give no reason when they prefer another client with our id.
    if (short_lives_ > 1)
        return id_in_use(broker_.text(), options_.client_id);
    return connection_lost();
}

Error Session::connection_lost() const {
    return Error{ErrorCode::broker_unreachable, fmt::format("the connection to {} was lost", broker_.text())};
}

std::chrono::milliseconds Session::delay_after(Error const& error) {
    ++failures_;
    auto const chance = std::generate_canonical<double, 16>(dice_);
    bool const hopeless =
        error.code == ErrorCode::broker_refused || error.code == ErrorCode::broker_unsuitable;
    auto const shortest = hopeless ? options_.longest_retry : options_.shortest_retry;
    return retry_delay(failures_, shortest, options_.longest_retry, chance);
}

void Session::report(Error const& error) {
    if (error.message == last_failure_)
        log_.debug("{} (again)", error.message);
    else
        log_.debug("{}; trying again until it works", error.message);
    last_failure_ = error.message;
}

// --- requests ---

Task<Result<void>> Session::publish(std::shared_ptr<Session> self, Message message) {
    if (auto reason = self->unusable())
        co_return *reason;
    if (!is_topic_name(message.topic))
        co_return Error{ErrorCode::request_invalid,
                        fmt::format("'{}' is not a topic to publish to", message.topic)};
    // A broker ends the connection of who sends more than it said it takes.
    auto const size = packet_size(message);
    if (self->packet_limit_ > 0 && size > self->packet_limit_)
        co_return packet_too_large(message.topic, size, self->packet_limit_);
    auto request = self->requests_.publish(*self->link_, message);
    co_return co_await PendingRequests::answer_to(std::move(request));
}

Task<Result<void>> Session::subscribe(std::shared_ptr<Session> self, std::string filter) {
    if (auto reason = self->unusable())
        co_return *reason;
    auto request = self->requests_.subscribe(*self->link_, std::move(filter));
    co_return co_await PendingRequests::answer_to(std::move(request));
}

std::optional<Error> Session::unusable() const {
    if (stopping_)
        return Error{ErrorCode::cancelled, "the MQTT client is stopping"};
    if (phase_ != Phase::connected)
        return Error{ErrorCode::broker_unreachable, fmt::format("not connected to {}", broker_.text())};
    return std::nullopt;
}

// --- from the link ---

void Session::answered(std::uint64_t id, Outcome const& outcome) {
    if (id == disconnect_id_) {
        phase_ = Phase::idle;
        ended_.cancel();
        return;
    }
    if (stopping_)
        return;
    if (id == connect_id_) {
        connect_outcome_ = outcome;
        if (outcome.success) {
            phase_ = Phase::connected;
            connected_at_ = Clock::now();
            packet_limit_ = outcome.packet_limit;
            cut_off_ = false;
            last_failure_.clear();
        }
        changed_.cancel();
        return;
    }
    cut_off_ = cut_off_ || outcome.cut_off(); // Paho may tell this before the loss, or after
    requests_.answered(id, outcome);
}

void Session::arrived(Message message) {
    if (!stopping_ && events_.message)
        events_.message(std::move(message));
}

void Session::dropped(std::string const& topic, std::size_t size) {
    log_.warn("dropped a message of {} bytes on '{}': too large", size, topic);
}

void Session::dismissed(int reason) {
    dismissal_ = reason;
    lost(); // Paho says nothing more of this connection
}

void Session::lost() {
    if (phase_ != Phase::connected || stopping_)
        return;
    phase_ = Phase::idle;
    auto const lived = Clock::now() - connected_at_;
    if (lived >= options_.longest_retry)
        failures_ = 0;
    cut_off_ = cut_off_ || !requests_.empty();
    short_lives_ = lived < short_life && !cut_off_ ? short_lives_ + 1 : 0;
    requests_.fail_all(connection_lost());
    changed_.cancel();
}

// --- the end ---

Task<void> Session::stop(std::shared_ptr<Session> self, std::chrono::seconds limit) {
    auto& s = *self;
    if (s.stopping_)
        co_return;
    s.stopping_ = true;
    s.requests_.fail_all(Error{ErrorCode::cancelled, "the MQTT client is stopping"});
    s.changed_.cancel();
    if (s.phase_ == Phase::idle || !s.link_)
        co_return;
    s.disconnect_id_ = s.requests_.next_id();
    auto begun = s.link_->disconnect(s.disconnect_id_);
    auto const state = co_await asio::this_coro::cancellation_state;
    if (begun && state.cancelled() == asio::cancellation_type::none) {
        s.ended_.expires_after(limit);
        co_await s.ended_.async_wait(awaited);
    }
    s.phase_ = Phase::idle;
}

void Session::close() {
    stopping_ = true;
    phase_ = Phase::idle;
    requests_.fail_all(Error{ErrorCode::cancelled, "the MQTT client is gone"});
    changed_.cancel();
    ended_.cancel();
    link_.reset();
}

} // namespace enedis2mqtt::mqtt
