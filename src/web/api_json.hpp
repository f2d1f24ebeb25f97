#pragma once

#include <enedis2mqtt/config/problem.hpp>
#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/domain/snapshot.hpp>
#include <enedis2mqtt/ports/file_imports.hpp>
#include <enedis2mqtt/ports/sink.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <vector>

/// What the API says, as pure functions. `zone` is the one instants carry the offset of.
namespace enedis2mqtt::web {

/// The meter's own zone, or `home` where the machine does not know it.
TimeZone zone_of(Meter const& meter, TimeZone const& home);

/// A meter as the API shows it: configuration, and status and values as in docs/CONTRACTS.md contract 3.
boost::json::object meter_json(Snapshot const& snapshot, TimeZone const& home, Language language);
boost::json::object reports_json(FileReport const& file, Language language);
boost::json::object event_json(Event const& event, Instant at, TimeZone const& zone);
/// A broker that refuses a topic is connected all the same.
bool is_connected(std::optional<Error> const& broker_trouble);
/// `connected`, `url_host`, `error`.
boost::json::object broker_json(std::optional<Error> const& trouble, std::string const& url,
                                Language language);

/// Each with its place, and `text` with the `caret` (characters before it) and its `width`.
boost::json::array problems_json(std::vector<config::Problem> const& problems, Language language);

/// `host:port` of a broker's URL: no user, no password, no path.
std::string host_of(std::string_view url);

/// up_to_date when every meter is, outdated when all of them are (or there is none), partial in between.
Light light_of(std::vector<Snapshot const*> const& meters);

} // namespace enedis2mqtt::web
