#include "config/nearest.hpp"
#include "config/yaml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace enedis2mqtt::config {

Section::Section(Reader& reader, std::string path, YAML::Node const& map)
    : reader_(reader), path_(std::move(path)), map_(map) {
    if (map_.IsMap())
        reader_.maps_.emplace_back(path_, map_);
}

std::string Section::key(std::string_view name) const {
    return path_.empty() ? std::string{name} : path_ + "." + std::string{name};
}

// The first one counts; check_leftovers reports the others.
std::optional<Reader::Child> Section::find(std::string_view name) const {
    if (!map_.IsMap())
        return std::nullopt;
    for (auto const& entry : map_)
        if (entry.first.IsScalar() && entry.first.Scalar() == name)
            return Reader::Child{entry.first, entry.second};
    return std::nullopt;
}

Section Section::section(std::string_view name) {
    auto const path = key(name);
    reader_.names_[pattern_of(path_)].emplace(name);
    auto const child = find(name);
    if (!child)
        return {reader_, path, YAML::Node{}};
    reader_.places_[path] = reader_.key_place(child->key);
    if (!child->value.IsMap() && !child->value.IsNull())
        reader_.error(path,
                      say("une section `clé: valeur` était attendue", "expected a section `key: value`"),
                      say("une clé par ligne, en retrait, avec une espace après le deux-points",
                          "one key per line, indented, with a blank after the colon"));
    return {reader_, path, child->value};
}

std::vector<Section::Item> Section::items(std::string_view name) {
    auto const path = key(name);
    reader_.names_[pattern_of(path_)].emplace(name);
    auto const item = [&](std::size_t index) { return fmt::format("{}[{}]", path, index); };
    std::vector<Item> items;
    if (auto const child = find(name)) {
        reader_.places_[path] = reader_.key_place(child->key);
        if (child->value.IsSequence())
            for (auto const& node : child->value)
                items.push_back({item(items.size()), node});
        else if (!child->value.IsNull())
            items.push_back({path, child->value});
    }
    // Variables may go on where the file ends, one after the other.
    auto const variable = variable_of(path);
    std::set<std::size_t> indices;
    for (auto at = reader_.environment_.lower_bound(variable + "__");
         at != reader_.environment_.end() && at->first.starts_with(variable); ++at)
        if (auto const index = index_in(at->first, variable))
            indices.insert(*index);
    for (auto const index : indices) {
        auto const next = item(items.size());
        if (index > items.size()) {
            reader_.places_[next].variable = variable_of(next);
            reader_.skip_variables(item(index));
            reader_.error(next,
                          say("le numéro {} manque, alors que {} est donné",
                              "number {} is missing, while {} is given", items.size(), index),
                          say("les numéros commencent à 0 et se suivent",
                              "the numbers start at 0 and follow one another"));
        } else if (index == items.size()) {
            reader_.places_[next].variable = variable_of(next);
            items.push_back({next, std::nullopt});
        }
    }
    return items;
}

std::vector<Section> Section::list(std::string_view name) {
    auto const path = key(name);
    std::vector<Section> sections;
    for (auto const& item : items(name)) {
        if (!item.node)
            sections.push_back({reader_, item.path, YAML::Node{}});
        else if (item.path != path)
            sections.push_back(reader_.item(item.path, *item.node));
        else
            reader_.error(path, say("une liste était attendue", "expected a list"),
                          say("chaque élément commence par un tiret : `- pdl: …`",
                              "each item begins with a dash: `- pdl: …`"));
    }
    return sections;
}

bool Section::is_section(std::string_view name) const {
    if (auto const child = find(name))
        return child->value.IsMap();
    auto const variable = variable_of(key(name));
    auto const below = reader_.environment_.lower_bound(variable + "__");
    return below != reader_.environment_.end() && below->first.starts_with(variable + "__") &&
           !index_in(below->first, variable);
}

