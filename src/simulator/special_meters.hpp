#pragma once

#include <enedis2mqtt/domain/meter.hpp>

namespace enedis2mqtt::simulator {

enum class Steps { half_hour, ten_minutes, hour, changing };

/// What sets a simulated meter apart. The default is an ordinary consumption meter.
struct Traits {
    bool known = true;
    bool consent = true;
    bool consumes = true;
    bool produces = false;
    bool curve = true;   ///< the collection of hourly data is enabled
    bool recent = false; ///< activated on the latest 1 March
    bool gaps = false;   ///< nothing on Tuesdays and Wednesdays
    Steps steps = Steps::half_hour;
};

/// By the ending of the PDL: the table of special_meters.cpp, told to people by special_meters().
Traits traits_of(UsagePointId const& pdl);

} // namespace enedis2mqtt::simulator
