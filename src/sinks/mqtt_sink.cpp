#include "sinks/announced.hpp"
#include "sinks/ha_discovery.hpp"
#include "sinks/outbox.hpp"
#include "sinks/refusals.hpp"
#include "sinks/request_service.hpp"
#include "sinks/spoken.hpp"
#include "sinks/topics.hpp"

#include <enedis2mqtt/sinks/mqtt_sink.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <utility>

namespace enedis2mqtt::sinks {
namespace {

// Home Assistant unloads migrated entities in the background, and skips the rest of a device document that
// reaches it meanwhile. Source: docs/reference/home-assistant.md, trap 3.
constexpr std::chrono::seconds migration_pause{3};
// Asked of the broker one by one, and heard again when they are published.
constexpr std::size_t most_uncertain = 300;

log::Logger const logger{"mqtt"};

/// Many bridges hear the same birth message; each waits a little differently.
std::chrono::seconds random_birth_delay() {
    std::random_device entropy;
    return std::chrono::seconds{std::uniform_int_distribution{1, 5}(entropy)};
}

/// The broker's own no, rather than trouble on the way to it.
bool is_refusal(Error const& error) {
    return error.code != ErrorCode::broker_unreachable && error.code != ErrorCode::cancelled;
}

DiscoveryOptions discovery_options(MqttSinkOptions const& options) {
    DiscoveryOptions discovery;
    discovery.mode = options.home_assistant.discovery;
    discovery.prefix = options.home_assistant.discovery_prefix;
    discovery.bridge = bridge_id(options.base_topic);
    discovery.state_classes =
        options.home_assistant.sends_statistics() ? StateClasses::none : StateClasses::yearly;
    discovery.tempo = options.tempo;
    discovery.language = options.language;
    discovery.version = options.version;
    discovery.configuration_url = options.configuration_url;
    discovery.support_url = options.support_url;
    return discovery;
}

class RetainedSink final : public MqttSink {
public:
    RetainedSink(boost::asio::any_io_executor executor, mqtt::Client& client, TopicMemory& memory,
                 Notes& notes, Clock& clock, Requests& requests, MqttSinkOptions options)
        : tasks_(executor), client_(client), notes_(notes), clock_(clock), options_(std::move(options)),
          tree_(options_.base_topic), discovery_(discovery_options(options_)),
          birth_delay_(random_birth_delay()),
          outbox_(executor, tasks_, client, memory, clock,
                  [this](std::string const& topic, auto const& refusal) { answered(topic, refusal); }),
          requests_(
              tasks_, requests, options_.language,
              [this](UsagePointId const& id) -> TimeZone const& { return zone_of(id); },
              [this](std::string_view what, std::string payload) {
                  outbox_.say({tree_.response(what), std::move(payload), false});
              }) {}

    std::string name() const override { return "mqtt"; }
    void announce(std::vector<Meter> const& meters) override;
    void deliver(Snapshot const& snapshot) override;
    void tell(Event const& event) override;
    void tell_tempo(TempoNow const& now) override;

    void start() override;
    Task<Result<void>> settled(std::chrono::seconds limit) override { return outbox_.settled(limit); }
    Task<void> farewell(std::chrono::seconds limit) override;

private:
    struct Known {
        Known(Meter m, TimeZone z) : meter(std::move(m)), zone(z) {}
        Meter meter;
        TimeZone zone;
        std::optional<MeterStatus> status; ///< as last delivered
        bool consent_known = false;
    };

    std::vector<std::string> topics_of_ours() const;
    std::set<std::string> topics_of_the_other_mode() const;
    void settle_the_past();
    void settle_announced(bool published_before);
    void note_the_present();

    void connected();
    void disconnected(Error const& error);
    void answered(std::string const& topic, std::optional<Error> const& refusal);
    void tell_link();
    void received(mqtt::Message message);
    Task<void> greet(unsigned connection);
    Task<void> migrate(unsigned connection);
    Task<void> listen(unsigned connection);
    Task<void> repeat_for_home_assistant();
    TimeZone const& zone_of(UsagePointId const& id) const;

