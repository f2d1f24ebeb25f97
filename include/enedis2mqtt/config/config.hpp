#pragma once

#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/base/secret.hpp>
#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/regulated_prices.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The configuration as plain structs. Every default is the documented one of config/reference.yaml.
namespace enedis2mqtt::config {

struct Mqtt {
    std::string url = "mqtt://localhost:1883"; ///< mqtt, mqtts, ws, wss
    std::string username;
    Secret password;
    std::string client_id = "enedis2mqtt"; ///< fixed: a random one would let a stale will overwrite `online`
    std::string base_topic = "enedis2mqtt";
    bool version_5 = true; ///< `protocol: 5`; false for 3.1.1
    std::string ca_file;
    std::string cert_file;
    std::string key_file;
};

enum class Discovery { device, component, off };

/// `auto`: as soon as there is a token.
enum class Statistics { automatic, on, off };

struct HomeAssistant {
    Discovery discovery = Discovery::device;
    std::string discovery_prefix = "homeassistant";
    std::string birth_topic = "homeassistant/status";
    std::string url; ///< of its WebSocket API, without slash at its end
    Secret token;    ///< of an administrator
    Statistics statistics = Statistics::automatic;
    std::string ca_file;

    bool sends_statistics() const { return statistics != Statistics::off && !url.empty() && !token.empty(); }
};

/// What every provider has. 0 in a limit: the source sets none.
struct Provider {
    std::string base_url;
    std::string ca_file;
    int daily_calls = 0;               ///< per day of the provider, shared by its meters
    int calls_per_second = 0;          ///< kept to, by waiting
    int calls_per_hour = 0;            ///< kept to, by refusing until the hour has passed
    std::chrono::seconds deadline{60}; ///< one exchange, everything included
};

struct ConsoApi : Provider {
    ConsoApi() { base_url = "https://conso.boris.sh", daily_calls = 30, calls_per_second = 5; }
};

struct MyElectricalData : Provider {
    MyElectricalData() {
        base_url = "https://www.v2.myelectricaldata.fr/api", daily_calls = 50, calls_per_second = 5;
    }
    bool version_2 =
        true; ///< `api: v2`; false for v1, whose default base_url is https://www.myelectricaldata.fr
};

struct Enedis : Provider {
    // Source: docs/reference/enedis-api.md section 3: limits of 2026 per application.
    Enedis() { base_url = "https://gw.ext.prod.api.enedis.fr", calls_per_second = 5, calls_per_hour = 1000; }
    std::string client_id;
    Secret client_secret;
    std::string redirect_uri;
    bool generation_2026 = true; ///< `api: "2026"`; false for "v5"
    std::string authorize_url = "https://mon-compte-particulier.enedis.fr";
    bool sandbox = false; ///< true changes the default base_url to the sandbox host
};

struct Providers {
    ConsoApi conso_api;
    MyElectricalData my_electrical_data;
    Enedis enedis;
};

/// `auto`: where a meter's tariff needs colours.
enum class TempoWish { automatic, on, off };

struct Tempo {
    TempoWish enabled = TempoWish::automatic;
    std::string couleur_tempo_url = "https://www.api-couleur-tempo.fr/api"; ///< without slash at its end
    std::string rte_url = "https://www.services-rte.com/cms/open_data/v1";
};

struct MeterEntry {
    explicit MeterEntry(Meter m) : meter(std::move(m)) {}
    Meter meter;
    Secret token;
    std::optional<CivilDay> history_from; ///< asked for at once, beyond the first import
    std::string tariff;                   ///< of what is consumed; a name in Config::tariffs, or empty
    std::string feed_in;                  ///< of what is produced
    int billing_day = 1;                  ///< 1 to 31: when the supplier's month begins
    int subscribed_power = 0;             ///< kVA, for charts and `compare`; 0: the tariff's
    bool from_page = false;               ///< the token stands in Config::meters_file
};

/// A tariff of the file, its regulated prices filled in.
struct NamedTariff {
    Tariff tariff;
    int power = 0;        ///< kVA of its last regulated version; 0: none is
    OffpeakHours offpeak; ///< of its last version that has any
};

struct Schedule {
    std::chrono::minutes window_start{8 * 60}; ///< minutes after local midnight
    std::chrono::minutes window_end{10 * 60};
    std::chrono::seconds retry{30 * 60};
    std::chrono::minutes until{19 * 60};
};

struct Store {
    std::filesystem::path path = "enedis2mqtt.db"; ///< made absolute against the configuration file
};

/// Colours of the Linky widget. They land in a page: only `#rgb`, `#rrggbb`, `#rrggbbaa` or a name of
/// letters.
struct Widget {
    std::string background = "#a3cc28";
    std::string title = "transparent";
};

struct Web {
    std::string listen = "127.0.0.1:8199"; ///< "" turns it off
    Secret password;                       ///< plain, or an argon2id hash: see is_password_hash()
    std::string trusted_proxy;             ///< one IP address whose requests need no password; "" for none
    std::string public_url;                ///< how browsers reach the page, without slash at its end
    Widget widget;
};

bool is_password_hash(Secret const& password);

struct Log {
    log::Level level = log::Level::info;
    log::Format format = log::Format::text;
};

struct Config {
    Mqtt mqtt;
    HomeAssistant home_assistant;
    Providers providers;
    std::filesystem::path regulated_prices; ///< the table of prices; empty: none was found
    std::map<std::string, NamedTariff> tariffs;
    std::vector<MeterEntry> meters;
    /// What the page adds to `meters`: `<configuration>.meters.yaml` beside the configuration file, or,
    /// without one, `meters.yaml` beside the store.
    std::filesystem::path meters_file;
    Tempo tempo;
    Schedule schedule;
    Store store;
    Web web;
    Language language = Language::fr;
    Log log;
};

/// Whether Tempo's colours are asked for.
bool follows_tempo(Config const& config);

/// How browsers of the network reach the page: Web::public_url, or what Web::listen tells where it names one
/// address beyond this machine; empty when neither does. Without slash at its end.
std::string page_address(Web const& web);

} // namespace enedis2mqtt::config
