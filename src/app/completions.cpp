#include "app/cli_pages.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

namespace enedis2mqtt::app {
namespace {

std::string with_escapes(std::string const& text, std::string_view special) {
    std::string safe;
    for (auto const c : text) {
        if (special.find(c) != std::string_view::npos)
            safe += '\\';
        safe += c;
    }
    return safe;
}

/// One quoted word of sh, bash and zsh.
std::string quoted(std::string const& text) {
    std::string safe = "'";
    for (auto const c : text)
        safe += c == '\'' ? "'\\''" : std::string(1, c);
    return safe + "'";
}

bool takes_files(CommandTree const& command) {
    for (auto const& word : command.words)
        if (word.positional())
            return true;
    return false;
}

/// bash: what may follow `word`, for the case `<command>:<word before>`.
std::string bash_values(std::string const& scope, Word const& word) {
    std::vector<std::string> patterns;
    for (auto const& name : word.names)
        patterns.push_back(scope + ":" + name);
    auto const values = word.file() ? "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\"))"
                        : word.choices.empty()
                            ? "COMPREPLY=()"
                            : fmt::format("COMPREPLY=($(compgen -W {} -- \"$word\"))",
                                          quoted(fmt::format("{}", fmt::join(word.choices, " "))));
    return fmt::format("  {}) {}; return ;;\n", fmt::join(patterns, " | "), values);
}

std::string bash_words(CommandTree const& command) {
    std::vector<std::string> words;
    for (auto const& child : command.commands)
        words.push_back(child.name);
    for (auto const& word : command.words)
        words.insert(words.end(), word.names.begin(), word.names.end());
    return fmt::format("{}", fmt::join(words, " "));
}

std::string zsh_argument(Word const& word) {
    auto const values = word.file()            ? std::string{"_files"}
                        : word.choices.empty() ? std::string{}
                                               : fmt::format("({})", fmt::join(word.choices, " "));
    auto const says = with_escapes(word.description, "[]:\\");
    auto const value = word.value.empty() ? "" : fmt::format(":{}:{}", with_escapes(word.value, ":"), values);
    if (word.positional())
        return quoted(fmt::format("{}:{}:_files", word.repeated ? "*" : "", with_escapes(word.value, ":")));
    std::vector<std::string> forms;
    for (auto const& name : word.names)
        forms.push_back(quoted(fmt::format("{}{}[{}]{}", word.repeated ? "*" : "", name, says, value)));
    return fmt::format("{}", fmt::join(forms, " "));
}

std::string zsh_arguments(CommandTree const& command) {
    std::string text;
    for (auto const& word : command.words)
        text += fmt::format(" \\\n      {}", zsh_argument(word));
    return text;
}

std::string fish_line(std::string const& program, std::string const& condition, Word const& word) {
    auto line = fmt::format("complete -c {} -n '{}'", program, condition);
    if (word.positional())
        return line + " -F\n";
    for (auto const& name : word.names)
        line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (word.file())
        line += " -r -F";
    else if (!word.value.empty())
        line += fmt::format(" -x -a '{}'", fmt::join(word.choices, " "));
    return line + fmt::format(" -d '{}'\n", with_escapes(word.description, "'\\"));
}

} // namespace

std::string bash_completion(CommandTree const& program) {
    std::vector<std::string> names;
    std::string values;
    std::string words = fmt::format("  '') words={} ;;\n", quoted(bash_words(program)));
    auto add_values = [&](CommandTree const& command, std::string const& scope) {
        for (auto const& word : command.words)
            if (!word.positional() && !word.value.empty())
                values += bash_values(scope, word);
    };
    add_values(program, "");
    for (auto const& command : program.commands) {
        names.push_back(command.name);
        add_values(command, command.name);
        words += fmt::format("  {}) words={}{} ;;\n", command.name, quoted(bash_words(command)),
                             takes_files(command) ? " files=yes" : "");
    }
    return fmt::format(R"(# bash completion for {0}
_{0}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} command='' words='' files='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${{COMP_WORDS[i]}} in
    {1}) command=${{COMP_WORDS[i]}}; break ;;
    esac
  done
  case $command:$before in
{2}  esac
  case $command in
{3}  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [ -n "$files" ] && [[ $word != -* ]] && compopt -o filenames && COMPREPLY=($(compgen -f -- "$word"))
  return 0
}}
complete -F _{0} {0}
)",
                       program.name, fmt::join(names, " | "), values, words);
}

std::string zsh_completion(CommandTree const& program) {
    std::string commands;
    std::string branches;
    for (auto const& command : program.commands) {
        commands += " \\\n      " + quoted(fmt::format("{}:{}", command.name, command.description));
        branches += fmt::format("    {}) _arguments -s{} ;;\n", command.name, zsh_arguments(command));
    }
    return fmt::format(R"(#compdef {0}
_{0}() {{
  local curcontext=$curcontext state state_descr line
  typeset -A opt_args
  _arguments -C{1} \
      '1:command:->command' '*::argument:->argument' && return
  case $state in
  command)
    local -a commands
    commands=({2})
    _describe command commands
    ;;
  argument)
    case $line[1] in
{3}    esac
    ;;
  esac
}}
_{0} "$@"
)",
                       program.name, zsh_arguments(program), commands, branches);
}

std::string fish_completion(CommandTree const& program) {
    auto text = fmt::format("complete -c {} -f\n", program.name);
    auto const first = std::string{"__fish_use_subcommand"};
    for (auto const& word : program.words)
        text += fish_line(program.name, first, word);
    for (auto const& command : program.commands) {
        text += fmt::format("complete -c {} -n {} -a {} -d '{}'\n", program.name, first, command.name,
                            with_escapes(command.description, "'\\"));
        for (auto const& word : command.words)
            text += fish_line(program.name, "__fish_seen_subcommand_from " + command.name, word);
    }
    return text;
}

std::string cli_page(std::string const& kind, CommandTree const& program) {
    if (kind == "man")
        return man_page(program);
    if (kind == "bash")
        return bash_completion(program);
    if (kind == "zsh")
        return zsh_completion(program);
    if (kind == "fish")
        return fish_completion(program);
    throw std::invalid_argument{"no page is called " + kind};
}

} // namespace enedis2mqtt::app
