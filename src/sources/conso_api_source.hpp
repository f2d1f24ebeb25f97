#pragma once

#include <enedis2mqtt/sources/registry.hpp>

namespace enedis2mqtt::sources {

/// The public gateway Conso API, with the meter's own token.
/// Source: docs/reference/enedis-api.md section 5.
std::unique_ptr<Provider> create_conso_api(config::ConsoApi const& settings, Tools tools);

} // namespace enedis2mqtt::sources
