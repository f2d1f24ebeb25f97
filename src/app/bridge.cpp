#include "app/bridge.hpp"

#include <enedis2mqtt/base/stable_hash.hpp>
#include <enedis2mqtt/mqtt/paho_client.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace enedis2mqtt::app {
namespace {

constexpr std::chrono::seconds farewell_limit{3};
constexpr std::chrono::seconds tempo_deadline{30};
constexpr std::size_t largest_tempo_answer = 1024UL * 1024;

TimeZone paris() {
    return TimeZone::find("Europe/Paris").value();
}

config::Provider const& settings_of(std::string const& name, config::Providers const& providers) {
    if (name == "enedis")
        return providers.enedis;
    if (name == "my_electrical_data")
        return providers.my_electrical_data;
    return providers.conso_api;
}

// What a history leaves once the day is over: a third of the day, or half of what one poll of every meter
// leaves.
int reserve_of(int daily_calls, int data_sets) {
    return std::min(daily_calls / 3, std::max(0, daily_calls - data_sets) / 2);
}

CallLimits limits_of(std::string const& name, config::Config const& config) {
    auto limits = sources::call_limits(name, config.providers);
    int data_sets = 0;
    for (auto const& entry : config.meters)
        if (entry.meter.provider == name)
            data_sets += static_cast<int>(entry.meter.series().size());
    limits.reserve = reserve_of(limits.per_day, data_sets);
    return limits;
}

PollRules rules_of(config::Schedule const& schedule) {
    return {schedule.window_start, schedule.window_end, schedule.retry, schedule.until};
}

/// The first day whose colour somebody needs: of a tariff that needs it, or with `tempo: on` of an archive.
Result<std::optional<CivilDay>> tempo_needed_since(config::Config const& config, store::SqliteStore& store) {
    std::optional<CivilDay> since;
    auto const needed = [&](CivilDay day) { since = std::min(since.value_or(day), day); };
    for (auto const& entry : config.meters) {
        for (auto const& [direction, tariff] : entry.meter.tariffs)
            for (auto const& version : *tariff)
                if (needs_tempo(version))
                    needed(version.from);
        if (config.tempo.enabled != config::TempoWish::on)
            continue;
        auto const first = store.first_day(entry.meter.id);
        if (!first)
            return first.error();
        if (*first)
            needed(**first);
    }
    return since;
}

/// Not everybody asks at once.
std::chrono::minutes tempo_spread(std::vector<config::MeterEntry> const& meters) {
    constexpr int widest = 20;
    return std::chrono::minutes{meters.empty() ? 0 : stable_hash(meters.front().meter.id.text()) % widest};
}

std::string fingerprint(config::MeterEntry const& entry, config::Providers const& providers) {
    auto const& own = entry.meter.provider == "enedis" ? providers.enedis.client_secret : entry.token;
    return fmt::format("{:016x}", stable_hash(entry.meter.provider + '\n' + own.reveal()));
}

sinks::MqttSinkOptions sink_options(config::Config const& config, Instant started_at, Audience audience) {
    sinks::MqttSinkOptions options{paris()};
    options.base_topic = config.mqtt.base_topic;
    options.home_assistant = config.home_assistant;
    options.tempo = config::follows_tempo(config);
    options.language = config.language;
    options.version = ENEDIS2MQTT_VERSION;
    options.started_at = started_at;
    options.configuration_url = std::move(audience.page_url);
    options.link_changed = std::move(audience.broker_changed);
    return options;
}

} // namespace

World real_world(boost::asio::any_io_executor executor, Clock& clock) {
    World world{executor, clock};
    world.connect_http = [executor](http::ClientOptions options) {
        return http::create_client(executor, std::move(options));
    };
    world.connect_mqtt = [executor](mqtt::Options options) {
        return mqtt::create_paho_client(executor, std::move(options));
    };
    world.connect_web_socket = http::open_web_socket;
    return world;
}

