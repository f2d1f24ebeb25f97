#pragma once

#include <enedis2mqtt/base/clock.hpp>
#include <enedis2mqtt/config/load.hpp>
#include <enedis2mqtt/ports/consents.hpp>
#include <enedis2mqtt/web/route.hpp>
#include <enedis2mqtt/web/site.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

/// The first start: no configuration yet, or a broken one. Loop thread only.
namespace enedis2mqtt::web {

/// How far one gets with a broker: the step that fails, or `done`.
enum class BrokerStep { name, refused, tls, password, permission, done };

struct BrokerVerdict {
    explicit BrokerVerdict(BrokerStep reached, std::optional<Error> why = std::nullopt)
        : step(reached), error(std::move(why)) {}
    BrokerStep step;
    std::optional<Error> error; ///< empty when done
};

/// All of it outlives the routes.
struct SetupTools {
    SetupTools(Clock& wall, TimeZone home, config::Environment const& variables)
        : clock(wall), zone(home), environment(variables) {}

    Clock& clock;
    TimeZone zone;
    config::Environment const& environment; ///< what the configuration is loaded with
    std::filesystem::path file; ///< the configuration to write; an existing one is never overwritten
    /// What is wrong; nothing while the service runs, which closes these routes.
    std::function<std::optional<SetupState>()> state;
    std::function<Pasted(std::string_view)> recognise;
    /// Goes to the broker and back, within half a minute.
    std::function<Task<BrokerVerdict>(config::Mqtt)> try_broker;
    /// The file is there: the service starts with it, once the answer has left.
    std::function<void()> start;
    /// A simulated source and its service, nothing written. not_configured where there is none.
    std::function<Result<void>()> start_demo;
};

/// api/setup and what is below it, and api/consent/recognise.
std::vector<Route> setup_routes(SetupTools tools);

} // namespace enedis2mqtt::web
