#pragma once

#include "imports/cells.hpp"
#include "imports/notes.hpp"

#include <enedis2mqtt/domain/reading.hpp>

#include <optional>
#include <vector>

namespace enedis2mqtt::imports {

/// A row as it was read: what its stamp means is still open.
struct Point {
    int row = 0;
    Stamp stamp;
    std::optional<Micro> value;               ///< nothing: the row has no value
    std::optional<Stamp> end;                 ///< Fin
    std::optional<std::chrono::minutes> step; ///< where the row says so
    bool corrected = false;                   ///< by Enedis, after the raw value
};

/// Which end of its step a stamp names.
enum class Edge { start, end };

/// Turns stamps into instants, in the order of the rows.
/// Source: docs/reference/enedis-api.md section 1.8.
/// A naive stamp of the doubled autumn hour is the summer one until that
/// would not come after the row before. An END exactly where the spring gap opens is the change itself.
class LocalTimes {
public:
    explicit LocalTimes(TimeZone zone) : zone_(zone) {}
    /// Nothing for a local time that the clock change skips.
    std::optional<Instant> resolve(Stamp const& stamp, Edge edge);

private:
    TimeZone zone_;
    std::optional<Instant> previous_;
};

/// The instants a stamp may mean, earliest first.
std::vector<Instant> meanings(Stamp const& stamp, Edge edge, TimeZone const& zone);

/// Leaves out the ENDs of the doubled autumn hour, for sources that keep one row per local time: nobody can
/// tell which of the two it is.
void drop_doubled_hour(std::vector<Point>& points, TimeZone const& zone, Notes& notes);

/// Of Wh.
constexpr Energy energy_of(Micro wh) {
    return Energy::from_joules(whole(wh * 3600));
}

} // namespace enedis2mqtt::imports
