#pragma once

#include "web/behind.hpp"

namespace enedis2mqtt::web {

/// GET api/events: server-sent events. Each meter at once, then each change of a meter (the latest state
/// only, when the reader is slow), what happened once (the last 32), the broker, and a comment every 25
/// seconds. The stream ends when the service behind the page comes or goes: the browser connects again and
/// reads all of it.
void add_event_routes(RouteTable& table, Behind& behind);

} // namespace enedis2mqtt::web
