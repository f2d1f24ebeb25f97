#include "config/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <system_error>

namespace enedis2mqtt::config {
namespace {

constexpr std::size_t largest_secret_file = 64UL * 1024;

Complaint unreadable(int error) {
    switch (error) {
    case ENOENT:
        return {say("ce fichier n'existe pas", "there is no such file"), {}};
    case EACCES:
        return {say("lecture refusée : vérifiez le propriétaire et les droits du fichier",
                    "reading is refused: check the file's owner and permissions"),
                {}};
    case EISDIR:
        return {say("c'est un dossier, pas un fichier", "this is a directory, not a file"), {}};
    default:
        return {say("lecture impossible (erreur système {})", "it cannot be read (system error {})", error),
                {}};
    }
}

} // namespace

Environment process_environment() {
    Environment environment;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        std::string_view const text{*entry};
        auto const equals = text.find('=');
        if (equals != std::string_view::npos)
            environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return environment;
}

std::string variable_of(std::string_view key_path) {
    std::string name{variable_prefix};
    for (char c : key_path) {
        if (c == '.' || c == '[')
            name += "__";
        else if (c != ']')
            name += c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
    }
    return name;
}

std::optional<std::size_t> index_in(std::string_view variable, std::string_view list_variable) {
    if (!variable.starts_with(list_variable))
        return std::nullopt;
    auto const rest = variable.substr(list_variable.size());
    if (!rest.starts_with("__"))
        return std::nullopt;
    auto const digits = rest.substr(2, rest.find("__", 2) - 2);
    std::size_t index = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    bool const plain = !digits.empty() && (digits == "0" || digits.front() != '0');
    if (error != std::errc{} || end != digits.data() + digits.size() || !plain)
        return std::nullopt;
    return index;
}

bool is_variable_name(std::string_view name) {
    auto const letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
    auto const rest = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), rest);
}

Parsed<std::string> from_variable(std::string_view name, Environment const& environment) {
    if (!is_variable_name(name))
        // The text is not repeated: it may be the secret itself.
        return Complaint{
            say("après !env, un nom de variable était attendu", "expected the name of a variable after !env"),
            say("par exemple `!env CONSO_API_TOKEN` ; la valeur elle-même s'écrit sans !env",
                "for example `!env CONSO_API_TOKEN`; the value itself is written without !env")};
    auto const found = environment.find(std::string{name});
    if (found == environment.end())
        return Complaint{say("la variable d'environnement {} n'est pas définie",
                             "the environment variable {} is not set", name),
                         say("définissez-la là où le programme démarre (service, conteneur)",
                             "set it where the program is started (service, container)")};
    return found->second;
}

std::optional<Complaint> unreadable_file(std::filesystem::path const& path) {
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed))
        return unreadable(EISDIR);
    errno = 0;
    if (std::ifstream const stream{path, std::ios::binary}; !stream)
        return unreadable(errno);
    return std::nullopt;
}

Parsed<std::string> read_file(std::filesystem::path const& path, std::size_t limit) {
    if (auto complaint = unreadable_file(path))
        return *complaint;
    std::ifstream stream{path, std::ios::binary};
    std::string text(limit + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (stream.bad())
        return unreadable(EIO);
    if (text.size() > limit)
        return Complaint{say("le fichier dépasse {} octets", "the file is larger than {} bytes", limit), {}};
    return text;
}

Parsed<std::string> from_file(std::string_view path, std::filesystem::path const& directory) {
    if (path.empty())
        return Complaint{say("après !file, le chemin d'un fichier était attendu",
                             "expected the path of a file after !file"),
                         {}};
    auto read = read_file(directory / path, largest_secret_file);
    if (auto* complaint = std::get_if<Complaint>(&read)) {
        auto const& why = complaint->message;
        complaint->message = {fmt::format("!file {} : {}", path, why.fr),
                              fmt::format("!file {}: {}", path, why.en)};
        complaint->hint = say("un chemin relatif part du dossier du fichier de configuration",
                              "a relative path starts at the configuration file's directory");
        return read;
    }
    auto& text = std::get<std::string>(read);
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    return read;
}

} // namespace enedis2mqtt::config
