#include "app/commands/commands.hpp"

#include <enedis2mqtt/home_assistant/energy_held.hpp>

#include <fmt/format.h>

namespace enedis2mqtt::app {
namespace {

Task<void> take(config::Config const& config, config::MeterEntry const& entry,
                home_assistant::EnergyOrigin origin, ReadingStore& store, World const& world, int& status) {
    auto const& meter = entry.meter;
    auto const zone = TimeZone::find(meter.timezone).value();
    auto opening =
        home_assistant::open_session(world.connect_web_socket, home_assistant_access(config.home_assistant),
                                     "enedis2mqtt/" ENEDIS2MQTT_VERSION);
    auto const session = co_await std::move(opening);
    if (!session) {
        status = fail(session.error(), config.language);
        co_return;
    }
    bool const french = config.language == Language::fr;
    bool nothing = true;
    for (auto const direction : {Direction::consumption, Direction::production}) {
        auto taking = home_assistant::take_energy(**session, store, meter.id, direction, origin, zone,
                                                  world.clock.now());
        auto const taken = co_await std::move(taking);
        if (!taken) {
            status = fail(taken.error(), config.language);
            break;
        }
        nothing = nothing && taken->empty();
        fmt::print("{}: {}\n", home_assistant::energy_statistic(meter.id, direction, origin),
                   french ? fmt::format("{} jours, {} heures", taken->days, taken->hours)
                          : fmt::format("{} days, {} hours", taken->days, taken->hours));
    }
    if (nothing && status == Exit::done)
        status = fail(
            Error{ErrorCode::file_without_values, french ? "Home Assistant ne contient rien de ce compteur"
                                                         : "Home Assistant holds none of this meter"},
            config.language);
    co_await (*session)->close();
}

} // namespace

int import_energy(config::Config const& config, config::MeterEntry const& entry, bool from_ha_linky,
                  ReadingStore& store) {
    auto const& settings = config.home_assistant;
    if (settings.url.empty() || settings.token.empty())
        return fail(
            Error{ErrorCode::request_invalid,
                  config.language == Language::fr
                      ? "home_assistant.url et home_assistant.token disent où il est ; ils manquent"
                      : "home_assistant.url and home_assistant.token say where it is; they are missing"},
            config.language);
    boost::asio::io_context loop;
    SystemClock clock;
    auto const world = real_world(loop.get_executor(), clock);
    auto const origin =
        from_ha_linky ? home_assistant::EnergyOrigin::ha_linky : home_assistant::EnergyOrigin::bridge;
    int status = Exit::done;
    run_to_the_end(loop, "the import", take(config, entry, origin, store, world, status));
    return status;
}

} // namespace enedis2mqtt::app
