#include <enedis2mqtt/bridge/collection.hpp>
#include <enedis2mqtt/domain/freshness.hpp>

#include <algorithm>

namespace enedis2mqtt {

Result<std::vector<Series>> uncollected_curves(ReadingStore& store, Meter const& meter, CivilDay today) {
    std::vector<Series> found;
    DayRange const week{today - days_that_tell_of_collection, today};
    for (auto series : meter.series()) {
        if (series.dataset != Dataset::load_curve)
            continue;
        auto const curve = store.ledger(meter.id, series, week);
        if (!curve)
            return curve.error();
        auto const daily = store.ledger(meter.id, {series.direction, Dataset::daily}, week);
        if (!daily)
            return daily.error();
        if (curve_not_collected(*curve, *daily, today))
            found.push_back(series);
    }
    return found;
}

Error uncollected(Series curve) {
    std::string const direction{to_string(curve.direction)};
    return {ErrorCode::curve_not_collected,
            "daily " + direction + " arrives, the " + direction + " load curve does not"};
}

std::optional<CurveConcerned> curve_concerned(Meter const& meter, std::optional<Series> series,
                                              std::vector<Series> const& uncollected) {
    if (!series || series->dataset != Dataset::load_curve)
        return std::nullopt;
    auto const wanted = meter.series();
    bool const has_other = std::ranges::any_of(wanted, [&](Series one) {
        return one.dataset == Dataset::load_curve && one.direction != series->direction &&
               std::ranges::find(uncollected, one) == uncollected.end();
    });
    return CurveConcerned{series->direction, has_other};
}

} // namespace enedis2mqtt
