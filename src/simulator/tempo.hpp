#pragma once

#include <enedis2mqtt/domain/tempo.hpp>
#include <enedis2mqtt/http/message.hpp>
#include <enedis2mqtt/http/server.hpp>

#include <optional>

namespace enedis2mqtt::simulator {

/// Deterministic, and true to the rules: 22 red days from 1 November to 31 March, Monday to Friday, 43 white
/// ones, none of them a Sunday. Source: docs/reference/enedis-api.md section 8.
TempoColor simulated_color(CivilDay day);

/// Who is asked: api-couleur-tempo.fr below /couleur_tempo/, RTE's open data below /rte/.
std::optional<TempoSource> tempo_source_of(http::ServerRequest const& request);

/// What spoils the colours: all unknown or provisional, or all another than they are.
enum class ColorFault { none, unknown, other };
http::Response answer_tempo(TempoSource source, http::ServerRequest const& request, ColorFault fault,
                            Instant now, TimeZone const& zone);

} // namespace enedis2mqtt::simulator
