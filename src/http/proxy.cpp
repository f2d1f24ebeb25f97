#include "http/proxy.hpp"

#include <enedis2mqtt/base/secret.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <cctype>

namespace enedis2mqtt::http {
namespace {

namespace ip = boost::asio::ip;
using Environment = std::function<char const*(char const*)>;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    return text;
}

std::string variable(Environment const& environment, std::string const& name) {
    for (auto const& spelling : {name, upper(name)})
        if (auto const* value = environment(spelling.c_str()); value && *value)
            return value;
    return {};
}

std::string base64(std::string const& text) {
    std::vector<unsigned char> encoded((text.size() + 2) / 3 * 4 + 1);
    auto const size = EVP_EncodeBlock(encoded.data(), reinterpret_cast<unsigned char const*>(text.data()),
                                      static_cast<int>(text.size()));
    return {encoded.begin(), encoded.begin() + size};
}

Result<std::optional<Proxy>> read_proxy(Environment const& environment, std::string const& name) {
    auto text = variable(environment, name);
    if (text.empty())
        return std::optional<Proxy>{};
    if (text.find("://") == std::string::npos)
        text.insert(0, "http://");
    auto const url = boost::urls::parse_uri(text);
    Proxy proxy;
    if (url && url->scheme_id() == boost::urls::scheme::http) {
        proxy.host = lower(url->host_address());
        proxy.port = parse_port({url->port().data(), url->port().size()}, 80);
    }
    if (proxy.host.empty() || proxy.port == 0)
        return Error{ErrorCode::bad_request, "the environment's " + name + " is not an http:// URL"};
    if (url->has_userinfo()) {
        Secret const password{url->password()};
        Secret const credentials{base64(url->user() + ":" + password.reveal())};
        proxy.authorization = "Basic " + credentials.reveal();
    }
    return std::optional<Proxy>{std::move(proxy)};
}

std::vector<std::string> split(std::string const& list) {
    std::vector<std::string> entries;
    std::size_t start = 0;
    while ((start = list.find_first_not_of(", \t", start)) != std::string::npos) {
        auto const end = std::min(list.find_first_of(", \t", start), list.size());
        entries.push_back(list.substr(start, end - start));
        start = end;
    }
    return entries;
}

bool is_loopback(std::string const& host) {
    boost::system::error_code not_an_address;
    auto const address = ip::make_address(host, not_an_address);
    return host == "localhost" || (!not_an_address && address.is_loopback());
}

bool lies_in_network(std::string const& host, std::string const& network) {
    boost::system::error_code bad_network, bad_address;
    auto const range = ip::make_network_v4(network, bad_network);
    auto const address = ip::make_address_v4(host, bad_address);
    return !bad_network && !bad_address &&
           (address.to_uint() & range.netmask().to_uint()) == range.network().to_uint();
}

bool covers(std::string entry, Url const& url) {
    if (entry == "*" || lies_in_network(url.host, entry))
        return true;
    auto const colon = entry.rfind(':');
    if (colon != std::string::npos && (entry.find(':') == colon || entry[colon - 1] == ']')) {
        if (entry.substr(colon + 1) != std::to_string(url.port))
            return false;
        entry.erase(colon);
    }
    if (entry.starts_with('[') && entry.ends_with(']'))
        entry = entry.substr(1, entry.size() - 2);
    while (entry.starts_with('.') || entry.starts_with('*'))
        entry.erase(0, 1);
    return !entry.empty() && (url.host == entry || url.host.ends_with("." + entry));
}

} // namespace

std::string Proxy::host_and_port() const {
    auto const name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return name + ":" + std::to_string(port);
}

Result<ProxyRules> ProxyRules::read(Environment const& environment) {
    ProxyRules rules;
    auto http = read_proxy(environment, "http_proxy");
    if (!http)
        return http.error();
    auto https = read_proxy(environment, "https_proxy");
    if (!https)
        return https.error();
    rules.http_ = std::move(*http);
    rules.https_ = std::move(*https);
    rules.direct_ = split(lower(variable(environment, "no_proxy")));
    return rules;
}

Proxy const* ProxyRules::proxy_for(Url const& url) const {
    auto const& proxy = url.tls ? https_ : http_;
    if (!proxy || is_loopback(url.host))
        return nullptr;
    auto const direct =
        std::any_of(direct_.begin(), direct_.end(), [&](auto const& entry) { return covers(entry, url); });
    return direct ? nullptr : &*proxy;
}

} // namespace enedis2mqtt::http
