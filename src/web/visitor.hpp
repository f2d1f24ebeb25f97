#pragma once

#include <enedis2mqtt/base/result.hpp>
#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/http/server.hpp>

#include <string>
#include <string_view>

/// Who is asking, and whether a request may be what it seems. Pure.
namespace enedis2mqtt::web {

bool is_loopback(std::string_view address);

/// `host:port` or `[::1]:port` taken apart.
struct Listen {
    std::string address;
    std::uint16_t port = 0;
};
/// bad_request.
Result<Listen> parse_listen(std::string_view text);

/// The value of a cookie, or an empty text.
std::string_view cookie(http::Headers const& headers, std::string_view name);

/// Where a trusted proxy shows the page: `X-Ingress-Path`, without its last slash; empty when it is no plain
/// path.
std::string ingress_prefix(http::Headers const& headers);

/// The language this visitor is answered in: the parameter `language` (an EventSource and a link can send no
/// header of their own), else what `Accept-Language` likes better, else the configured one.
Language language_of(http::ServerRequest const& request, Language configured);

/// Whether a page without password may be known by this Host: an address, localhost, or the name it listens
/// on. Any other name may be a stranger's that he points at us (DNS rebinding).
bool is_own_host(std::string_view host, std::string_view listen_address);

/// Whether a request that changes something comes from our own page: another site's page can send neither the
/// header nor, in a browser that says where a request comes from, that word.
bool is_from_our_page(http::Headers const& headers);

} // namespace enedis2mqtt::web
