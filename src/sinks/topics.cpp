#include "sinks/topics.hpp"

#include <enedis2mqtt/json/status.hpp>
#include <enedis2mqtt/json/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <set>

namespace enedis2mqtt::sinks {
namespace json = boost::json;

std::string TopicTree::figure(UsagePointId const& id, Figure figure) const {
    return base_ + '/' + id.text() + '/' + std::string{to_string(figure.direction)} + '/' +
           std::string{to_string(figure.measure)};
}

std::vector<std::string> topics_of(Meter const& meter, TopicTree const& tree) {
    std::vector<std::string> topics{tree.status(meter.id)};
    for (auto const& figure : all_figures())
        if (has_figure(meter, figure))
            topics.push_back(tree.figure(meter.id, figure));
    if (meter.tariffs.contains(Direction::consumption))
        topics.push_back(tree.tariff(meter.id));
    return topics;
}

mqtt::Message status_message(UsagePointId const& id, MeterStatus status,
                             std::optional<Trouble> const& refusal, TimeZone const& zone,
                             TopicTree const& tree, Language language) {
    if (!status.trouble)
        status.trouble = refusal;
    return {tree.status(id), to_json(status_json(status, zone, language)), true};
}

std::vector<mqtt::Message> messages_of(Snapshot const& snapshot, TimeZone const& zone, TopicTree const& tree,
                                       Language language, std::optional<Trouble> const& refusal) {
    auto const& id = snapshot.meter.id;
    std::vector<mqtt::Message> messages;
    for (auto const& figure : all_figures()) {
        auto const measures = snapshot.measures.find(figure.direction);
        if (measures == snapshot.measures.end() || !has_figure(snapshot.meter, figure))
            continue;
        auto payload = figure_json(measures->second, figure.measure, zone);
        if (!payload.empty())
            messages.emplace_back(tree.figure(id, figure), to_json(std::move(payload)), true);
    }
    if (snapshot.tariff)
        messages.emplace_back(tree.tariff(id), to_json(tariff_json(*snapshot.tariff, zone)), true);
    messages.push_back(status_message(id, snapshot.status, refusal, zone, tree, language));
    return messages;
}

mqtt::Message event_message(Event const& event, Instant at, TimeZone const& zone, TopicTree const& tree,
                            Language language) {
    json::object payload{
        {"event", event.kind}, {"pdl", event.id.text()}, {"message", event.message}, {"at", zone.iso(at)}};
    auto const codes = all_error_codes();
    auto const code = std::find_if(codes.begin(), codes.end(),
                                   [&](ErrorCode one) { return to_string(one) == event.message; });
    if (event.kind == "stopped" && code != codes.end())
        payload["error"] = blame_json(*code, {}, language);
    return {tree.event(), to_json(std::move(payload)), false};
}

mqtt::Message tempo_message(TempoNow const& now, TopicTree const& tree) {
    return {tree.tempo(), to_json(tempo_json(now)), true};
}

mqtt::Message info_message(std::vector<Meter> const& meters, std::string_view version, Instant started_at,
                           TimeZone const& zone, TopicTree const& tree) {
    json::array ids;
    std::set<std::string> providers;
    for (auto const& meter : meters) {
        ids.push_back(json::string{meter.id.text()});
        providers.insert(meter.provider);
    }
    json::object info{{"version", version},
                      {"started_at", zone.iso(started_at)},
                      {"meters", std::move(ids)},
                      {"providers", json::array(providers.begin(), providers.end())}};
    return {tree.info(), to_json(std::move(info)), true};
}

} // namespace enedis2mqtt::sinks
