#include "web/visitor.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace enedis2mqtt::web {
namespace {

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool ends_with_word(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && same_word(text.substr(text.size() - end.size()), end);
}

/// A Host without its port and brackets.
std::string_view name_in(std::string_view host) {
    if (host.starts_with('['))
        return host.substr(1, host.find(']') - 1);
    return host.substr(0, host.find(':'));
}

bool is_address(std::string_view name) {
    boost::system::error_code failure;
    boost::asio::ip::make_address(std::string{name}, failure);
    return !failure;
}

std::string_view trimmed(std::string_view text) {
    auto const first = std::min(text.find_first_not_of(" \t"), text.size());
    return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// One range of Accept-Language, such as `fr-FR;q=0.9`, taken apart.
struct Range {
    std::string_view language; ///< without its region
    double quality = 1;
};
Range range_of(std::string_view text) {
    auto const semicolon = std::min(text.find(';'), text.size());
    auto const tag = trimmed(text.substr(0, semicolon));
    Range range{tag.substr(0, tag.find('-'))};
    auto const weight = trimmed(text.substr(std::min(semicolon + 1, text.size())));
    if (weight.starts_with("q=") || weight.starts_with("Q="))
        std::from_chars(weight.data() + 2, weight.data() + weight.size(), range.quality);
    return range;
}

/// How well a language is liked; `*` speaks for those that are not named. Source: RFC 9110, 12.5.4.
double liking(std::string_view accepted, std::string_view language) {
    std::optional<double> named;
    double others = 0;
    while (!accepted.empty()) {
        auto const end = std::min(accepted.find(','), accepted.size());
        auto const range = range_of(accepted.substr(0, end));
        if (same_word(range.language, language))
            named = std::max(named.value_or(0), range.quality);
        else if (range.language == "*")
            others = range.quality;
        accepted.remove_prefix(std::min(end + 1, accepted.size()));
    }
    return named.value_or(others);
}

} // namespace

bool is_loopback(std::string_view address) {
    boost::system::error_code failure;
    auto const parsed = boost::asio::ip::make_address(std::string{address}, failure);
    return failure ? same_word(address, "localhost") : parsed.is_loopback();
}

Result<Listen> parse_listen(std::string_view text) {
    auto const colon = text.rfind(':');
    Listen listen;
    listen.address = std::string{name_in(text.substr(0, colon))};
    if (text.starts_with('['))
        listen.address = std::string{name_in(text)};
    auto const digits = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    auto const end = digits.data() + digits.size();
    auto const [stop, failure] = std::from_chars(digits.data(), end, listen.port);
    if (digits.empty() || failure != std::errc{} || stop != end || listen.address.empty())
        return Error{ErrorCode::bad_request, "web.listen '" + std::string{text} + "' is no address and port"};
    return listen;
}

std::string_view cookie(http::Headers const& headers, std::string_view name) {
    for (auto const& [field, value] : headers.fields()) {
        if (!same_word(field, "Cookie"))
            continue;
        for (std::string_view rest = value; !rest.empty();) {
            auto const end = std::min(rest.find(';'), rest.size());
            auto pair = rest.substr(0, end);
            pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
            if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
                return pair.substr(name.size() + 1);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return {};
}

std::string ingress_prefix(http::Headers const& headers) {
    auto prefix = headers["X-Ingress-Path"];
    while (prefix.ends_with('/'))
        prefix.remove_suffix(1);
    auto const is_plain = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '/' || c == '-' || c == '_' || c == '.' || c == '~';
    };
    auto const fits = prefix.starts_with('/') && !prefix.starts_with("//") &&
                      std::all_of(prefix.begin(), prefix.end(), is_plain);
    return fits ? std::string{prefix} : std::string{};
}

Language language_of(http::ServerRequest const& request, Language configured) {
    auto const asked = request.parameter("language");
    if (asked == "fr" || asked == "en")
        return asked == "fr" ? Language::fr : Language::en;
    auto const accepted = request.headers["Accept-Language"];
    auto const french = liking(accepted, "fr");
    auto const english = liking(accepted, "en");
    if (french == english)
        return configured;
    return french > english ? Language::fr : Language::en;
}

bool is_own_host(std::string_view host, std::string_view listen_address) {
    auto const name = name_in(host);
    return host.empty() || is_address(name) || same_word(name, "localhost") ||
           ends_with_word(name, ".localhost") || same_word(name, listen_address);
}

bool is_from_our_page(http::Headers const& headers) {
    auto const site = headers["Sec-Fetch-Site"];
    return headers["X-Requested-With"] == "enedis2mqtt" &&
           (site.empty() || site == "same-origin" || site == "none");
}

} // namespace enedis2mqtt::web
