#include "app/home_assistant_app.hpp"

#include <enedis2mqtt/json/app_options.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace enedis2mqtt::app {
namespace {

// The Mosquitto app may start beside us, or be installed later.
constexpr std::chrono::seconds between_tries{5};
// Within the time the Supervisor gives a stop.
constexpr std::chrono::seconds patience{5};

// Ingress comes from there and from nowhere else.
constexpr auto ingress_proxy = "172.30.32.2";

std::string variable(config::Environment const& environment, std::string const& name, std::string otherwise) {
    auto const found = environment.find(name);
    return found == environment.end() ? std::move(otherwise) : found->second;
}

Task<Result<config::Environment>> broker_of(http::Client& client, Supervisor const& supervisor) {
    http::Request request{http::Method::get, supervisor.url + "/services/mqtt"};
    request.headers.set("Authorization", "Bearer " + supervisor.token);
    auto sending = client.send(std::move(request));
    auto const answer = co_await std::move(sending);
    if (!answer)
        co_return answer.error();
    if (answer->status != 200)
        co_return Error{ErrorCode::broker_unknown,
                        "the Supervisor answers " + std::to_string(answer->status) + ": no MQTT service"};
    co_return variables_of_broker(answer->body);
}

Task<void> ask_again(World world, Supervisor supervisor, std::unique_ptr<http::Client> client, Learn learn) {
    for (;;) {
        co_await world.clock.sleep_until(world.clock.now() + between_tries);
        auto asking = broker_of(*client, supervisor);
        if (auto broker = co_await std::move(asking)) {
            log::get("app").info("the Supervisor knows a broker now");
            co_return learn(std::move(*broker));
        }
    }
}

} // namespace

Supervisor supervisor_from(config::Environment const& environment) {
    Supervisor supervisor;
    supervisor.options = variable(environment, "ENEDIS2MQTT_APP_OPTIONS", supervisor.options.string());
    supervisor.url = variable(environment, "ENEDIS2MQTT_SUPERVISOR_URL", supervisor.url);
    supervisor.token = variable(environment, "SUPERVISOR_TOKEN", "");
    return supervisor;
}

config::Environment app_environment(Supervisor const& supervisor, config::Environment environment) {
    environment.emplace("ENEDIS2MQTT__STORE__PATH", "/data/enedis2mqtt.db");
    environment.emplace("ENEDIS2MQTT__WEB__LISTEN", "0.0.0.0:8199");
    environment.emplace("ENEDIS2MQTT__WEB__TRUSTED_PROXY", ingress_proxy);
    // The Supervisor's own way to Home Assistant's API, unless the options name another one.
    if (!supervisor.token.empty()) {
        environment.emplace("ENEDIS2MQTT__HOME_ASSISTANT__URL", supervisor.url + "/core");
        environment.emplace("ENEDIS2MQTT__HOME_ASSISTANT__TOKEN", supervisor.token);
    }
    // The Supervisor names the container after the app; only `_` cannot be in the name of a host.
    if (auto slug = variable(environment, "HOSTNAME", ""); !slug.empty()) {
        std::ranges::replace(slug, '-', '_');
        environment.emplace("ENEDIS2MQTT_APP_PAGE", "homeassistant://config/app/" + slug);
    }
    std::ifstream file{supervisor.options};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    if (auto const options = variables_of_options(text))
        for (auto const& [name, value] : *options)
            environment.insert_or_assign(name, value);
    else
        log::get("app").error("{}: {}", supervisor.options.string(), options.error().message);
    return environment;
}

Task<void> learn_broker(World const& world, Supervisor supervisor, Learn learn) {
    http::ClientOptions options;
    options.user_agent = "enedis2mqtt/" ENEDIS2MQTT_VERSION;
    options.deadline = patience;
    options.use_proxy_environment = false;
    auto client = world.connect_http(std::move(options));
    if (!client)
        co_return;
    auto asking = broker_of(**client, supervisor);
    auto broker = co_await std::move(asking);
    if (broker)
        co_return learn(std::move(*broker));
    log::get("app").warn(
        "no broker from the Supervisor yet ({}): install the Mosquitto broker app, or fill in "
        "mqtt, url",
        broker.error().message);
    spawn_guarded(world.executor, "the question for the broker",
                  ask_again(world, std::move(supervisor), std::move(*client), std::move(learn)));
}

} // namespace enedis2mqtt::app
