#pragma once

#include "http/url.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt::http {

struct Proxy {
    std::string host;
    std::uint16_t port = 0;
    std::string authorization; ///< the Proxy-Authorization header, or empty

    std::string host_and_port() const;
};

/// Which proxy leads to a URL. The rules are those of curl and Go: lower case names win, NO_PROXY holds names
/// (with their subdomains), addresses, IPv4 networks, each with an optional port, or `*`; loopback is direct.
class ProxyRules {
public:
    ProxyRules() = default;
    /// Errors: bad_request, for a proxy that is no http:// URL. Credentials join the redaction list.
    static Result<ProxyRules> read(std::function<char const*(char const*)> const& environment);

    /// Null: go straight. The pointer lives as long as the rules.
    Proxy const* proxy_for(Url const& url) const;

private:
    std::optional<Proxy> http_;
    std::optional<Proxy> https_;
    std::vector<std::string> direct_; ///< lower case
};

} // namespace enedis2mqtt::http
