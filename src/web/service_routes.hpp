#pragma once

#include "web/behind.hpp"
#include "web/door.hpp"

namespace enedis2mqtt::web {

/// api/status, health and metrics: the service as a whole.
void add_service_routes(RouteTable& table, Behind& behind, Door& door);

} // namespace enedis2mqtt::web
