#include <enedis2mqtt/config/problem.hpp>

#include <fmt/format.h>

namespace enedis2mqtt::config {
namespace {

std::string_view word(Problem::Severity severity, Language language) {
    if (severity == Problem::Severity::error)
        return language == Language::fr ? "erreur" : "error";
    return language == Language::fr ? "avertissement" : "warning";
}

std::string position(Problem const& problem) {
    return problem.line > 0 ? fmt::format("{}:{}:{}", problem.file, problem.line, problem.column)
                            : problem.file;
}

} // namespace

std::string to_text(Problem const& problem, Language language) {
    auto text = fmt::format("{}: {}: {}{}{}", position(problem), word(problem.severity, language),
                            problem.key, problem.key.empty() ? "" : ": ", problem.message.in(language));
    auto const& hint = problem.hint.in(language);
    auto const& excerpt = problem.excerpt;
    if (!excerpt.text.empty()) {
        auto const number = problem.line > 0 ? std::to_string(problem.line) : "";
        text += fmt::format("\n{:>5} | {}\n      | {:{}}{:^>{}}", number, excerpt.text, "", excerpt.caret, "",
                            excerpt.width);
        text += hint.empty() ? "" : "  " + hint;
    } else if (!hint.empty()) {
        text += "\n      | " + hint;
    }
    return text;
}

std::string to_text(Problem const& problem) {
    return to_text(problem, problem.language);
}

} // namespace enedis2mqtt::config
