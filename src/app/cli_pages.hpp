#pragma once

#include "app/command_tree.hpp"

#include <string>

/// What is written about the command line for others to read, from the commands as they are.
namespace enedis2mqtt::app {

/// For man(1), in the man(7) macros, section 1.
std::string man_page(CommandTree const& program);
std::string bash_completion(CommandTree const& program);
std::string zsh_completion(CommandTree const& program);
std::string fish_completion(CommandTree const& program);

/// `kind`: man, bash, zsh or fish.
std::string cli_page(std::string const& kind, CommandTree const& program);

} // namespace enedis2mqtt::app