mqtt::Options mqtt_options(config::Mqtt const& mqtt) {
    mqtt::Options options;
    options.url = mqtt.url;
    options.username = mqtt.username;
    options.password = mqtt.password;
    options.client_id = mqtt.client_id;
    options.protocol = mqtt.version_5 ? mqtt::Protocol::v5 : mqtt::Protocol::v3_1_1;
    options.ca_file = mqtt.ca_file;
    options.cert_file = mqtt.cert_file;
    options.key_file = mqtt.key_file;
    return options;
}

home_assistant::Access home_assistant_access(config::HomeAssistant const& settings) {
    return {settings.url, settings.token, settings.ca_file};
}

Result<ProviderLink> link_provider(std::string const& name, config::Config const& config, World const& world,
                                   store::SqliteStore& store) {
    auto const& settings = settings_of(name, config.providers);
    http::ClientOptions options;
    options.user_agent = "enedis2mqtt/" ENEDIS2MQTT_VERSION;
    options.deadline = settings.deadline;
    options.ca_file = settings.ca_file;
    auto client = world.connect_http(std::move(options));
    if (!client)
        return client.error();

    ProviderLink link;
    link.http = std::move(*client);
    auto const meters = std::ranges::count(
        config.meters, name, [](auto const& entry) -> auto const& { return entry.meter.provider; });
    link.gate = std::make_unique<CountingGate>(name, limits_of(name, config), store, world.clock, paris(),
                                               static_cast<int>(meters));
    link.day = std::make_unique<SourceDay>(*link.gate, world.clock);
    link.provider = sources::create_provider(name, config.providers,
                                             sources::Tools{*link.http, *link.gate, store, world.clock});
    return link;
}

Result<TempoLink> link_tempo(config::Config const& config, World const& world) {
    http::ClientOptions options;
    options.user_agent = "enedis2mqtt/" ENEDIS2MQTT_VERSION;
    options.deadline = tempo_deadline;
    options.largest_body = largest_tempo_answer;
    auto http = world.connect_http(std::move(options));
    if (!http)
        return http.error();
    TempoLink link{std::move(*http), nullptr};
    link.colors = sources::create_tempo_colors(*link.http, config.tempo);
    return link;
}

Bridge::Bridge(config::Config config, World world, std::unique_ptr<store::SqliteStore> store,
               std::unique_ptr<mqtt::Client> mqtt, Audience audience)
    : config_(std::move(config)), world_(std::move(world)), store_(std::move(store)), mqtt_(std::move(mqtt)),
      scheduler_(world_.executor, dispatcher_),
      sink_(sinks::create_mqtt_sink(world_.executor, *mqtt_, *store_, *store_, world_.clock, scheduler_,
                                    sink_options(config_, world_.clock.now(), audience))) {
    dispatcher_.add(*sink_);
    if (audience.board != nullptr)
        dispatcher_.add(*audience.board);
}

Result<std::unique_ptr<Bridge>> Bridge::build(config::Config config, World world, store::Access access,
                                              Audience audience) {
    auto store = store::open_store(config.store.path, access);
    if (!store)
        return store.error();
    auto mqtt = world.connect_mqtt(mqtt_options(config.mqtt));
    if (!mqtt)
        return mqtt.error();
    std::unique_ptr<Bridge> bridge{new Bridge{std::move(config), std::move(world), std::move(*store),
                                              std::move(*mqtt), std::move(audience)}};
    if (auto followed = bridge->follow_tempo(); !followed)
        return followed.error();
    bridge->follow_with_statistics();
    if (auto added = bridge->add_meters(); !added)
        return added.error();
    return bridge;
}

void Bridge::follow_with_statistics() {
    if (!config_.home_assistant.sends_statistics())
        return;
    home_assistant::StatisticsOptions options;
    options.access = home_assistant_access(config_.home_assistant);
    options.version = ENEDIS2MQTT_VERSION;
    options.language = config_.language;
    options.zones = zones();
    options.changed = [this] { scheduler_.retell(); };
    home_assistant::StatisticsTools tools{*store_,  *store_,      *store_,
                                          colors(), world_.clock, world_.connect_web_socket};
    statistics_ = home_assistant::create_statistics(world_.executor, std::move(tools), std::move(options));
    dispatcher_.add(*statistics_);
    scheduler_.on_refresh([this] { statistics_->retry(); });
}

