#pragma once

#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/http/client.hpp>
#include <enedis2mqtt/ports/tempo.hpp>

#include <memory>

namespace enedis2mqtt::sources {

/// api-couleur-tempo.fr and RTE's open data, both without a key. `http` outlives it.
std::unique_ptr<TempoColors> create_tempo_colors(http::Client& http, config::Tempo const& settings);

} // namespace enedis2mqtt::sources
