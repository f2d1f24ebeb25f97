// What the rows of a Table amount to.
#include "imports/curve.hpp"
#include "imports/days.hpp"
#include "imports/stages.hpp"
#include "imports/table.hpp"
#include "imports/text.hpp"

#include <algorithm>

namespace enedis2mqtt::imports {
namespace {

std::string family_name(Family family, Columns const& columns) {
    switch (columns.stamps) {
    case Columns::Stamps::edf_blocks:
        return "EDF CSV";
    case Columns::Stamps::start:
        return family == Family::xlsx ? "Enedis XLSX" : "Enedis XLSX saved as CSV, or Conso Downloader";
    default:
        return family == Family::xlsx ? "Enedis XLSX" : "Enedis CSV";
    }
}

LocalTime midnight_of(LocalTime local) {
    return std::chrono::floor<std::chrono::days>(local);
}

/// No two times of one day; a repeated row is one time.
bool one_time_a_day(std::vector<Point> const& points) {
    std::vector<LocalTime> times;
    for (auto const& point : points)
        times.push_back(point.stamp.local);
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return std::adjacent_find(times.begin(), times.end(), [](LocalTime a, LocalTime b) {
               return midnight_of(a) == midnight_of(b);
           }) == times.end();
}

/// Whole days of ENDs begin after midnight and end at one; of STARTs it is the other way round.
bool look_like_starts(std::vector<Point> const& points) {
    auto const [first, last] =
        std::minmax_element(points.begin(), points.end(),
                            [](Point const& a, Point const& b) { return a.stamp.local < b.stamp.local; });
    return first->stamp.local == midnight_of(first->stamp.local) &&
           last->stamp.local != midnight_of(last->stamp.local);
}

/// "…0123, …4567 and 2 more", of names and how often each came.
template <class Name, class Show>
std::pair<std::string, int> listed(std::map<Name, int> const& names, Show show) {
    constexpr int most_shown = 3;
    std::string text;
    int shown_names = 0;
    int rows = 0;
    for (auto const& [name, count] : names) {
        rows += count;
        if (++shown_names <= most_shown)
            text += (text.empty() ? "" : ", ") + show(name);
    }
    return {text + (shown_names > most_shown ? ", …" : ""), rows};
}

} // namespace

SkippedPart Table::part(PartFault fault, std::string detail) const {
    return {place_.sheet.empty() ? "" : shown(place_.sheet), place_.header_row, fault, std::move(detail),
            rows_};
}

Result<void> Table::understand(FileContents& file) {
    if (overflown_)
        return refusal(ErrorCode::file_invalid, hints_.language, "plus de valeurs qu'aucun export",
                       "more values than any export has");
    std::vector<Understood> found;
    auto set_aside = std::size_t{0};
    auto good = std::size_t{0};
    for (auto& [key, group] : groups_) {
        found.push_back(understand(key.first, key.second, group));
        found.back().rows = group.rows;
        if (found.back().fault && *found.back().fault < PartFault::no_days) // not looked at
            set_aside += static_cast<std::size_t>(group.rows);
        good += count_of(found.back().content.readings);
    }
    auto const [meters, of_others] = listed(other_meters_, [](auto const& id) { return id.masked(); });
    auto const [units, of_units] = listed(other_units_, [](auto const& unit) { return unit; });
    set_aside += static_cast<std::size_t>(of_others + of_units);
    if (auto fine = notes_.judge(good + set_aside, hints_.language); !fine)
        return fine;

    auto const leave_out = [&](PartFault fault, std::string const& detail, int rows) {
        file.left_out.push_back(part(fault, detail));
        file.left_out.back().rows = rows;
    };
    if (of_others > 0)
        leave_out(PartFault::other_meter, meters, of_others);
    if (of_units > 0)
        leave_out(PartFault::other_quantity, units, of_units);
    if (columns_.registers.empty() && !columns_.value)
        leave_out(PartFault::no_registers, {}, rows_);
    if (without_unit_)
        leave_out(PartFault::no_unit, {}, rows_);
    if (rows_ == 0)
        leave_out(PartFault::no_rows, {}, 0);
    auto skipped = notes_.take();
    for (auto& each : found) {
        if (each.fault) {
            leave_out(*each.fault, {}, each.rows);
        } else {
            each.content.skipped = std::exchange(skipped, {});
            file.series.push_back(std::move(each.content));
        }
    }
    return {};
}

Table::Understood Table::understand(Direction direction, Kind kind, Group& group) {
    if (columns_.stage) {
        prefer_corrected(group.points, notes_);
        prefer_corrected(group.registers, notes_);
    }
    FileContent content;
    content.layout = family_name(place_.family, columns_);
    content.series = {direction, Dataset::daily};
    auto& readings = content.readings;
    if (kind == Kind::registers) {
        content.layout += ", daily registers";
        bool const none = group.registers.empty();
        readings.daily = daily_from_registers(group.registers, hints_.zone, notes_);
        auto const fault = none ? PartFault::no_values : PartFault::no_days;
        bool const without = readings.empty();
        return {std::move(content), without ? std::optional{fault} : std::nullopt, 0};
    }
    if (kind == Kind::apparent)
        return understand_maxima(std::move(content), group);
    if (!is_by_day(kind, group))
        return understand_curve(std::move(content), kind, group);
    if (kind == Kind::power && !above_.speaks_of_energy())
        return {std::move(content), PartFault::power_of_days, 0};
    content.layout += ", daily energy";
    readings.daily = daily_of(group.points, hints_.zone, notes_);
    bool const without = readings.empty();
    return {std::move(content), without ? std::optional{PartFault::no_values} : std::nullopt, 0};
}

Table::Understood Table::understand_maxima(FileContent content, Group& group) {
    content.layout += ", daily maximum power";
    content.series.dataset = Dataset::max_power;
    bool const stated = columns_.direction || above_.direction();
    if (content.series.direction == Direction::production && stated)
        return {std::move(content), PartFault::production_maximum, 0};
    content.series.direction = Direction::consumption;
    content.readings.max_power = maxima_of(group.points, hints_.zone, notes_);
    bool const without = content.readings.empty();
    return {std::move(content), without ? std::optional{PartFault::no_values} : std::nullopt, 0};
}

Table::Understood Table::understand_curve(FileContent content, Kind kind, Group& group) {
    content.layout += ", load curve";
    content.series.dataset = Dataset::load_curve;
    CurveRules rules;
    rules.edge = columns_.stamps == Columns::Stamps::start ? Edge::start : Edge::end;
    rules.energy = kind == Kind::energy;
    if (columns_.stamps == Columns::Stamps::edf_blocks) {
        // EDF repeats rows, and not always with the same value (EDF_Simulateur_Prix, issue 3).
        rules.keep_first = true;
        rules.step = std::chrono::minutes{30};
    }
    if (columns_.stamps == Columns::Stamps::day && !group.points.empty() && look_like_starts(group.points))
        return {std::move(content), PartFault::open_edge, 0};
    content.readings.curve = curve_of(std::move(group.points), rules, hints_.zone, notes_);
    bool const without = content.readings.empty();
    return {std::move(content), without ? std::optional{PartFault::no_values} : std::nullopt, 0};
}

bool Table::is_by_day(Kind kind, Group const& group) const {
    auto const& points = group.points;
    bool const days_only =
        columns_.stamps == Columns::Stamps::day &&
        std::none_of(points.begin(), points.end(), [](Point const& point) { return point.stamp.has_time; });
    bool const could_be = columns_.stamps == Columns::Stamps::day || columns_.stamps == Columns::Stamps::end;
    return days_only || (could_be && kind == Kind::energy && one_time_a_day(points));
}

} // namespace enedis2mqtt::imports
