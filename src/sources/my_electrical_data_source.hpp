#pragma once

#include <enedis2mqtt/sources/registry.hpp>

namespace enedis2mqtt::sources {

/// The public gateway MyElectricalData, api v2 or v1, with the meter's own token.
/// Source: docs/reference/enedis-api.md section 6.
std::unique_ptr<Provider> create_my_electrical_data(config::MyElectricalData const& settings, Tools tools);

} // namespace enedis2mqtt::sources
