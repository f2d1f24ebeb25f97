#include "sources/points.hpp"

#include "sources/excerpt.hpp"
#include "sources/fields.hpp"
#include "sources/odd_points.hpp"
#include "sources/stamps.hpp"

#include <enedis2mqtt/domain/plausible.hpp>

#include <algorithm>
#include <map>

namespace enedis2mqtt::sources {
namespace {

/// A point whose fields could be read. The text belongs to the answer.
struct Point {
    std::size_t index = 0;
    std::string_view text; ///< of the stamp
    Stamp stamp;           ///< daily: the day's midnight; curve: the end of the step
    CivilDay day;
    std::chrono::minutes step{0};      ///< curve only
    std::optional<std::int64_t> value; ///< W, Wh or VA; empty: missing
};

CivilDay date_of(LocalTime local) {
    return CivilDay{std::chrono::floor<std::chrono::days>(local)};
}

/// Of a stamp that is wrong otherwise.
std::optional<CivilDay> legible_day(boost::json::value const* stamp) {
    auto const* const text = stamp ? stamp->if_string() : nullptr;
    return text ? CivilDay::parse(std::string_view{text->data(), text->size()}.substr(0, 10)) : std::nullopt;
}

/// The points of one array: read first, then brought into order.
class PointReader {
public:
    PointReader(std::string const& path, PointFields const& fields, Question const& question)
        : path_(path), fields_(fields), question_(question) {}

    void read(boost::json::value const& point, std::size_t index);
    Result<Readings> readings();

private:
    using Told = std::vector<Point const*>;

    std::string field_path(std::size_t index, std::string_view field) const {
        return path_ + '[' + std::to_string(index) + "]." + std::string{field};
    }
    /// Reads a field; its path is only built where it is wrong.
    template <class Read>
    auto field(Read parse, boost::json::value const* value, std::size_t index, std::string_view name) const {
        auto found = parse(value, {});
        return found ? found : parse(value, field_path(index, name));
    }
    void odd(Point const& point, std::string const& what) {
        odd_.add(
            point.index,
            misread(field_path(point.index, fields_.stamp), '"' + excerpt(point.text) + "\" " + what).message,
            point.day);
    }
    /// MyElectricalData v2 subtracted the step from the naive end stamp (reference 6.2): just that is undone.
    bool stamps_are_starts() const { return question_.dialect == Dialect::my_electrical_data_v2; }
    /// The point's date and nothing else yet.
    Result<Point> dated(boost::json::object const& object, std::size_t index) const;
    bool is_plausible(std::int64_t value, CivilDay day) const;
    std::vector<std::pair<Instant, Point const*>> placed();
    void put_days();
    void put_curve();
    void put_peaks();

