#pragma once

#include "config/yaml_reader.hpp"

#include <enedis2mqtt/config/config.hpp>

namespace enedis2mqtt::config {

/// Every key of the configuration, one line each. A new key is a field of config.hpp, a line here and a line
/// in config/reference.yaml.
void read_config(Section root, Config& config);

/// What no key can tell alone: missing credentials, duplicate meters, keys that go together.
void check_together(Reader& reader, Config const& config);

} // namespace enedis2mqtt::config
