#pragma once

#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/ports/requests.hpp>

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// `bridge/request/…` and `bridge/response/…` as pure functions between payloads and values.
namespace enedis2mqtt::sinks {

/// One request for one meter, or for all of them when `meter` holds nothing.
struct RequestIn {
    boost::json::value transaction; ///< echoed as it came; null: none given
    Result<std::optional<UsagePointId>> meter;
    bool poll = true; ///< `"poll":false` asks to be shown what the archive knows, without any call
};

/// Accepts a JSON object, nothing at all, and Home Assistant's `PRESS`. Keys it does not know are left alone.
/// request_too_large beyond 16 KiB, request_invalid for anything else.
RequestIn read_request(std::string_view payload);

/// A wish for history, or for its end (`"cancel":true`).
struct HistoryIn {
    boost::json::value transaction;
    Result<HistoryRequest> request;
    bool cancel = false;
};

/// Wants `pdl`, and `from` unless it cancels. Errors as those of read_request.
HistoryIn read_history_request(std::string_view payload);

std::string history_response(UsagePointId const& id, HistoryPlan const& plan, TimeZone const& zone,
                             boost::json::value const& transaction);
std::string ok_response(std::vector<UsagePointId> const& done, boost::json::value const& transaction);
std::string error_response(Error const& error, boost::json::value const& transaction, Language language);

} // namespace enedis2mqtt::sinks
