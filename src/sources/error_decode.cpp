#include "sources/error_decode.hpp"

#include "sources/complaint.hpp"
#include "sources/pauses.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>
#include <array>

namespace enedis2mqtt::sources {
namespace {

using namespace std::chrono_literals;

enum class Pause { source_says, two_seconds, next_hour, utc_midnight, twelve_hours };

/// Bits of the sources a rule speaks of.
enum Who : unsigned {
    enedis = 1U << static_cast<unsigned>(Dialect::enedis),
    token = 1U << static_cast<unsigned>(Dialect::enedis_token),
    conso = 1U << static_cast<unsigned>(Dialect::conso_api),
    med_1 = 1U << static_cast<unsigned>(Dialect::my_electrical_data_v1),
    med_2 = 1U << static_cast<unsigned>(Dialect::my_electrical_data_v2),
    gateways = conso | med_1 | med_2,
    anyone = enedis | token | gateways
};

enum class In { any, page, data };

/// The first rule whose every column fits decides.
struct Rule {
    unsigned who;
    In in;
    int status; ///< 0: any; below 10: that class
    std::string_view says;
    ErrorCode code;
    Pause pause = Pause::source_says;
};

constexpr std::array rules{
    // pages for people: edges, firewalls, Cloudflare
    Rule{anyone, In::page, 403, "", ErrorCode::banned, Pause::twelve_hours},
    Rule{anyone, In::page, 0, "error 1015", ErrorCode::banned, Pause::twelve_hours},
    Rule{anyone, In::page, 0, "error 1020", ErrorCode::banned, Pause::twelve_hours},
    Rule{anyone, In::page, 0, "you have been blocked", ErrorCode::banned, Pause::twelve_hours},
    Rule{anyone, In::any, 0, "La page que vous recherchez", ErrorCode::wrong_address},
    Rule{anyone, In::page, 404, "", ErrorCode::wrong_address},
    Rule{anyone, In::page, 410, "", ErrorCode::wrong_address},
    Rule{anyone, In::page, 429, "", ErrorCode::quota_reached},
    Rule{anyone, In::page, 5, "", ErrorCode::outage},
    Rule{anyone, In::page, 0, "", ErrorCode::unexpected_page},
    Rule{anyone, In::any, 0, "error code: 1015", ErrorCode::banned, Pause::twelve_hours},
    Rule{anyone, In::any, 0, "error code: 1020", ErrorCode::banned, Pause::twelve_hours},
    Rule{anyone, In::any, 403, "error code: 10", ErrorCode::banned, Pause::twelve_hours}, // 1006 to 1012

    // the token endpoint
    Rule{token, In::any, 0, "invalid_client", ErrorCode::credentials_invalid},
    Rule{token, In::any, 0, "unauthorized_client", ErrorCode::credentials_invalid},
    Rule{token, In::any, 401, "", ErrorCode::credentials_invalid},
    Rule{token, In::any, 403, "", ErrorCode::credentials_invalid},

    // MyElectricalData v2 may pass on its own client's words only; the address they quote holds digits that
    // look like codes
    Rule{med_2, In::any, 0, "Client error '404 Not Found'", ErrorCode::no_data},
    Rule{med_2, In::any, 0, "Client error '403 Forbidden'", ErrorCode::consent_missing},
    Rule{med_2, In::any, 0, "Client error '429 Too Many Requests'", ErrorCode::quota_reached},
    Rule{med_2, In::any, 0, "Server error '5", ErrorCode::outage},

    // what a gateway says of itself
    Rule{conso, In::any, 0, "Impossible de rafraîchir le token", ErrorCode::outage},
    Rule{conso, In::any, 0, "Votre token est invalide", ErrorCode::token_invalid},
    Rule{conso, In::any, 0, "Le header 'Authorization' est manquant", ErrorCode::token_invalid},
    Rule{conso, In::any, 0, "Paramètres invalides", ErrorCode::bad_request},
    Rule{gateways, In::any, 0, "900901", ErrorCode::outage}, // the gateway's own token, not the user's
    Rule{conso, In::any, 0, "invalid_token", ErrorCode::outage},
    Rule{med_1, In::any, 409, "", ErrorCode::daily_quota_reached, Pause::utc_midnight},
    Rule{med_1, In::any, 0, "quota journalier", ErrorCode::daily_quota_reached, Pause::utc_midnight},
    Rule{med_1, In::any, 0, "ne correspond au token", ErrorCode::token_invalid},
    Rule{med_2, In::any, 0, "RATE_LIMIT_EXCEEDED", ErrorCode::daily_quota_reached, Pause::utc_midnight},

    // Enedis' own codes, whoever passes them on
    Rule{anyone, In::any, 0, "900901", ErrorCode::token_expired},
    Rule{anyone, In::any, 0, "900908", ErrorCode::not_subscribed},
    Rule{anyone, In::any, 0, "900906", ErrorCode::wrong_address},
    Rule{anyone, In::any, 0, "ADAM-DC-0007", ErrorCode::not_holder},
    Rule{anyone, In::any, 0, "ADAM-DC-0008", ErrorCode::consent_missing},
    Rule{anyone, In::any, 0, "ADAM-DC-0009", ErrorCode::before_consent},
    Rule{anyone, In::any, 0, "ADAM-DC-0015", ErrorCode::range_too_long},
    Rule{anyone, In::any, 0, "ADAM-DC-0016", ErrorCode::before_history},
    Rule{anyone, In::any, 0, "ADAM-DC-0500", ErrorCode::outage},
    Rule{anyone, In::any, 0, "ADAM-ERR0061", ErrorCode::not_holder},
    Rule{anyone, In::any, 0, "ADAM-ERR0069", ErrorCode::direction_refused},
    Rule{anyone, In::any, 0, "ADAM-ERR0075", ErrorCode::curve_not_collected},
    Rule{anyone, In::any, 0, "ADAM-ERR0123", ErrorCode::before_activation},
    Rule{anyone, In::any, 0, "ADAM-ERR0125", ErrorCode::before_history},
    Rule{anyone, In::any, 0, "ADAM-ERR0126", ErrorCode::range_too_long},
    Rule{anyone, In::any, 0, "STM-ERR-0000014", ErrorCode::no_data},
    Rule{anyone, In::any, 0, "STM-ERR-0000019", ErrorCode::unknown_usage_point},
    Rule{anyone, In::any, 0, "STM-ERR-0000020", ErrorCode::no_data},
    Rule{anyone, In::any, 0, "STM-ERR-0000001", ErrorCode::outage},
    Rule{anyone, In::any, 0, "UNKERROR_002", ErrorCode::outage},
    Rule{anyone, In::any, 0, "no_data_found", ErrorCode::no_data},
    Rule{enedis | token, In::any, 0, "invalid_token", ErrorCode::token_expired},
    Rule{anyone, In::any, 0, "Quota Q3 reached", ErrorCode::quota_reached, Pause::two_seconds},
    Rule{anyone, In::any, 0, "Quota Q4 reached", ErrorCode::quota_reached, Pause::next_hour},
    Rule{anyone, In::any, 0, "900807", ErrorCode::quota_reached},
    Rule{anyone, In::any, 0, "900804", ErrorCode::quota_reached},

    // the same, where only the text is left
    Rule{anyone, In::any, 0, "No consent can be found", ErrorCode::consent_missing},
    Rule{anyone, In::any, 0, "The customer is not owner of this usage point", ErrorCode::not_holder},
    Rule{anyone, In::any, 0, "Le client n'est pas titulaire du point", ErrorCode::not_holder},
    Rule{anyone, In::any, 0, "API Subscription validation failed", ErrorCode::not_subscribed},
    Rule{anyone, In::any, 0, "Unknown or unauthorized user", ErrorCode::unknown_usage_point},
    Rule{anyone, In::any, 0, "PRM non existant", ErrorCode::unknown_usage_point},
    Rule{anyone, In::any, 0, "unauthorized_user", ErrorCode::direction_refused},
    Rule{anyone, In::any, 0, "user is not authorized to access this resource", ErrorCode::direction_refused},
    Rule{anyone, In::any, 0, "Le client n'est pas autorisé pour le point", ErrorCode::direction_refused},
    Rule{anyone, In::any, 0, "Le sens de la mesure ne correspond pas", ErrorCode::direction_refused},
    Rule{anyone, In::any, 0, "no measure found for this usage point", ErrorCode::no_data},
    Rule{anyone, In::any, 0, "Pas de mesure trouvée", ErrorCode::no_data},
    Rule{anyone, In::any, 0, "cannot be anterior to the meter's last activation date",
         ErrorCode::before_activation},
    Rule{anyone, In::any, 0, "must be greater than the history deadline", ErrorCode::before_history},
    Rule{anyone, In::any, 0, "must be less than 7 days", ErrorCode::range_too_long},
    Rule{anyone, In::any, 0, "Message throttled out", ErrorCode::quota_reached},
    Rule{anyone, In::any, 0, "SLA dépassé", ErrorCode::quota_reached},
    Rule{anyone, In::any, 0, "technical_error", ErrorCode::outage},
    Rule{anyone, In::any, 0, "Un problème a été rencontré lors du traitement", ErrorCode::outage},
    Rule{anyone, In::any, 0, "Problème technique", ErrorCode::outage},
    Rule{anyone, In::any, 0, "The requested resource is not available", ErrorCode::wrong_address},
    // Or the source's day has not turned yet: see with_regard_to_the_clock.
    Rule{anyone, In::any, 0, "end date parameter must be earlier than the current date",
         ErrorCode::clock_wrong},
    Rule{anyone, In::data, 0, "Invalid_request", ErrorCode::bad_request},
    Rule{anyone, In::data, 0, "invalid_resquest", ErrorCode::bad_request}, // Enedis' own spelling

    // MyElectricalData v2's envelope, after the Enedis code it may carry
    Rule{med_2, In::any, 0, "ENEDIS_UNAVAILABLE", ErrorCode::outage},
    Rule{med_2, In::any, 0, "ENEDIS_ERROR", ErrorCode::outage},
    Rule{med_2, In::any, 0, "ACCESS_DENIED", ErrorCode::consent_missing},
    Rule{med_2, In::any, 0, "DATE_TOO_OLD", ErrorCode::before_history},
    Rule{med_2, In::any, 0, "INVALID_DATE_RANGE", ErrorCode::bad_request},
    Rule{med_2, In::any, 0, "INVALID_DATE_FORMAT", ErrorCode::bad_request},
    Rule{med_2, In::any, 0, "NO_DATA", ErrorCode::no_data},
    Rule{med_2, In::any, 0, "PARTIAL_DATA", ErrorCode::no_data},

    // a page quoted inside a gateway's JSON
    Rule{gateways, In::data, 4, "<!doctype html", ErrorCode::unexpected_page},
    Rule{gateways, In::data, 4, "<html", ErrorCode::unexpected_page},

    // only the status is left
    Rule{med_1, In::any, 401, "", ErrorCode::consent_missing},
    Rule{med_1, In::any, 403, "", ErrorCode::token_invalid},
    Rule{med_1, In::any, 404, "", ErrorCode::no_data},
    Rule{conso, In::data, 401, "The Enedis API returned an error", ErrorCode::outage}, // not the user's token
    Rule{gateways, In::any, 401, "", ErrorCode::token_invalid},
    Rule{enedis, In::any, 401, "", ErrorCode::token_expired},
    Rule{anyone, In::data, 403, "", ErrorCode::consent_missing},
    Rule{anyone, In::any, 403, "", ErrorCode::unexpected_page},
    Rule{anyone, In::data, 404, "", ErrorCode::not_understood},
    Rule{anyone, In::any, 404, "", ErrorCode::wrong_address},
    Rule{anyone, In::any, 408, "", ErrorCode::outage},
    Rule{anyone, In::any, 410, "", ErrorCode::wrong_address},
    Rule{anyone, In::any, 429, "", ErrorCode::quota_reached},
    Rule{anyone, In::any, 4, "", ErrorCode::bad_request},
    Rule{anyone, In::any, 5, "", ErrorCode::outage},
    Rule{anyone, In::any, 0, "", ErrorCode::not_understood},
};

bool fits(Rule const& rule, Complaint const& complaint, Dialect dialect) {
    bool const form = rule.in == In::any || (rule.in == In::page && complaint.form == BodyForm::html) ||
                      (rule.in == In::data && complaint.form == BodyForm::json);
    bool const status = rule.status == 0 || rule.status == complaint.status ||
                        (rule.status < 10 && rule.status == complaint.status / 100);
    return (rule.who & (1U << static_cast<unsigned>(dialect))) != 0 && form && status &&
           complaint.words.find(squeeze(rule.says)) != std::string::npos;
}

std::optional<std::chrono::seconds> pause_of(Rule const& rule, std::optional<std::chrono::seconds> said,
                                             Instant now) {
    switch (rule.pause) {
    case Pause::source_says:
        return said;
    case Pause::two_seconds:
        return said.value_or(2s);
    case Pause::next_hour:
        return said.value_or(until_next_hour(now));
    case Pause::utc_midnight:
        return said.value_or(until_utc_midnight(now));
    case Pause::twelve_hours:
        return std::max<std::chrono::seconds>(said.value_or(12h), 12h);
    }
    return said;
}

/// What a day asked for by a wrong clock brings about.
bool may_be_the_clock(ErrorCode code) {
    return code == ErrorCode::clock_wrong || code == ErrorCode::bad_request ||
           (kind_of(code) == ErrorKind::out_of_range && code != ErrorCode::range_too_long);
}

/// Whether dates were refused because our time, `now`, is not the source's. An answer comes after its
/// question, perhaps long after: only a clock that is ahead shows in minutes.
bool clock_is_wrong(ErrorCode code, Instant theirs, Instant now, TimeZone const& paris) {
    if (code == ErrorCode::clock_wrong)
        return now - theirs > 5min || paris.day_of(now) > paris.day_of(theirs);
    return std::chrono::abs(now - theirs) > 1h && paris.day_of(now) != paris.day_of(theirs);
}

/// The error itself, or clock_wrong where the answer's Date proves it. A refused end without that proof is
/// the source's: its day has not turned yet.
Error with_regard_to_the_clock(Error error, http::Response const& response, Instant now) {
    auto const theirs = http_date(response.headers["Date"]);
    auto const paris = TimeZone::find("Europe/Paris");
    if (theirs && paris && clock_is_wrong(error.code, *theirs, now, *paris))
        return Error{ErrorCode::clock_wrong, "this machine's clock says " + paris->iso(now) +
                                                 ", the source's " + paris->iso(*theirs) + "; " +
                                                 error.message};
    if (error.code == ErrorCode::clock_wrong)
        error.code = ErrorCode::outage;
    return error;
}

std::string host_of(std::string_view location) {
    auto const url = boost::urls::parse_uri_reference({location.data(), location.size()});
    if (!url || !url->has_authority())
        return "the same host";
    return std::string{url->encoded_host().data(), url->encoded_host().size()};
}

} // namespace

Error decode_error(http::Response const& response, Dialect dialect, Instant now) {
    std::string const answered = std::string{title_of(dialect)} + " answered ";
    if (response.status >= 300 && response.status < 400)
        return Error{ErrorCode::unexpected_page, answered + std::to_string(response.status) +
                                                     ": a redirection to " +
                                                     host_of(response.headers["Location"])};
    auto const complaint = complaint_of(response);
    auto const& rule = *std::find_if(rules.begin(), rules.end(),
                                     [&](Rule const& each) { return fits(each, complaint, dialect); });
    auto said = pause_of_header(response.headers["Retry-After"], now);
    if (!said && !complaint.next_access.empty())
        said = pause_until_access(complaint.next_access, now);
    Error error{rule.code, answered + std::to_string(complaint.status) + ": " + complaint.shown};
    if (auto const kind = error.kind(); kind == ErrorKind::throttled || kind == ErrorKind::transient)
        error.retry_after = pause_of(rule, said, now);
    return may_be_the_clock(rule.code) ? with_regard_to_the_clock(std::move(error), response, now) : error;
}

} // namespace enedis2mqtt::sources
