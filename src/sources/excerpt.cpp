#include "sources/excerpt.hpp"

#include <enedis2mqtt/base/secret.hpp>

#include <algorithm>

namespace enedis2mqtt::sources {
namespace {

constexpr std::size_t longest = 200;
constexpr std::size_t token_length = 24;
constexpr std::size_t usage_point_length = 14;

bool digit(char c) {
    return c >= '0' && c <= '9';
}

bool token_character(char c) {
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' ||
           c == '+' || c == '~';
}

/// Bytes of the UTF-8 character at the front, 0 when there is none.
std::size_t character_length(std::string_view text) {
    auto const lead = static_cast<unsigned char>(text.front());
    std::size_t const length = lead < 0x80U                    ? 1
                               : lead >= 0xC2U && lead < 0xE0U ? 2
                               : (lead & 0xF0U) == 0xE0U       ? 3
                               : lead >= 0xF0U && lead < 0xF5U ? 4
                                                               : 0;
    if (length == 0 || length > text.size())
        return 0;
    bool const continued =
        std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });
    return continued ? length : 0;
}

/// A run of token characters as it may be shown. Long words (`no_data_found`, host names) have no digit.
std::string shown_run(std::string_view run) {
    if (run.size() >= token_length && std::any_of(run.begin(), run.end(), digit))
        return "***";
    std::string out{run};
    for (auto first = out.begin(); first != out.end();) {
        auto const last = std::find_if_not(first, out.end(), digit);
        if (static_cast<std::size_t>(last - first) == usage_point_length) {
            out.replace(first, last - 4, "…");
            break; // two of them would be longer than a token
        }
        first = std::find_if(last, out.end(), digit);
    }
    return out;
}

} // namespace

std::string excerpt(std::string_view text) {
    auto const known_hidden = redact(text.substr(0, 4 * longest));
    std::string_view rest{known_hidden};
    std::string out;
    std::size_t characters = 0;
    while (!rest.empty() && characters < longest) {
        auto const run = static_cast<std::size_t>(
            std::find_if_not(rest.begin(), rest.end(), token_character) - rest.begin());
        if (run > 0) {
            auto const shown = shown_run(rest.substr(0, run)).substr(0, longest);
            out += shown;
            characters += shown.size();
            rest.remove_prefix(run);
            continue;
        }
        auto const length = character_length(rest);
        bool const space = rest.front() == ' ' || (rest.front() >= '\t' && rest.front() <= '\r');
        if (space && !out.empty() && out.back() != ' ')
            out += ' ', ++characters;
        else if (!space && length > 0 && static_cast<unsigned char>(rest.front()) >= 0x20U &&
                 rest.front() != 0x7F)
            out += rest.substr(0, length), ++characters;
        rest.remove_prefix(std::max<std::size_t>(length, 1));
    }
    if (!rest.empty())
        out += "…";
    if (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

} // namespace enedis2mqtt::sources
