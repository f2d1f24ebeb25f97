#pragma once

#include "imports/points.hpp"
#include "imports/registers.hpp"

namespace enedis2mqtt::imports {

/// Whether the cell "Etape métier" names a corrected value (BEST) rather than a raw one (BRUT, or nothing).
/// Source: docs/reference/enedis-api.md section 1.5.
bool is_corrected(std::string_view stage);

/// Where a raw and a corrected value stand at the same stamp, the corrected one takes the raw one's place.
void prefer_corrected(std::vector<Point>& points, Notes& notes);
void prefer_corrected(std::vector<RegisterValue>& values, Notes& notes);

} // namespace enedis2mqtt::imports
