#pragma once

#include "sources/question.hpp"

#include <enedis2mqtt/http/message.hpp>

namespace enedis2mqtt::sources {

/// What an answer without readings means, by status, body and who sent it: any of the eight error shapes,
/// under HTTP 200 too; clock_wrong where dates are refused and the answer's Date is not our time. The message
/// quotes at most 200 characters and never a token. retry_after is set where the source names a time or its
/// rule is known. Source: docs/reference/enedis-api.md sections 2, 5, 6.
Error decode_error(http::Response const& response, Dialect dialect, Instant now);

} // namespace enedis2mqtt::sources
