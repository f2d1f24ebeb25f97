#pragma once

#include <enedis2mqtt/domain/history.hpp>
#include <enedis2mqtt/ports/requests.hpp>

#include <boost/json/object.hpp>

/// A request for history and the plan that answers it, as topic and page say them. Pure.
namespace enedis2mqtt {

/// `from` (a civil day), `to` (excluded) and `data`: a list, or a text separated by commas, of `daily`,
/// `max_power` and `load_curve`. request_invalid names what is wrong.
Result<HistoryRequest> history_request(boost::json::object const& body, UsagePointId id);

/// The calls it takes, what today's budget leaves, the expected end (with the zone's offset), and each series
/// with its calls and days (`to` excluded).
boost::json::object plan_json(HistoryPlan const& plan, TimeZone const& zone);

} // namespace enedis2mqtt
