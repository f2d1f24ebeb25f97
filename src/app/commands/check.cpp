#include "app/bridge.hpp"
#include "app/brief_client.hpp"
#include "app/commands/commands.hpp"

#include <enedis2mqtt/bridge/collection.hpp>
#include <enedis2mqtt/bridge/lost_days.hpp>
#include <enedis2mqtt/domain/freshness.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <map>

namespace enedis2mqtt::app {
namespace {

constexpr int days_asked = 7;

/// One line per fact; a failed one says what to do.
class Report {
public:
    explicit Report(Language language) : language_(language) {}

    void pass(std::string_view subject, std::string_view fact) const { line(" ok ", subject, fact); }
    void fail(std::string_view subject, Error const& error,
              std::optional<CurveConcerned> curve = std::nullopt) {
        auto const said = advice(error.code, language_, curve);
        line("FAIL", subject, fmt::format("{} ({})", said.what, redact(error.message)));
        fmt::print("      -> {}\n", said.to_do);
        failed_ = true;
    }
    std::string_view word(std::string_view fr, std::string_view en) const {
        return language_ == Language::fr ? fr : en;
    }
    int status() const { return failed_ ? Exit::failed : Exit::done; }

private:
    static void line(std::string_view mark, std::string_view subject, std::string_view fact) {
        fmt::print("[{}] {:<26} {}\n", mark, subject, fact);
        std::fflush(stdout);
    }

