#include "mqtt/session.hpp"

#include <enedis2mqtt/mqtt/paho_client.hpp>

#include <boost/asio/post.hpp>
#include <mqtt/async_client.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

namespace enedis2mqtt::mqtt {
namespace {

namespace asio = boost::asio;
namespace paho = ::mqtt;

constexpr std::size_t largest_message = 256 * 1024;

/// The one line between Paho's threads and ours. Closed, it drops what comes late.
class Mailbox {
public:
    Mailbox(asio::any_io_executor executor, std::weak_ptr<Session> session)
        : executor_(std::move(executor)), session_(std::move(session)) {}

    template <class Call>
    void post(Call call) {
        std::lock_guard const lock{mutex_};
        if (executor_)
            asio::post(executor_, [session = session_, call = std::move(call)]() mutable {
                if (auto const alive = session.lock())
                    call(*alive);
            });
    }

    void close() {
        std::lock_guard const lock{mutex_};
        executor_ = {};
    }

private:
    std::mutex mutex_;
    asio::any_io_executor executor_;
    std::weak_ptr<Session> session_;
};

/// Every operation of Paho carries our id as its user context and answers here, on Paho's thread.
class Answers final : public paho::iaction_listener {
public:
    Answers(Mailbox& mailbox, Protocol protocol) : mailbox_(mailbox), protocol_(protocol) {}
    void on_success(paho::token const& token) override { tell(token, true); }
    void on_failure(paho::token const& token) override { tell(token, false); }

private:
    void tell(paho::token const& token, bool success) {
        auto const id =
            static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(token.get_user_context()));
        // Under MQTT 3.1.1 Paho puts a code of its own there.
        auto const reason = protocol_ == Protocol::v5 ? static_cast<int>(token.get_reason_code()) : 0;
        Outcome outcome{success, token.get_return_code(), reason};
        if (success && protocol_ == Protocol::v5 && token.get_type() == paho::token::CONNECT)
            read_limits(token.get_connect_response().get_properties(), outcome);
        mailbox_.post([id, outcome](Session& session) { session.answered(id, outcome); });
    }

    static void read_limits(paho::properties const& connack, Outcome& outcome) {
        if (connack.contains(paho::property::MAXIMUM_PACKET_SIZE))
            outcome.packet_limit = paho::get<std::uint32_t>(connack, paho::property::MAXIMUM_PACKET_SIZE);
        if (connack.contains(paho::property::RETAIN_AVAILABLE))
            outcome.retains = paho::get<std::uint8_t>(connack, paho::property::RETAIN_AVAILABLE) != 0;
        if (connack.contains(paho::property::MAXIMUM_QOS))
            outcome.highest_qos = paho::get<std::uint8_t>(connack, paho::property::MAXIMUM_QOS);
    }

    Mailbox& mailbox_;
    Protocol protocol_;
};

void* context_of(std::uint64_t id) {
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(id));
}

/// Runs a call of Paho, which reports what it cannot begin by throwing.
template <class Call>
Result<void> attempt(std::string_view what, Call call) {
    try {
        call();
        return {};
    } catch (std::exception const& error) {
        return Error{ErrorCode::broker_unreachable,
                     fmt::format("the MQTT library could not {}: {}", what, error.what())};
    }
}

/// Paho's client and what its threads use.
struct Library {
    Library(asio::any_io_executor executor, std::weak_ptr<Session> session, Options const& options,
            BrokerAddress const& broker, int version)
        : mailbox(std::move(executor), std::move(session)), answers(mailbox, options.protocol),
          client(broker.paho_url(), options.client_id, paho::create_options{version}) {}

    Mailbox mailbox;
    Answers answers;
    paho::async_client client; ///< last: its destructor waits for the threads that use the others
};

/// Paho sleeps 100 or 200 ms when its last client goes, and no client may be made meanwhile. The loop does
/// not sleep with it: the end has a thread of its own, and the next client waits for it. Loop thread only.
class Endings {
public:
    static void add(std::unique_ptr<Library> library) {
        wait();
        std::promise<void> over;
        pending() = over.get_future();
        std::thread{[library = std::move(library), over = std::move(over)]() mutable {
            library.reset();
            over.set_value();
        }}.detach();
    }
    static void wait() {
        if (pending().valid())
            pending().wait();
    }

private:
    static std::future<void>& pending() {
        static std::future<void> last;
        return last;
    }
};

class PahoLink final : public Link {
public:
    PahoLink(asio::any_io_executor executor, std::weak_ptr<Session> session, Options options,
             BrokerAddress const& broker)
        : options_(std::move(options)), tls_(broker.tls) {
        Endings::wait();
        library_ =
            std::make_unique<Library>(std::move(executor), std::move(session), options_, broker, version());
        auto& mailbox = library_->mailbox;
        auto& client = library_->client;
        client.set_connection_lost_handler(
            [&mailbox](std::string const&) { mailbox.post([](Session& s) { s.lost(); }); });
        client.set_disconnected_handler([&mailbox](paho::properties const&, paho::ReasonCode reason) {
            mailbox.post([reason](Session& s) { s.dismissed(static_cast<int>(reason)); });
        });
        client.set_message_callback(
            [&mailbox](paho::const_message_ptr message) { receive(*message, mailbox); });
    }
    PahoLink(PahoLink const&) = delete;
    PahoLink& operator=(PahoLink const&) = delete;
    ~PahoLink() override {
        library_->mailbox.close();
        Endings::add(std::move(library_));
    }

