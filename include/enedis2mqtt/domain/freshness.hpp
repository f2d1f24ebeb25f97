#pragma once

#include <enedis2mqtt/domain/ledger.hpp>

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

/// True when the last 3 days or more for which a direction's daily values came have an empty load curve, as
/// the ledgers of the week before `today` tell: the sign of a collection that is off at Enedis
/// (docs/reference/enedis-api.md section 10, trap 14). Days not asked for yet say nothing.
bool curve_not_collected(Ledger const& curve, Ledger const& daily, CivilDay today);
/// How many days before today those ledgers reach.
inline constexpr int days_that_tell_of_collection = 7;

} // namespace enedis2mqtt
