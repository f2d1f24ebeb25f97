#include "config/sections.hpp"

#include "config/tariffs.hpp"

#include <utility>

namespace enedis2mqtt::config {
namespace {

using namespace std::chrono_literals;

void read_mqtt(Section s, Mqtt& mqtt) {
    s.value("url", mqtt.url, broker_url);
    s.text("username", mqtt.username);
    s.secret("password", mqtt.password);
    s.value("client_id", mqtt.client_id, one_line);
    s.value("base_topic", mqtt.base_topic, topic);
    s.choice<bool>("protocol", mqtt.version_5, {{"5", true}, {"3.1.1", false}});
    s.file("ca_file", mqtt.ca_file);
    s.file("cert_file", mqtt.cert_file);
    s.file("key_file", mqtt.key_file);
}

void read_home_assistant(Section s, HomeAssistant& home_assistant) {
    s.choice<Discovery>(
        "discovery", home_assistant.discovery,
        {{"device", Discovery::device}, {"component", Discovery::component}, {"off", Discovery::off}});
    s.value("discovery_prefix", home_assistant.discovery_prefix, topic);
    s.value("birth_topic", home_assistant.birth_topic, topic);
    s.value("url", home_assistant.url, page_url);
    s.secret("token", home_assistant.token, token);
    s.choice<Statistics>("statistics", home_assistant.statistics,
                         {{"auto", Statistics::automatic}, {"on", Statistics::on}, {"off", Statistics::off}});
    s.file("ca_file", home_assistant.ca_file);
}

void read_provider(Section& s, Provider& provider) {
    constexpr int most_calls = 1'000'000;
    s.value("base_url", provider.base_url, source_url);
    s.file("ca_file", provider.ca_file);
    s.integer("daily_calls", provider.daily_calls, 0, most_calls);
    s.integer("calls_per_second", provider.calls_per_second, 0, most_calls);
    s.integer("calls_per_hour", provider.calls_per_hour, 0, most_calls);
    s.value("deadline", provider.deadline, duration);
}

void read_my_electrical_data(Section s, MyElectricalData& provider) {
    s.choice<bool>("api", provider.version_2, {{"v2", true}, {"v1", false}});
    if (!provider.version_2)
        provider.base_url = "https://www.myelectricaldata.fr";
    read_provider(s, provider);
}

void read_enedis(Section s, Enedis& provider) {
    s.text("client_id", provider.client_id);
    s.secret("client_secret", provider.client_secret, token);
    s.value("redirect_uri", provider.redirect_uri, redirect_url);
    s.choice<bool>("api", provider.generation_2026, {{"2026", true}, {"v5", false}});
    s.value("authorize_url", provider.authorize_url, source_url);
    s.boolean("sandbox", provider.sandbox);
    if (provider.sandbox)
        provider.base_url = "https://gw.ext.prod-sandbox.api.enedis.fr";
    read_provider(s, provider);
}

void read_providers(Section s, Providers& providers) {
    auto conso_api = s.section("conso_api");
    read_provider(conso_api, providers.conso_api);
    read_my_electrical_data(s.section("my_electrical_data"), providers.my_electrical_data);
    read_enedis(s.section("enedis"), providers.enedis);
}

MeterEntry read_meter(Section s) {
    // Stands in for a wrong or missing PDL while the rest of the meter is read; such a file never loads.
    auto id = *UsagePointId::parse("00000000000000");
    s.value("pdl", id, usage_point, Shown::last_digits);
    if (!s.reader().given(s.key("pdl")) && s.reader().sound(s.path()))
        s.reader().error(s.key("pdl"), say("le PDL manque", "the PDL is missing"),
                         say("14 chiffres, lus sur le compteur (touche +) ou sur la facture",
                             "14 digits, on the meter's display (key +) or on the bill"));
    auto name = "Linky " + id.text().substr(id.text().size() - 4);
    s.value("name", name, one_line);
    MeterEntry entry{Meter{std::move(id), std::move(name)}};
    auto& meter = entry.meter;
    meter.provider = "conso_api";
    s.choice<std::string>(
        "provider", meter.provider,
        {{"conso_api", "conso_api"}, {"my_electrical_data", "my_electrical_data"}, {"enedis", "enedis"}});
    s.secret("token", entry.token, token);
    std::pair measures{meter.consumption, meter.production};
    s.choice<std::pair<bool, bool>>(
        "measures", measures,
        {{"consumption", {true, false}}, {"production", {false, true}}, {"both", {true, true}}});
    std::tie(meter.consumption, meter.production) = measures;
    s.boolean("hourly", meter.hourly);
    s.value("timezone", meter.timezone, time_zone);
    s.value("history_from", entry.history_from, optional_day);
    s.text("tariff", entry.tariff);
    s.text("feed_in", entry.feed_in);
    constexpr int last_day_of_month = 31;
    s.integer("billing_day", entry.billing_day, 1, last_day_of_month);
    constexpr int highest_power = 250; // kVA, as a C4 contract may have
    s.integer("subscribed_power", entry.subscribed_power, 0, highest_power);
    return entry;
}

void read_tempo(Section s, Tempo& tempo) {
    s.choice<TempoWish>("enabled", tempo.enabled,
                        {{"auto", TempoWish::automatic}, {"on", TempoWish::on}, {"off", TempoWish::off}});
    s.value("couleur_tempo_url", tempo.couleur_tempo_url, source_url);
    s.value("rte_url", tempo.rte_url, source_url);
}

void read_schedule(Section s, Schedule& schedule) {
    Window slot{schedule.window_start, schedule.window_end};
    s.value("window", slot, window);
    std::tie(schedule.window_start, schedule.window_end) = slot;
    s.value("retry", schedule.retry, duration);
    s.value("until", schedule.until, time_of_day);
}

void read_store(Section s, Store& store) {
    auto path = store.path.string();
    s.value("path", path, one_line);
    store.path = s.reader().absolute(path);
}

void read_web(Section s, Web& web) {
    s.value("listen", web.listen, listen_address);
    s.secret("password", web.password, web_password);
    s.value("trusted_proxy", web.trusted_proxy, ip_address);
    s.value("public_url", web.public_url, page_url);
    auto widget = s.section("widget");
    widget.value("background", web.widget.background, colour);
    widget.value("title", web.widget.title, colour);
}

void read_log(Section s, Log& log) {
    using log::Format;
    using log::Level;
    s.choice<Level>("level", log.level,
                    {{"trace", Level::trace},
                     {"debug", Level::debug},
                     {"info", Level::info},
                     {"warn", Level::warn},
                     {"error", Level::error}});
    s.choice<Format>("format", log.format, {{"text", Format::text}, {"json", Format::json}});
}

} // namespace

void read_config(Section root, Config& config, CivilDay today) {
    root.choice<Language>("language", config.language, {{"fr", Language::fr}, {"en", Language::en}});
    read_mqtt(root.section("mqtt"), config.mqtt);
    read_home_assistant(root.section("home_assistant"), config.home_assistant);
    read_providers(root.section("providers"), config.providers);
    read_tariffs(root, config, today);
    read_tempo(root.section("tempo"), config.tempo);
    for (auto& meter : root.list("meters"))
        config.meters.push_back(read_meter(meter));
    read_schedule(root.section("schedule"), config.schedule);
    read_store(root.section("store"), config.store);
    read_web(root.section("web"), config.web);
    if (config.providers.enedis.redirect_uri.empty() && !config.web.public_url.empty())
        config.providers.enedis.redirect_uri = config.web.public_url + "/oauth/callback";
    read_log(root.section("log"), config.log);
}

std::vector<MeterEntry> read_page_meters(Section root) {
    std::vector<MeterEntry> meters;
    for (auto& section : root.list("meters"))
        meters.push_back(read_meter(section));
    for (auto& entry : meters)
        entry.from_page = true;
    return meters;
}

} // namespace enedis2mqtt::config