std::vector<std::string> Section::names() const {
    std::vector<std::string> names;
    auto const add = [&](std::string name) {
        if (std::ranges::find(names, name) == names.end())
            names.push_back(std::move(name));
    };
    if (map_.IsMap())
        for (auto const& entry : map_)
            if (entry.first.IsScalar())
                add(entry.first.Scalar());
    auto const prefix = variable_of(path_) + "__";
    for (auto at = reader_.environment_.lower_bound(prefix);
         at != reader_.environment_.end() && at->first.starts_with(prefix); ++at) {
        auto name = at->first.substr(prefix.size(), at->first.find("__", prefix.size()) - prefix.size());
        std::ranges::transform(name, name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        });
        add(std::move(name));
    }
    return names;
}

std::vector<Section::Item> Section::values_of(std::string_view name) {
    auto const path = key(name);
    reader_.scalars_.insert(pattern_of(path));
    auto found = items(name);
    // One variable wins over the list in the file.
    if (reader_.environment_.contains(variable_of(path)))
        return {{path, std::nullopt}};
    return found;
}

std::optional<Reader::Scalar> Section::read_item(Item const& item) {
    std::optional<Reader::Child> child;
    if (item.node)
        child = Reader::Child{*item.node, *item.node};
    return reader_.read(item.path, child, Shown::whole);
}

std::optional<Reader::Scalar> Section::read(std::string_view name, Shown shown) {
    reader_.names_[pattern_of(path_)].emplace(name);
    return reader_.read(key(name), find(name), shown);
}

void Section::secret(std::string_view name, Secret& out, Parsed<std::string> (*parse)(std::string_view)) {
    std::string text;
    value(name, text, parse, Shown::never);
    if (!text.empty())
        out = Secret{std::move(text)};
}

std::optional<std::size_t> Section::pick(std::string_view name, std::vector<std::string> const& words) {
    auto const scalar = read(name, Shown::whole);
    if (!scalar)
        return std::nullopt;
    auto const found = std::find(words.begin(), words.end(), scalar->text);
    if (found != words.end())
        return static_cast<std::size_t>(found - words.begin());
    auto const meant = nearest(scalar->text, words);
    auto const all = fmt::format("{}", fmt::join(words, ", "));
    reader_.error(key(name), say("l'une de ces valeurs était attendue : {}", "expected one of: {}", all),
                  meant ? say("vouliez-vous dire `{}` ?", "did you mean `{}`?", *meant) : Words{});
    return std::nullopt;
}

// A number or a truth value in quotes is a text.
template <class T>
Parsed<T> Section::unless_quoted(Reader::Scalar const& scalar, Parsed<T> parsed) {
    if (!scalar.quoted)
        return parsed;
    Complaint text{say("une valeur sans guillemets était attendue", "expected a value without quotes"), {}};
    if (auto* complaint = std::get_if<Complaint>(&parsed))
        text.message = std::move(complaint->message);
    text.hint = say("entre guillemets, c'est un texte", "in quotes it is a text");
    return text;
}

void Section::integer(std::string_view name, int& out, int least, int most) {
    if (auto const scalar = read(name, Shown::whole))
        accept(name, out, unless_quoted(*scalar, config::integer(scalar->text, least, most)));
}

void Section::boolean(std::string_view name, bool& out) {
    if (auto const scalar = read(name, Shown::whole))
        accept(name, out, unless_quoted(*scalar, config::boolean(scalar->text)));
}

void Section::file(std::string_view name, std::string& out) {
    std::string path;
    value(name, path, any_text);
    if (path.empty())
        return;
    auto absolute = reader_.absolute(path);
    if (auto const unreadable = unreadable_file(absolute))
        reader_.error(key(name), unreadable->message,
                      say("un chemin relatif part du dossier du fichier de configuration",
                          "a relative path starts at the configuration file's directory"));
    else
        out = absolute.string();
}

} // namespace enedis2mqtt::config
