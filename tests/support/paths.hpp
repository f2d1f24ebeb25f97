#pragma once

#include <string>

namespace enedis2mqtt::test {

/// The checkout, for fixtures and shipped files. Only paths.cpp knows absolute paths, so that ccache serves
/// the objects of every other file to any checkout.
std::string source_directory();
/// The bridge's program, of this build.
std::string bridge_program();

} // namespace enedis2mqtt::test
