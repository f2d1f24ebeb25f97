#include "sinks/topics.hpp"

#include "sinks/json_text.hpp"
#include "sinks/status_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace enedis2mqtt::sinks {
namespace {

namespace json = boost::json;

constexpr std::array figures{
    Figure{Direction::consumption, Measure::hourly},    Figure{Direction::consumption, Measure::daily},
    Figure{Direction::consumption, Measure::monthly},   Figure{Direction::consumption, Measure::yearly},
    Figure{Direction::consumption, Measure::max_power}, Figure{Direction::production, Measure::hourly},
    Figure{Direction::production, Measure::daily},      Figure{Direction::production, Measure::monthly},
    Figure{Direction::production, Measure::yearly},
};

Dataset dataset_of(Measure measure) {
    switch (measure) {
    case Measure::hourly:
        return Dataset::load_curve;
    case Measure::max_power:
        return Dataset::max_power;
    case Measure::daily:
    case Measure::monthly:
    case Measure::yearly:
        break;
    }
    return Dataset::daily;
}

/// Rounded to the watt-hour: three decimals of a kWh.
double kwh(Energy energy) {
    return static_cast<double>(std::llround(energy.wh())) / 1000.0;
}

json::object hourly(HourlySnapshot const& of, TimeZone const& zone) {
    auto const& last = of.curve.readings().back();
    json::array curve;
    curve.reserve(of.curve.size());
    for (auto const& reading : of.curve.readings())
        curve.push_back({{"start", zone.iso(reading.interval.start)}, {"value", reading.mean.kw()}});
    return {{"value", last.mean.kw()},
            {"unit", "kW"},
            {"start", zone.iso(last.interval.start)},
            {"end", zone.iso(last.interval.end)},
            {"date", of.day.iso()},
            {"curve", std::move(curve)}};
}

json::object daily(DailySnapshot const& of, TimeZone const& zone) {
    json::array recent;
    for (auto const& day : of.recent)
        recent.push_back({{"date", day.day.iso()}, {"value", kwh(day.energy)}});
    return {{"value", kwh(of.last.energy)},   {"unit", "kWh"},
            {"date", of.last.day.iso()},      {"start", zone.iso(of.period.start)},
            {"end", zone.iso(of.period.end)}, {"recent", std::move(recent)}};
}

json::object to_date(PeriodTotal const& of, std::string_view period, json::value label,
                     TimeZone const& zone) {
    json::array missing;
    for (auto const& day : of.missing)
        missing.push_back(json::string{day.iso()});
    return {{"value", kwh(of.energy)},          {"unit", "kWh"},
            {period, std::move(label)},         {"start", zone.iso(of.instants.start)},
            {"end", zone.iso(of.instants.end)}, {"days", of.known},
            {"missing", std::move(missing)}};
}

json::object max_power(MaxPower const& of, TimeZone const& zone) {
    return {{"value", of.power.kva()}, {"unit", "kVA"}, {"at", zone.iso(of.at)}, {"date", of.day.iso()}};
}

/// Empty when the figure has no reading yet.
json::object payload_of(Measures const& of, Measure measure, TimeZone const& zone) {
    switch (measure) {
    case Measure::hourly:
        return of.hourly && !of.hourly->curve.empty() ? hourly(*of.hourly, zone) : json::object{};
    case Measure::daily:
        return of.daily ? daily(*of.daily, zone) : json::object{};
    case Measure::monthly:
        return of.monthly ? to_date(*of.monthly, "month",
                                    json::string{of.monthly->days.start.iso().substr(0, 7)}, zone)
                          : json::object{};
    case Measure::yearly:
        return of.yearly ? to_date(*of.yearly, "year", of.yearly->days.start.year(), zone) : json::object{};
    case Measure::max_power:
        return of.max_power ? max_power(*of.max_power, zone) : json::object{};
    }
    return {};
}

} // namespace

std::string_view to_string(Measure measure) {
    switch (measure) {
    case Measure::hourly:
        return "hourly";
    case Measure::daily:
        return "daily";
    case Measure::monthly:
        return "monthly";
    case Measure::yearly:
        return "yearly";
    case Measure::max_power:
        return "max_power";
    }
    return "daily";
}

std::span<const Figure> all_figures() {
    return figures;
}

bool has_figure(Meter const& meter, Figure figure) {
    auto const wanted = meter.series();
    return std::find(wanted.begin(), wanted.end(), Series{figure.direction, dataset_of(figure.measure)}) !=
           wanted.end();
}

std::string TopicTree::figure(UsagePointId const& id, Figure figure) const {
    return base_ + '/' + id.text() + '/' + std::string{to_string(figure.direction)} + '/' +
           std::string{to_string(figure.measure)};
}

std::vector<std::string> topics_of(Meter const& meter, TopicTree const& tree) {
    std::vector<std::string> topics{tree.status(meter.id)};
    for (auto const& figure : figures)
        if (has_figure(meter, figure))
            topics.push_back(tree.figure(meter.id, figure));
    return topics;
}

std::vector<mqtt::Message> messages_of(Snapshot const& snapshot, TimeZone const& zone, TopicTree const& tree,
                                       Language language) {
    auto const& id = snapshot.meter.id;
    std::vector<mqtt::Message> messages;
    for (auto const& figure : figures) {
        auto const measures = snapshot.measures.find(figure.direction);
        if (measures == snapshot.measures.end() || !has_figure(snapshot.meter, figure))
            continue;
        auto payload = payload_of(measures->second, figure.measure, zone);
        if (!payload.empty())
            messages.emplace_back(tree.figure(id, figure), to_json(std::move(payload)), true);
    }
    messages.emplace_back(tree.status(id), to_json(status_json(snapshot.status, zone, language)), true);
    return messages;
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
