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

Result<std::vector<Line>> read_lines(std::string_view bytes, Language language, Notes& notes) {
    std::vector<Line> lines;
    auto const text = to_utf8(bytes);
    auto const read = visit_csv(text, ';', language, [&](Row const& row) -> Result<bool> {
        auto const cell = trimmed(row.cell(0));
        if (cell.empty() && row.cells.size() == 1)
            return true;
        auto const stamp = parse_stamp(cell, Serials::none);
        if (stamp && stamp->has_time && row.cells.size() == 2) {
            lines.push_back({row.number, *stamp, std::string{trimmed(row.cell(1))}});
            return true;
        }
        if (lines.empty())
            return refusal(
                ErrorCode::file_not_recognised, language,
                "pas un historique exporté par Jeedom : une date et heure, un point-virgule, une valeur",
                "no history exported by Jeedom: its rows are a date and time, a semicolon, a value");
        notes.add(row.number, RowFault::no_stamp, shown(cell));
        return true;
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

std::vector<Point> to_points(std::vector<Line> const& lines, Dataset dataset, Notes& notes) {
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
            if (!point.value) {
                notes.add(line.number, RowFault::no_number, shown(line.value));
                continue;
            }
        }
        points.push_back(point);
    }
    return points;
}

Readings to_readings(std::vector<Point> points, Dataset dataset, TimeZone const& zone, Notes& notes) {
    Readings readings;
    if (dataset == Dataset::load_curve) {
        drop_doubled_hour(points, zone, notes);
        readings.curve = curve_of(std::move(points), CurveRules{}, zone, notes);
    } else if (dataset == Dataset::daily) {
        readings.daily = daily_of(points, zone, notes);
    } else {
        readings.max_power = maxima_of(points, zone, notes);
    }
    return readings;
}

} // namespace

Result<FileContents> read_jeedom(std::string_view bytes, std::string_view file_name, FileHints const& hints) {
    if (auto fit = check_bytes(bytes, hints.language); !fit)
        return fit.error();
    auto const named = understand(file_name);
    if (named.running_sum)
        return refusal(
            ErrorCode::file_not_recognised, hints.language,
            "les historiques mensuels et annuels de Jeedom sont des cumuls : exportez le quotidien",
            "Jeedom's monthly and yearly histories are running sums: export the daily one");
    Notes notes;
    auto const lines = read_lines(bytes, hints.language, notes);
    if (!lines)
        return lines.error();
    auto const dataset = named.dataset.value_or(several_a_day(*lines) ? Dataset::load_curve : Dataset::daily);
    FileContent content;
    content.layout = "Jeedom history, " + std::string{dataset == Dataset::load_curve ? "load curve"
                                                      : dataset == Dataset::daily    ? "daily energy"
                                                                                     : "daily maximum power"};
    content.series = {named.direction.value_or(hints.direction_if_silent), dataset};
    if (dataset == Dataset::max_power && content.series.direction == Direction::production)
        return refusal(ErrorCode::file_not_recognised, hints.language,
                       "la puissance maximale d'une production n'est pas une mesure",
                       "the maximum power of a production is no measure");
    content.readings = to_readings(to_points(*lines, dataset, notes), dataset, hints.zone, notes);
    if (auto fine = notes.judge(count_of(content.readings), hints.language); !fine)
        return fine.error();
    if (content.readings.empty())
        return refusal(ErrorCode::file_without_values, hints.language,
                       "aucune valeur dans ses " + std::to_string(lines->size()) + " lignes",
                       "no value in its " + std::to_string(lines->size()) + " rows");
    content.skipped = notes.take();
    FileContents file;
    file.series.push_back(std::move(content));
    return file;
}

} // namespace enedis2mqtt::imports
