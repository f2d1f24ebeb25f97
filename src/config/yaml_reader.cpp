#include "config/yaml_reader.hpp"

#include "config/nearest.hpp"

#include <algorithm>
#include <tuple>

namespace enedis2mqtt::config {
namespace {

constexpr std::string_view env_tag = "!env";
constexpr std::string_view file_tag = "!file";

bool is_plain_tag(std::string const& tag) {
    return tag.empty() || tag == "?" || tag == "!" || tag.starts_with("tag:yaml.org,2002:");
}
bool is_reference(std::string_view tag) {
    return tag == env_tag || tag == file_tag;
}

std::string parent_of(std::string const& key) {
    auto const mark = key.find_last_of(".[");
    return mark == std::string::npos ? std::string{} : key.substr(0, mark);
}

/// What a problem shows instead of the value; nothing: the value itself.
std::optional<std::string> mask_of(std::string_view text, Shown shown) {
    auto const digit_or_blank = [](char c) { return (c >= '0' && c <= '9') || c == ' '; };
    if (shown == Shown::last_digits && text.size() >= 8 &&
        std::all_of(text.begin(), text.end(), digit_or_blank))
        return "…" + std::string{text.substr(text.size() - 4)};
    // user:password@host
    if (shown != Shown::whole || text.find('@') != std::string_view::npos)
        return "***";
    return std::nullopt;
}

Words did_you_mean(std::optional<std::string> const& word) {
    return word ? say("vouliez-vous dire `{}` ?", "did you mean `{}`?", *word) : Words{};
}

Words kind_of(YAML::Node const& node) {
    return node.IsMap() ? Words{"une section", "a section"} : Words{"une liste", "a list"};
}

std::size_t as_size(int mark) {
    return static_cast<std::size_t>(std::max(mark, 0));
}

} // namespace

std::string pattern_of(std::string const& key) {
    std::string pattern;
    bool inside = false;
    for (char c : key) {
        inside = inside && c != ']';
        if (!inside)
            pattern += c;
        inside = inside || c == '[';
    }
    return pattern;
}

Reader::Reader(SourceText const& source, std::optional<std::filesystem::path> const& file,
               Environment const& environment)
    : source_(source), file_(file ? file->string() : std::string{}), environment_(environment) {
    std::error_code failed;
    auto const absolute = std::filesystem::absolute(file.value_or("here"), failed);
    directory_ = absolute.parent_path();
}

Section Reader::root(YAML::Node const& document) {
    if (!document.IsNull() && !document.IsMap()) {
        places_[""] = source_.place(as_size(document.Mark().line), as_size(document.Mark().column),
                                    as_size(document.Mark().column), {});
        error("", say("des clés telles que `mqtt:` et `meters:` étaient attendues",
                      "expected keys such as `mqtt:` and `meters:`"));
        unsound_.insert("meters");
        return {*this, "", YAML::Node{}};
    }
    return {*this, "", document};
}

Section Reader::item(std::string const& key, YAML::Node const& node) {
    if (!node.IsNull()) { // the mark of an empty item is that of the next token
        auto const mark = node.Mark();
        auto const column = as_size(mark.column);
        places_[key] = node.IsMap() && node.size() > 0
                           ? key_place(node.begin()->first)
                           : source_.place(as_size(mark.line), column, column, {});
    }
    if (!node.IsNull() && !node.IsMap())
        error(key, say("une section `clé: valeur` était attendue", "expected a section `key: value`"),
              say("chaque élément commence par un tiret : `- pdl: …`",
                  "each item begins with a dash: `- pdl: …`"));
    return {*this, key, node};
}

void Reader::skip_variables(std::string const& key) {
    auto const prefix = variable_of(key) + "__";
    for (auto at = environment_.lower_bound(prefix);
         at != environment_.end() && at->first.starts_with(prefix); ++at)
        used_variables_.insert(at->first);
}

Place Reader::place_of(std::string const& key) const {
    auto at = key;
    auto found = places_.find(at);
    while (found == places_.end() && !at.empty()) {
        at = parent_of(at);
        found = places_.find(at);
    }
    Place place;
    if (found == places_.end())
        place.whole_file = true;
    else
        place = found->second;
    // What is missing beside a variable, or without any file, is best named by the variable that would set
    // it.
    if (at != key && (!place.variable.empty() || !has_file())) {
        place = Place{};
        place.variable = variable_of(key);
    }
    return place;
}

Place Reader::key_place(YAML::Node const& key) const {
    auto const mark = key.Mark();
    auto const column = as_size(mark.column);
    auto const& text = key.IsScalar() ? key.Scalar() : std::string{};
    // `{password:hunter2}` is a key for YAML: only its first word is a name for people.
    auto const word_character = [](char c) {
        return c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z');
    };
    auto const end = std::find_if_not(text.begin(), text.end(), word_character);
    return source_.place(as_size(mark.line), column, column,
                         std::string_view{text}.substr(0, static_cast<std::size_t>(end - text.begin())));
}

Problem Reader::problem(std::string const& key, Place const& place, Words message, Words hint) const {
    Problem problem;
    problem.file = place.variable.empty() ? file_ : place.variable;
    problem.key = key;
    problem.message = std::move(message);
    problem.hint = std::move(hint);
    if (place.variable.empty())
        source_.locate(problem, place);
    else if (place.mask)
        problem.excerpt = excerpt(place.variable + "=", *place.mask);
    return problem;
}

void Reader::error(std::string const& key, Words message, Words hint) {
    unsound_.insert(key);
    errors_.push_back(problem(key, place_of(key), std::move(message), std::move(hint)));
}

void Reader::warning(std::string const& key, Words message, Words hint) {
    auto warned = problem(key, place_of(key), std::move(message), std::move(hint));
    warned.severity = Problem::Severity::warning;
    warnings_.push_back(std::move(warned));
}

void Reader::add(std::vector<Problem> problems) {
    for (auto& one : problems) {
        auto& mine = one.severity == Problem::Severity::warning ? warnings_ : errors_;
        mine.push_back(std::move(one));
    }
}

std::optional<Reader::Scalar> Reader::read(std::string const& key, std::optional<Child> const& child,
                                           Shown shown) {
    scalars_.insert(pattern_of(key));
    auto const variable = environment_.find(variable_of(key));
    if (variable != environment_.end())
        return read_variable(key, variable->second, shown);
    return child ? read_node(key, *child, shown) : std::nullopt;
}

// A variable may hold `!file PATH` too: containers mount their secrets as files.
std::optional<Reader::Scalar> Reader::read_variable(std::string const& key, std::string const& text,
                                                    Shown shown) {
    auto& place = places_[key];
    place.variable = variable_of(key);
    used_variables_.insert(place.variable);
    auto const blank = std::min(text.find(' '), text.size());
    auto const tag = text.substr(0, blank);
    if (is_reference(tag)) {
        Scalar scalar{text.substr(std::min(text.find_first_not_of(' ', blank), text.size())), true, true};
        place.mask = tag == env_tag && !is_variable_name(scalar.text) ? tag + " ***" : text;
        return resolve(key, tag, std::move(scalar));
    }
    place.mask = mask_of(text, shown).value_or(text);
    return Scalar{text, false, false};
}

std::optional<Reader::Scalar> Reader::read_node(std::string const& key, Child const& child, Shown shown) {
    auto const& node = child.value;
    places_[key] = key_place(child.key);
    if (node.IsNull()) { // its own mark is that of the next token
        error(key, say("une valeur était attendue", "expected a value"),
              say("un texte vide s'écrit \"\" ; un texte qui contient # se met entre guillemets ; sans la "
                  "ligne, la valeur par défaut vaut",
                  "an empty text is written \"\"; a text with # needs quotes; without the line the default "
                  "holds"));
        return std::nullopt;
    }
    if (!node.IsScalar()) {
        auto const kind = kind_of(node);
        error(key, {"une seule valeur était attendue, pas " + kind.fr, "expected one value, not " + kind.en});
        return std::nullopt;
    }
    auto const mark = node.Mark();
    auto const key_mark = child.key.Mark();
    bool const aliased = mark.pos < key_mark.pos; // the text is elsewhere, under a key of its own
    auto const key_column = mark.line == key_mark.line && !aliased ? key_mark.column : mark.column;
    auto place = source_.place(as_size(mark.line), as_size(mark.column), as_size(key_column), node.Scalar());
    auto const& tag = node.Tag();
    bool const reference = is_reference(tag);
    bool const safe_reference = tag == file_tag || (tag == env_tag && is_variable_name(node.Scalar()));
    if (aliased || (!reference && !is_plain_tag(tag)) || (reference && !safe_reference))
        place.mask = "***";
    else if (auto mask = mask_of(node.Scalar(), shown); mask && !reference)
        place.mask = std::move(mask);
    places_[key] = std::move(place);
    // The tag is not repeated: a password may begin with an exclamation mark.
    if (!reference && !is_plain_tag(tag)) {
        error(key,
              say("une valeur, `!env NOM` ou `!file CHEMIN` était attendue",
                  "expected a value, `!env NAME` or `!file PATH`"),
              say("un texte qui commence par ! se met entre guillemets",
                  "a text that begins with ! needs quotes"));
        return std::nullopt;
    }
    if (tag == "!" && !source_.quote_is_closed(as_size(mark.line), as_size(mark.column))) {
        error(key,
              say("un guillemet est ouvert ici et jamais fermé", "a quote is opened here and never closed"));
        return std::nullopt;
    }
    return resolve(key, tag, Scalar{node.Scalar(), tag == "!", reference});
}

std::optional<Reader::Scalar> Reader::resolve(std::string const& key, std::string_view tag, Scalar scalar) {
    if (!is_reference(tag))
        return scalar;
    auto found =
        tag == env_tag ? from_variable(scalar.text, environment_) : from_file(scalar.text, directory_);
    if (auto* complaint = std::get_if<Complaint>(&found)) {
        error(key, std::move(complaint->message), std::move(complaint->hint));
        return std::nullopt;
    }
    scalar.text = std::get<std::string>(std::move(found));
    scalar.quoted = false;
    return scalar;
}

void Reader::check_leftovers() {
    for (auto const& [section, map] : maps_)
        check_keys(section, map);
    check_variables();
}

void Reader::check_keys(std::string const& section, YAML::Node const& map) {
    auto const& names = names_[pattern_of(section)];
    std::map<std::string, int> lines;
    for (auto const& entry : map) {
        auto const place = key_place(entry.first);
        auto const text = entry.first.IsScalar() ? entry.first.Scalar() : std::string{};
        auto const name = text.substr(0, std::max(place.end, place.column) - place.column);
        auto const key = section.empty() ? name : section + "." + name;
        auto const [first, is_new] = lines.emplace(text, entry.first.Mark().line + 1);
        if (!is_new && !text.empty())
            errors_.push_back(problem(key, place,
                                      say("cette clé est déjà écrite à la ligne {}",
                                          "this key is already written at line {}", first->second),
                                      say("gardez l'une des deux", "keep one of the two")));
        else if (!names.contains(text))
            errors_.push_back(problem(
                key, place, say("clé inconnue", "unknown key"),
                text.starts_with(name + ":")
                    ? say("il manque une espace après le deux-points", "a blank is missing after the colon")
                    : did_you_mean(nearest(name, std::vector(names.begin(), names.end())))));
    }
}

void Reader::check_variables() {
    for (auto variable = environment_.lower_bound(std::string{variable_prefix});
         variable != environment_.end() && variable->first.starts_with(variable_prefix); ++variable) {
        auto const& name = variable->first;
        if (used_variables_.contains(name))
            continue;
        std::vector<std::string> candidates;
        for (auto key : scalars_) {
            if (auto const brackets = key.find("[]"); brackets != std::string::npos) {
                auto const index = index_in(name, variable_of(key.substr(0, brackets))).value_or(0);
                key.insert(brackets + 1, std::to_string(index));
            }
            candidates.push_back(variable_of(key).substr(variable_prefix.size()));
        }
        auto best = nearest(std::string_view{name}.substr(variable_prefix.size()), candidates);
        if (best)
            best->insert(0, variable_prefix);
        Place place;
        place.variable = name;
        errors_.push_back(
            problem("", place, say("variable inconnue", "unknown variable"), did_you_mean(best)));
    }
}

std::vector<Problem> Reader::errors() const {
    auto sorted = errors_;
    auto const position = [](Problem const& p) {
        return std::tuple{p.file.starts_with(variable_prefix), std::string_view{p.file}, p.line, p.column,
                          std::string_view{p.key}};
    };
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](Problem const& a, Problem const& b) { return position(a) < position(b); });
    return sorted;
}

} // namespace enedis2mqtt::config
