#include "config/document.hpp"

#include <algorithm>
#include <array>

namespace enedis2mqtt::config {
namespace {

constexpr char const* tab_message = "illegal tab";

/// yaml-cpp's words, which may hold the text that offended, are not repeated.
Words syntax_hint(std::string_view library_message) {
    struct Row {
        std::string_view start;
        Words hint;
    };
    static std::array const rows{
        Row{"illegal map value",
            {"un texte qui contient « : » se met entre guillemets ; vérifiez aussi le retrait",
             "a text that contains \": \" needs quotes; check the indentation too"}},
        Row{tab_message,
            {"le retrait se fait avec des espaces, jamais de tabulation",
             "indent with blanks, never with tabs"}},
        Row{"illegal EOF in scalar",
            {"un guillemet ouvrant n'est jamais fermé", "a quote is opened and never closed"}},
        Row{"end of map not found",
            {"vérifiez le retrait, et le deux-points suivi d'une espace",
             "check the indentation, and the colon with a blank after it"}},
        Row{"end of sequence not found",
            {"vérifiez le retrait des tirets", "check the indentation of the dashes"}},
        Row{"end of map flow", {"une accolade { n'est jamais fermée", "a brace { is never closed"}},
        Row{"end of sequence flow", {"un crochet [ n'est jamais fermé", "a bracket [ is never closed"}},
        Row{"unknown token",
            {"un texte qui commence par @, ` ou % se met entre guillemets",
             "a text that begins with @, ` or % needs quotes"}},
        Row{"the referenced anchor",
            {"un texte qui commence par * se met entre guillemets",
             "a text that begins with * needs quotes"}},
        Row{"unknown escape",
            {"entre guillemets doubles, la barre oblique inverse s'écrit deux fois ; préférez les guillemets "
             "simples",
             "in double quotes a backslash is written twice; prefer single quotes"}},
    };
    for (auto const& [start, hint] : rows)
        if (library_message.starts_with(start))
            return hint;
    return say("vérifiez le retrait, les guillemets et les deux-points",
               "check the indentation, the quotes and the colons");
}

} // namespace

std::optional<Problem> with_document(SourceText const& source,
                                     std::function<void(YAML::Node const& document)> const& read) {
    if (auto defect = source.defect())
        return defect;
    Problem problem;
    try {
        auto const documents = YAML::LoadAll(source.text());
        if (documents.size() <= 1) {
            read(documents.empty() ? YAML::Node{} : documents.front());
            return std::nullopt;
        }
        auto const mark = documents[1].Mark();
        source.locate_syntax(problem, static_cast<std::size_t>(std::max(mark.line, 0)), 0);
        problem.message =
            say("un second document commence avant ici", "a second document starts before this line");
        problem.hint =
            say("gardez un seul document : ôtez la ligne ---", "keep one document: remove the line ---");
    } catch (YAML::Exception const& failure) {
        auto const known = !failure.mark.is_null();
        source.locate_syntax(problem, static_cast<std::size_t>(known ? failure.mark.line : 0),
                             static_cast<std::size_t>(known ? failure.mark.column : 0));
        problem.message = say("ce n'est pas du YAML valable", "this is not valid YAML");
        auto const tab = source.indented_with_tab(static_cast<std::size_t>(known ? failure.mark.line : 0));
        problem.hint = syntax_hint(tab ? tab_message : failure.msg);
    }
    return problem;
}

} // namespace enedis2mqtt::config
