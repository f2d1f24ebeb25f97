#include "web/api_json.hpp"

#include <enedis2mqtt/base/secret.hpp>
#include <enedis2mqtt/json/figures.hpp>
#include <enedis2mqtt/json/status.hpp>

#include <algorithm>

namespace enedis2mqtt::web {
namespace {

namespace json = boost::json;

json::object values_json(Snapshot const& snapshot, TimeZone const& zone) {
    json::object values;
    for (auto const& figure : all_figures()) {
        auto const measures = snapshot.measures.find(figure.direction);
        if (measures == snapshot.measures.end() || !has_figure(snapshot.meter, figure))
            continue;
        auto payload = figure_json(measures->second, figure.measure, zone);
        if (payload.empty())
            continue;
        auto& direction = values[to_string(figure.direction)];
        if (!direction.is_object())
            direction.emplace_object();
        direction.get_object()[to_string(figure.measure)] = std::move(payload);
    }
    return values;
}

} // namespace

TimeZone zone_of(Meter const& meter, TimeZone const& home) {
    return TimeZone::find(meter.timezone).value_or(home);
}

json::object meter_json(Snapshot const& snapshot, TimeZone const& home, Language language) {
    auto const& meter = snapshot.meter;
    auto const zone = zone_of(meter, home);
    json::array directions;
    if (meter.consumption)
        directions.emplace_back(to_string(Direction::consumption));
    if (meter.production)
        directions.emplace_back(to_string(Direction::production));
    return {{"pdl", meter.id.text()},
            {"name", meter.name},
            {"provider", meter.provider},
            {"timezone", meter.timezone},
            {"directions", std::move(directions)},
            {"hourly", meter.hourly},
            {"status", status_json(snapshot.status, zone, language)},
            {"values", values_json(snapshot, zone)}};
}

json::object reports_json(FileReport const& file, Language language) {
    json::array all;
    for (auto const& report : file.series) {
        json::array skipped;
        for (auto const& line : report.skipped)
            skipped.push_back({{"row", line.row}, {"reason", describe(line, language)}});
        json::array incomplete;
        for (auto const& day : report.incomplete)
            incomplete.push_back({{"date", day.day.iso()}, {"missing", day.missing}});
        all.push_back({{"layout", report.layout},
                       {"measure", measure_name(report.series)},
                       {"from", report.days.start.iso()},
                       {"to", report.days.end.iso()},
                       {"values", report.values},
                       {"added", report.added},
                       {"changed", report.changed},
                       {"unchanged", report.unchanged},
                       {"skipped", std::move(skipped)},
                       {"incomplete", std::move(incomplete)}});
    }
    json::array left_out;
    for (auto const& part : file.left_out)
        left_out.push_back(json::string{describe(part, language)});
    return {{"reports", std::move(all)}, {"left_out", std::move(left_out)}};
}

json::object event_json(Event const& event, Instant at, TimeZone const& zone) {
    return {{"event", event.kind},
            {"pdl", event.id.text()},
            {"message", redact(event.message)},
            {"at", zone.iso(at)}};
}

bool is_connected(std::optional<Error> const& broker_trouble) {
    return !broker_trouble || broker_trouble->code == ErrorCode::broker_denied ||
           broker_trouble->code == ErrorCode::broker_limit;
}

json::object broker_json(std::optional<Error> const& trouble, std::string const& url, Language language) {
    return {{"connected", is_connected(trouble)},
            {"url_host", host_of(url)},
            {"error",
             trouble ? json::value(blame_json(trouble->code, trouble->message, language)) : json::value{}}};
}

json::array problems_json(std::vector<config::Problem> const& problems, Language language) {
    json::array all;
    for (auto const& problem : problems)
        all.push_back({{"line", problem.line},
                       {"column", problem.column},
                       {"key", problem.key},
                       {"message", problem.message.in(language)},
                       {"hint", problem.hint.in(language)},
                       {"text", problem.excerpt.text},
                       {"caret", problem.excerpt.caret},
                       {"width", problem.excerpt.width}});
    return all;
}

std::string host_of(std::string_view url) {
    if (auto const scheme = url.find("://"); scheme != std::string_view::npos)
        url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    if (auto const at = url.rfind('@'); at != std::string_view::npos)
        url.remove_prefix(at + 1);
    return std::string{url};
}

Light light_of(std::vector<Snapshot const*> const& meters) {
    auto const all = [&](Light light) {
        return std::all_of(meters.begin(), meters.end(),
                           [light](auto const* meter) { return meter->status.light == light; });
    };
    if (all(Light::outdated))
        return Light::outdated;
    return all(Light::up_to_date) ? Light::up_to_date : Light::partial;
}

} // namespace enedis2mqtt::web
