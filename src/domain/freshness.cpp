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

bool curve_not_collected(Ledger const& curve, Ledger const& daily, CivilDay today) {
    constexpr int empty_days_that_tell = 3;
    int empty = 0;
    for (auto day = today - 1; day >= today - days_that_tell_of_collection; day = day - 1) {
        auto const known = curve.find(day);
        if (known == curve.end())
            continue;
        if (known->second.state != DayState::absent)
            break;
        auto const figure = daily.find(day);
        if (figure != daily.end() && figure->second.state == DayState::complete)
            ++empty;
    }
    return empty >= empty_days_that_tell;
}

} // namespace enedis2mqtt
