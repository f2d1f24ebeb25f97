#include "config/source_text.hpp"

#include <algorithm>

namespace enedis2mqtt::config {
namespace {

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

/// The bytes of the UTF-8 character at the start of `text`; 0 when there is none.
std::size_t character(std::string_view text) {
    auto const lead = static_cast<unsigned char>(text.front());
    std::size_t const size = lead < 0x80                   ? 1
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                                                           : 0;
    bool const whole =
        size != 0 && size <= text.size() &&
        std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(size), continues);
    return whole ? size : 0;
}

// yaml-cpp takes the byte 04 for the end of the file and would drop what follows it without a word.
bool forbidden(char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

bool is_margin(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\t' || c == '-'; });
}

} // namespace

Excerpt excerpt(std::string before, std::string_view value) {
    Excerpt shown{before + std::string{value}, characters(before),
                  std::max<std::size_t>(characters(value), 1)};
    std::replace_if(
        shown.text.begin(), shown.text.end(),
        [](char c) { return c == '\t' || c == '\n' || c == '\r' || forbidden(c); }, ' ');
    return shown;
}

SourceText::SourceText(std::string text) : text_(std::move(text)) {
    if (text_.starts_with("\xef\xbb\xbf"))
        text_.erase(0, 3);
    starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i)
        if (text_[i] == '\n')
            starts_.push_back(i + 1);
}

std::string_view SourceText::line(std::size_t number) const {
    if (number >= starts_.size())
        return {};
    auto const start = starts_[number];
    auto text = std::string_view{text_}.substr(start, text_.find('\n', start) - start);
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    return text;
}

std::optional<Problem> SourceText::defect() const {
    for (std::size_t i = 0; i < text_.size();) {
        auto const size = character(std::string_view{text_}.substr(i));
        if (size != 0 && !forbidden(text_[i])) {
            i += size;
            continue;
        }
        auto const after = std::upper_bound(starts_.begin(), starts_.end(), i);
        Problem problem;
        problem.line = static_cast<int>(after - starts_.begin());
        auto const start = *(after - 1);
        problem.column = static_cast<int>(characters(std::string_view{text_}.substr(start, i - start))) + 1;
        problem.message =
            size == 0 ? say("le fichier n'est pas en UTF-8", "the file is not UTF-8")
                      : say("un caractère de contrôle se trouve ici", "there is a control character here");
        problem.hint = size == 0 ? say("enregistrez-le au format UTF-8 dans votre éditeur",
                                       "save it as UTF-8 in your editor")
                                 : say("effacez-le et enregistrez le fichier comme texte UTF-8",
                                       "delete it and save the file as UTF-8 text");
        return problem;
    }
    return std::nullopt;
}

bool SourceText::quote_is_closed(std::size_t number, std::size_t column) const {
    auto at = starts_.at(number) + column;
    char const quote = text_.at(at);
    if (quote != '"' && quote != '\'') // behind an anchor
        return true;
    for (++at; at < text_.size(); ++at) {
        bool const doubled = quote == '\'' && text_.compare(at, 2, "''") == 0;
        if (doubled || (quote == '"' && text_[at] == '\\'))
            ++at;
        else if (text_[at] == quote)
            return true;
    }
    return false;
}

bool SourceText::indented_with_tab(std::size_t number) const {
    auto const shown = line(number);
    return shown.substr(0, shown.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

Place SourceText::place(std::size_t number, std::size_t column, std::size_t key_column,
                        std::string_view value) const {
    Place place;
    place.line = number;
    place.column = column;
    place.key_column = key_column;
    auto const shown = line(number);
    auto const at = value.empty() ? std::string_view::npos : shown.find(value, column);
    if (at != std::string_view::npos) {
        bool const quoted = shown[column] == '"' || shown[column] == '\'';
        place.end = std::min(at + value.size() + (quoted ? 1 : 0), shown.size());
    } else if (value.empty() && column < shown.size() && (shown[column] == '"' || shown[column] == '\'')) {
        place.end = std::min(column + 2, shown.size());
    } else { // folded over several lines, or written with escapes
        place.end = column;
        place.mask = "…";
    }
    return place;
}

void SourceText::locate(Problem& problem, Place const& place) const {
    if (!place.variable.empty() || place.whole_file)
        return;
    auto const shown = line(place.line);
    auto const column = std::min(place.column, shown.size());
    auto const key_column = std::min(place.key_column, column);
    auto const end = std::clamp(place.end, column, shown.size());
    problem.line = static_cast<int>(place.line) + 1;
    problem.column = static_cast<int>(characters(shown.substr(0, column))) + 1;
    auto const margin = shown.substr(0, key_column);
    auto const value = place.mask ? *place.mask : std::string{shown.substr(column, end - column)};
    auto before = std::string{is_margin(margin) ? margin : "… "} +
                  std::string{shown.substr(key_column, column - key_column)};
    problem.excerpt = excerpt(std::move(before), value);
}

void SourceText::locate_syntax(Problem& problem, std::size_t number, std::size_t column) const {
    auto const shown = line(number);
    column = std::min(column, shown.size());
    problem.line = static_cast<int>(number) + 1;
    problem.column = static_cast<int>(characters(shown.substr(0, column))) + 1;
    // Without a structure nobody knows what is a secret: only the margin and a known key are safe to repeat.
    auto const start = std::min(shown.find_first_not_of(" \t-"), shown.size());
    auto const colon = std::min(shown.find(':', start), shown.size());
    auto const name = shown.substr(start, colon - start);
    auto const keys = known_keys();
    bool const known = std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
        auto const dot = key.find_last_of('.');
        return key.substr(dot == std::string_view::npos ? 0 : dot + 1) == name;
    });
    if (!known)
        return;
    problem.excerpt = excerpt(std::string{shown.substr(0, start)}, name);
    problem.excerpt.text += colon < shown.size() ? ": …" : "";
}

} // namespace enedis2mqtt::config
