#pragma once

#include <enedis2mqtt/base/instant.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace enedis2mqtt::sources {

/// What a Conso API token says of itself. The signature cannot be checked here; the gateway does.
struct TokenClaims {
    std::optional<Instant> expires;
    std::vector<std::string> usage_points; ///< `sub`, an array of PDLs at Conso API
};

/// Nothing when the text is no JSON web token.
std::optional<TokenClaims> read_token_claims(std::string_view token);

} // namespace enedis2mqtt::sources
