#include "app/file_imports.hpp"

#include <enedis2mqtt/bridge/ask.hpp>

#include <fmt/format.h>

namespace enedis2mqtt::app {
namespace {

int values_in(Readings const& readings) {
    return static_cast<int>(readings.curve.size() + readings.daily.size() + readings.max_power.size());
}

/// The days that a load curve has points of.
std::vector<CivilDay> days_with_points(LoadCurve const& curve, TimeZone const& zone) {
    std::vector<CivilDay> days;
    Interval whole{};
    for (auto const& point : curve.readings()) {
        if (point.interval.start < whole.end)
            continue;
        days.push_back(zone.day_of(point.interval.start));
        whole = zone.interval_of(days.back());
    }
    return days;
}

DayRange days_of(Readings const& readings, TimeZone const& zone) {
    if (!readings.daily.empty())
        return {readings.daily.front().day, readings.daily.back().day + 1};
    if (!readings.max_power.empty())
        return {readings.max_power.front().day, readings.max_power.back().day + 1};
    auto const& points = readings.curve.readings();
    auto const last = points.back().interval.end - std::chrono::seconds{1};
    return {zone.day_of(points.front().interval.start), zone.day_of(last) + 1};
}

/// "02:00-02:30", and 24:00 for the midnight that ends the day.
std::string span_text(Interval span, Interval day, TimeZone const& zone) {
    auto const clock = [&](Instant at) {
        auto const local = zone.local_of(at);
        auto const minutes = (local - std::chrono::floor<std::chrono::days>(local)) / std::chrono::minutes{1};
        return at == day.end ? "24:00" : fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
    };
    return clock(span.start) + "-" + clock(span.end);
}

/// The first gaps that `points` leave in `day`; empty when they leave none.
std::string missing_in(Interval day, LoadCurve const& points, TimeZone const& zone) {
    constexpr int most_shown = 4;
    int gaps = 0;
    std::string text;
    auto const gap = [&](Instant start, Instant end) {
        if (start < end && ++gaps <= most_shown)
            text += (text.empty() ? "" : ", ") + span_text({start, end}, day, zone);
    };
    auto covered = day.start;
    for (auto const& point : points.readings()) {
        gap(covered, point.interval.start);
        covered = point.interval.end;
    }
    gap(covered, day.end);
    return text + (gaps > most_shown ? ", …" : "");
}

} // namespace

Result<TimeZone> StoredImports::zone_of(UsagePointId const& id) const {
    auto const zone = zones_.find(id);
    if (zone == zones_.end())
        return Error{ErrorCode::unknown_meter, "no meter " + id.masked() + " in the configuration"};
    return zone->second;
}

Result<FileReport> StoredImports::import_file(UsagePointId const& id, std::string bytes,
                                              std::optional<Direction> direction, Language language) {
    auto const zone = zone_of(id);
    if (!zone)
        return zone.error();
    auto file =
        imports::read_enedis_export(bytes, {id, *zone, direction.value_or(Direction::consumption), language});
    if (!file)
        return file.error();
    return keep(id, std::move(*file), Provenance::file, "file");
}

Result<FileReport> StoredImports::keep(UsagePointId const& id, imports::FileContents file,
                                       Provenance provenance, std::string const& source) {
    return store_.transaction([&]() -> Result<FileReport> {
        FileReport report;
        for (auto& content : file.series) {
            auto kept = keep_series(id, std::move(content), provenance, source);
            if (!kept)
                return kept.error();
            report.series.push_back(std::move(*kept));
        }
        report.left_out = std::move(file.left_out);
        return report;
    });
}

Result<ImportReport> StoredImports::keep_series(UsagePointId const& id, imports::FileContent content,
                                                Provenance provenance, std::string const& source) {
    auto const zone = zone_of(id);
    if (!zone)
        return zone.error();
    ImportReport report;
    report.layout = std::move(content.layout);
    report.series = content.series;
    report.days = days_of(content.readings, *zone);
    report.values = values_in(content.readings);
    report.skipped = std::move(content.skipped);
    auto const days = days_with_points(content.readings.curve, *zone);

    Keeping keeping{id, content.series};
    keeping.readings = std::move(content.readings);
    keeping.provenance = provenance;
    keeping.source = source;
    auto const kept = settle(store_, std::move(keeping), report.days, *zone, clock_.now());
    if (!kept)
        return kept.error();
    report.added = kept->added;
    report.changed = kept->changed;
    report.unchanged = report.values - kept->added - kept->changed;
    auto left = incomplete(id, content.series.direction, days);
    if (!left)
        return left.error();
    report.incomplete = std::move(*left);
    return report;
}

Result<std::vector<IncompleteDay>> StoredImports::incomplete(UsagePointId const& id, Direction direction,
                                                             std::vector<CivilDay> const& days) {
    std::vector<IncompleteDay> left;
    auto const zone = zone_of(id);
    if (!zone)
        return zone.error();
    if (days.empty())
        return left;
    auto const ledger = store_.ledger(id, {direction, Dataset::load_curve}, {days.front(), days.back() + 1});
    if (!ledger)
        return ledger.error();
    auto const today = zone->day_of(clock_.now());
    for (auto const& day : days) {
        auto const entry = ledger->find(day);
        bool const complete = entry != ledger->end() && entry->second.state == DayState::complete;
        if (complete || day >= today)
            continue;
        auto const held = store_.load_curve(id, direction, zone->interval_of(day));
        if (!held)
            return held.error();
        if (auto missing = missing_in(zone->interval_of(day), *held, *zone); !missing.empty())
            left.push_back({day, std::move(missing)});
    }
    return left;
}

} // namespace enedis2mqtt::app
