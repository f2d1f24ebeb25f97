#pragma once

#include "simulator/dialect.hpp"

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace enedis2mqtt::simulator {

/// Enedis' consent page, both generations, and the list of subscribed services behind the second.
///   GET  /dataconnect/{v1|v2}/oauth2/authorize   a form; with `accept=1` or `accept=0` and `pdl`, its answer
///   POST /subscribed_services/v1                 empty at the first question for each consent, as in reality
/// Source: docs/reference/enedis-api.md section 1.3.
class ConsentDesk {
public:
    explicit ConsentDesk(std::string redirect_uri) : redirect_uri_(std::move(redirect_uri)) {}

    /// Nothing when the path is another one.
    std::optional<http::Response> answer(http::ServerRequest const& request, Tokens const& tokens,
                                         CivilDay today, Instant now);
    /// Where people are sent back to, as registered for the application.
    void send_back_to(std::string redirect_uri) { redirect_uri_ = std::move(redirect_uri); }
    std::string const& redirect_uri() const { return redirect_uri_; }

private:
    struct Consent {
        UsagePointId pdl;
        CivilDay from;
        CivilDay until;
        int questions = 0;
    };

    http::Response authorize(http::ServerRequest const& request, bool second, CivilDay today);
    http::Response decide(http::ServerRequest const& request, bool second, CivilDay today, CivilDay until);
    http::Response services(http::ServerRequest const& request, Tokens const& tokens, Instant now);
    std::int64_t authorisation_of(UsagePointId const& pdl, CivilDay from, CivilDay until);

    std::string redirect_uri_;
    std::map<std::int64_t, Consent> consents_; ///< by autorisation_id, the same one for a meter every time
};

} // namespace enedis2mqtt::simulator
