#pragma once

#include "config/environment.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace enedis2mqtt::config {

/// Where a key and its value stand. In the file: 0-based line, columns in bytes. In the environment: the
/// variable.
struct Place {
    std::string variable;
    std::size_t line = 0;
    std::size_t column = 0;          ///< of what the problem is about
    std::size_t key_column = 0;      ///< where the excerpt begins
    std::size_t end = 0;             ///< where the excerpt ends
    std::optional<std::string> mask; ///< shown instead of the value
    bool whole_file = false;         ///< no position at all
};

/// `before` and `value` on one line, the carets under `value`.
Excerpt excerpt(std::string before, std::string_view value);

/// The text of a configuration file. An excerpt shows one key and its value, never its neighbours on the
/// line: they may be secrets.
class SourceText {
public:
    explicit SourceText(std::string text);

    std::string const& text() const { return text_; }
    /// What no YAML may hold, e.g. bytes that are not UTF-8.
    std::optional<Problem> defect() const;
    /// Whether the quoted text that begins there ends; yaml-cpp 0.7 takes the rest of the file without a
    /// word.
    bool quote_is_closed(std::size_t line, std::size_t column) const;
    bool indented_with_tab(std::size_t line) const;
    /// The place of a value that begins at (line, column); `value` is its text, found again in the line.
    Place place(std::size_t line, std::size_t column, std::size_t key_column, std::string_view value) const;
    /// Fills in line, column and excerpt; nothing for a place that is not in the file.
    void locate(Problem& problem, Place const& place) const;
    /// The same for a place where the text is not even YAML: only lines that surely hold no secret are shown.
    void locate_syntax(Problem& problem, std::size_t line, std::size_t column) const;

private:
    std::string_view line(std::size_t number) const;

    std::string text_;
    std::vector<std::size_t> starts_; ///< of each line
};

} // namespace enedis2mqtt::config
