#include "config/document.hpp"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <vector>

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

/// Where documents start.
class Starts final : public YAML::EventHandler {
public:
    std::vector<YAML::Mark> marks;

    void OnDocumentStart(YAML::Mark const& mark) override { marks.push_back(mark); }
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const&, YAML::anchor_t) override {}
    void OnAlias(YAML::Mark const&, YAML::anchor_t) override {}
    void OnScalar(YAML::Mark const&, std::string const&, YAML::anchor_t, std::string const&) override {}
    void OnSequenceStart(YAML::Mark const&, std::string const&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(YAML::Mark const&, std::string const&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}
};

/// The start of a second document. YAML::LoadAll does not come back from a text that begins with a comma:
/// each document it reads there is empty and leaves the comma where it is.
std::optional<YAML::Mark> second_document(std::string const& text) {
    std::istringstream stream{text};
    YAML::Parser parser{stream};
    Starts starts;
    while (starts.marks.size() < 2 && parser.HandleNextDocument(starts)) {
    }
    if (starts.marks.size() < 2)
        return std::nullopt;
    if (starts.marks[0].pos == starts.marks[1].pos)
        throw YAML::ParserException{starts.marks[1], ""};
    return starts.marks[1];
}

} // namespace

std::optional<Problem> with_document(SourceText const& source,
                                     std::function<void(YAML::Node const& document)> const& read) {
    if (auto defect = source.defect())
        return defect;
    Problem problem;
    try {
        auto const second = second_document(source.text());
        if (!second) {
            read(YAML::Load(source.text()));
            return std::nullopt;
        }
        source.locate_syntax(problem, static_cast<std::size_t>(std::max(second->line, 0)), 0);
        problem.message = say("un second document commence ici", "a second document starts here");
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