    Language language_;
    bool failed_ = false;
};

Task<void> check_broker(Report& report, config::Config const& config, World const& world) {
    BriefClient client{world, config.mqtt, "check"};
    if (auto const connected = co_await client.connect(); !connected) {
        report.fail("broker", connected.error());
    } else {
        report.pass("broker", config.mqtt.url);
        std::vector<std::string> topics{config.mqtt.base_topic + "/bridge/check"};
        if (config.home_assistant.discovery != config::Discovery::off)
            topics.push_back(config.home_assistant.discovery_prefix + "/enedis2mqtt/check");
        for (auto const& topic : topics) {
            auto const said = co_await client.say_and_hear(topic);
            if (said)
                report.pass("topic", topic);
            else
                report.fail("topic " + topic, said.error());
            if (!said && said.error().code != ErrorCode::broker_denied)
                break; // it holds for every topic, and may have cost the connection
        }
    }
    co_await client.leave();
}

/// What a ledger would keep of one answer.
Ledger ledger_of(Series series, Result<Readings> const& answer, DayRange days, TimeZone const& zone) {
    Ledger ledger;
    if (!answer && answer.error().kind() != ErrorKind::no_data)
        return ledger;
    for (auto const& [day, state] : states_of(series, answer ? *answer : Readings{}, days, zone))
        ledger[day] = {state, 0, std::nullopt};
    return ledger;
}

Task<void> check_meter(Report& report, config::MeterEntry const& entry, MeterSource& source,
                       Clock const& clock) {
    auto const& meter = entry.meter;
    auto const zone = TimeZone::find(meter.timezone).value();
    auto const today = zone.day_of(clock.now());
    if (auto const expires = source.consent_expires()) {
        auto const subject = meter.id.masked() + " token";
        if (*expires <= clock.now())
            report.fail(subject, Error{ErrorCode::token_invalid, "it ended on " + zone.iso(*expires)});
        else
            report.pass(subject, fmt::format("{} {}", report.word("valable jusqu'au", "valid until"),
                                             zone.iso(*expires)));
    }
    DayRange const week{today - days_asked, today};
    std::map<Series, Ledger> told;
    for (auto series : meter.series()) {
        auto const subject = meter.id.masked() + ' ' + measure_name(series);
        FetchRequest request{meter.id, series, week, Purpose::check};
        auto fetching = source.fetch(std::move(request));
        auto const answer = co_await std::move(fetching);
        told[series] = ledger_of(series, answer, week, zone);
        auto const concerned = curve_concerned(meter, series, {});
        // As the status says of the same answers; daily values are asked for before their curve.
        if (concerned && curve_not_collected(told[series], told[{series.direction, Dataset::daily}], today))
            report.fail(subject, uncollected(series), concerned);
        else if (!answer)
            report.fail(subject, answer.error(), concerned);
        else
            report.pass(subject,
                        fmt::format("{} {}",
                                    answer->curve.size() + answer->daily.size() + answer->max_power.size(),
                                    report.word("valeurs sur 7 jours", "values over 7 days")));
    }
}

/// What the ledger promises is what the sums rest on.
Result<void> check_days(Report& report, config::MeterEntry const& entry, store::SqliteStore& store,
                        Clock const& clock) {
    auto const& id = entry.meter.id;
    auto const zone = TimeZone::find(entry.meter.timezone).value();
    auto const today = zone.day_of(clock.now());
    auto const first = store.first_day(id);
    if (!first)
        return first.error();
    for (auto series : entry.meter.series()) {
        auto const lost = lost_days(store, id, series, {first->value_or(today), today}, zone);
        if (!lost)
            return lost.error();
        if (!lost->empty())
            report.fail("archive", Error{ErrorCode::store_corrupt,
                                         fmt::format("{} {}: {} complete day(s) without their values, the "
                                                     "first is {}",
                                                     id.masked(), measure_name(series), lost->size(),
                                                     lost->front().iso())});
    }
    return {};
}

Task<void> check_home_assistant(Report& report, config::HomeAssistant const& settings, World const& world) {
    auto opening = home_assistant::open_session(world.connect_web_socket, home_assistant_access(settings),
                                                "enedis2mqtt/" ENEDIS2MQTT_VERSION);
    auto const session = co_await std::move(opening);
    if (!session) {
        report.fail("home assistant", session.error());
        co_return;
    }
    report.pass("home assistant",
                fmt::format("{} {}, {}", settings.url, (*session)->version(),
                            report.word("jeton d'un administrateur", "an administrator's token")));
    co_await (*session)->close();
}

Task<void> check_tempo(Report& report, config::Config const& config, World const& world) {
    auto link = link_tempo(config, world);
    if (!link) {
        report.fail("tempo", link.error());
        co_return;
    }
    auto const today = TimeZone::find("Europe/Paris").value().day_of(world.clock.now());
    for (auto const source : all_tempo_sources) {
        auto const subject = fmt::format("tempo {}", to_string(source));
        auto asking = link->colors->two_days(source, today);
        auto const told = co_await std::move(asking);
        if (!told) {
            report.fail(subject, told.error());
            continue;
        }
        std::string colors;
        for (auto const& [day, from, color] : *told)
            colors += fmt::format("{}{} {}", colors.empty() ? "" : ", ", day.iso(), to_string(color));
        report.pass(subject, colors.empty() ? report.word("aucune couleur encore", "no colour yet") : colors);
    }
}

Task<void> check_online(Report& report, config::Config const& config, World const& world,
                        store::SqliteStore& store, boost::asio::io_context& loop) {
    co_await check_broker(report, config, world);
    if (config.home_assistant.sends_statistics())
        co_await check_home_assistant(report, config.home_assistant, world);
    if (config::follows_tempo(config))
        co_await check_tempo(report, config, world);
    std::map<std::string, ProviderLink> links;
    for (auto const& entry : config.meters) {
        auto const& name = entry.meter.provider;
        if (!links.contains(name)) {
            auto link = link_provider(name, config, world, store);
            if (!link) {
                report.fail(name, link.error());
                continue;
            }
            links.emplace(name, std::move(*link));
        }
        auto const source = links.at(name).provider->open(entry);
        co_await check_meter(report, entry, *source, world.clock);
    }
    loop.stop();
}

} // namespace

int check(Options const& options) {
    auto const config = read_config(options);
    if (!config)
        return Exit::bad_usage;
    // The report says what matters; a log beside it would stand between its lines.
    log::configure(log::Level::error, config->log.format);
    Report report{config->language};
    report.pass("configuration",
                fmt::format("{} {}", config->meters.size(), report.word("compteur(s)", "meter(s)")));

    // Looking must not make the file: made by another user, the service could not write it.
    bool const exists = std::filesystem::exists(config->store.path);
    auto store =
        exists ? store::open_store(config->store.path, store::Access::guest) : store::open_store_in_memory();
    if (!store) {
        report.fail("archive", store.error());
        return report.status();
    }
    if (!exists && !std::filesystem::is_directory(config->store.path.parent_path()))
        report.fail("archive", Error{ErrorCode::store_unavailable,
                                     "there is no folder " + config->store.path.parent_path().string()});
    else
        report.pass("archive", fmt::format("{}{}", config->store.path.string(),
                                           exists ? "" : report.word(", à créer", ", to be made")));
    SystemClock clock;
    for (auto const& entry : config->meters)
        if (auto const checked = check_days(report, entry, **store, clock); !checked)
            report.fail("archive", checked.error());
    if (options.online) {
        boost::asio::io_context loop;
        auto const world = real_world(loop.get_executor(), clock);
        spawn_guarded(loop.get_executor(), "the check", check_online(report, *config, world, **store, loop));
        loop.run();
    }
    return report.status();
}

} // namespace enedis2mqtt::app
