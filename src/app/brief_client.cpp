#include "app/brief_client.hpp"

#include <algorithm>

namespace enedis2mqtt::app {
namespace {

constexpr std::chrono::seconds connect_limit{20};
constexpr std::chrono::seconds limit{15};
constexpr std::chrono::seconds echo_limit{3};
// The largest topics of a meter, a curve of 10-minute steps and its device document, stay below.
constexpr std::size_t largest_topic = 16 * 1024;

mqtt::Options renamed(mqtt::Options options, std::string const& who) {
    options.client_id += "-" + who;
    return options;
}

} // namespace

BriefClient::BriefClient(World const& world, config::Mqtt const& mqtt, std::string who)
    : will_topic_(mqtt.base_topic + "/bridge/" + who), happened_(world.executor),
      client_(world.connect_mqtt(renamed(mqtt_options(mqtt), who))) {}

void BriefClient::hear(Result<void> what) {
    if (!heard_)
        heard_ = std::move(what);
    happened_.raise();
}

Task<Result<void>> BriefClient::first_event() {
    if (!heard_)
        co_await happened_.wait();
    co_return heard_.value_or(Error{ErrorCode::cancelled, "the broker was not heard"});
}

Task<Result<void>> BriefClient::connect() {
    if (!client_)
        co_return client_.error();
    mqtt::Events events;
    events.connected = [this] { hear({}); };
    events.disconnected = [this](Error error) { hear(std::move(error)); };
    events.message = [this](mqtt::Message const& message) {
        messages_.push_back(message);
        happened_.raise();
    };
    // As demanding as the service's: some brokers refuse a will that they could not keep.
    mqtt::Message will{will_topic_, "", true};
    (*client_)->start(std::move(will), std::move(events));
    auto limited = with_timeout<void>(connect_limit, ErrorCode::broker_timeout, "the broker", first_event());
    co_return co_await std::move(limited);
}

Task<Result<void>> BriefClient::say(std::string topic, std::string payload) {
    mqtt::Message message{std::move(topic), std::move(payload), false};
    auto publishing = publish(std::move(message));
    co_return co_await std::move(publishing);
}

Task<Result<void>> BriefClient::publish(mqtt::Message message) {
    auto limited = with_timeout<void>(limit, ErrorCode::broker_timeout, "the broker",
                                      (*client_)->publish(std::move(message)));
    co_return co_await std::move(limited);
}

Task<Result<void>> BriefClient::say_and_hear(std::string topic) {
    messages_.clear();
    mqtt::Message kept{topic, "check", true};
    auto keeping = publish(std::move(kept));
    auto outcome = co_await std::move(keeping);
    if (!outcome)
        co_return outcome;
    auto hearing = hear_kept(topic);
    outcome = co_await std::move(hearing);
    mqtt::Message cleared{topic, "", true};
    auto clearing = publish(std::move(cleared)); // while the connection lasts
    co_await std::move(clearing);
    if (!outcome)
        co_return outcome;
    auto speech = echo_of(topic, std::string(largest_topic, ' '));
    outcome = co_await std::move(speech);
    if (!outcome)
        co_return Error{ErrorCode::broker_limit,
                        fmt::format("a short message passes, one of {} bytes does not: {}", largest_topic,
                                    outcome.error().message)};
    co_return outcome;
}

Task<Result<void>> BriefClient::hear_kept(std::string topic) {
    auto listening =
        with_timeout<void>(limit, ErrorCode::broker_timeout, "the broker", (*client_)->subscribe(topic));
    auto outcome = co_await std::move(listening);
    if (!outcome)
        co_return outcome;
    auto word = echo_of(topic, "check");
    outcome = co_await std::move(word);
    if (!outcome)
        co_return outcome;
    // The broker sends what it retains before what comes later.
    auto const retained = [](mqtt::Message const& message) { return message.retain; };
    if (std::ranges::none_of(messages_, retained))
        co_return Error{ErrorCode::broker_unsuitable,
                        "the broker did not keep a retained message on " + topic};
    co_return Result<void>{};
}

Task<Result<void>> BriefClient::echo_of(std::string topic, std::string payload) {
    auto saying = say(topic, payload);
    if (auto said = co_await std::move(saying); !said)
        co_return said;
    auto hearing = with_timeout<void>(echo_limit, ErrorCode::broker_timeout, "the broker",
                                      heard(topic, std::move(payload)));
    if (auto const echo = co_await std::move(hearing); !echo)
        co_return Error{ErrorCode::broker_denied,
                        "the broker took a message on " + topic + " but did not deliver it"};
    co_return Result<void>{};
}

Task<Result<void>> BriefClient::heard(std::string topic, std::string payload) {
    auto const wanted = [&](mqtt::Message const& message) {
        return message.topic == topic && message.payload == payload && !message.retain;
    };
    while (std::ranges::none_of(messages_, wanted))
        co_await happened_.wait();
    co_return Result<void>{};
}

Task<void> BriefClient::leave() {
    if (client_)
        co_await (*client_)->stop(std::chrono::seconds{2});
}

} // namespace enedis2mqtt::app
