#pragma once

#include <enedis2mqtt/base/secret.hpp>
#include <enedis2mqtt/domain/statistics.hpp>
#include <enedis2mqtt/home_assistant/session.hpp>

#include <boost/json/object.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Home Assistant's WebSocket messages as texts. Pure. Source: docs/reference/home-assistant-statistics.md
/// sections 1, 2 and 7, Home Assistant 2026.11.0 and 2025.3.4, seen 2026-11-27.
namespace enedis2mqtt::home_assistant {

/// Whether `version` (2026.11.0) speaks of `mean_type` and `unit_class`; before 2025.11 it refuses both. One
/// that cannot be read counts as new.
bool speaks_new_form(std::string_view version);

std::string auth_message(Secret const& token);
std::string command_message(int id, std::string_view type, boost::json::object fields = {});
std::string import_message(int id, Statistic const& statistic, std::span<StatisticRow const> rows,
                           bool new_form);
/// Answered once everything queued before it is stored; changes nothing.
std::string barrier_message(int id, Statistic const& statistic, bool new_form);
/// The rows whose hours begin in `within`.
std::string rows_message(int id, Statistic const& statistic, Interval within);
std::string metadata_message(int id, std::vector<std::string> const& ids);
std::string clear_message(int id, std::string const& statistic_id);

/// 2026-09-01T00:00:00Z
std::string utc(Instant at);

/// A message of Home Assistant's. home_assistant_refused when it is no JSON object.
Result<boost::json::object> parse_message(std::string_view text);

/// The `result` of the answer to a command. Errors: home_assistant_not_admin for what only an administrator
/// may do; home_assistant_unreachable for what is not ready yet; timeout, of a barrier that waits still;
/// home_assistant_refused for everything else.
Result<boost::json::value> result_of(boost::json::object const& answer);

/// Read out of `result`; what is not understood there is left out.
std::vector<StatisticRow> rows_in(boost::json::value const& result, Statistic const& statistic);
std::vector<KnownStatistic> metadata_in(boost::json::value const& result);
/// The text member `key` of an object; "" when there is none.
std::string text_at(boost::json::value const& object, std::string_view key);

} // namespace enedis2mqtt::home_assistant
