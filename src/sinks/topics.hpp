#pragma once

#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/domain/snapshot.hpp>
#include <enedis2mqtt/json/figures.hpp>
#include <enedis2mqtt/mqtt/client.hpp>
#include <enedis2mqtt/ports/sink.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The topic tree of docs/CONTRACTS.md contract 3, written down here only; payloads come from the folder
/// json. Pure; instants carry the offset of the zone given.
namespace enedis2mqtt::sinks {

class TopicTree {
public:
    explicit TopicTree(std::string base) : base_(std::move(base)) {}

    std::string state() const { return base_ + "/bridge/state"; }
    std::string info() const { return base_ + "/bridge/info"; }
    std::string tempo() const { return base_ + "/tempo"; }
    std::string event() const { return base_ + "/bridge/event"; }
    std::string request(std::string_view what) const {
        return base_ + "/bridge/request/" + std::string{what};
    }
    std::string response(std::string_view what) const {
        return base_ + "/bridge/response/" + std::string{what};
    }
    std::string status(UsagePointId const& id) const { return base_ + '/' + id.text() + "/status"; }
    std::string tariff(UsagePointId const& id) const { return base_ + '/' + id.text() + "/tariff"; }
    std::string figure(UsagePointId const& id, Figure figure) const;

private:
    std::string base_;
};

/// Every retained topic the meter may ever have under the tree.
std::vector<std::string> topics_of(Meter const& meter, TopicTree const& tree);

/// Retained. `refusal`, the broker's, is the meter's trouble where it has no other.
mqtt::Message status_message(UsagePointId const& id, MeterStatus status,
                             std::optional<Trouble> const& refusal, TimeZone const& zone,
                             TopicTree const& tree, Language language);

/// The status and each figure that has a reading, retained.
std::vector<mqtt::Message> messages_of(Snapshot const& snapshot, TimeZone const& zone, TopicTree const& tree,
                                       Language language, std::optional<Trouble> const& refusal = {});

/// `bridge/event`, not retained. A stop carries its `error`, with advice in the language given.
mqtt::Message event_message(Event const& event, Instant at, TimeZone const& zone, TopicTree const& tree,
                            Language language);

/// `tempo`, retained.
mqtt::Message tempo_message(TempoNow const& now, TopicTree const& tree);

/// `bridge/info`, retained. `zone` is the bridge's own.
mqtt::Message info_message(std::vector<Meter> const& meters, std::string_view version, Instant started_at,
                           TimeZone const& zone, TopicTree const& tree);

} // namespace enedis2mqtt::sinks
