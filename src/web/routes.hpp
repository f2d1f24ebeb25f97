#pragma once

#include "web/assets.hpp"
#include "web/door.hpp"
#include "web/events.hpp"
#include "web/meter_routes.hpp"
#include "web/service_routes.hpp"

namespace enedis2mqtt::web {

/// Every route of the page but those of consent and set-up, which SiteTools and SiteOptions bring.
/// assets/openapi.yaml documents each; a test compares.
inline void add_routes(RouteTable& table, Behind& behind, Door& door) {
    add_service_routes(table, behind, door);
    door.add_routes(table);
    add_meter_routes(table, behind);
    add_reading_routes(table, behind);
    add_event_routes(table, behind);
    add_asset_routes(table);
}

} // namespace enedis2mqtt::web
