#include "sources/error_decode.hpp"
#include "support/days.hpp"

#include <gtest/gtest.h>

namespace enedis2mqtt::sources {
namespace {

using namespace std::chrono_literals;

// 10:30:00 UTC: half an hour before the next hour, 13 h 30 before the UTC day ends.
Instant const now = test::at("2026-11-23", 11, 30);

/// One refusal as its source sends it, and what it means.
struct Refusal {
    std::string name;
    Dialect dialect;
    int status;
    std::string body;
    ErrorCode code;
    std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

class Refusals : public testing::TestWithParam<Refusal> {};

TEST_P(Refusals, AreNamed) {
    auto const& row = GetParam();
    auto const error = decode_error(http::Response{row.status, row.body}, row.dialect, now);
    EXPECT_EQ(to_string(error.code), to_string(row.code)) << error.message;
    EXPECT_EQ(error.retry_after, row.retry_after);
    EXPECT_NE(error.message.find("answered " + std::to_string(row.status)), std::string::npos)
        << error.message;
}

auto const name_of_row = [](auto const& row) { return row.param.name; };

std::string v5(std::string const& code, std::string const& text) {
    return R"({"error":")" + code + R"(","error_description":")" + text + R"("})";
}
std::string of_2026(std::string const& code, std::string const& text) {
    return R"({"code":")" + code + R"(","message":")" + text + R"("})";
}
std::string through_conso(int status, std::string const& error) {
    return R"({"status":)" + std::to_string(status) +
           R"(,"message":"The Enedis API returned an error","error":)" + error + '}';
}
std::string detail(std::string const& text) {
    return R"({"detail":")" + text + R"("})";
}
std::string envelope(std::string const& code, std::string const& text = "") {
    return R"({"success":false,"error":{"code":")" + code + R"(","message":")" + text +
           R"(","field":null},"timestamp":"2026-11-23T10:30:00Z"})";
}
/// What httpx makes of a refusal by Enedis, of a meter whose digits look like codes.
std::string httpx(std::string const& refusal) {
    return envelope("ENEDIS_ERROR", refusal + " for url 'https://enedis/?usage_point_id=90090190090812'");
}

constexpr auto enedis = Dialect::enedis;
constexpr auto token = Dialect::enedis_token;
constexpr auto conso = Dialect::conso_api;
constexpr auto med_1 = Dialect::my_electrical_data_v1;
constexpr auto med_2 = Dialect::my_electrical_data_v2;

