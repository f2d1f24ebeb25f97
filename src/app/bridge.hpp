#pragma once

#include <enedis2mqtt/bridge/scheduler.hpp>
#include <enedis2mqtt/bridge/tempo_days.hpp>
#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/home_assistant/statistics.hpp>
#include <enedis2mqtt/http/client.hpp>
#include <enedis2mqtt/mqtt/client.hpp>
#include <enedis2mqtt/sinks/mqtt_sink.hpp>
#include <enedis2mqtt/sources/registry.hpp>
#include <enedis2mqtt/sources/tempo.hpp>
#include <enedis2mqtt/store/sqlite_store.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace enedis2mqtt::app {

/// What the object graph borrows from outside; stories put a fake clock and in-memory transports here.
struct World {
    World(boost::asio::any_io_executor loop, Clock& wall) : executor(std::move(loop)), clock(wall) {}

    boost::asio::any_io_executor executor;
    Clock& clock;
    std::function<Result<std::unique_ptr<http::Client>>(http::ClientOptions)> connect_http;
    std::function<Result<std::unique_ptr<mqtt::Client>>(mqtt::Options)> connect_mqtt;
    home_assistant::Dial connect_web_socket;
};

/// The transports of real life: Beast and Paho.
World real_world(boost::asio::any_io_executor executor, Clock& clock);

mqtt::Options mqtt_options(config::Mqtt const& mqtt);
home_assistant::Access home_assistant_access(config::HomeAssistant const& settings);
/// What the meters of one provider share.
struct ProviderLink {
    std::unique_ptr<http::Client> http;
    std::unique_ptr<CountingGate> gate;
    std::unique_ptr<SourceDay> day;
    std::unique_ptr<sources::Provider> provider;
};
Result<ProviderLink> link_provider(std::string const& name, config::Config const& config, World const& world,
                                   store::SqliteStore& store);

/// Who is asked for Tempo's colours.
struct TempoLink {
    std::unique_ptr<http::Client> http;
    std::unique_ptr<TempoColors> colors;
};
Result<TempoLink> link_tempo(config::Config const& config, World const& world);

/// Whoever shows the bridge to people; every member may be empty.
struct Audience {
    Sink* board = nullptr; ///< outlives the bridge
    std::function<void(std::optional<Error>)> broker_changed;
    std::string page_url; ///< as a browser reaches it
};

/// The object graph of the service: owns it in dependency order and stops it in reverse.
/// The world, and its loop, outlive it.
class Bridge {
public:
    static Result<std::unique_ptr<Bridge>> build(config::Config config, World world, store::Access access,
                                                 Audience audience = {});

    void start();
    Scheduler& scheduler() { return scheduler_; }
    sinks::MqttSink& sink() { return *sink_; }
    World const& world() const { return world_; }
    config::Config const& config() const { return config_; }
    store::SqliteStore& store() { return *store_; }
    TempoCalendar const& colors() const;
    std::map<UsagePointId, TimeZone> zones() const;
    std::vector<Meter> meters() const;
    /// What a provider's calls go through, one that no meter uses yet included.
    Result<sources::Tools> reach(std::string const& provider);
    std::optional<Instant> consent_expires(UsagePointId const& id) const;
    /// Asks for Tempo's colours that are missing and tells them, where they are needed: for a process that
    /// does not stay.
    Task<void> look_at_tempo();
    /// Ends the loops, says `offline`, disconnects. Bounded.
    Task<void> stop();

private:
    Bridge(config::Config config, World world, std::unique_ptr<store::SqliteStore> store,
           std::unique_ptr<mqtt::Client> mqtt, Audience audience);
    void follow_with_statistics();
    Result<void> follow_tempo();
    void tempo_changed();
    Result<void> add_meters();
    Result<ProviderLink*> link_of(std::string const& provider);

    config::Config config_;
    World world_;
    std::unique_ptr<store::SqliteStore> store_;
    std::map<std::string, ProviderLink> providers_;
    TempoLink tempo_link_;
    std::unique_ptr<TempoDays> tempo_; ///< null: nobody needs colours
    TempoCalendar stored_colors_;
    std::map<UsagePointId, std::unique_ptr<MeterSource>> sources_;
    std::unique_ptr<mqtt::Client> mqtt_;
    Dispatcher dispatcher_;
    Scheduler scheduler_;
    std::unique_ptr<sinks::MqttSink> sink_;
    std::unique_ptr<home_assistant::Statistics> statistics_; ///< null: not configured
};

} // namespace enedis2mqtt::app
