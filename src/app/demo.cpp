#include "app/demo.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace enedis2mqtt::app {
namespace {

constexpr std::chrono::hours token_validity{24 * 365};

config::MeterEntry meter(std::string const& pdl, std::string name, std::string provider) {
    config::MeterEntry entry{Meter{UsagePointId::parse(pdl).value(), std::move(name)}};
    entry.meter.provider = std::move(provider);
    return entry;
}

} // namespace

Result<std::unique_ptr<Demo>> Demo::start(World const& world, std::string const& page, config::Web web) {
    simulator::GatewayOptions options;
    options.publication_hour = std::chrono::hours{0};
    options.redirect_uri = page + "/oauth/callback";
    auto source = simulator::start_gateway(world.executor, world.clock, options);
    if (!source)
        return source.error();
    auto folder = (std::filesystem::temp_directory_path() / "enedis2mqtt-demo-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr)
        return Error{ErrorCode::store_unavailable,
                     fmt::format("cannot create {}: {}", folder, std::generic_category().message(errno))};
    return std::unique_ptr<Demo>{
        new Demo{std::move(*source), std::move(folder), world.clock.now(), std::move(web)}};
}

Demo::Demo(std::unique_ptr<simulator::Gateway> source, std::filesystem::path folder, Instant now,
           config::Web web)
    : source_(std::move(source)), folder_(std::move(folder)) {
    auto const address = "http://127.0.0.1:" + std::to_string(source_->port());
    config_.providers.conso_api.base_url = address;
    config_.providers.enedis.base_url = address;
    config_.providers.enedis.client_id = "demo";
    config_.providers.enedis.client_secret = Secret{"demo-secret"};
    auto house = meter("10000000000011", "Maison", "conso_api");
    house.token = Secret{simulator::conso_api_token({house.meter.id}, now + token_validity)};
    auto workshop = meter("10000000099901", "Atelier solaire", "enedis");
    workshop.meter.production = true;
    config_.meters = {house, workshop};
    config_.store.path = folder_ / "demo.db";
    config_.meters_file = folder_ / "meters.yaml";
    config_.web = std::move(web);
}

Demo::~Demo() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

} // namespace enedis2mqtt::app
