#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/ports/meter_source.hpp>

#include <optional>
#include <string_view>

namespace enedis2mqtt::sources {

/// Who answers: the same status or word means different things from different sources.
enum class Dialect { enedis, enedis_token, conso_api, my_electrical_data_v1, my_electrical_data_v2 };

/// The source's name in messages.
std::string_view title_of(Dialect dialect);

/// Everything an answer is checked against. `days` never ends after today.
struct Question {
    Question(UsagePointId usage_point, Series what, DayRange range, TimeZone rules, Dialect who, Instant when)
        : id(std::move(usage_point)), series(what), days(range), zone(rules), dialect(who), now(when) {}

    UsagePointId id;
    Series series;
    DayRange days;
    TimeZone zone;
    Dialect dialect;
    Instant now;

    CivilDay yesterday() const { return zone.day_of(now) - 1; }
};

/// Clamps the range to today in the meter's zone and in Paris, since sources refuse a later end. bad_request
/// when no day is left or the series does not exist; internal when the zone is unknown to this machine.
Result<Question> question_for(FetchRequest const& request, std::optional<TimeZone> const& zone,
                              Dialect dialect, Instant now);

} // namespace enedis2mqtt::sources
