#pragma once

#include "sources/question.hpp"

#include <enedis2mqtt/domain/reading.hpp>

#include <boost/json/object.hpp>

namespace enedis2mqtt::sources {

/// The body of Data Connect 2026: `grandeur[]` with its points.
/// Source: docs/reference/enedis-api.md section 1.5. Errors: not_understood, no_data.
Result<Readings> decode_mesure_2026(boost::json::object const& mesure, Question const& question);

} // namespace enedis2mqtt::sources
