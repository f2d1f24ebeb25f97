#include "app/demo.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>

namespace enedis2mqtt::app {
namespace {

constexpr std::chrono::hours token_validity{24 * 365};

config::MeterEntry meter(std::string const& pdl, std::string name, std::string provider) {
    config::MeterEntry entry{Meter{UsagePointId::parse(pdl).value(), std::move(name)}};
    entry.meter.provider = std::move(provider);
    return entry;
}

/// Takes everything and tells nobody.
class NoBroker final : public mqtt::Client {
public:
    explicit NoBroker(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    void start(mqtt::Message, mqtt::Events events) override {
        connected_ = std::make_shared<bool>(true);
        boost::asio::post(executor_, [connected = connected_, tell = std::move(events.connected)] {
            if (*connected && tell)
                tell();
        });
    }
    ~NoBroker() override { leave(); }

    bool connected() const override { return connected_ && *connected_; }
    // Later, as a broker's answer: whoever publishes a hundred topics does not expect it at once.
    Task<Result<void>> publish(mqtt::Message) override {
        co_await boost::asio::post(executor_, boost::asio::use_awaitable);
        co_return Result<void>{};
    }
    Task<Result<void>> subscribe(std::string) override { co_return Result<void>{}; }
    Task<void> stop(std::chrono::seconds) override {
        leave();
        co_return;
    }

private:
    void leave() {
        if (connected_)
            *connected_ = false;
    }

    boost::asio::any_io_executor executor_;
    std::shared_ptr<bool> connected_;
};

World without_broker(World world) {
    world.connect_mqtt = [executor =
                              world.executor](mqtt::Options const&) -> Result<std::unique_ptr<mqtt::Client>> {
        return std::unique_ptr<mqtt::Client>{std::make_unique<NoBroker>(executor)};
    };
    return world;
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
        new Demo{without_broker(world), std::move(*source), std::move(folder), std::move(web)}};
}

Demo::Demo(World world, std::unique_ptr<simulator::Gateway> source, std::filesystem::path folder,
           config::Web web)
    : world_(std::move(world)), source_(std::move(source)), folder_(std::move(folder)) {
    auto const address = "http://127.0.0.1:" + std::to_string(source_->port());
    config_.mqtt.url = "mqtt://demo";
    config_.providers.conso_api.base_url = address;
    config_.providers.enedis.base_url = address;
    config_.providers.enedis.client_id = "demo";
    config_.providers.enedis.client_secret = Secret{"demo-secret"};
    auto house = meter("10000000000011", "Maison", "conso_api");
    house.token = Secret{simulator::conso_api_token({house.meter.id}, world_.clock.now() + token_validity)};
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
