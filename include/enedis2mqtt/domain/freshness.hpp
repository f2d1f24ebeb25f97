#pragma once

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <map>
#include <optional>
#include <string_view>

namespace enedis2mqtt {

/// The light: green, orange, red.
enum class Light { up_to_date, partial, outdated };

std::string_view to_string(Light light);

struct SeriesFreshness {
    bool up_to_date = false;      ///< yesterday is complete
    std::optional<CivilDay> last; ///< the latest complete day
    friend auto operator<=>(SeriesFreshness const&, SeriesFreshness const&) = default;
};

/// up_to_date when every series is, outdated when none is (or there is none), partial in between.
Light light_of(std::map<Series, SeriesFreshness> const& series);

/// True when daily values of a direction are up to date while its load curve is missing for 3 days or more:
/// the sign of a collection that is off at Enedis (docs/reference/enedis-api.md section 10, trap 14).
bool curve_seems_off(std::map<Series, SeriesFreshness> const& series, CivilDay today);

} // namespace enedis2mqtt
