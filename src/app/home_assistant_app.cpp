#include "app/home_assistant_app.hpp"

#include <enedis2mqtt/json/app_options.hpp>

#include <fstream>
#include <iterator>

namespace enedis2mqtt::app {
namespace {

// The Mosquitto app may start beside us.
constexpr int tries = 12;
constexpr std::chrono::seconds between_tries{5};
constexpr std::chrono::seconds patience{10};

// Ingress comes from there and from nowhere else.
constexpr auto ingress_proxy = "172.30.32.2";

std::string variable(config::Environment const& environment, std::string const& name, std::string otherwise) {
    auto const found = environment.find(name);
    return found == environment.end() ? std::move(otherwise) : found->second;
}

Task<Result<std::map<std::string, std::string>>> broker_of(http::Client& client,
                                                           Supervisor const& supervisor) {
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

} // namespace

Supervisor supervisor_from(config::Environment const& environment) {
    Supervisor supervisor;
    supervisor.options = variable(environment, "ENEDIS2MQTT_APP_OPTIONS", supervisor.options.string());
    supervisor.url = variable(environment, "ENEDIS2MQTT_SUPERVISOR_URL", supervisor.url);
    supervisor.token = variable(environment, "SUPERVISOR_TOKEN", "");
    return supervisor;
}

Task<config::Environment> app_environment(World const& world, Supervisor supervisor,
                                          config::Environment environment) {
    auto const area = log::get("app");
    environment.emplace("ENEDIS2MQTT__STORE__PATH", "/data/enedis2mqtt.db");
    environment.emplace("ENEDIS2MQTT__WEB__LISTEN", "0.0.0.0:8199");
    environment.emplace("ENEDIS2MQTT__WEB__TRUSTED_PROXY", ingress_proxy);
    std::ifstream file{supervisor.options};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    if (auto const options = variables_of_options(text))
        for (auto const& [name, value] : *options)
            environment.insert_or_assign(name, value);
    else
        area.error("{}: {}", supervisor.options.string(), options.error().message);
    if (environment.contains("ENEDIS2MQTT__MQTT__URL"))
        co_return environment;

    http::ClientOptions options;
    options.user_agent = "enedis2mqtt/" ENEDIS2MQTT_VERSION;
    options.deadline = patience;
    options.use_proxy_environment = false;
    auto const client = world.connect_http(std::move(options));
    for (int attempt = 1; client && attempt <= tries; ++attempt) {
        auto asking = broker_of(**client, supervisor);
        auto const broker = co_await std::move(asking);
        if (broker) {
            for (auto const& [name, value] : *broker)
                environment.emplace(name, value);
            break;
        }
        area.warn("no broker from the Supervisor yet: {}", broker.error().message);
        if (attempt < tries)
            co_await world.clock.sleep_until(world.clock.now() + between_tries);
    }
    co_return environment;
}

} // namespace enedis2mqtt::app
