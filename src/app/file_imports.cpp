#include "app/file_imports.hpp"

#include <enedis2mqtt/bridge/ask.hpp>

#include <algorithm>

namespace enedis2mqtt::app {
namespace {

int values_in(Readings const& readings) {
    return static_cast<int>(readings.curve.size() + readings.daily.size() + readings.max_power.size());
}

DayRange days_of(Readings const& readings, TimeZone const& zone) {
    if (!readings.daily.empty())
        return {readings.daily.front().day, readings.daily.back().day + 1};
    if (!readings.max_power.empty())
        return {readings.max_power.front().day, readings.max_power.back().day + 1};
    if (readings.curve.empty())
        return {};
    auto const& points = readings.curve.readings();
    auto const last = points.back().interval.end - std::chrono::seconds{1};
    return {zone.day_of(points.front().interval.start), zone.day_of(last) + 1};
}

} // namespace

Result<TimeZone> StoredImports::zone_of(UsagePointId const& id) const {
    auto const zone = zones_.find(id);
    if (zone == zones_.end())
        return Error{ErrorCode::unknown_meter, "no meter " + id.masked() + " in the configuration"};
    return zone->second;
}

Result<std::vector<ImportReport>> StoredImports::import_file(UsagePointId const& id, std::string bytes,
                                                             std::optional<Direction> direction) {
    auto const zone = zone_of(id);
    if (!zone)
        return zone.error();
    auto const contents =
        imports::read_enedis_export(bytes, {*zone, direction.value_or(Direction::consumption)});
    if (!contents)
        return contents.error();
    return keep(id, *contents, Provenance::file, "file");
}

Result<std::vector<ImportReport>> StoredImports::keep(UsagePointId const& id,
                                                      std::vector<imports::FileContent> const& contents,
                                                      Provenance provenance, std::string const& source) {
    auto const zone = zone_of(id);
    if (!zone)
        return zone.error();
    for (auto const& content : contents)
        if (content.id && *content.id != id)
            return Error{ErrorCode::file_invalid,
                         "the file speaks of meter " + content.id->masked() + ", not of " + id.masked()};
    std::vector<ImportReport> reports;
    for (auto const& content : contents) {
        auto const days = days_of(content.readings, *zone);
        Keeping keeping{id, content.series};
        keeping.readings = content.readings;
        keeping.provenance = provenance;
        keeping.source = source;
        auto const kept = settle(store_, std::move(keeping), days, *zone, clock_.now());
        if (!kept)
            return kept.error();
        ImportReport report;
        report.layout = content.layout;
        report.series = content.series;
        report.days = days;
        report.values = values_in(content.readings);
        report.added = kept->added;
        report.changed = kept->changed;
        report.unchanged = report.values - kept->added - kept->changed;
        for (auto const& row : content.skipped)
            report.skipped.push_back({row.row, row.reason});
        reports.push_back(std::move(report));
    }
    return reports;
}

} // namespace enedis2mqtt::app