    Result<void> connect(std::uint64_t id, Message const& will) override {
        return attempt("connect", [&] {
            library_->client.connect(connect_options(will), context_of(id), library_->answers);
        });
    }

    Result<void> publish(std::uint64_t id, Message const& message) override {
        return attempt("publish", [&] {
            library_->client.publish(to_paho(message), context_of(id), library_->answers);
        });
    }

    Result<void> subscribe(std::uint64_t id, std::string const& filter) override {
        return attempt("subscribe",
                       [&] { library_->client.subscribe(filter, 1, context_of(id), library_->answers); });
    }

    Result<void> disconnect(std::uint64_t id) override {
        return attempt("disconnect",
                       [&] { library_->client.disconnect(0, context_of(id), library_->answers); });
    }

private:
    int version() const { return options_.protocol == Protocol::v5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1; }

    static paho::message_ptr to_paho(Message const& message) {
        return paho::message::create(message.topic, message.payload.data(), message.payload.size(),
                                     message.qos, message.retain);
    }

    paho::connect_options connect_options(Message const& will) const {
        paho::connect_options options;
        options.set_mqtt_version(version());
        if (options_.protocol == Protocol::v5)
            options.set_clean_start(true);
        else
            options.set_clean_session(true);
        options.set_keep_alive_interval(options_.keep_alive);
        options.set_connect_timeout(options_.connect_timeout);
        options.set_will_message(to_paho(will));
        if (!options_.username.empty())
            options.set_user_name(options_.username);
        if (!options_.password.empty())
            options.set_password(options_.password.reveal());
        if (tls_)
            options.set_ssl(ssl_options());
        return options;
    }

    // No error handler: Paho C++ 1.2 calls it through a pointer into options that connect() has destroyed.
    paho::ssl_options ssl_options() const {
        paho::ssl_options ssl;
        ssl.set_enable_server_cert_auth(true);
        ssl.set_verify(true); // the host name
        ssl.set_ssl_version(MQTT_SSL_VERSION_TLS_1_2);
        if (!options_.ca_file.empty())
            ssl.set_trust_store(options_.ca_file);
        if (!options_.cert_file.empty())
            ssl.set_key_store(options_.cert_file);
        if (!options_.key_file.empty())
            ssl.set_private_key(options_.key_file);
        return ssl;
    }

    // Copied here: Paho and the loop share nothing.
    static void receive(paho::message const& from, Mailbox& mailbox) {
        auto const& payload = from.get_payload_str();
        if (payload.size() > largest_message) {
            mailbox.post([topic = from.get_topic(), size = payload.size()](Session& session) {
                session.dropped(topic, size);
            });
            return;
        }
        Message message{from.get_topic(), payload, from.is_retained(), from.get_qos()};
        mailbox.post([message = std::move(message)](Session& session) mutable {
            session.arrived(std::move(message));
        });
    }

    Options options_;
    bool tls_;
    std::unique_ptr<Library> library_;
};

class PahoClient final : public Client {
public:
    PahoClient(asio::any_io_executor executor, Options options, BrokerAddress const& broker)
        : session_(std::make_shared<Session>(executor, options, broker)),
          link_(std::make_unique<PahoLink>(executor, session_, options, broker)) {}
    PahoClient(PahoClient const&) = delete;
    PahoClient& operator=(PahoClient const&) = delete;
    ~PahoClient() override { session_->close(); }

    void start(Message will, Events events) override {
        session_->start(std::move(link_), std::move(will), std::move(events));
    }
    bool connected() const override { return session_->connected(); }
    Task<Result<void>> publish(Message message) override {
        return Session::publish(session_, std::move(message));
    }
    Task<Result<void>> subscribe(std::string filter) override {
        return Session::subscribe(session_, std::move(filter));
    }
    Task<void> stop(std::chrono::seconds limit) override { return Session::stop(session_, limit); }

private:
    std::shared_ptr<Session> session_;
    std::unique_ptr<PahoLink> link_; ///< the session's once started
};

std::optional<Error> unreadable(std::string_view what, std::string const& file) {
    if (file.empty() || std::ifstream{file}.good())
        return std::nullopt;
    return Error{ErrorCode::broker_tls_failed,
                 fmt::format("cannot read the {} '{}': {}", what, file, std::strerror(errno))};
}

} // namespace

Result<std::unique_ptr<Client>> create_paho_client(asio::any_io_executor executor, Options options) {
    auto broker = parse_broker_url(options.url);
    if (!broker)
        return broker.error();
    if (auto error = unreadable("authority file", options.ca_file))
        return *error;
    if (auto error = unreadable("client certificate", options.cert_file))
        return *error;
    if (auto error = unreadable("key of the client certificate", options.key_file))
        return *error;
    try {
        return std::unique_ptr<Client>{
            std::make_unique<PahoClient>(std::move(executor), std::move(options), *broker)};
    } catch (std::exception const& error) {
        return Error{ErrorCode::request_invalid,
                     fmt::format("the MQTT library refuses these options: {}", error.what())};
    }
}

} // namespace enedis2mqtt::mqtt
