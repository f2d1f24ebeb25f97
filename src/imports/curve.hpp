#pragma once

#include "imports/points.hpp"

namespace enedis2mqtt::imports {

struct CurveRules {
    Edge edge = Edge::end;
    bool energy = false;                      ///< the values are Wh of the step, not W
    bool keep_first = false;                  ///< of two that contradict each other; else neither
    std::optional<std::chrono::minutes> step; ///< of every row
};

/// The curve of rows in any order; naive stamps need them in the file's, oldest or newest first.
/// A step's length is what the row says (Fin, Pas), else the distance to its neighbour, 60 minutes at most;
/// behind a hole it is that of the steps that follow.
LoadCurve curve_of(std::vector<Point> points, CurveRules const& rules, TimeZone const& zone, Notes& notes);

} // namespace enedis2mqtt::imports
