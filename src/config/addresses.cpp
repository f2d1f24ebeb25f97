#include "config/values.hpp"

#include <enedis2mqtt/config/config.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace enedis2mqtt::config {
namespace {

/// A URL cut at its marks; every part is as it was written.
struct Url {
    std::string_view scheme;
    std::string_view authority;
    std::string_view rest; ///< path, query and fragment
};

std::optional<Url> split_url(std::string_view text) {
    auto const mark = text.find("://");
    if (mark == std::string_view::npos)
        return std::nullopt;
    auto const after = text.substr(mark + 3);
    auto const end = std::min(after.find_first_of("/?#"), after.size());
    return Url{text.substr(0, mark), after.substr(0, end), after.substr(end)};
}

bool is_port(std::string_view digits) {
    unsigned value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size() && value <= 65535;
}

bool is_host_name(std::string_view host) {
    auto const part_of_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '_';
    };
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), part_of_name);
}

bool is_ipv6(std::string_view host) {
    in6_addr parsed{};
    return inet_pton(AF_INET6, std::string{host}.c_str(), &parsed) == 1;
}

bool printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// A password may hold any of the marks that cut a URL, so the @ is looked for in the whole text.
bool has_credentials(std::string_view text) {
    return text.find('@') != std::string_view::npos;
}

Complaint no_credentials(Words hint) {
    return {say("une adresse sans nom d'utilisateur ni mot de passe était attendue",
                "expected an address without user name or password"),
            std::move(hint)};
}

Parsed<std::string> web_url(std::string_view text) {
    Complaint const shape{say("une adresse https://hôte[:port][/chemin] était attendue",
                              "expected an address https://host[:port][/path]"),
                          {}};
    auto const url = split_url(text);
    if (has_credentials(text))
        return no_credentials({});
    if (!url || (url->scheme != "https" && url->scheme != "http") || !printable(text))
        return shape;
    auto const address = split_address(url->authority);
    if (!address || address->port == "0")
        return shape;
    if (url->rest.find_first_of("?#") != std::string_view::npos)
        return Complaint{say("une adresse sans ? ni # était attendue", "expected an address without ? or #"),
                         {}};
    return std::string{text};
}

} // namespace

std::optional<Address> split_address(std::string_view text) {
    Address address;
    if (text.starts_with('[')) {
        auto const close = text.find(']');
        if (close == std::string_view::npos || !is_ipv6(text.substr(1, close - 1)))
            return std::nullopt;
        address.host = text.substr(1, close - 1);
        text.remove_prefix(close + 1);
    } else {
        address.host = text.substr(0, text.find(':'));
        if (!is_host_name(address.host))
            return std::nullopt;
        text.remove_prefix(address.host.size());
    }
    if (text.empty())
        return address;
    if (!text.starts_with(':') || !is_port(text.substr(1)))
        return std::nullopt;
    address.port = text.substr(1);
    return address;
}

bool is_loopback(std::string_view host) {
    in_addr v4{};
    in6_addr v6{};
    std::string const text{host};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1)
        return ntohl(v4.s_addr) >> 24U == 127;
    if (inet_pton(AF_INET6, text.c_str(), &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6);
    return host == "localhost";
}

Parsed<std::string> broker_url(std::string_view text) {
    constexpr std::array schemes{"mqtt", "mqtts", "ws", "wss"};
    if (has_credentials(text))
        return no_credentials(
            say("écrivez-les dans `username` et `password`", "put them into `username` and `password`"));
    auto const url = split_url(text);
    if (!url || std::find(schemes.begin(), schemes.end(), url->scheme) == schemes.end()) {
        bool const tls = url && (url->scheme == "ssl" || url->scheme == "tls" || url->scheme == "https");
        auto const example = tls ? "mqtts://localhost:8883" : "mqtt://localhost:1883";
        return Complaint{say("une adresse mqtt://, mqtts://, ws:// ou wss:// était attendue",
                             "expected an address mqtt://, mqtts://, ws:// or wss://"),
                         say("par exemple {}", "for example {}", example)};
    }
    auto const address = split_address(url->authority);
    bool const websocket = url->scheme.starts_with("ws");
    if (!address || address->port == "0" || !printable(text))
        return Complaint{say("une adresse {}://hôte[:port] était attendue",
                             "expected an address {}://host[:port]", url->scheme),
                         {}};
    if (!websocket && !url->rest.empty() && url->rest != "/")
        return Complaint{
            say("une adresse sans chemin était attendue", "expected an address without a path"),
            say("un chemin ne va qu'avec ws:// et wss://", "a path goes with ws:// and wss:// only")};
    return std::string{text};
}

Parsed<std::string> source_url(std::string_view text) {
    auto parsed = web_url(text);
    if (parsed.index() != 0)
        return parsed;
    auto const url = split_url(text);
    if (url->scheme == "http" && !is_loopback(split_address(url->authority)->host))
        return Complaint{say("une adresse https:// était attendue", "expected an address https://"),
                         say("http:// n'est accepté que vers cette machine (127.0.0.1, ::1, localhost) : le "
                             "jeton voyagerait en clair",
                             "http:// is accepted to this machine only (127.0.0.1, ::1, localhost): the "
                             "token would travel in the clear")};
    auto& kept = std::get<std::string>(parsed);
    while (kept.ends_with('/'))
        kept.pop_back();
    return parsed;
}

Parsed<std::string> redirect_url(std::string_view text) {
    return text.empty() ? std::string{} : web_url(text);
}

Parsed<std::string> page_url(std::string_view text) {
    auto parsed = redirect_url(text);
    if (auto* url = std::get_if<std::string>(&parsed))
        while (url->ends_with('/'))
            url->pop_back();
    return parsed;
}

std::string page_address(Web const& web) {
    auto const listen = split_address(web.listen);
    if (!web.public_url.empty() || !listen || web.listen.empty())
        return web.public_url;
    bool const everywhere = listen->host == "0.0.0.0" || listen->host == "::";
    return everywhere || is_loopback(listen->host) || listen->port == "0" ? std::string{}
                                                                          : "http://" + web.listen;
}

Parsed<std::string> ip_address(std::string_view text) {
    in_addr v4{};
    if (text.empty() || inet_pton(AF_INET, std::string{text}.c_str(), &v4) == 1 || is_ipv6(text))
        return std::string{text};
    return Complaint{say("une adresse IP était attendue", "expected an IP address"),
                     say("une seule, sans port ni masque, par exemple 172.30.32.2",
                         "one, without port or mask, for example 172.30.32.2")};
}

Parsed<std::string> listen_address(std::string_view text) {
    auto const address = split_address(text);
    if (text.empty() || (address && !address->port.empty()))
        return std::string{text};
    return Complaint{say("hôte:port, ou \"\" pour ne pas ouvrir la page, était attendu",
                         "expected host:port, or \"\" for no page"),
                     say("127.0.0.1:8199 pour cette machine seule, 0.0.0.0:8199 pour tout le réseau",
                         "127.0.0.1:8199 for this machine only, 0.0.0.0:8199 for the whole network")};
}

} // namespace enedis2mqtt::config
