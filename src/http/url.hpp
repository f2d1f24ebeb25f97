#pragma once

#include <enedis2mqtt/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace enedis2mqtt::http {

/// An absolute http or https URL, taken apart.
struct Url {
    bool tls = false;
    std::string host; ///< lower case; an IPv6 address without its brackets
    std::uint16_t port = 0;
    std::string target; ///< path and query as they were written, never empty

    /// `host:port`, brackets included.
    std::string host_and_port() const;
    /// What a Host header says: the port only where it is not the scheme's own.
    std::string authority() const;
    /// `scheme://host:port`: what one connection serves.
    std::string origin() const;
};

/// Errors: bad_request. Its message shows no path and no query: they may name a meter or a token.
Result<Url> parse_url(std::string_view text);

/// 1 to 65535; `otherwise` for an empty text, 0 for what is no port.
std::uint16_t parse_port(std::string_view text, std::uint16_t otherwise);

/// What a request line asks for, decoded; in a query `+` is a space.
struct RequestTarget {
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
};

std::optional<RequestTarget> parse_request_target(std::string_view text);

} // namespace enedis2mqtt::http
