#pragma once

#include <enedis2mqtt/domain/advice.hpp>

#include <cstddef>
#include <string>

/// What a person editing the configuration sees. No text of a Problem ever holds a secret, a value that came
/// from `!env` or `!file`, or a full PDL.
namespace enedis2mqtt::config {

/// One sentence in both languages.
struct Words {
    std::string fr;
    std::string en;
    std::string const& in(Language language) const { return language == Language::fr ? fr : en; }
};

/// The line to show, with its secrets already hidden; empty when there is nothing to show.
struct Excerpt {
    std::string text;
    std::size_t caret = 0; ///< characters before the first caret
    std::size_t width = 0; ///< number of carets
};

struct Problem {
    enum class Severity { error, warning };

    Severity severity = Severity::error;
    std::string file; ///< as the user named it; for an environment variable, the variable's name
    int line = 0;     ///< 1-based; 0 when the problem is the file's as a whole, or a variable's
    int column = 0;   ///< 1-based, in characters
    std::string key;  ///< `meters[0].pdl`; empty when no key is concerned
    Words message;
    Words hint; ///< may be empty
    Excerpt excerpt;
    Language language = Language::fr; ///< what the configuration asks for, as far as it could be read
};

/// Several lines without the last line feed:
///     config.yaml:14:17: error: schedule.retry: expected a duration such as 90s, 30m or 2h
///        14 |     retry: six
///           |            ^^^  hint
std::string to_text(Problem const& problem, Language language);
std::string to_text(Problem const& problem); ///< in the problem's own language

} // namespace enedis2mqtt::config
