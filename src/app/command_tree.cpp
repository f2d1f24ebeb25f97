#include "app/command_tree.hpp"

#include <CLI/CLI.hpp>

namespace enedis2mqtt::app {
namespace {

/// CLI11 appends what its validators say to a type's name: `KIND:{csv,json}`, `INT:INT in [0 - 23]`.
void read_type(std::string const& type, Word& word) {
    auto const validators = type.find(":{");
    auto const range = type.find(":INT in ");
    word.value = type.substr(0, std::min(validators, range));
    if (validators == std::string::npos)
        return;
    auto const from = validators + 2;
    std::stringstream list{type.substr(from, type.find('}', from) - from)};
    for (std::string choice; std::getline(list, choice, ',');)
        word.choices.push_back(choice);
}

Word word(CLI::Option const& option) {
    Word word;
    for (auto const& name : option.get_snames())
        word.names.push_back("-" + name);
    for (auto const& name : option.get_lnames())
        word.names.push_back("--" + name);
    if (option.get_items_expected_max() > 0)
        read_type(option.get_type_name(), word);
    if (word.positional())
        word.value = option.get_name(true);
    word.description = option.get_description();
    word.default_value = option.get_default_str();
    word.required = option.get_required();
    word.repeated = option.get_items_expected_max() > 1;
    return word;
}

} // namespace

CommandTree command_tree(CLI::App const& app) {
    CommandTree tree{app.get_name(), app.get_description(), app.get_footer(), {}, {}};
    for (auto const* option : app.get_options())
        if (!option->get_group().empty())
            tree.words.push_back(word(*option));
    for (auto const* command : app.get_subcommands([](CLI::App const*) { return true; }))
        if (!command->get_group().empty() && !command->get_name().empty())
            tree.commands.push_back(command_tree(*command));
    for (auto& command : tree.commands)
        if (command.footer == tree.footer) // CLI11 hands it down
            command.footer.clear();
    return tree;
}

} // namespace enedis2mqtt::app