    TaskGroup tasks_;
    mqtt::Client& client_;
    Notes& notes_;
    Clock& clock_;
    MqttSinkOptions options_;
    TopicTree tree_;
    DiscoveryOptions discovery_;
    std::chrono::seconds birth_delay_;
    Refusals refusals_;
    Outbox outbox_;
    RequestService requests_;
    std::map<UsagePointId, Known> meters_;
    std::vector<std::string> migrating_; ///< configuration topics whose entities Home Assistant unloads first
    std::vector<std::string> uncertain_; ///< those of which only the broker may know
    std::optional<Announced> former_;    ///< in an earlier life
    Complaint absence_{logger};
    Complaint muteness_{logger};
    Complaint deafness_{logger};
    unsigned connection_ = 0; ///< counts connections, so that a greeting of an earlier one stops
    bool was_connected_ = false;
    bool birth_pending_ = false;
    bool leaving_ = false;
};

void RetainedSink::announce(std::vector<Meter> const& meters) {
    meters_.clear();
    std::vector<mqtt::Message> messages;
    for (auto const& meter : meters) {
        meters_.try_emplace(meter.id, meter, TimeZone::find(meter.timezone).value_or(options_.zone));
        for (auto& message : discovery_of(meter, false, tree_, discovery_))
            messages.push_back(std::move(message));
    }
    for (auto& message : bridge_discovery(tree_, discovery_))
        messages.push_back(std::move(message));
    settle_the_past();
    messages.push_back(info_message(meters, options_.version, options_.started_at, options_.zone, tree_));
    outbox_.remember(tree_.state());
    outbox_.keep(std::move(messages));
}

std::vector<std::string> RetainedSink::topics_of_ours() const {
    std::vector<std::string> ours{tree_.state(), tree_.info()};
    if (options_.tempo)
        ours.push_back(tree_.tempo());
    for (auto& topic : bridge_discovery_topics(discovery_))
        ours.push_back(std::move(topic));
    for (auto const& [id, known] : meters_) {
        for (auto& topic : topics_of(known.meter, tree_))
            ours.push_back(std::move(topic));
        for (auto& topic : discovery_topics_of(known.meter, discovery_))
            ours.push_back(std::move(topic));
    }
    std::sort(ours.begin(), ours.end());
    return ours;
}

std::set<std::string> RetainedSink::topics_of_the_other_mode() const {
    std::set<std::string> topics;
    auto other = discovery_;
    if (discovery_.mode == config::Discovery::off)
        return topics;
    other.mode = discovery_.mode == config::Discovery::device ? config::Discovery::component
                                                              : config::Discovery::device;
    for (auto& topic : bridge_discovery_topics(other))
        topics.insert(std::move(topic));
    for (auto const& [id, known] : meters_)
        for (auto& topic : discovery_topics_of(known.meter, other))
            topics.insert(std::move(topic));
    return topics;
}

/// What an earlier life left on the broker is ours still, or moves to the other discovery mode, or goes.
void RetainedSink::settle_the_past() {
    auto const ours = topics_of_ours();
    auto const moving = topics_of_the_other_mode();
    bool published_before = false;
    for (auto& topic : outbox_.remembered()) {
        published_before = published_before || topic.starts_with(discovery_.prefix + '/');
        if (std::binary_search(ours.begin(), ours.end(), topic)) {
            outbox_.adopt(std::move(topic));
            continue;
        }
        if (moving.contains(topic))
            migrating_.push_back(topic);
        outbox_.clear(topic);
    }
    settle_announced(published_before);
}

void RetainedSink::settle_announced(bool published_before) {
    former_ = last_announced(notes_);
    auto& topics = former_ || published_before ? migrating_ : uncertain_;
    for (auto const& [id, known] : meters_)
        for (auto& topic : topics_to_migrate(known.meter, former_, discovery_))
            topics.push_back(std::move(topic));
    if (uncertain_.size() > most_uncertain)
        uncertain_.clear();
}

void RetainedSink::note_the_present() {
    if (discovery_.mode == config::Discovery::off || former_ == announced(discovery_))
        return;
    former_ = announced(discovery_);
    note_announced(notes_, *former_);
}

void RetainedSink::deliver(Snapshot const& snapshot) {
    auto const found = meters_.find(snapshot.meter.id);
    if (found == meters_.end())
        return;
    auto& known = found->second;
    known.status = snapshot.status;
    auto messages =
        messages_of(snapshot, known.zone, tree_, options_.language, refusals_.of(snapshot.meter.id));
    for (auto const& topic : topics_of(known.meter, tree_)) {
        auto const spoken_of = [&](mqtt::Message const& message) { return message.topic == topic; };
        if (std::none_of(messages.begin(), messages.end(), spoken_of))
            outbox_.drop(topic);
    }
    if (snapshot.status.consent_expires && !std::exchange(known.consent_known, true))
        for (auto& message : discovery_of(known.meter, true, tree_, discovery_))
            messages.push_back(std::move(message));
    outbox_.keep(std::move(messages));
}

void RetainedSink::tell(Event const& event) {
    outbox_.say(event_message(event, clock_.now(), zone_of(event.id), tree_, options_.language));
}

void RetainedSink::tell_tempo(TempoNow const& now) {
    outbox_.keep({tempo_message(now, tree_)});
}

TimeZone const& RetainedSink::zone_of(UsagePointId const& id) const {
    auto const found = meters_.find(id);
    return found == meters_.end() ? options_.zone : found->second.zone;
}

void RetainedSink::start() {
    mqtt::Events events;
    events.connected = [this] { connected(); };
    events.disconnected = [this](Error const& error) { disconnected(error); };
    events.message = [this](mqtt::Message message) { received(std::move(message)); };
    outbox_.remember_new_topics();
    client_.start({tree_.state(), "offline", true}, std::move(events));
}

Task<void> RetainedSink::farewell(std::chrono::seconds limit) {
    leaving_ = true;
    ++connection_;
    outbox_.close(false);
    co_await tasks_.end();
    if (!client_.connected())
        co_return;
    mqtt::Message offline{tree_.state(), "offline", true};
    auto goodbye = client_.publish(std::move(offline));
    auto const said =
        co_await with_timeout(limit, ErrorCode::broker_timeout, "the broker", std::move(goodbye));
    if (!said)
        logger.warn("the broker did not take our goodbye: {}", spoken(said.error()));
}

void RetainedSink::connected() {
    if (leaving_)
        return;
    was_connected_ = true;
    absence_.over("connected to the broker");
    tell_link();
    ++connection_;
    tasks_.spawn("mqtt greeting", greet(connection_));
    tasks_.spawn("mqtt subscriptions", listen(connection_));
}

void RetainedSink::disconnected(Error const& error) {
    ++connection_;
    // Any other code is the broker's own reason.
    outbox_.close(error.code == ErrorCode::broker_unreachable || error.code == ErrorCode::broker_limit);
    if (!std::exchange(was_connected_, false))
        outbox_.broker_was_away();
    if (leaving_)
        return;
    absence_.say(spoken(error));
    if (options_.link_changed)
        options_.link_changed(error);
}

/// What the broker refuses stands in the status of the meter it is of, and on the page.
void RetainedSink::answered(std::string const& topic, std::optional<Error> const& refusal) {
    if (!refusals_.note(topic, refusal, clock_.now()))
        return;
    auto const owner = meter_of(topic);
    std::vector<mqtt::Message> messages;
    for (auto const& [id, known] : meters_)
        // A refused status would grow by its own refusal, for nobody.
        if (known.status && (!owner || *owner == id) && topic != tree_.status(id))
            messages.push_back(
                status_message(id, *known.status, refusals_.of(id), known.zone, tree_, options_.language));
    outbox_.keep(std::move(messages));
    if (client_.connected())
        tell_link();
}

void RetainedSink::tell_link() {
    if (!options_.link_changed)
        return;
    auto const refusal = refusals_.any();
    options_.link_changed(refusal ? std::optional{Error{refusal->code, refusal->message}} : std::nullopt);
}

/// Availability first, then what must make room, then everything.
Task<void> RetainedSink::greet(unsigned connection) {
    // What the broker retains of them it sends before it acknowledges the greeting.
    for (auto const& topic : std::vector{uncertain_})
        co_await client_.subscribe(topic);
    mqtt::Message online{tree_.state(), "online", true};
    auto const said = co_await client_.publish(std::move(online));
    if (said) {
        answered(tree_.state(), std::nullopt);
    } else if (is_refusal(said.error())) {
        muteness_.say("bridge/state: " + spoken(said.error()));
        answered(tree_.state(), said.error());
    }
    if (connection == connection_)
        uncertain_.clear();
    if (connection == connection_ && !migrating_.empty())
        co_await migrate(connection);
    if (connection != connection_)
        co_return;
    note_the_present();
    outbox_.open();
}

Task<void> RetainedSink::migrate(unsigned connection) {
    for (auto const& topic : std::vector{migrating_}) {
        mqtt::Message message{topic, std::string{migrate_discovery}, true};
        co_await client_.publish(std::move(message));
        if (connection != connection_)
            co_return;
    }
    co_await clock_.sleep_until(clock_.now() + migration_pause);
    if (connection == connection_)
        migrating_.clear();
}

Task<void> RetainedSink::listen(unsigned connection) {
    std::vector<std::string> filters{tree_.request("refresh"), tree_.request("history")};
    if (discovery_.mode != config::Discovery::off)
        filters.push_back(options_.home_assistant.birth_topic);
    std::string denied;
    for (auto const& filter : filters) {
        auto const subscribed = co_await client_.subscribe(filter);
        if (connection != connection_)
            co_return;
        if (subscribed) {
            answered(filter, std::nullopt);
        } else if (is_refusal(subscribed.error())) {
            denied += "no messages from " + filter + ": " + spoken(subscribed.error()) + ' ';
            answered(filter, subscribed.error());
        }
    }
    if (!denied.empty())
        deafness_.say(std::move(denied));
}

void RetainedSink::received(mqtt::Message message) {
    if (std::ranges::find(uncertain_, message.topic) != uncertain_.end()) {
        if (!message.payload.empty())
            migrating_.push_back(message.topic);
    } else if (message.topic == options_.home_assistant.birth_topic) {
        // A retained birth message is replayed to us after we connected; everything is under way then.
        if (message.payload == "online" && !message.retain && !std::exchange(birth_pending_, true))
            tasks_.spawn("mqtt birth", repeat_for_home_assistant());
    } else if (message.topic == tree_.request("refresh")) {
        requests_.refresh(message);
    } else if (message.topic == tree_.request("history")) {
        requests_.history(message);
    }
}

Task<void> RetainedSink::repeat_for_home_assistant() {
    co_await clock_.sleep_until(clock_.now() + birth_delay_);
    birth_pending_ = false;
    outbox_.repeat();
}

} // namespace

std::unique_ptr<MqttSink> create_mqtt_sink(boost::asio::any_io_executor executor, mqtt::Client& client,
                                           TopicMemory& memory, Notes& notes, Clock& clock,
                                           Requests& requests, MqttSinkOptions options) {
    return std::make_unique<RetainedSink>(std::move(executor), client, memory, notes, clock, requests,
                                          std::move(options));
}

} // namespace enedis2mqtt::sinks
