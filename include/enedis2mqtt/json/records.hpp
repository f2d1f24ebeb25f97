#pragma once

#include <enedis2mqtt/ports/records.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

/// Rows of the archive as page, export and spreadsheet read them. Pure; instants carry the zone's offset.
namespace enedis2mqtt {

/// `start`, `end`, `value`, `unit`, `source`, and `at` where it is known.
boost::json::object record_json(Record const& record, TimeZone const& zone);

/// The header line of csv_line, with its line end.
std::string_view csv_header();
/// `start,end,value,unit,source` as RFC 4180 has it, with its line end.
std::string csv_line(Record const& record, TimeZone const& zone);

} // namespace enedis2mqtt
