#pragma once

#include "config/yaml_reader.hpp"

#include <enedis2mqtt/config/config.hpp>

namespace enedis2mqtt::config {

/// Every key of the configuration, one line each. A new key is a field of config.hpp, a line here and a line
/// in config/reference.yaml. `today` tells prices that are out of date.
void read_config(Section root, Config& config, CivilDay today);

/// The meters that the page added, in a file that has no other key.
std::vector<MeterEntry> read_page_meters(Section root);

/// What no key can tell alone: missing credentials, duplicate meters, keys that go together.
void check_together(Reader& reader, Config const& config);
/// The same for meters alone; `meters` are those of `reader`'s file, in its order.
void check_meters(Reader& reader, Config const& config, std::vector<MeterEntry> const& meters,
                  CivilDay today);

} // namespace enedis2mqtt::config