    std::string const& path_;
    PointFields const& fields_;
    Question const& question_;
    std::vector<Point> points_;
    OddPoints odd_;
    Readings readings_;
};

Result<Point> PointReader::dated(boost::json::object const& object, std::size_t index) const {
    auto const text = field(text_field, object.if_contains(fields_.stamp), index, fields_.stamp);
    if (!text)
        return text.error();
    auto const wrong = [&](std::string const& what) {
        return misread(field_path(index, fields_.stamp), what);
    };
    if (!*text)
        return wrong("is missing");
    Point point{index, **text, {}, {}, {}, {}};
    if (question_.series.dataset == Dataset::daily) {
        auto const day = CivilDay::parse(point.text);
        if (!day)
            return wrong('"' + excerpt(point.text) + "\" is no day");
        point.stamp.local = LocalTime{day->days()};
        point.day = *day;
        return point;
    }
    auto const stamp = parse_stamp(point.text);
    if (!stamp)
        return wrong('"' + excerpt(point.text) + "\" is no date and time");
    point.stamp = *stamp;
    // A stamp that closes a step at midnight is of the day before.
    bool const closes = question_.series.dataset == Dataset::load_curve && !stamps_are_starts();
    point.day = date_of(stamp->local - std::chrono::seconds{closes ? 1 : 0});
    return point;
}

bool PointReader::is_plausible(std::int64_t value, CivilDay day) const {
    switch (question_.series.dataset) {
    case Dataset::daily:
        return plausible(Energy::from_wh(value), question_.zone.interval_of(day).length());
    case Dataset::load_curve:
        return plausible(Power::from_watts(value));
    case Dataset::max_power:
        return plausible(ApparentPower::from_va(value));
    }
    return false;
}

void PointReader::read(boost::json::value const& point, std::size_t index) {
    auto const* const object = point.if_object();
    if (!object)
        return odd_.add(index, misread(path_ + '[' + std::to_string(index) + ']', "is no object").message,
                        {});
    auto found = dated(*object, index);
    auto const value = field(quantity_field, object->if_contains(fields_.value), index, fields_.value);
    // What has no value is missing, not odd, whatever else it says.
    bool const missing = value && !*value;
    auto const refuse = [&](Error const& error) {
        if (!missing)
            odd_.add(index, error.message,
                     found ? std::optional{found->day} : legible_day(object->if_contains(fields_.stamp)));
    };
    if (!value)
        return refuse(value.error());
    if (!found)
        return refuse(found.error());
    if (*value && !is_plausible(**value, found->day))
        return refuse(misread(field_path(index, fields_.value),
                              std::to_string(**value) + " is more than any household can use"));
    found->value = *value;
    if (question_.series.dataset == Dataset::load_curve) {
        auto const step = field(step_field, object->if_contains(fields_.step), index, fields_.step);
        if (!step)
            return refuse(step.error());
        found->step = *step;
        if (stamps_are_starts())
            found->stamp.local += *step;
    }
    points_.push_back(*found);
}

/// Every point that has a value and an instant.
std::vector<std::pair<Instant, Point const*>> PointReader::placed() {
    // MyElectricalData v2 sorts what it kept of an unfinished day and what it fetched anew together: each
    // point twice. So sorted, or kept once, the doubled autumn hour does not tell which copy is which.
    if (question_.dialect == Dialect::my_electrical_data_v2)
        std::erase_if(points_, [&](Point const& point) {
            return question_.zone.instants_of(point.stamp.local).size() == 2;
        });
    std::vector<Stamp> stamps;
    stamps.reserve(points_.size());
    for (auto const& point : points_)
        stamps.push_back(point.stamp);
    // A missing value counts here: in the doubled hour it tells which copy follows.
    auto const meanings = meanings_of(stamps, question_.zone);
    std::vector<std::pair<Instant, Point const*>> all;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        if (points_[i].value && meanings[i].at)
            all.emplace_back(*meanings[i].at, &points_[i]);
        else if (points_[i].value)
            odd(points_[i], std::string{meanings[i].fault});
    }
    return all;
}

void PointReader::put_days() {
    std::map<CivilDay, Told> days;
    for (auto const& point : points_)
        if (point.value)
            days[point.day].push_back(&point);
    for (auto& [day, told] : days) {
        // MyElectricalData v2 writes 0 for a yesterday that is not published yet (reference 6.2).
        if (question_.dialect == Dialect::my_electrical_data_v2 && day == question_.yesterday()) {
            std::erase_if(told, [](Point const* point) { return point->value == 0; });
            if (told.empty()) {
                readings_.unproven_zero = day;
                continue;
            }
        }
        auto const another = [&](Point const* point) { return point->value != told.front()->value; };
        if (std::ranges::none_of(told, another))
            readings_.daily.push_back({day, Energy::from_wh(*told.front()->value)});
        else
            for (auto const* point : told)
                odd(*point, "has different values");
    }
}

void PointReader::put_curve() {
    std::map<Instant, Told> ends;
    for (auto const& [end, point] : placed())
        ends[end].push_back(point);
    for (auto const& [end, told] : ends) {
        auto const& one = *told.front();
        auto const another = [&](Point const* point) {
            return point->value != one.value || point->step != one.step;
        };
        if (std::ranges::any_of(told, another))
            for (auto const* point : told)
                odd(*point, "has different values");
        else if (!readings_.curve.append({{end - one.step, end}, Power::from_watts(*one.value)}))
            odd(one, "closes a step that overlaps the one before it");
    }
}

void PointReader::put_peaks() {
    std::map<CivilDay, MaxPower> highest;
    for (auto const& [at, point] : placed()) {
        auto const day = question_.zone.day_of(at);
        MaxPower const peak{day, at, ApparentPower::from_va(*point->value)};
        auto& known = highest.try_emplace(day, peak).first->second;
        if (known.power < peak.power || (known.power == peak.power && peak.at < known.at))
            known = peak;
    }
    for (auto const& [day, peak] : highest)
        readings_.max_power.push_back(peak);
}

/// True when a reading lies inside the days asked or just beside them, as sources that count the last day in
/// do.
bool near_asked(Readings const& all, Question const& question) {
    auto const asked = question.zone.interval_of(question.days);
    auto const near = [&](Interval const& own) { return own.end >= asked.start && own.start <= asked.end; };
    auto const near_day = [&](auto const& own) { return near(question.zone.interval_of(own.day)); };
    return std::any_of(all.curve.readings().begin(), all.curve.readings().end(),
                       [&](Reading const& own) { return near(own.interval); }) ||
           std::any_of(all.daily.begin(), all.daily.end(), near_day) ||
           std::any_of(all.max_power.begin(), all.max_power.end(), near_day);
}

Readings only_asked(Readings const& all, Question const& question) {
    auto const outside = [&](auto const& own) { return !question.days.contains(own.day); };
    Readings kept;
    kept.curve = all.curve.within(question.zone.interval_of(question.days));
    std::remove_copy_if(all.daily.begin(), all.daily.end(), std::back_inserter(kept.daily), outside);
    std::remove_copy_if(all.max_power.begin(), all.max_power.end(), std::back_inserter(kept.max_power),
                        outside);
    if (all.unproven_zero && question.days.contains(*all.unproven_zero))
        kept.unproven_zero = all.unproven_zero;
    return kept;
}

Result<Readings> PointReader::readings() {
    switch (question_.series.dataset) {
    case Dataset::daily:
        put_days();
        break;
    case Dataset::load_curve:
        put_curve();
        break;
    case Dataset::max_power:
        put_peaks();
        break;
    }
    auto const good = readings_.curve.size() + readings_.daily.size() + readings_.max_power.size();
    auto kept = only_asked(readings_, question_);
    if (too_many_odd(odd_.count(), good) || (odd_.count() > 0 && kept.empty()))
        return Error{ErrorCode::not_understood,
                     odd_.first() + (odd_.count() > 1
                                         ? "; " + std::to_string(odd_.count()) + " of " +
                                               std::to_string(odd_.count() + good) + " points are odd"
                                         : "")};
    if (!kept.empty() || kept.unproven_zero) {
        kept.skipped = std::move(odd_).skipped(question_.days);
        return kept;
    }
    auto const range = question_.days.start.iso() + " to " + question_.days.end.iso() + " (excluded)";
    if (!readings_.empty() && !near_asked(readings_, question_))
        return Error{ErrorCode::not_understood,
                     "every point of the answer lies outside the days asked, " + range};
    return Error{ErrorCode::no_data, "no value for " + range};
}

} // namespace

Result<Readings> readings_from(boost::json::array const& points, std::string const& path,
                               PointFields const& fields, Question const& question) {
    PointReader reader{path, fields, question};
    for (std::size_t i = 0; i < points.size(); ++i)
        reader.read(points[i], i);
    return reader.readings();
}

} // namespace enedis2mqtt::sources
