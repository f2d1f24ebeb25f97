#include "config/sections.hpp"

#include <enedis2mqtt/config/load.hpp>

#include <array>

namespace enedis2mqtt::config {
namespace {

constexpr std::size_t largest_file = 8UL * 1024 * 1024; // ten thousand meters take 2 MB

/// The language of problems in a file that cannot be read as a whole.
Language language_of(std::string_view text, Environment const& environment) {
    auto const variable = environment.find(variable_of("language"));
    if (variable != environment.end())
        return variable->second == "en" ? Language::en : Language::fr;
    auto const at = text.starts_with("language:") ? 0 : text.find("\nlanguage:");
    if (at == std::string_view::npos)
        return Language::fr;
    auto const value = text.substr(text.find(':', at) + 1);
    auto const word = value.substr(std::min(value.find_first_not_of(" \t\"'"), value.size()), 2);
    return word == "en" ? Language::en : Language::fr;
}

Outcome failed(std::vector<Problem> problems, Language language) {
    for (auto& problem : problems)
        problem.language = language;
    return problems;
}

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

Outcome read_document(SourceText const& source, std::optional<std::filesystem::path> const& file,
                      YAML::Node const& document, Environment const& environment) {
    Reader reader{source, file, environment};
    Loaded loaded;
    read_config(reader.root(document), loaded.config);
    check_together(reader, loaded.config);
    reader.check_leftovers();
    bool const told = reader.given("language") && reader.sound("language");
    if (auto errors = reader.errors(); !errors.empty())
        return failed(std::move(errors),
                      told ? loaded.config.language : language_of(source.text(), environment));
    loaded.warnings = reader.warnings();
    for (auto& warning : loaded.warnings)
        warning.language = loaded.config.language;
    return loaded;
}

} // namespace

Outcome load_text(std::string_view yaml, std::filesystem::path const& file, Environment const& environment) {
    SourceText const source{std::string{yaml}};
    auto const language = language_of(source.text(), environment);
    if (auto defect = source.defect()) {
        defect->file = file.string();
        return failed({std::move(*defect)}, language);
    }
    Problem problem;
    problem.file = file.string();
    try {
        auto const documents = YAML::LoadAll(source.text());
        if (documents.size() <= 1)
            return read_document(source, file, documents.empty() ? YAML::Node{} : documents.front(),
                                 environment);
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
    return failed({std::move(problem)}, language);
}

Outcome load(std::optional<std::filesystem::path> const& file, Environment const& environment) {
    if (!file)
        return read_document(SourceText{{}}, std::nullopt, YAML::Node{}, environment);
    auto text = read_file(*file, largest_file);
    if (auto* complaint = std::get_if<Complaint>(&text)) {
        Problem problem;
        problem.file = file->string();
        problem.message = std::move(complaint->message);
        problem.hint = say("donnez le chemin avec `-c FICHIER`, partez de config/enedis2mqtt.example.yaml, "
                           "ou mettez tout dans des variables ENEDIS2MQTT__…",
                           "give the path with `-c FILE`, start from config/enedis2mqtt.example.yaml, or put "
                           "everything into ENEDIS2MQTT__… variables");
        return failed({std::move(problem)}, language_of({}, environment));
    }
    return load_text(std::get<std::string>(text), *file, environment);
}

std::vector<std::string> known_keys() {
    Environment const one_meter{{variable_of("meters[0].pdl"), ""}};
    SourceText const nothing{{}};
    Reader reader{nothing, std::nullopt, one_meter};
    Config config;
    read_config(reader.root(YAML::Node{}), config);
    return {reader.scalar_keys().begin(), reader.scalar_keys().end()};
}

} // namespace enedis2mqtt::config
