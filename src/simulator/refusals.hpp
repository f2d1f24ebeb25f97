#pragma once

#include <enedis2mqtt/base/instant.hpp>

#include <boost/json/value.hpp>

#include <string_view>

namespace enedis2mqtt::simulator {

/// Why there is no sheet; each dialect says it in its own words.
enum class Refusal {
    pdl_missing,
    pdl_length,
    start_missing,
    end_missing,
    date_format,
    start_not_before_end,
    end_in_future,
    range_too_long,
    before_history,
    before_activation,
    not_consuming,
    not_producing,
    no_consent,
    unknown_pdl,
    curve_not_collected,
    no_data,
    token_dead,
    technical_error,
    busy,       ///< too many calls now
    busy_until, ///< the same, with the time to come back
    daily_quota,
    unknown_type ///< the source does not know this name of a data set
};

/// A refusal in Enedis' own words.
struct Told {
    int status;
    std::string_view code;
    std::string_view text;
};

Told told_by_enedis(Refusal refusal);

/// Shapes a, c and d of docs/reference/enedis-api.md section 2.1: what v5 and the API manager in front of
/// both answer.
boost::json::value v5_error(Refusal refusal, Instant now);
/// Shape b (an object, or an array of one) where 2026 has its own.
boost::json::value error_of_2026(Refusal refusal, Instant now);

} // namespace enedis2mqtt::simulator
