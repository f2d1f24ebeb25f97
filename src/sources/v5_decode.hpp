#pragma once

#include "sources/question.hpp"

#include <enedis2mqtt/domain/reading.hpp>

#include <boost/json/object.hpp>

namespace enedis2mqtt::sources {

/// `wrapped`: the object stood under `meter_reading`. Conso API's old types send its content alone, and
/// only there the usage point may be left out.
/// Source: docs/reference/enedis-api.md section 1.4. Errors: not_understood, no_data.
Result<Readings> decode_v5(boost::json::object const& meter_reading, bool wrapped, Question const& question);

} // namespace enedis2mqtt::sources
