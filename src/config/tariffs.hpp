#pragma once

#include "config/yaml_reader.hpp"

#include <enedis2mqtt/config/config.hpp>
#include <enedis2mqtt/domain/regulated_prices.hpp>

namespace enedis2mqtt::config {

/// `regulated_prices` and `tariffs`; the prices of regulated versions come from the table, which is read only
/// if one needs it. `now` tells a table that is out of date.
void read_tariffs(Section root, Config& config, CivilDay today);

/// Hands each meter the tariffs it names.
void give_tariffs(Config& config);

/// What a meter's `tariff`, `feed_in` and the rest of them cannot tell alone.
void check_meter_tariffs(Reader& reader, std::string const& key, MeterEntry const& entry,
                         std::map<std::string, NamedTariff> const& tariffs);

} // namespace enedis2mqtt::config
