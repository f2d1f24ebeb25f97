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

/// The points of an answer as readings: order kept and checked, missing values skipped, days outside the
/// question dropped, of MyElectricalData v2 the doubled autumn hour too. `path` is the array's place in the
/// answer. Errors: not_understood with the path of the field at fault (or when all points lie outside the
/// days asked), no_data when no value is left.
Result<Readings> readings_from(boost::json::array const& points, std::string const& path,
                               PointFields const& fields, Question const& question);

} // namespace enedis2mqtt::sources
