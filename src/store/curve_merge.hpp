#pragma once

#include <enedis2mqtt/domain/reading.hpp>

#include <span>
#include <vector>

namespace enedis2mqtt::store {

/// What turns the stored points into the merged ones: remove `gone`, then add `come`. Both in time order.
struct CurveChange {
    std::vector<Reading> gone;
    std::vector<Reading> come;
};

/// The curve rule of sqlite_store.hpp. Both spans are in time order without overlaps; linear time.
CurveChange merge_curves(std::span<Reading const> stored, std::span<Reading const> answer);

} // namespace enedis2mqtt::store
