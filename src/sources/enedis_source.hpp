#pragma once

#include <enedis2mqtt/sources/registry.hpp>

namespace enedis2mqtt::sources {

/// Enedis Data Connect itself, either generation, with the application's own credentials.
/// Source: docs/reference/enedis-api.md section 1.
std::unique_ptr<Provider> create_enedis(config::Enedis const& settings, Tools tools);

} // namespace enedis2mqtt::sources
