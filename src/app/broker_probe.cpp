#include "app/broker_probe.hpp"

#include "app/brief_client.hpp"

namespace enedis2mqtt::app {
namespace {

web::BrokerStep step_of(ErrorCode code) {
    switch (code) {
    case ErrorCode::request_invalid: // no broker's address at all
    case ErrorCode::broker_unknown:
        return web::BrokerStep::name;
    case ErrorCode::broker_tls_failed:
        return web::BrokerStep::tls;
    case ErrorCode::broker_refused:
        return web::BrokerStep::password;
    case ErrorCode::broker_denied:
    case ErrorCode::broker_unsuitable:
    case ErrorCode::broker_limit:
        return web::BrokerStep::permission;
    default:
        return web::BrokerStep::refused;
    }
}

} // namespace

Task<web::BrokerVerdict> probe_broker(World const& world, config::Mqtt mqtt, std::string discovery_prefix) {
    BriefClient client{world, mqtt, "setup"};
    auto connecting = client.connect();
    auto outcome = co_await std::move(connecting);
    std::vector<std::string> topics;
    topics.push_back(mqtt.base_topic + "/bridge/setup");
    topics.push_back(discovery_prefix + "/enedis2mqtt/setup");
    for (auto const& topic : topics) {
        if (!outcome)
            break;
        auto trying = client.say_and_hear(topic);
        outcome = co_await std::move(trying);
    }
    co_await client.leave();
    if (!outcome)
        co_return web::BrokerVerdict{step_of(outcome.error().code), outcome.error()};
    co_return web::BrokerVerdict{web::BrokerStep::done};
}

} // namespace enedis2mqtt::app