// Reference 2.2, in its order.
INSTANTIATE_TEST_SUITE_P(
    Rights, Refusals,
    testing::Values(
        Refusal{"InvalidToken", enedis, 401, v5("invalid_token", ""), ErrorCode::token_expired},
        Refusal{"InvalidCredentials900901", enedis, 401,
                R"({"fault":{"code":900901,"message":"Invalid Credentials"}})", ErrorCode::token_expired},
        Refusal{"AnyOther401", enedis, 401, "", ErrorCode::token_expired},
        Refusal{"CredentialsMandatory", token, 401,
                v5("", "Valid authentication credentials are mandatory to access the resource"),
                ErrorCode::credentials_invalid},
        Refusal{"InvalidClient", token, 400, v5("invalid_client", ""), ErrorCode::credentials_invalid},
        Refusal{"UnauthorizedClient", token, 400, v5("unauthorized_client", ""),
                ErrorCode::credentials_invalid},
        Refusal{"TokenMissingParameter", token, 400, v5("invalid_request", "missing_parameter"),
                ErrorCode::bad_request},
        Refusal{"TokenGrantType", token, 400, v5("unsupported_grant_type", ""), ErrorCode::bad_request},
        Refusal{"TokenMediaType", token, 415, "", ErrorCode::bad_request},
        Refusal{"TokenOutage", token, 503, "", ErrorCode::outage},
        Refusal{"NoConsent", enedis, 403,
                v5("ADAM-DC-0008", "No consent can be found for this customer and this usage point."),
                ErrorCode::consent_missing},
        Refusal{"NoConsentUnderscored", enedis, 403, v5("ADAM_DC_0008", ""), ErrorCode::consent_missing},
        Refusal{"NoConsentTextOnly", enedis, 403,
                v5("", "no consent can be found for this customer and this usage point"),
                ErrorCode::consent_missing},
        Refusal{"NotHolder", enedis, 403,
                v5("ADAM-DC-0007", "The customer is not owner of this usage point."), ErrorCode::not_holder},
        Refusal{"NotHolder400In2026", enedis, 400,
                of_2026("ADAM-DC-0007", "Le client n'est pas titulaire du point demandé."),
                ErrorCode::not_holder},
        Refusal{"NotHolderFrenchTextOnly", enedis, 400,
                of_2026("", "Le client n’est pas titulaire du point demandé"), ErrorCode::not_holder},
        Refusal{"NotHolderEnglishTextOnly", enedis, 403,
                v5("", "The customer is not owner of this usage point"), ErrorCode::not_holder},
        Refusal{"UnauthorizedUser", enedis, 403,
                v5("unauthorized_user", "user is not authorized to access this resource"),
                ErrorCode::direction_refused},
        Refusal{"UnauthorizedUserTextOnly", enedis, 403,
                v5("", "User is not authorized to access this resource."), ErrorCode::direction_refused},
        Refusal{"NotAuthorizedForThePoint", enedis, 403,
                of_2026("", "Le client n'est pas autorisé pour le point demandé"),
                ErrorCode::direction_refused},
        Refusal{"BeforeConsent", enedis, 403, v5("ADAM-DC-0009", ""), ErrorCode::before_consent},
        Refusal{
            "NotSubscribed", enedis, 403,
            R"({"code":"900908","message":"Resource forbidden ","description":"User is NOT authorized to access the Resource. API Subscription validation failed."})",
            ErrorCode::not_subscribed},
        Refusal{"NotSubscribedTextOnly", enedis, 403, R"({"message":"API Subscription validation failed."})",
                ErrorCode::not_subscribed},
        Refusal{"AnyOther403", enedis, 403, v5("", "Forbidden"), ErrorCode::consent_missing}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Data, Refusals,
    testing::Values(
        Refusal{"NoDataFound", enedis, 404, v5("no_data_found", "no measure found for this usage point"),
                ErrorCode::no_data},
        Refusal{"NoDataStm20", enedis, 404, v5("STM-ERR-0000020", ""), ErrorCode::no_data},
        Refusal{"NoDataEnglishTextOnly", enedis, 404, v5("", "No measure found for this usage point."),
                ErrorCode::no_data},
        Refusal{"NoDataFrenchTextOnly", enedis, 404, of_2026("", "Pas de mesure trouvée pour ce point"),
                ErrorCode::no_data},
        Refusal{"NoDataStm14", enedis, 404, v5("STM-ERR-0000014", ""), ErrorCode::no_data},
        Refusal{"UnknownPrmStm19", enedis, 404, v5("STM-ERR-0000019", "Unknown or unauthorized user"),
                ErrorCode::unknown_usage_point},
        Refusal{"UnknownPrmTextOnly", enedis, 404, v5("", "Unknown or unauthorized user"),
                ErrorCode::unknown_usage_point},
        Refusal{"UnknownPrmFrench", enedis, 404, of_2026("", "PRM non existant"),
                ErrorCode::unknown_usage_point},
        Refusal{"FirewallPage", enedis, 404,
                "<html><body>La page que vous recherchez n'existe pas</body></html>",
                ErrorCode::wrong_address},
        Refusal{"AnyOther404Page", enedis, 404, "<html>404</html>", ErrorCode::wrong_address},
        Refusal{"Empty404", enedis, 404, "", ErrorCode::wrong_address},
        Refusal{
            "NoSuchResource", enedis, 404,
            R"({"code":"404","type":"Status report","message":"Not Found","description":"The requested resource is not available."})",
            ErrorCode::wrong_address},
        Refusal{"NoSuchResource900906", enedis, 404, of_2026("900906", ""), ErrorCode::wrong_address},
        Refusal{"UnknownWords404", enedis, 404, v5("new_code", "new words"), ErrorCode::not_understood},
        Refusal{"Gone", enedis, 410, "", ErrorCode::wrong_address},
        Refusal{
            "BeforeActivation", enedis, 400,
            v5("ADAM-ERR0123", "The requested period cannot be anterior to the meter's last activation date"),
            ErrorCode::before_activation},
        Refusal{"BeforeActivationTextOnly", enedis, 400,
                v5("", "The requested period cannot be anterior to the meter's last activation date."),
                ErrorCode::before_activation},
        Refusal{"BeforeHistoryErr0125", enedis, 400,
                v5("ADAM-ERR0125", "The start date must be greater than the history deadline."),
                ErrorCode::before_history},
        Refusal{"BeforeHistoryDc0016", enedis, 400, v5("ADAM-DC-0016", ""), ErrorCode::before_history},
        Refusal{"BeforeHistoryTextOnly", enedis, 400,
                v5("", "the start date must be greater than the history deadline"),
                ErrorCode::before_history},
        Refusal{"TooLongErr0126", enedis, 400, v5("ADAM-ERR0126", ""), ErrorCode::range_too_long},
        Refusal{"TooLongDc0015", enedis, 400, v5("ADAM-DC-0015", ""), ErrorCode::range_too_long},
        Refusal{"TooLongTextOnly", enedis, 400,
                v5("", "The requested period must be less than 7 days for an access to the load curve."),
                ErrorCode::range_too_long},
        Refusal{"WrongDirection", enedis, 400, of_2026("ADAM-ERR0069", ""), ErrorCode::direction_refused},
        Refusal{"WrongDirectionTextOnly", enedis, 400,
                of_2026("", "Le sens de la mesure ne correspond pas pour le PRM demandé"),
                ErrorCode::direction_refused},
        Refusal{"RequesterNotHolder", enedis, 400, v5("ADAM-ERR0061", ""), ErrorCode::not_holder},
        Refusal{"OpposedToRecording", enedis, 400, v5("ADAM-ERR0075", ""), ErrorCode::curve_not_collected}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    BadRequests, Refusals,
    testing::Values(
        Refusal{"IdRequired", enedis, 400, v5("Invalid_request", "usage_point_id parameter is required."),
                ErrorCode::bad_request},
        Refusal{"IdOf14Digits", enedis, 400, v5("invalid_request", "must be 14 digits long"),
                ErrorCode::bad_request},
        Refusal{"StartRequired", enedis, 400, v5("invalid_resquest", "Start date parameter is required."),
                ErrorCode::bad_request},
        Refusal{"DateFormat", enedis, 400, v5("Invalid_request", "must be in the format yyyy-mm-dd"),
                ErrorCode::bad_request},
        Refusal{"StartBeforeEnd", enedis, 400, v5("Invalid_request", "Start date should be before end date."),
                ErrorCode::bad_request},
        Refusal{"EndBeforeToday", enedis, 400,
                v5("Invalid_request", "The end date parameter must be earlier than the current date."),
                ErrorCode::outage},
        Refusal{"EmptyHeader", enedis, 400, v5("Invalid_request", "Empty header, bad request format"),
                ErrorCode::bad_request},
        Refusal{"AnyOther400", enedis, 400, "", ErrorCode::bad_request},
        Refusal{"MethodNotAllowed", enedis, 405, "", ErrorCode::bad_request}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Throttling, Refusals,
    testing::Values(
        Refusal{"QuotaQ3", enedis, 429, v5("", "Quota Q3 reached. Call threshold allowed on 0:-30:-40"),
                ErrorCode::quota_reached, 2s},
        Refusal{"QuotaQ4", enedis, 429, v5("", "Quota Q4 reached. Call threshold allowed on 0:29:12"),
                ErrorCode::quota_reached, 30min},
        Refusal{
            "ThrottledOut", enedis, 429,
            R"({"fault":{"code":900807,"message":"Message throttled out","description":"You have exceeded your quota"}})",
            ErrorCode::quota_reached},
        Refusal{
            "ThrottledUntil", enedis, 429,
            R"({"code":"900804","message":"Message throttled out","nextAccessTime":"2026-Nov-23 11:00:00+0000 UTC"})",
            ErrorCode::quota_reached, 30min},
        Refusal{"ThrottledUntilThePast", enedis, 429,
                R"({"code":"900804","message":"","nextAccessTime":"2026-Jul-17 05:00:00+0000 UTC"})",
                ErrorCode::quota_reached},
        Refusal{"ThrottledTextOnly", conso, 429, through_conso(429, R"("Message throttled out")"),
                ErrorCode::quota_reached},
        Refusal{"SlaExceeded", enedis, 429, of_2026("", "SLA dépassé"), ErrorCode::quota_reached},
        Refusal{"AnyOther429", enedis, 429, "", ErrorCode::quota_reached},
        Refusal{"A429Page", enedis, 429, "<html>Too many</html>", ErrorCode::quota_reached}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Outages, Refusals,
    testing::Values(Refusal{"TechnicalError", enedis, 500,
                            v5("technical_error", "Technical error. Please try later."), ErrorCode::outage},
                    Refusal{"UnknownError002", enedis, 500, of_2026("UNKERROR_002", ""), ErrorCode::outage},
                    Refusal{"ProblemOfTreatment", enedis, 500,
                            of_2026("", "Un problème a été rencontré lors du traitement."),
                            ErrorCode::outage},
                    Refusal{"ProblemUnderAnotherStatus", enedis, 400,
                            of_2026("", "Problème technique dans l'interrogation du SI coeur"),
                            ErrorCode::outage},
                    Refusal{"AdamDc0500", enedis, 500, v5("ADAM-DC-0500", ""), ErrorCode::outage},
                    Refusal{"StmErr1", enedis, 500, v5("STM-ERR-0000001", ""), ErrorCode::outage},
                    Refusal{"Plain500", enedis, 500, "500 Internal Server Error", ErrorCode::outage},
                    Refusal{"Page502", enedis, 502, "<html>Bad Gateway</html>", ErrorCode::outage},
                    Refusal{"Empty503", enedis, 503, "", ErrorCode::outage},
                    Refusal{"Json504", enedis, 504, "{}", ErrorCode::outage},
                    Refusal{"RequestTimeout", enedis, 408, "", ErrorCode::outage}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Edges, Refusals,
    testing::Values(Refusal{"CloudflareBlock", conso, 403,
                            "<!DOCTYPE html><title>Attention Required! | Cloudflare</title>",
                            ErrorCode::banned, 12h},
                    Refusal{"Cloudflare1015", conso, 429,
                            "<html><h1>Error 1015</h1>You are being rate limited</html>", ErrorCode::banned,
                            12h},
                    Refusal{"Cloudflare1020", conso, 503, "<html>Error 1020</html>", ErrorCode::banned, 12h},
                    Refusal{"CloudflarePlain", conso, 429, "error code: 1015", ErrorCode::banned, 12h},
                    Refusal{"CloudflarePlain1020", conso, 403, "error code: 1020", ErrorCode::banned, 12h},
                    Refusal{"CloudflarePlain1006", conso, 403, "error code: 1006", ErrorCode::banned, 12h},
                    Refusal{"CloudflarePlain1010", med_1, 403, "error code: 1010", ErrorCode::banned, 12h},
                    Refusal{"CloudflareWords", conso, 503, "<html>Sorry, you have been blocked</html>",
                            ErrorCode::banned, 12h},
                    Refusal{"Page410", enedis, 410, "<html>Gone</html>", ErrorCode::wrong_address},
                    Refusal{"Plain403", enedis, 403, "Forbidden", ErrorCode::unexpected_page},
                    Refusal{"Page400", enedis, 400, "<html>Bad Request</html>", ErrorCode::unexpected_page}),
    name_of_row);

// Reference 5.
INSTANTIATE_TEST_SUITE_P(
    ConsoApi, Refusals,
    testing::Values(
        Refusal{"BadParameters", conso, 400,
                R"({"status":400,"message":"Paramètres invalides","error":{"issues":[{"path":["prm"]}]}})",
                ErrorCode::bad_request},
        Refusal{"NoAuthorization", conso, 400,
                R"({"status":400,"message":"Le header 'Authorization' est manquant ou invalide"})",
                ErrorCode::token_invalid},
        Refusal{"TokenRefused", conso, 401,
                R"({"status":401,"message":"Votre token est invalide ou ne permet pas d'accéder à ce PRM"})",
                ErrorCode::token_invalid},
        Refusal{"NotAGet", conso, 405, R"({"status":405,"message":"Seule la méthode GET est autorisée"})",
                ErrorCode::bad_request},
        Refusal{"EnedisPassedOn", conso, 400, through_conso(400, v5("ADAM-ERR0123", "")),
                ErrorCode::before_activation},
        Refusal{"EnedisTextPassedOn", conso, 404,
                through_conso(404, R"("{\"error\":\"no_data_found\",\"error_description\":\"\"}")"),
                ErrorCode::no_data},
        Refusal{"EnedisPagePassedOn", conso, 404,
                through_conso(404, R"("<html>La page que vous recherchez n'existe pas</html>")"),
                ErrorCode::wrong_address},
        Refusal{"OtherPagePassedOn", conso, 403, through_conso(403, R"("<html>Request Rejected</html>")"),
                ErrorCode::unexpected_page},
        Refusal{"GatewaysOwnToken", conso, 401, through_conso(401, v5("invalid_token", "")),
                ErrorCode::outage},
        Refusal{"GatewaysOwnToken900901", conso, 401, through_conso(401, R"({"fault":{"code":900901}})"),
                ErrorCode::outage},
        Refusal{"GatewaysOwnTokenWithoutACode", conso, 401, through_conso(401, R"("")"), ErrorCode::outage},
        Refusal{"TokenNotRefreshed", conso, 500,
                R"({"status":500,"message":"Impossible de rafraîchir le token. Réessayez plus tard"})",
                ErrorCode::outage},
        Refusal{"UnknownError", conso, 500,
                R"({"status":500,"message":"Erreur inconnue. Réessayez plus tard"})", ErrorCode::outage}),
    name_of_row);

// Reference 6.1.
INSTANTIATE_TEST_SUITE_P(
    MyElectricalDataV1, Refusals,
    testing::Values(
        Refusal{"Consent", med_1, 401, detail("Soucis au niveau des consentements"),
                ErrorCode::consent_missing},
        Refusal{"TokenOfAnotherMeter", med_1, 403,
                detail("Le point de livraison ne correspond au token fournis"), ErrorCode::token_invalid},
        Refusal{"AnyOther403", med_1, 403, detail("Forbidden"), ErrorCode::token_invalid},
        Refusal{"NothingThere", med_1, 404, detail("Not Found"), ErrorCode::no_data},
        Refusal{"NothingThereInPlainText", med_1, 404, "Not Found", ErrorCode::no_data},
        Refusal{"BadRequest", med_1, 400, detail("?"), ErrorCode::bad_request},
        Refusal{"DailyQuota", med_1, 409, detail("Vous avez dépassé votre quota journalier (50)"),
                ErrorCode::daily_quota_reached, 13h + 30min},
        Refusal{"DailyQuotaWithoutWords", med_1, 409, "", ErrorCode::daily_quota_reached, 13h + 30min},
        Refusal{"Throttled", med_1, 429, detail("?"), ErrorCode::quota_reached},
        Refusal{"EnedisFailed", med_1, 500,
                detail("Erreur lors de la récupération des données d'Enedis - Code d'erreur : 500"),
                ErrorCode::outage},
        Refusal{"DetailIsJson", med_1, 400,
                R"({"detail":"{\"error\":\"ADAM-ERR0123\",\"error_description\":\"\"}"})",
                ErrorCode::before_activation},
        Refusal{"DetailIsAList", med_1, 422,
                R"({"detail":[{"loc":["path"],"msg":"value is not a valid date"}]})",
                ErrorCode::bad_request}),
    name_of_row);

// Reference 6.2.
INSTANTIATE_TEST_SUITE_P(
    MyElectricalDataV2, Refusals,
    testing::Values(
        Refusal{"RateLimit", med_2, 200, envelope("RATE_LIMIT_EXCEEDED"), ErrorCode::daily_quota_reached,
                13h + 30min},
        Refusal{"Unavailable", med_2, 200, envelope("ENEDIS_UNAVAILABLE"), ErrorCode::outage},
        Refusal{"EnedisError", med_2, 200, envelope("ENEDIS_ERROR", "Erreur"), ErrorCode::outage},
        Refusal{"EnedisErrorWithACode", med_2, 200, envelope("ENEDIS_ERROR", "ADAM-DC-0008: no consent"),
                ErrorCode::consent_missing},
        Refusal{"Httpx404", med_2, 200, httpx("Client error '404 Not Found'"), ErrorCode::no_data},
        Refusal{"Httpx403", med_2, 200, httpx("Client error '403 Forbidden'"), ErrorCode::consent_missing},
        Refusal{"Httpx429", med_2, 200, httpx("Client error '429 Too Many Requests'"),
                ErrorCode::quota_reached},
        Refusal{"Httpx503", med_2, 200, httpx("Server error '503 Service Unavailable'"), ErrorCode::outage},
        Refusal{"AccessDenied", med_2, 200, envelope("ACCESS_DENIED", "PDL introuvable"),
                ErrorCode::consent_missing},
        Refusal{"TooOld", med_2, 200, envelope("DATE_TOO_OLD"), ErrorCode::before_history},
        Refusal{"DateRange", med_2, 200, envelope("INVALID_DATE_RANGE"), ErrorCode::bad_request},
        Refusal{"DateFormat", med_2, 200, envelope("INVALID_DATE_FORMAT"), ErrorCode::bad_request},
        Refusal{"NoData", med_2, 200, envelope("NO_DATA"), ErrorCode::no_data},
        Refusal{"PartialData", med_2, 200, envelope("PARTIAL_DATA"), ErrorCode::no_data},
        Refusal{"BeforeActivation", med_2, 200, envelope("ADAM-ERR0123"), ErrorCode::before_activation},
        Refusal{"UnknownCode", med_2, 200, envelope("NEW_CODE"), ErrorCode::not_understood},
        Refusal{"BadSecret", med_2, 401, detail("Could not validate credentials"), ErrorCode::token_invalid}),
    name_of_row);

TEST(DecodeError, SaysWhereARedirectionLeads) {
    http::Response moved{302};
    moved.headers.set("Location", "https://login.example.net/sso?token=abc");
    auto const error = decode_error(moved, enedis, now);
    EXPECT_EQ(error.code, ErrorCode::unexpected_page);
    EXPECT_EQ(error.message, "Enedis answered 302: a redirection to login.example.net");
}

TEST(DecodeError, LivesWithARedirectionToNowhere) {
    http::Response moved{301};
    moved.headers.set("Location", "::::");
    EXPECT_EQ(decode_error(moved, enedis, now).code, ErrorCode::unexpected_page);
    EXPECT_EQ(decode_error(http::Response{304}, enedis, now).code, ErrorCode::unexpected_page);
}

/// A refusal of dates, and the time its source has.
struct Dated {
    std::string name;
    Dialect dialect;
    std::string body;
    std::string date;
    ErrorCode code;
};

class RefusedDates : public testing::TestWithParam<Dated> {};

TEST_P(RefusedDates, AreLaidToTheClockThatIsWrong) {
    http::Response response{400, GetParam().body};
    response.headers.set("Date", GetParam().date);
    auto const error = decode_error(response, GetParam().dialect, now);
    EXPECT_EQ(to_string(error.code), to_string(GetParam().code)) << error.message;
    if (error.code == ErrorCode::clock_wrong) {
        EXPECT_TRUE(error.message.starts_with("this machine's clock says 2026-11-23T11:30:00+01:00, "
                                              "the source's 20"))
            << error.message;
    }
}

std::string const end_refused =
    v5("Invalid_request", "The end date parameter must be earlier than the current date.");

INSTANTIATE_TEST_SUITE_P(
    Clock, RefusedDates,
    testing::Values(
        Dated{"ADayAhead", enedis, end_refused, "Sun, 22 Nov 2026 10:30:00 GMT", ErrorCode::clock_wrong},
        Dated{"MinutesAhead", enedis, end_refused, "Mon, 23 Nov 2026 10:24:59 GMT", ErrorCode::clock_wrong},
        Dated{"Right", enedis, end_refused, "Mon, 23 Nov 2026 10:25:00 GMT", ErrorCode::outage},
        Dated{"NoDate", enedis, end_refused, "", ErrorCode::outage},
        Dated{"ADateThatIsNone", enedis, end_refused, "yesterday", ErrorCode::outage},
        Dated{"Behind", enedis, end_refused, "Mon, 23 Nov 2026 12:00:00 GMT", ErrorCode::outage},
        Dated{"ThroughConsoApi", conso, through_conso(400, end_refused), "Sun, 22 Nov 2026 10:30:00 GMT",
              ErrorCode::clock_wrong},
        Dated{"ThroughMed1", med_1, detail("The end date parameter must be earlier than the current date."),
              "Sun, 22 Nov 2026 10:30:00 GMT", ErrorCode::clock_wrong},
        Dated{"ThroughMed2", med_2,
              envelope("INVALID_DATE_RANGE", "The end date parameter must be earlier than the current date."),
              "Sun, 22 Nov 2026 10:30:00 GMT", ErrorCode::clock_wrong},
        Dated{"YearsBehind", enedis, v5("ADAM-ERR0125", ""), "Mon, 23 Nov 2029 10:30:00 GMT",
              ErrorCode::clock_wrong},
        Dated{"BeforeActivationByARightClock", enedis, v5("ADAM-ERR0123", ""),
              "Mon, 23 Nov 2026 10:40:00 GMT", ErrorCode::before_activation},
        Dated{"TooLongWhateverTheClock", enedis, v5("ADAM-ERR0126", ""), "Sun, 22 Nov 2026 10:30:00 GMT",
              ErrorCode::range_too_long},
        Dated{"AnotherRefusalWhateverTheClock", enedis, v5("ADAM-ERR0069", ""),
              "Sun, 22 Nov 2026 10:30:00 GMT", ErrorCode::direction_refused}),
    name_of_row);

TEST(DecodeError, LaysARefusedEndToAClockThatTurnedItsDayTooEarly) {
    http::Response response{400, end_refused};
    response.headers.set("Date", "Sun, 22 Nov 2026 22:59:00 GMT"); // 23:59 in Paris
    EXPECT_EQ(decode_error(response, enedis, test::at("2026-11-23", 0, 1)).code, ErrorCode::clock_wrong);
}

TEST(DecodeError, HonoursRetryAfter) {
    http::Response busy{503, "busy"};
    busy.headers.set("Retry-After", "900");
    EXPECT_EQ(decode_error(busy, enedis, now).retry_after, 15min);
    http::Response quota{429, v5("", "Quota Q4 reached")};
    quota.headers.set("Retry-After", "900");
    EXPECT_EQ(decode_error(quota, enedis, now).retry_after, 15min);
}

TEST(DecodeError, NeverShortensABan) {
    http::Response blocked{403, "<html>blocked</html>"};
    blocked.headers.set("Retry-After", "10");
    EXPECT_EQ(decode_error(blocked, conso, now).retry_after, 12h);
}

TEST(DecodeError, SetsNoPauseWhereTheUserMustAct) {
    http::Response refused{403, v5("ADAM-DC-0008", "")};
    refused.headers.set("Retry-After", "900");
    EXPECT_EQ(decode_error(refused, enedis, now).retry_after, std::nullopt);
}

TEST(DecodeError, QuotesLittleAndNoSecret) {
    auto const error = decode_error(
        http::Response{500, "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOltdfQ of 12345678901234\x1b[31m" +
                                std::string(5000, 'x')},
        enedis, now);
    EXPECT_LT(error.message.size(), 260U);
    EXPECT_EQ(error.message.find("eyJ"), std::string::npos);
    EXPECT_EQ(error.message.find("12345678901234"), std::string::npos);
    EXPECT_EQ(error.message.find('\x1b'), std::string::npos);
}

} // namespace
} // namespace enedis2mqtt::sources
