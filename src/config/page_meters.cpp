#include "config/page_meters.hpp"

#include "config/document.hpp"
#include "config/sections.hpp"

#include <algorithm>

namespace enedis2mqtt::config {
namespace {

/// `!env` may name any variable; ENEDIS2MQTT__METERS__0__… speak of the configuration's own meters.
Environment without_our_keys(Environment const& environment) {
    Environment rest;
    std::copy_if(environment.begin(), environment.end(), std::inserter(rest, rest.end()),
                 [](auto const& variable) { return !variable.first.starts_with(variable_prefix); });
    return rest;
}

/// True when the entry is one of the configuration's own.
bool meets_its_like(Reader& reader, std::string const& key, MeterEntry const& entry,
                    std::vector<MeterEntry>& own) {
    auto const same = std::find_if(own.begin(), own.end(),
                                   [&](MeterEntry const& other) { return other.meter.id == entry.meter.id; });
    if (same == own.end())
        return false;
    if (same->token.empty() && !entry.token.empty() && same->meter.provider == entry.meter.provider) {
        same->token = entry.token;
        same->from_page = true;
    } else {
        reader.warning(key + ".pdl",
                       say("ce compteur est aussi dans la configuration, et c'est elle qui compte",
                           "this meter is in the configuration too, and that one counts"),
                       say("ôtez-le de l'un des deux fichiers", "remove it from one of the two files"));
    }
    return true;
}

} // namespace

std::filesystem::path meters_file_of(std::filesystem::path const& configuration) {
    return configuration.parent_path() / (configuration.stem().string() + ".meters.yaml");
}

PageMeters read_page_text(std::string text, std::filesystem::path const& shown, Config& config,
                          Environment const& environment, CivilDay today) {
    PageMeters page;
    SourceText const source{std::move(text)};
    auto const variables = without_our_keys(environment);
    auto const defect = with_document(source, [&](YAML::Node const& document) {
        Reader reader{source, shown, variables};
        auto entries = read_page_meters(reader.root(document));
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (auto const key = "meters[" + std::to_string(i) + "]";
                !reader.sound(key + ".pdl") || !meets_its_like(reader, key, entries[i], config.meters))
                page.added.push_back(entries[i]);
        check_meters(reader, config, entries, today);
        reader.check_leftovers();
        page.errors = reader.errors();
        page.warnings = reader.warnings();
    });
    if (defect) {
        page.errors.push_back(*defect);
        page.errors.back().file = shown.string();
    }
    return page;
}

PageMeters read_page_file(std::filesystem::path const& file, std::filesystem::path const& shown,
                          Config& config, Environment const& environment, CivilDay today) {
    PageMeters page;
    std::error_code failed;
    if (!std::filesystem::exists(file, failed) && !failed)
        return page;
    auto text = read_file(file, largest_file);
    if (auto* content = std::get_if<std::string>(&text))
        return read_page_text(std::move(*content), shown, config, environment, today);
    Problem problem;
    problem.file = shown.string();
    problem.message = std::move(std::get<Complaint>(text).message);
    page.errors.push_back(std::move(problem));
    return page;
}

} // namespace enedis2mqtt::config
