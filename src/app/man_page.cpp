#include "app/cli_pages.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace enedis2mqtt::app {
namespace {

/// Running text: a backslash, and a dot or quote at the start of a line, mean something to roff.
std::string plain(std::string const& text) {
    std::string safe;
    auto line_starts = true;
    for (auto const c : text) {
        if (line_starts && (c == '.' || c == '\''))
            safe += "\\&";
        safe += c == '\\' ? "\\e" : std::string(1, c);
        line_starts = c == '\n';
    }
    return safe;
}

/// What is typed as it stands: its hyphens can be copied from the page.
std::string literal(std::string const& text) {
    std::string safe;
    for (auto const c : plain(text))
        safe += c == '-' ? "\\-" : std::string(1, c);
    return safe;
}

std::string bold(std::string const& text) {
    return "\\fB" + literal(text) + "\\fR";
}

std::string italic(std::string const& text) {
    return "\\fI" + plain(text) + "\\fR";
}

std::string upper(std::string text) {
    for (auto& c : text)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return text;
}

/// As in a synopsis: `[-c FILE]`, `--pdl P`, `FILE...`.
std::string in_short(Word const& word) {
    auto text = word.positional() ? "" : bold(word.names.front());
    if (!word.value.empty())
        text += (text.empty() ? "" : " ") + italic(word.value);
    if (word.positional() && word.repeated)
        text += "...";
    return word.required ? text : "[" + text + "]";
}

std::string entry(Word const& word) {
    std::vector<std::string> names;
    for (auto const& name : word.names)
        names.push_back(bold(name));
    auto head = fmt::format("{}", fmt::join(names, ", "));
    if (!word.value.empty())
        head += (head.empty() ? "" : " ") + italic(word.value);
    auto text = plain(word.description);
    if (!word.choices.empty())
        text += fmt::format(": {}", plain(fmt::format("{}", fmt::join(word.choices, ", "))));
    if (!word.default_value.empty())
        text += fmt::format(" (default {})", plain(word.default_value));
    return fmt::format(".TP\n{}\n{}\n", head, text);
}

bool asks_for_help(Word const& word) {
    return !word.positional() && word.names.back() == "--help";
}

std::string section(CommandTree const& command) {
    auto text = fmt::format(".SS {}\n{}\n", literal(command.name), plain(command.description));
    auto synopsis = bold(command.name);
    std::string entries;
    for (auto const& word : command.words) {
        if (asks_for_help(word))
            continue;
        synopsis += " " + in_short(word);
        entries += entry(word);
    }
    if (!entries.empty())
        text += fmt::format(".PP\n{}\n{}", synopsis, entries);
    if (!command.footer.empty())
        text += fmt::format(".PP\n.nf\n{}\n.fi\n", plain(command.footer));
    return text;
}

/// `name: what it is` becomes `what it is`.
std::string tagline(CommandTree const& program) {
    auto const prefix = program.name + ": ";
    return program.description.starts_with(prefix) ? program.description.substr(prefix.size())
                                                   : program.description;
}

} // namespace

std::string man_page(CommandTree const& program) {
    auto text = fmt::format(".TH {} 1 \"\" \"{} {}\" \"User Commands\"\n", literal(upper(program.name)),
                            program.name, ENEDIS2MQTT_VERSION);
    text += fmt::format(".SH NAME\n{} \\- {}\n", literal(program.name), plain(tagline(program)));
    text +=
        fmt::format(".SH SYNOPSIS\n{} [{}] [{}]\n", bold(program.name), italic("command"), italic("options"));
    text += ".SH OPTIONS\n";
    for (auto const& word : program.words)
        text += entry(word);
    text += ".SH COMMANDS\n";
    for (auto const& command : program.commands)
        text += section(command);
    if (!program.footer.empty())
        text += fmt::format(".SH NOTES\n.nf\n{}\n.fi\n", plain(program.footer));
    return text;
}

} // namespace enedis2mqtt::app
