#include "config/document.hpp"
#include "config/page_meters.hpp"
#include "config/sections.hpp"
#include "config/tariffs.hpp"

#include <enedis2mqtt/config/load.hpp>

#include <iterator>

namespace enedis2mqtt::config {
namespace {

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

/// Sources count in days of Paris.
CivilDay today_at(Instant now) {
    if (auto const paris = TimeZone::find("Europe/Paris"))
        return paris->day_of(now);
    return CivilDay{std::chrono::local_days{std::chrono::floor<std::chrono::days>(now).time_since_epoch()}};
}

Outcome read_document(SourceText const& source, std::optional<std::filesystem::path> const& file,
                      YAML::Node const& document, Environment const& environment, Instant now) {
    Reader reader{source, file, environment};
    Loaded loaded;
    auto& config = loaded.config;
    auto const today = today_at(now);
    read_config(reader.root(document), config, today);
    auto const shown = file ? meters_file_of(*file) : config.store.path.parent_path() / "meters.yaml";
    config.meters_file = file ? reader.absolute(shown.filename()) : shown;

    auto page = read_page_file(config.meters_file, shown, config, environment, today);
    check_meters(reader, config, config.meters, today);
    std::move(page.added.begin(), page.added.end(), std::back_inserter(config.meters));
    check_together(reader, config);
    reader.check_leftovers();

    bool const told = reader.given("language") && reader.sound("language");
    auto errors = reader.errors();
    std::move(page.errors.begin(), page.errors.end(), std::back_inserter(errors));
    if (!errors.empty())
        return failed(std::move(errors), told ? config.language : language_of(source.text(), environment));
    give_tariffs(config);
    loaded.warnings = reader.warnings();
    std::move(page.warnings.begin(), page.warnings.end(), std::back_inserter(loaded.warnings));
    for (auto& warning : loaded.warnings)
        warning.language = config.language;
    return loaded;
}

} // namespace

Outcome load_text(std::string_view yaml, std::filesystem::path const& file, Environment const& environment,
                  Instant now) {
    SourceText const source{std::string{yaml}};
    Outcome outcome;
    auto problem = with_document(source, [&](YAML::Node const& document) {
        outcome = read_document(source, file, document, environment, now);
    });
    if (!problem)
        return outcome;
    problem->file = file.string();
    return failed({std::move(*problem)}, language_of(source.text(), environment));
}

Outcome load(std::optional<std::filesystem::path> const& file, Environment const& environment, Instant now) {
    std::error_code unknown;
    if (!file && std::filesystem::exists(usual_file, unknown))
        return load(usual_file, environment, now);
    if (!file)
        return read_document(SourceText{{}}, std::nullopt, YAML::Node{}, environment, now);
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
    return load_text(std::get<std::string>(text), *file, environment, now);
}

std::vector<std::string> known_keys() {
    Environment const one_of_each{{variable_of("meters[0].pdl"), ""},
                                  {variable_of("tariffs.maison[0].periods[0].name"), ""}};
    SourceText const nothing{{}};
    Reader reader{nothing, std::nullopt, one_of_each};
    Config config;
    read_config(reader.root(YAML::Node{}), config, CivilDay{});
    return {reader.scalar_keys().begin(), reader.scalar_keys().end()};
}

} // namespace enedis2mqtt::config
