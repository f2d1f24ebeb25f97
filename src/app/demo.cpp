#include "app/demo.hpp"

#include <unistd.h>

namespace enedis2mqtt::app {
namespace {

constexpr std::chrono::hours token_validity{24 * 365};

config::MeterEntry meter(std::string const& pdl, std::string name, std::string provider) {
    config::MeterEntry entry{Meter{UsagePointId::parse(pdl).value(), std::move(name)}};
    entry.meter.provider = std::move(provider);
    return entry;
}

} // namespace

Result<std::unique_ptr<simulator::Gateway>> start_demo_source(World const& world, std::string const& page) {
    simulator::GatewayOptions options;
    options.publication_hour = std::chrono::hours{0};
    options.redirect_uri = page + "/oauth/callback";
    return simulator::start_gateway(world.executor, world.clock, options);
}

config::Config demo_configuration(std::uint16_t source_port) {
    config::Config config;
    auto const source = "http://127.0.0.1:" + std::to_string(source_port);
    config.providers.conso_api.base_url = source;
    config.providers.enedis.base_url = source;
    config.providers.enedis.client_id = "demo";
    config.providers.enedis.client_secret = Secret{"demo-secret"};
    auto house = meter("10000000000011", "Maison", "conso_api");
    house.token = Secret{simulator::conso_api_token({house.meter.id}, SystemClock{}.now() + token_validity)};
    auto workshop = meter("10000000099901", "Atelier solaire", "enedis");
    workshop.meter.production = true;
    config.meters = {house, workshop};
    auto const folder =
        std::filesystem::temp_directory_path() / ("enedis2mqtt-demo-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    config.store.path = folder / "demo.db";
    config.meters_file = folder / "meters.yaml";
    return config;
}

} // namespace enedis2mqtt::app
