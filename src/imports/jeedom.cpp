#include "imports/csv_rows.hpp"
#include "imports/curve.hpp"
#include "imports/days.hpp"
#include "imports/file_bytes.hpp"

#include <enedis2mqtt/imports/migration.hpp>

#include <algorithm>

namespace enedis2mqtt::imports {
namespace {

/// What the name of a command says; Jeedom puts it into the file's name.
struct Named {
    std::optional<Dataset> dataset;
    std::optional<Direction> direction;
    bool running_sum = false;
};

Named understand(std::string_view file_name) {
    auto const name = fold(file_name);
    auto const says = [&](std::string_view words) { return name.find(words) != std::string::npos; };
    Named named;
    if (says("puissance max"))
        named.dataset = Dataset::max_power;
    else if (says("horaire") || says("puissance soutiree"))
        named.dataset = Dataset::load_curve;
    else if (has_word(name, "jour"))
        named.dataset = Dataset::daily;
    named.running_sum = has_word(name, "mois") || has_word(name, "annee");
    if (says("conso") != says("prod"))
        named.direction = says("conso") ? Direction::consumption : Direction::production;
    return named;
}

struct Line {
    int number;
    Stamp stamp;
    std::string value;
};

Result<std::vector<Line>> read_lines(std::string_view bytes) {
    std::vector<Line> lines;
    auto const text = to_utf8(bytes);
    auto const read = visit_csv(text, ';', [&](Row const& row) -> Result<bool> {
        auto const cell = trimmed(row.cell(0));
        if (cell.empty() && row.cells.size() == 1)
            return true;
        auto const stamp = parse_stamp(cell, Serials::none);
        if (stamp && stamp->has_time && row.cells.size() == 2) {
            lines.push_back({row.number, *stamp, std::string{trimmed(row.cell(1))}});
            return true;
        }
        if (lines.empty())
            return Error{ErrorCode::file_not_recognised,
                         "no history exported by Jeedom: its rows are a date and time, a semicolon, a value"};
        return invalid(row.number, shown(cell) + " is no date and time with a value behind it");
    });
    if (!read)
        return read.error();
    return lines;
}

bool several_a_day(std::vector<Line> const& lines) {
    auto const same_day = [](Line const& a, Line const& b) {
        return std::chrono::floor<std::chrono::days>(a.stamp.local) ==
               std::chrono::floor<std::chrono::days>(b.stamp.local);
    };
    return std::adjacent_find(lines.begin(), lines.end(), same_day) != lines.end();
}

Result<std::vector<Point>> to_points(std::vector<Line> const& lines, Dataset dataset) {
    std::vector<Point> points;
    for (auto const& line : lines) {
        Point point;
        point.row = line.number;
        point.stamp = line.stamp;
        // The plugin of 2020 wrote a day's last half-hour as 23:55.
        auto const midnight = std::chrono::ceil<std::chrono::days>(point.stamp.local);
        if (dataset == Dataset::load_curve && midnight - point.stamp.local <= std::chrono::minutes{5})
            point.stamp.local = midnight;
        if (!is_missing(line.value)) {
            point.value = parse_micro(line.value, Unit::kw); // all three units are kilo
            if (!point.value)
                return invalid(line.number, shown(line.value) + " is no number from 0 to a million");
        }
        points.push_back(point);
    }
    return points;
}

Result<Readings> to_readings(std::vector<Point> points, Dataset dataset, TimeZone const& zone,
                             std::vector<SkippedRow>& skipped) {
    Readings readings;
    if (dataset == Dataset::load_curve) {
        drop_doubled_hour(points, zone, skipped);
        auto curve = curve_of(std::move(points), CurveRules{}, zone, skipped);
        if (!curve)
            return curve.error();
        readings.curve = std::move(*curve);
    } else if (dataset == Dataset::daily) {
        auto daily = daily_of(points, zone, skipped);
        if (!daily)
            return daily.error();
        readings.daily = std::move(*daily);
    } else {
        auto maxima = maxima_of(points, zone, skipped);
        if (!maxima)
            return maxima.error();
        readings.max_power = std::move(*maxima);
    }
    return readings;
}

} // namespace

Result<std::vector<FileContent>> read_jeedom(std::string_view bytes, std::string_view file_name,
                                             FileHints const& hints) {
    if (auto fit = check_bytes(bytes); !fit)
        return fit.error();
    auto const named = understand(file_name);
    if (named.running_sum)
        return Error{ErrorCode::file_not_recognised,
                     "Jeedom's monthly and yearly histories are running sums: export the daily one"};
    auto const lines = read_lines(bytes);
    if (!lines)
        return lines.error();
    auto const dataset = named.dataset.value_or(several_a_day(*lines) ? Dataset::load_curve : Dataset::daily);
    auto points = to_points(*lines, dataset);
    if (!points)
        return points.error();

    FileContent content;
    content.layout = "Jeedom history, " + std::string{dataset == Dataset::load_curve ? "load curve"
                                                      : dataset == Dataset::daily    ? "daily energy"
                                                                                     : "daily maximum power"};
    content.series = {named.direction.value_or(hints.direction_if_silent), dataset};
    if (dataset == Dataset::max_power && content.series.direction == Direction::production)
        return Error{ErrorCode::file_not_recognised, "the maximum power of a production is no measure"};
    content.rows = static_cast<int>(lines->size());
    auto readings = to_readings(std::move(*points), dataset, hints.zone, content.skipped);
    if (!readings)
        return readings.error();
    content.readings = std::move(*readings);
    std::stable_sort(content.skipped.begin(), content.skipped.end(),
                     [](SkippedRow const& a, SkippedRow const& b) { return a.row < b.row; });
    std::vector<FileContent> contents;
    contents.push_back(std::move(content));
    return contents;
}

} // namespace enedis2mqtt::imports
