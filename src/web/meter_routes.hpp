#pragma once

#include "web/behind.hpp"

namespace enedis2mqtt::web {

/// api/meters and what is below it, but for the readings.
void add_meter_routes(RouteTable& table, Behind& behind);

/// GET api/meters/{pdl}/readings, as JSON or CSV.
void add_reading_routes(RouteTable& table, Behind& behind);

/// What a route of one meter starts with: the meter of the path; unknown_meter, not_configured.
Result<Snapshot const*> meter_of(Call const& call, Behind const& behind);

/// A parameter or member that is a day; request_invalid names it.
Result<CivilDay> day_named(std::string_view name, std::string_view text);

} // namespace enedis2mqtt::web
