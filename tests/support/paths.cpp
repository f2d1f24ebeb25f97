#include "support/paths.hpp"

namespace enedis2mqtt::test {

std::string source_directory() {
    return ENEDIS2MQTT_SOURCE_DIR;
}

std::string bridge_program() {
    return ENEDIS2MQTT_BINARY;
}

} // namespace enedis2mqtt::test
