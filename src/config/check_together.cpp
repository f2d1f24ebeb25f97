#include "config/sections.hpp"
#include "config/tariffs.hpp"

#include <map>

namespace enedis2mqtt::config {
namespace {

using namespace std::chrono_literals;

void check_mqtt(Reader& reader, Mqtt const& mqtt) {
    bool const certificate = reader.given("mqtt.cert_file") && !mqtt.cert_file.empty();
    bool const key = reader.given("mqtt.key_file") && !mqtt.key_file.empty();
    bool const sound = reader.sound("mqtt.cert_file") && reader.sound("mqtt.key_file");
    if (sound && certificate != key)
        reader.error(
            certificate ? "mqtt.cert_file" : "mqtt.key_file",
            say("`cert_file` et `key_file` vont ensemble", "`cert_file` and `key_file` go together"));
    // OASIS MQTT 3.1.1, MQTT-3.1.2-22; MQTT 5 allows it.
    bool const known =
        reader.sound("mqtt.username") && reader.sound("mqtt.password") && reader.sound("mqtt.protocol");
    if (known && !mqtt.version_5 && mqtt.username.empty() && !mqtt.password.empty())
        reader.error("mqtt.password",
                     say("MQTT 3.1.1 n'a pas de mot de passe sans nom d'utilisateur",
                         "MQTT 3.1.1 has no password without a user name"),
                     say("ajoutez `mqtt.username`, retirez `mqtt.password`, ou prenez `protocol: 5`",
                         "add `mqtt.username`, remove `mqtt.password`, or use `protocol: 5`"));
}

void check_statistics(Reader& reader, HomeAssistant const& home_assistant) {
    auto const needed = home_assistant.statistics == Statistics::on ||
                        (home_assistant.statistics == Statistics::automatic && !home_assistant.token.empty());
    for (auto const& [key, missing] : {std::pair{"home_assistant.url", home_assistant.url.empty()},
                                       {"home_assistant.token", home_assistant.token.empty()}})
        if (needed && missing && reader.sound("home_assistant.url") && reader.sound("home_assistant.token"))
            reader.error(key,
                         say("`{}` manque pour envoyer les statistiques à Home Assistant",
                             "`{}` is missing: without it no statistics go to Home Assistant", key),
                         say("`url` et un jeton (`token`) d'administrateur, ou `statistics: off`",
                             "`url` and an administrator's `token`, or `statistics: off`"));
}

void check_topics(Reader& reader, Config const& config) {
    auto const& home_assistant = config.home_assistant;
    if (home_assistant.discovery != Discovery::off &&
        home_assistant.discovery_prefix == config.mqtt.base_topic)
        reader.error(reader.given("home_assistant.discovery_prefix") ? "home_assistant.discovery_prefix"
                                                                     : "mqtt.base_topic",
                     say("`discovery_prefix` et `base_topic` doivent différer",
                         "`discovery_prefix` and `base_topic` must differ"),
                     say("Home Assistant prendrait nos mesures pour des annonces d'appareils",
                         "Home Assistant would take our measures for announcements of devices"));
}

void check_credentials(Reader& reader, Enedis const& enedis, std::string const& key,
                       MeterEntry const& entry) {
    bool const sound = reader.sound(key + ".token") && reader.sound(key + ".provider");
    if (entry.meter.provider != "enedis") {
        if (sound && entry.token.empty())
            reader.error(key + ".token", say("le jeton d'accès manque", "the access token is missing"),
                         say("la passerelle le donne à la fin du consentement ; `token: !env NOM` ou `!file "
                             "CHEMIN` le garde hors du fichier",
                             "the gateway gives it at the end of the consent; `token: !env NAME` or `!file "
                             "PATH` keeps it out of this file"));
        return;
    }
    bool const complete = !enedis.client_id.empty() && !enedis.client_secret.empty();
    if (reader.sound("providers.enedis.client_id") && reader.sound("providers.enedis.client_secret") &&
        !complete)
        reader.error(key + ".provider",
                     say("ce fournisseur demande `providers.enedis.client_id` et `client_secret`",
                         "this provider needs `providers.enedis.client_id` and `client_secret`"),
                     say("Enedis les donne avec le contrat Data Connect ; sans contrat, prenez conso_api ou "
                         "my_electrical_data",
                         "Enedis gives them with a Data Connect contract; without one, use conso_api or "
                         "my_electrical_data"));
    if (!entry.token.empty())
        reader.warning(key + ".token",
                       say("ce jeton ne sert pas : enedis emploie `client_id` et `client_secret`",
                           "this token is not used: enedis uses `client_id` and `client_secret`"));
}

void check_history(Reader& reader, std::string const& key, MeterEntry const& entry, CivilDay today) {
    // Source: docs/reference/enedis-api.md section 1.6, the longer of the two depths.
    constexpr int deepest = 36 * 365 / 12 + 15;
    if (!entry.history_from)
        return;
    if (*entry.history_from > today)
        reader.error(key, say("cette date est dans l'avenir", "this date is in the future"));
    else if (today - *entry.history_from > deepest)
        reader.warning(key,
                       say("Enedis ne garde que 36 mois et 15 jours ; le reste n'existe plus",
                           "Enedis keeps 36 months and 15 days only; the rest is gone"),
                       say("la courbe de charge remonte à 24 mois et 15 jours",
                           "the load curve goes back 24 months and 15 days"));
}

void check_presence(Reader& reader, Config const& config) {
    if (config.meters.empty() && reader.sound("meters"))
        reader.error(reader.has_file() ? "meters" : "meters[0].pdl",
                     say("il faut au moins un compteur", "at least one meter is needed"),
                     say("`meters: [{{pdl: \"14 chiffres\", token: !env CONSO_API_TOKEN}}]`, ou "
                         "ENEDIS2MQTT__METERS__0__PDL et ENEDIS2MQTT__METERS__0__TOKEN",
                         "`meters: [{{pdl: \"14 digits\", token: !env CONSO_API_TOKEN}}]`, or "
                         "ENEDIS2MQTT__METERS__0__PDL and ENEDIS2MQTT__METERS__0__TOKEN"));
}

void check_schedule(Reader& reader, Schedule const& schedule) {
    if (reader.sound("schedule.window") && reader.sound("schedule.until") &&
        schedule.until <= schedule.window_end)
        reader.error(reader.given("schedule.until") ? "schedule.until" : "schedule.window",
                     say("`until` doit venir après la fin de `window`",
                         "`until` must come after the end of `window`"));
    if (schedule.retry < 10min)
        reader.warning("schedule.retry",
                       say("en dessous de 10 minutes, les appels du jour sont vite épuisés",
                           "below 10 minutes the day's calls are soon used up"),
                       say("Enedis publie une fois par jour : 30m suffit",
                           "Enedis publishes once a day: 30m is enough"));
}

void check_web(Reader& reader, Web const& web) {
    auto const address = split_address(web.listen);
    bool const guarded = !web.password.empty() || !web.trusted_proxy.empty() ||
                         !reader.sound("web.password") || !reader.sound("web.trusted_proxy");
    if (!web.listen.empty() && address && !is_loopback(address->host) && !guarded)
        reader.error(
            "web.listen",
            say("hors de cette machine, `web.password` est exigé",
                "beyond this machine `web.password` is required"),
            say("donnez un mot de passe, ou l'adresse d'un mandataire dans `trusted_proxy`, ou écoutez "
                "sur 127.0.0.1",
                "set a password, or a proxy's address in `trusted_proxy`, or listen on 127.0.0.1"));
}

} // namespace

void check_meters(Reader& reader, Config const& config, std::vector<MeterEntry> const& meters,
                  CivilDay today) {
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < meters.size(); ++i) {
        auto const key = "meters[" + std::to_string(i) + "]";
        if (!reader.sound(key))
            continue;
        check_credentials(reader, config.providers.enedis, key, meters[i]);
        check_history(reader, key + ".history_from", meters[i], today);
        check_meter_tariffs(reader, key, meters[i], config.tariffs);
        if (!reader.sound(key + ".pdl"))
            continue;
        auto const [known, is_new] = first.emplace(meters[i].meter.id.text(), i);
        if (!is_new)
            reader.error(key + ".pdl",
                         say("ce PDL est déjà celui de meters[{}]", "this PDL is already that of meters[{}]",
                             known->second),
                         say("un compteur qui consomme et produit s'écrit une fois, avec `measures: both`",
                             "a meter that consumes and produces is written once, with `measures: both`"));
    }
}

void check_together(Reader& reader, Config const& config) {
    check_mqtt(reader, config.mqtt);
    check_topics(reader, config);
    check_statistics(reader, config.home_assistant);
    check_presence(reader, config);
    check_schedule(reader, config.schedule);
    check_web(reader, config.web);
}

} // namespace enedis2mqtt::config
