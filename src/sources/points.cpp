#include "sources/points.hpp"

#include "sources/excerpt.hpp"
#include "sources/fields.hpp"
#include "sources/stamps.hpp"

#include <algorithm>

namespace enedis2mqtt::sources {
namespace {

/// The points of one array, read in order. Paths are only built where something is wrong.
class PointReader {
public:
    PointReader(std::string const& path, PointFields const& fields, Question const& question)
        : path_(path), fields_(fields), question_(question), walk_(question.zone) {}

    Result<void> read(boost::json::value const& point, std::size_t index) {
        index_ = index;
        auto const* const object = point.if_object();
        if (!object)
            return misread(path_ + '[' + std::to_string(index_) + ']', "is no object");
        auto const* const value = object->if_contains(fields_.value);
        auto const quantity = quantity_field(value, {});
        if (!quantity)
            return quantity_field(value, field_path(fields_.value)).error();
        auto const* const date = object->if_contains(fields_.stamp);
        auto const stamp = text_field(date, {});
        if (!stamp)
            return text_field(date, field_path(fields_.stamp)).error();
        if (!*stamp)
            return *quantity ? Result<void>{misread(field_path(fields_.stamp), "is missing")}
                             : Result<void>{};
        switch (question_.series.dataset) {
        case Dataset::daily:
            return day(**stamp, *quantity);
        case Dataset::load_curve:
            return step(**stamp, object->if_contains(fields_.step), *quantity);
        case Dataset::max_power:
            return peak(**stamp, *quantity);
        }
        return {};
    }

    Readings readings;

private:
    std::string field_path(std::string_view field) const {
        return path_ + '[' + std::to_string(index_) + "]." + std::string{field};
    }

    Error bad_stamp(std::string_view stamp, std::string const& what) const {
        return misread(field_path(fields_.stamp), '"' + excerpt(stamp) + "\" " + what);
    }

    Result<void> day(std::string_view stamp, std::optional<std::int64_t> quantity) {
        auto const day = CivilDay::parse(stamp);
        if (!day)
            return bad_stamp(stamp, "is no day");
        if (last_day_ && *day <= *last_day_)
            return bad_stamp(stamp, "does not come after the date before it");
        last_day_ = day;
        // MyElectricalData v2 writes 0 for a yesterday that is not published yet (reference 6.2).
        bool const placeholder = question_.dialect == Dialect::my_electrical_data_v2 && quantity == 0 &&
                                 *day == question_.yesterday();
        if (quantity && !placeholder)
            readings.daily.push_back({*day, Energy::from_wh(*quantity)});
        return {};
    }

    /// A missing value still moves the walk: in the doubled hour it tells which copy follows.
    Result<void> step(std::string_view stamp, boost::json::value const* step,
                      std::optional<std::int64_t> quantity) {
        auto const length = step_field(step, {});
        if (!length)
            return step_field(step, field_path(fields_.step)).error();
        auto label = parse_stamp(stamp);
        if (!label)
            return bad_stamp(stamp, "is no date and time");
        if (question_.dialect == Dialect::my_electrical_data_v2) {
            // It subtracted the step from the naive end stamp (reference 6.2): undo just that.
            *label += *length;
            // It sorts what it kept of an unfinished day and what it fetched anew together: each point twice.
            // So sorted, or kept once, the doubled autumn hour does not tell which copy is which.
            if (!quantity || label == last_label_ || question_.zone.instants_of(*label).size() == 2)
                return {};
            last_label_ = label;
        }
        auto const end = walk_.next(*label);
        if (!end)
            return bad_stamp(stamp, end.error().message);
        if (!quantity)
            return {};
        if (!readings.curve.append({{*end - *length, *end}, Power::from_watts(*quantity)}))
            return bad_stamp(stamp, "closes a step that overlaps the one before it");
        return {};
    }

    Result<void> peak(std::string_view stamp, std::optional<std::int64_t> quantity) {
        auto const label = parse_stamp(stamp);
        if (!label)
            return bad_stamp(stamp, "is no date and time");
        auto const at = walk_.next(*label);
        if (!at)
            return bad_stamp(stamp, at.error().message);
        auto const day = question_.zone.day_of(*at);
        if (last_day_ && day <= *last_day_)
            return bad_stamp(stamp, "is a second maximum of one day");
        last_day_ = day;
        if (quantity)
            readings.max_power.push_back({day, *at, ApparentPower::from_va(*quantity)});
        return {};
    }

    std::string const& path_;
    PointFields const& fields_;
    Question const& question_;
    StampWalk walk_;
    std::optional<CivilDay> last_day_;
    std::optional<LocalTime> last_label_;
    std::size_t index_ = 0;
};

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

Result<Readings> only_asked(Readings all, Question const& question) {
    auto const outside = [&](auto const& own) { return !question.days.contains(own.day); };
    Readings kept;
    kept.curve = all.curve.within(question.zone.interval_of(question.days));
    std::remove_copy_if(all.daily.begin(), all.daily.end(), std::back_inserter(kept.daily), outside);
    std::remove_copy_if(all.max_power.begin(), all.max_power.end(), std::back_inserter(kept.max_power),
                        outside);
    if (!kept.empty())
        return kept;
    auto const range = question.days.start.iso() + " to " + question.days.end.iso() + " (excluded)";
    if (!all.empty() && !near_asked(all, question))
        return Error{ErrorCode::not_understood,
                     "every point of the answer lies outside the days asked, " + range};
    return Error{ErrorCode::no_data, "no value for " + range};
}

} // namespace

Result<Readings> readings_from(boost::json::array const& points, std::string const& path,
                               PointFields const& fields, Question const& question) {
    PointReader reader{path, fields, question};
    for (std::size_t i = 0; i < points.size(); ++i)
        if (auto read = reader.read(points[i], i); !read)
            return read.error();
    return only_asked(std::move(reader.readings), question);
}

} // namespace enedis2mqtt::sources
