#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace enedis2mqtt::app {

/// What a person can write after a command.
struct Word {
    std::vector<std::string> names;   ///< with their dashes; empty for a positional
    std::string value;                ///< FILE, HOST:PORT…; empty for a flag
    std::vector<std::string> choices; ///< the only values there are; empty: any
    std::string description;
    std::string default_value;
    bool required = false;
    bool repeated = false;

    bool positional() const { return names.empty(); }
    bool file() const { return value == "FILE"; }
};

/// A command of the program, or the program itself.
struct CommandTree {
    std::string name;
    std::string description;
    std::string footer;
    std::vector<Word> words;
    std::vector<CommandTree> commands;
};

/// Reads what CLI11 was told, in that order; hidden words and commands (an empty group) are left out.
CommandTree command_tree(CLI::App const& app);

} // namespace enedis2mqtt::app
