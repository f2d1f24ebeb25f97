#pragma once

#include "support/paths.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace enedis2mqtt::test {

/// The text of a file under tests/fixtures.
inline std::string fixture(std::string const& name) {
    std::ifstream file{source_directory() + "/tests/fixtures/" + name, std::ios::binary};
    if (!file)
        throw std::runtime_error{"no fixture " + name};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace enedis2mqtt::test
