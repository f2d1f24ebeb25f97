#include "sources/v5_decode.hpp"

#include "sources/fields.hpp"
#include "sources/points.hpp"

namespace enedis2mqtt::sources {
namespace {

constexpr PointFields point_fields{"value", "date", "interval_length"};

Result<void> check_reading_type(boost::json::object const& meter_reading, std::string const& place,
                                Question const& question) {
    auto const* const type = meter_reading.if_contains("reading_type");
    if (!type || type->is_null())
        return {};
    auto const path = place + "reading_type";
    auto const* const fields = type->if_object();
    if (!fields)
        return misread(path, "is no object");
    if (auto unit = check_unit(fields->if_contains("unit"), path + ".unit", question.series); !unit)
        return unit;
    return check_daily_period(fields->if_contains("measuring_period"), path + ".measuring_period",
                              question.series);
}

} // namespace

Result<Readings> decode_v5(boost::json::object const& meter_reading, bool wrapped, Question const& question) {
    std::string const place = wrapped ? "meter_reading." : "";
    if (auto id = check_usage_point(meter_reading.if_contains("usage_point_id"), place + "usage_point_id",
                                    question.id, wrapped);
        !id)
        return id.error();
    if (auto type = check_reading_type(meter_reading, place, question); !type)
        return type.error();
    auto const path = place + "interval_reading";
    auto const* const points = meter_reading.if_contains("interval_reading");
    if (!points)
        return misread(path, "is missing");
    if (points->is_null())
        return readings_from({}, path, point_fields, question);
    auto const* const array = points->if_array();
    if (!array)
        return misread(path, "is no array");
    return readings_from(*array, path, point_fields, question);
}

} // namespace enedis2mqtt::sources
