#pragma once

#include "simulator/grid_operator.hpp"
#include "simulator/refusals.hpp"

#include <enedis2mqtt/http/message.hpp>
#include <enedis2mqtt/http/server.hpp>

#include <map>
#include <optional>
#include <string>
#include <variant>

namespace enedis2mqtt::simulator {

/// A request for measures as one dialect reads it, and how that dialect answers.
struct Call {
    using Writer = http::Response (*)(Sheet const& sheet);
    using Refuser = http::Response (*)(Refusal refusal, Instant now);

    Call(Wanted what, std::string by, Writer writer, Refuser refuser, bool modern = false)
        : wanted(std::move(what)), route(std::move(by)), answer(writer), refuse(refuser), of_2026(modern) {}
    Wanted wanted;
    std::string route; ///< the path without PDL and dates
    Writer answer;
    Refuser refuse;
    bool of_2026; ///< asked for by a name of the 2026 generation
};

/// What a dialect makes of a request: an answer at once, or a call; nothing when the path is not its own.
using Understood = std::optional<std::variant<http::Response, Call>>;

/// The bearers that Enedis' token endpoint handed out.
class Tokens {
public:
    static constexpr std::chrono::seconds lifetime{12'600};

    std::string issue(Instant now);
    bool valid(std::string const& token, Instant now) const;
    void expire_all() { issued_.clear(); }

private:
    std::map<std::string, Instant> issued_;
    std::uint64_t count_ = 0;
};

Understood read_conso_api(http::ServerRequest const& request, Instant now);
Understood read_med_v1(http::ServerRequest const& request);
Understood read_med_v2(http::ServerRequest const& request);
Understood read_enedis(http::ServerRequest const& request, Tokens const& tokens, Instant now);

inline constexpr std::string_view token_path = "/oauth2/v3/token";
/// The token endpoint of Enedis: credentials in the body or as Basic, never in the query.
http::Response issue_token(http::ServerRequest const& request, Tokens& tokens, Instant now);

} // namespace enedis2mqtt::simulator
