#include "story/bridge/story.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

#include <boost/url.hpp>

#include <algorithm>
#include <cstdlib>

namespace enedis2mqtt::test {

Task<Result<http::Response>> SimulatedHttp::send(http::Request request, http::Leave leave) {
    if (down_)
        co_return Error{ErrorCode::unreachable, "connection refused"};
    if (leave) {
        auto asking = leave();
        if (auto const given = co_await std::move(asking); !given)
            co_return given.error();
    }
    line_.sent.push_back(clock_.now());
    auto const takes = std::min(line_.takes, std::chrono::seconds{60});
    auto answering = clock_.sleep_until(clock_.now() + takes);
    co_await std::move(answering);
    if (takes == std::chrono::seconds{60})
        co_return Error{ErrorCode::timeout, "the source did not answer within 60000 ms"};
    auto const url = boost::urls::parse_uri(request.url).value();
    http::ServerRequest seen;
    seen.method = request.method;
    seen.path = url.path();
    for (auto const& parameter : url.params())
        seen.query.emplace_back(parameter.key, parameter.value);
    seen.headers = request.headers;
    seen.body = request.body;
    co_return source_.answer(seen, clock_.now()).response;
}

Story::Story() {
    auto pattern = (std::filesystem::temp_directory_path() / "enedis2mqtt-story-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    config.store.path = folder_ / "story.db";
    config.providers.enedis.client_id = "id";
    config.providers.enedis.client_secret = Secret{"the-secret-of-the-story"};
    for (auto* base : {&config.providers.conso_api.base_url, &config.providers.my_electrical_data.base_url,
                       &config.providers.enedis.base_url})
        *base = "http://127.0.0.1";
}

Story::~Story() {
    end();
    std::filesystem::remove_all(folder_);
}

void Story::add_meter(std::string const& pdl, std::string const& provider) {
    auto const id = UsagePointId::parse(pdl).value();
    config::MeterEntry entry{Meter{id, "Maison"}};
    entry.meter.provider = provider;
    entry.token =
        Secret{provider == "conso_api" ? simulator::conso_api_token({id}, at("2029-01-01", 0)) : "a-token"};
    config.meters.push_back(entry);
}

app::World Story::world() {
    app::World world{loop->get_executor(), clock};
    world.connect_http = [this](http::ClientOptions) -> Result<std::unique_ptr<http::Client>> {
        return std::unique_ptr<http::Client>{
            std::make_unique<SimulatedHttp>(source, clock, source_down, line)};
    };
    world.connect_mqtt = [this](mqtt::Options) -> Result<std::unique_ptr<mqtt::Client>> {
        return std::unique_ptr<mqtt::Client>{std::make_unique<MemoryClient>(loop->get_executor(), broker)};
    };
    world.connect_web_socket = home.dial();
    return world;
}

void Story::begin(Instant at) {
    clock.set(at);
    loop = std::make_unique<boost::asio::io_context>();
    bridge = std::move(app::Bridge::build(config, world(), store::Access::owner).value());
    bridge->start();
    until(at);
}

void Story::end() {
    if (!bridge)
        return;
    spawn_guarded(loop->get_executor(), "the end of the story", bridge->stop());
    until(clock.now());
    loop->stop();
    bridge.reset();
    loop.reset();
}

boost::json::object Story::topic(std::string const& path) const {
    auto const payload = broker.at("enedis2mqtt/" + path);
    EXPECT_FALSE(payload.empty()) << path << " is not retained";
    return payload.empty() ? boost::json::object{} : boost::json::parse(payload).as_object();
}

int Story::new_calls() {
    auto const all = source.calls({}, {});
    return all - std::exchange(calls_seen_, all);
}

double Story::true_kwh(std::string const& pdl, Direction direction, DayRange days) const {
    auto const id = UsagePointId::parse(pdl).value();
    Energy sum;
    for (auto const& value : grid.published(id, {direction, Dataset::daily}, days, clock.now()).daily)
        sum += value.energy;
    return sum.kwh();
}

void Story::fault(std::string const& name, std::string const& dataset) {
    source.faults().add({name, std::nullopt, dataset, {}}).value();
}

} // namespace enedis2mqtt::test