Result<void> Bridge::follow_tempo() {
    auto const told = store_->told_colors();
    if (!told)
        return told.error();
    stored_colors_ = agreed_colors(*told);
    if (!config::follows_tempo(config_))
        return {};
    auto const since = tempo_needed_since(config_, *store_);
    if (!since)
        return since.error();
    auto link = link_tempo(config_, world_);
    if (!link)
        return link.error();
    tempo_link_ = std::move(*link);
    TempoTools tools{*tempo_link_.colors, *store_, *store_, world_.clock};
    TempoOptions options{paris(), {}, tempo_spread(config_.meters), [this] { tempo_changed(); }};
    options.since = since->value_or(options.zone.day_of(world_.clock.now()));
    tempo_ = std::make_unique<TempoDays>(world_.executor, tools, std::move(options));
    return tempo_->load();
}

TempoCalendar const& Bridge::colors() const {
    return tempo_ ? tempo_->colors() : stored_colors_;
}

void Bridge::tempo_changed() {
    dispatcher_.tell_tempo(tempo_->now());
    scheduler_.retell();
}

Result<ProviderLink*> Bridge::link_of(std::string const& provider) {
    auto link = providers_.find(provider);
    if (link == providers_.end()) {
        auto made = link_provider(provider, config_, world_, *store_);
        if (!made)
            return made.error();
        link = providers_.emplace(provider, std::move(*made)).first;
    }
    return &link->second;
}

Result<void> Bridge::add_meters() {
    for (auto const& entry : config_.meters) {
        auto const link = link_of(entry.meter.provider);
        if (!link)
            return link.error();
        auto& source = sources_.emplace(entry.meter.id, (*link)->provider->open(entry)).first->second;
        // The configuration was refused had its zone been unknown.
        auto const zone = TimeZone::find(entry.meter.timezone).value();
        MeterTools tools{
            entry.meter, zone,           Timetable{rules_of(config_.schedule), entry.meter.id, zone},
            *source,     *(*link)->gate, *(*link)->day,
            *store_,     *store_,        world_.clock,
            colors()};
        if (statistics_)
            tools.home_assistant = [this, id = entry.meter.id] { return statistics_->status_of(id); };
        scheduler_.add(std::move(tools),
                       MeterWishes{fingerprint(entry, config_.providers), entry.history_from});
    }
    return {};
}

std::map<UsagePointId, TimeZone> Bridge::zones() const {
    std::map<UsagePointId, TimeZone> zones;
    for (auto const& entry : config_.meters)
        zones.emplace(entry.meter.id, TimeZone::find(entry.meter.timezone).value());
    return zones;
}

std::vector<Meter> Bridge::meters() const {
    std::vector<Meter> meters;
    for (auto const& entry : config_.meters)
        meters.push_back(entry.meter);
    return meters;
}

Result<sources::Tools> Bridge::reach(std::string const& provider) {
    auto const link = link_of(provider);
    if (!link)
        return link.error();
    return sources::Tools{*(*link)->http, *(*link)->gate, *store_, world_.clock};
}

std::optional<Instant> Bridge::consent_expires(UsagePointId const& id) const {
    auto const source = sources_.find(id);
    return source == sources_.end() ? std::nullopt : source->second->consent_expires();
}

void Bridge::start() {
    scheduler_.start();
    if (tempo_) {
        dispatcher_.tell_tempo(tempo_->now());
        tempo_->start();
    }
    sink_->start();
    if (statistics_)
        statistics_->start();
}

Task<void> Bridge::look_at_tempo() {
    if (!tempo_)
        co_return;
    auto looking = tempo_->look();
    co_await std::move(looking);
    dispatcher_.tell_tempo(tempo_->now());
}

Task<void> Bridge::stop() {
    co_await scheduler_.stop();
    if (tempo_)
        co_await tempo_->stop();
    if (statistics_)
        co_await statistics_->stop();
    co_await sink_->farewell(farewell_limit);
    co_await mqtt_->stop(farewell_limit);
}

} // namespace enedis2mqtt::app
