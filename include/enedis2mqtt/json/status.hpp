#pragma once

#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/domain/snapshot.hpp>

#include <boost/json/object.hpp>

namespace enedis2mqtt {

/// A meter's status: the light, each series, the calls, and what is wrong. Instants carry the zone's offset.
boost::json::object status_json(MeterStatus const& status, TimeZone const& zone, Language language);

/// `code`, `message` (for people, the technical text in parentheses, secrets hidden) and `advice` in the
/// language given. `curve`: where the code is about one.
boost::json::object error_json(ErrorCode code, std::string const& technical, Language language,
                               std::optional<CurveConcerned> curve = std::nullopt);
/// The same with `whose`.
boost::json::object blame_json(ErrorCode code, std::string const& technical, Language language,
                               std::optional<CurveConcerned> curve = std::nullopt);

} // namespace enedis2mqtt
