#pragma once

#include "sources/question.hpp"

#include <enedis2mqtt/domain/reading.hpp>

#include <boost/json/array.hpp>

#include <string>
#include <string_view>

namespace enedis2mqtt::sources {

/// How a wire shape names the fields of a point.
struct PointFields {
    std::string_view value;
    std::string_view stamp;
    std::string_view step;
};

/// The points of an answer as readings, whatever their order. Missing values are left out, the same point
/// again too, days outside the question, and of MyElectricalData v2 the doubled autumn hour. Odd points are
/// skipped and told in Readings::skipped: what cannot be read, is negative or more than a household can use;
/// different values for one time, all of them, since nothing tells the right one; a step that reaches back
/// over the one before it. Of several maxima of a day the highest is the day's maximum. `path` is the array's
/// place in the answer. Errors: not_understood when too many points are odd (domain/plausible.hpp) or all lie
/// outside the days asked, no_data when no value is left.
Result<Readings> readings_from(boost::json::array const& points, std::string const& path,
                               PointFields const& fields, Question const& question);

} // namespace enedis2mqtt::sources
