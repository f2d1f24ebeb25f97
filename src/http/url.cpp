#include "http/url.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace enedis2mqtt::http {
namespace {

std::uint16_t default_port(bool tls) {
    return tls ? 443 : 80;
}

/// The part of a URL that is safe to show.
std::string shown(std::string_view text) {
    auto const scheme_end = text.find("://");
    auto const start = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
    auto const credentials_end = text.substr(start, text.find_first_of("/?#", start) - start).rfind('@');
    auto const host = credentials_end == std::string_view::npos ? start : start + credentials_end + 1;
    auto const end = std::min(text.find_first_of("/?#", host), text.size());
    return std::string{text.substr(0, start)} + std::string{text.substr(host, end - host)};
}

Error refusal(std::string_view text, std::string_view why) {
    return Error{ErrorCode::bad_request, "'" + shown(text) + "' " + std::string{why}};
}

} // namespace

std::string Url::host_and_port() const {
    auto const name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return name + ":" + std::to_string(port);
}

std::string Url::authority() const {
    auto text = host_and_port();
    if (port == default_port(tls))
        text.erase(text.rfind(':'));
    return text;
}

std::string Url::origin() const {
    return (tls ? "https://" : "http://") + host_and_port();
}

Result<Url> parse_url(std::string_view text) {
    auto const parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed)
        return refusal(text, "is not an absolute URL");
    Url url;
    url.tls = parsed->scheme_id() == boost::urls::scheme::https;
    if (!url.tls && parsed->scheme_id() != boost::urls::scheme::http)
        return refusal(text, "is neither http nor https");
    if (parsed->has_userinfo())
        return refusal(text, "carries credentials, which belong in a header");
    url.host = parsed->host_address();
    if (url.host.empty())
        return refusal(text, "names no host");
    std::transform(url.host.begin(), url.host.end(), url.host.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    auto const port = parsed->port();
    url.port = parse_port({port.data(), port.size()}, default_port(url.tls));
    if (url.port == 0)
        return refusal(text, "has a port that is none");
    auto const target = parsed->encoded_target();
    url.target.assign(target.data(), target.size());
    if (!url.target.starts_with('/'))
        url.target.insert(0, "/");
    return url;
}

std::uint16_t parse_port(std::string_view text, std::uint16_t otherwise) {
    if (text.empty())
        return otherwise;
    std::uint16_t port = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, failure] = std::from_chars(text.data(), end, port);
    return failure == std::errc{} && stop == end ? port : std::uint16_t{0};
}

std::optional<RequestTarget> parse_request_target(std::string_view text) {
    boost::core::string_view const form{text.data(), text.size()};
    // The absolute form is what a client says to a proxy.
    auto const parsed =
        text.starts_with('/') ? boost::urls::parse_origin_form(form) : boost::urls::parse_uri(form);
    if (!parsed)
        return std::nullopt;
    RequestTarget target;
    target.path = parsed->path();
    for (auto const& parameter : parsed->params())
        target.query.emplace_back(parameter.key, parameter.value);
    return target;
}

} // namespace enedis2mqtt::http
