#include <enedis2mqtt/domain/freshness.hpp>

#include <algorithm>

namespace enedis2mqtt {

std::string_view to_string(Light light) {
    switch (light) {
    case Light::up_to_date:
        return "up_to_date";
    case Light::partial:
        return "partial";
    case Light::outdated:
        return "outdated";
    }
    return "outdated";
}

Light light_of(std::map<Series, SeriesFreshness> const& series) {
    auto const fresh = std::count_if(series.begin(), series.end(),
                                     [](auto const& entry) { return entry.second.up_to_date; });
    if (fresh == 0)
        return Light::outdated;
    return fresh == static_cast<std::ptrdiff_t>(series.size()) ? Light::up_to_date : Light::partial;
}

bool curve_seems_off(std::map<Series, SeriesFreshness> const& series, CivilDay today) {
    return std::any_of(series.begin(), series.end(), [&](auto const& entry) {
        auto const& [one, freshness] = entry;
        if (one.dataset != Dataset::load_curve || (freshness.last && *freshness.last >= today - 3))
            return false;
        auto const daily = series.find({one.direction, Dataset::daily});
        return daily != series.end() && daily->second.up_to_date;
    });
}

} // namespace enedis2mqtt
