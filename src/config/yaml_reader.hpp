#pragma once

#include "config/source_text.hpp"
#include "config/values.hpp"

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace enedis2mqtt::config {

class Section;

/// `meters[3].pdl` -> `meters[].pdl`
std::string pattern_of(std::string const& key);

/// How much of a value a problem may show.
enum class Shown { whole, last_digits, never };

/// YAML nodes and environment variables -> typed values; every problem met is kept with its place. Each key
/// that is asked for becomes a known key, so the calls that read a configuration are also its list of keys.
class Reader {
public:
    /// No `file`: everything comes from the environment. `source` and `environment` outlive the reader.
    Reader(SourceText const& source, std::optional<std::filesystem::path> const& file,
           Environment const& environment);

    Section root(YAML::Node const& document);
    /// The keys and variables nobody asked for, and the keys written twice. Call once, after reading.
    void check_leftovers();

    void error(std::string const& key, Words message, Words hint = {});
    void warning(std::string const& key, Words message, Words hint = {});
    /// Those of a file that this one names.
    void add(std::vector<Problem> problems);
    bool given(std::string const& key) const { return places_.contains(key); }
    bool sound(std::string const& key) const { return !unsound_.contains(key); }
    bool has_file() const { return !file_.empty(); }
    /// Relative paths start at the configuration file's directory.
    std::filesystem::path absolute(std::filesystem::path const& path) const { return directory_ / path; }

    /// In the order of the file, then of the variables.
    std::vector<Problem> errors() const;
    std::vector<Problem> warnings() const { return warnings_; }
    /// `mqtt.url`, `meters[].pdl`, …
    std::set<std::string> const& scalar_keys() const { return scalars_; }

private:
    friend class Section;
    struct Scalar {
        std::string text;
        bool quoted = false;     ///< surely meant as text
        bool referenced = false; ///< from !env or !file
    };
    struct Child {
        YAML::Node key;
        YAML::Node value;
    };

    std::optional<Scalar> read(std::string const& key, std::optional<Child> const& child, Shown shown);
    std::optional<Scalar> read_variable(std::string const& key, std::string const& text, Shown shown);
    std::optional<Scalar> read_node(std::string const& key, Child const& child, Shown shown);
    std::optional<Scalar> resolve(std::string const& key, std::string_view tag, Scalar scalar);
    Section item(std::string const& key, YAML::Node const& node);
    void skip_variables(std::string const& key);
    Place place_of(std::string const& key) const;
    Place key_place(YAML::Node const& key) const;
    Problem problem(std::string const& key, Place const& place, Words message, Words hint) const;
    void check_keys(std::string const& section, YAML::Node const& map);
    void check_variables();

    SourceText const& source_;
    std::string file_;
    std::filesystem::path directory_;
    Environment const& environment_;
    std::map<std::string, Place> places_;
    std::set<std::string> unsound_;
    std::set<std::string> scalars_;
    std::map<std::string, std::set<std::string>> names_; ///< of each section, `[i]` as `[]`
    std::vector<std::pair<std::string, YAML::Node>> maps_;
    std::set<std::string> used_variables_;
    std::vector<Problem> errors_;
    std::vector<Problem> warnings_;
};

/// One mapping of the file, which may be absent: variables can set its keys all the same. A read leaves `out`
/// alone when the key is absent or wrong.
class Section {
public:
    Section section(std::string_view name);
    std::vector<Section> list(std::string_view name);
    /// Whether `name` is a mapping, in the file or by variables below it.
    bool is_section(std::string_view name) const;
    /// The keys of a mapping whose keys are names of the user's own.
    std::vector<std::string> names() const;

    /// A list of values, or one value alone; variables may hold its items.
    template <class T>
    void values(std::string_view name, std::vector<T>& out, Parsed<T> (*parse)(std::string_view)) {
        for (auto const& item : values_of(name))
            if (auto const scalar = read_item(item)) {
                auto parsed = parse(scalar->text);
                if (auto* complaint = std::get_if<Complaint>(&parsed))
                    reader_.error(item.path, std::move(complaint->message), std::move(complaint->hint));
                else
                    out.push_back(std::get<T>(std::move(parsed)));
            }
    }
    template <class T, class Out, class... Limits>
    void value(std::string_view name, Out& out, Parsed<T> (*parse)(std::string_view, Limits...),
               Shown shown = Shown::whole) {
        if (auto scalar = read(name, shown)) {
            if (scalar->referenced)
                Secret{scalar->text}; // joins the log's redaction list
            accept(name, out, parse(scalar->text));
        }
    }
    void text(std::string_view name, std::string& out) { value(name, out, any_text); }
    void secret(std::string_view name, Secret& out,
                Parsed<std::string> (*parse)(std::string_view) = any_text);
    void integer(std::string_view name, int& out, int least, int most);
    void boolean(std::string_view name, bool& out);
    /// A file that must be readable; `out` becomes its absolute path. An empty text: none.
    void file(std::string_view name, std::string& out);
    template <class T>
    void choice(std::string_view name, T& out, std::initializer_list<std::pair<char const*, T>> options) {
        std::vector<std::string> words;
        for (auto const& [word, meaning] : options)
            words.emplace_back(word);
        if (auto const picked = pick(name, words))
            out = (options.begin() + static_cast<std::ptrdiff_t>(*picked))->second;
    }

    Reader& reader() const { return reader_; }
    std::string const& path() const { return path_; }
    std::string key(std::string_view name) const;

private:
    friend class Reader;
    /// One element of a list; without a node it stands in variables.
    struct Item {
        std::string path;
        std::optional<YAML::Node> node;
    };

    Section(Reader& reader, std::string path, YAML::Node const& map);

    std::vector<Item> items(std::string_view name);
    std::vector<Item> values_of(std::string_view name);
    std::optional<Reader::Scalar> read_item(Item const& item);
    std::optional<Reader::Child> find(std::string_view name) const;
    std::optional<Reader::Scalar> read(std::string_view name, Shown shown);
    std::optional<std::size_t> pick(std::string_view name, std::vector<std::string> const& words);
    template <class T>
    static Parsed<T> unless_quoted(Reader::Scalar const& scalar, Parsed<T> parsed);
    template <class Out, class T>
    void accept(std::string_view name, Out& out, Parsed<T> parsed) {
        if (auto* complaint = std::get_if<Complaint>(&parsed))
            reader_.error(key(name), std::move(complaint->message), std::move(complaint->hint));
        else
            out = std::get<T>(std::move(parsed));
    }

    Reader& reader_;
    std::string path_;
    YAML::Node map_; ///< null when the section is absent. Never assigned to: that would change the document
};

} // namespace enedis2mqtt::config
