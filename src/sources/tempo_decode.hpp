#pragma once

#include <enedis2mqtt/domain/tempo.hpp>

#include <string_view>
#include <vector>

namespace enedis2mqtt::sources {

/// The days of an answer that have a final colour. Error: not_understood.
/// Source: docs/reference/enedis-api.md section 8.
Result<std::vector<ToldColor>> decode_couleur_tempo(std::string_view body);
Result<std::vector<ToldColor>> decode_rte_tempo(std::string_view body);

} // namespace enedis2mqtt::sources
