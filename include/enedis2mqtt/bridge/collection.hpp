#pragma once

#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>

#include <vector>

namespace enedis2mqtt {

/// The meter's load curves that Enedis does not collect, as far as the archive tells on `today`.
Result<std::vector<Series>> uncollected_curves(ReadingStore& store, Meter const& meter, CivilDay today);

/// What `curve_not_collected` says of `curve` to a person.
Error uncollected(Series curve);

/// For the advice: `series` where it is a load curve of `meter`, and whether the other one is still
/// collected.
std::optional<CurveConcerned> curve_concerned(Meter const& meter, std::optional<Series> series,
                                              std::vector<Series> const& uncollected);

} // namespace enedis2mqtt
