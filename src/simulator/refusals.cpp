#include "simulator/refusals.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <array>
#include <string>

namespace enedis2mqtt::simulator {
namespace {

namespace json = boost::json;

// `2026-Jul-17 05:00:00+0000 UTC`, the API manager's own form.
std::string next_access_time(Instant now) {
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const next_hour = std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours{1};
    auto const day = std::chrono::floor<std::chrono::days>(next_hour);
    std::chrono::year_month_day const date{day};
    return fmt::format("{:04}-{}-{:02} {:02}:00:00+0000 UTC", static_cast<int>(date.year()),
                       months[static_cast<unsigned>(date.month()) - 1], static_cast<unsigned>(date.day()),
                       (next_hour - day).count());
}

bool from_api_manager(Refusal refusal) {
    return refusal == Refusal::token_dead || refusal == Refusal::busy || refusal == Refusal::busy_until ||
           refusal == Refusal::daily_quota || refusal == Refusal::unknown_type;
}

json::value api_manager_error(Refusal refusal, Instant now) {
    auto const told = told_by_enedis(refusal);
    if (refusal == Refusal::busy_until) {
        auto const when = next_access_time(now);
        return {{"code", told.code},
                {"message", told.text},
                {"description", "You have exceeded your quota. You can access API after " + when},
                {"nextAccessTime", when}};
    }
    auto const description =
        refusal == Refusal::token_dead     ? "Make sure you have provided the correct security credentials"
        : refusal == Refusal::unknown_type ? "No matching resource found for given API Request"
                                           : "You have exceeded your quota";
    return {{"fault",
             {{"code", std::stoi(std::string{told.code})},
              {"message", told.text},
              {"description", description}}}};
}

} // namespace

// Source: docs/reference/enedis-api.md section 2.2.
Told told_by_enedis(Refusal refusal) {
    switch (refusal) {
    case Refusal::pdl_missing:
        return {400, "Invalid_request", "usage_point_id parameter is required."};
    case Refusal::pdl_length:
        return {400, "Invalid_request", "usage_point_id parameter must be 14 digits long."};
    case Refusal::start_missing:
        return {400, "Invalid_request", "Start date parameter is required."};
    case Refusal::end_missing:
        return {400, "Invalid_request", "End date parameter is required."};
    case Refusal::date_format:
        return {400, "Invalid_request", "Start date parameter must be in the format yyyy-mm-dd."};
    case Refusal::start_not_before_end:
        return {400, "Invalid_request", "Start date should be before end date."};
    case Refusal::end_in_future:
        return {400, "Invalid_request", "The end date parameter must be earlier than the current date."};
    case Refusal::range_too_long:
        return {400, "ADAM-ERR0126",
                "The requested period must be less than 7 days for an access to the load curve."};
    case Refusal::before_history:
        return {400, "ADAM-ERR0125", "The start date must be greater than the history deadline."};
    case Refusal::before_activation:
        return {400, "ADAM-ERR0123",
                "The requested period cannot be anterior to the meter's last activation date"};
    case Refusal::not_consuming:
        return {400, "ADAM-ERR0069", "Le sens de la mesure ne correspond pas pour le PRM demandé"};
    case Refusal::not_producing:
        return {403, "unauthorized_user", "user is not authorized to access this resource"};
    case Refusal::no_consent:
        return {403, "ADAM-DC-0008", "No consent can be found for this customer and this usage point."};
    case Refusal::unknown_pdl:
        return {404, "STM-ERR-0000019", "Unknown or unauthorized user"};
    case Refusal::curve_not_collected:
        return {404, "STM-ERR-0000014", "no measure found for this usage point"};
    case Refusal::no_data:
        return {404, "no_data_found", "no measure found for this usage point"};
    case Refusal::token_dead:
        return {401, "900901", "Invalid Credentials"};
    case Refusal::technical_error:
        return {500, "technical_error", "Technical error. Please try later."};
    case Refusal::busy:
    case Refusal::daily_quota:
        return {429, "900807", "Message throttled out"};
    case Refusal::busy_until:
        return {429, "900804", "Message throttled out"};
    case Refusal::unknown_type:
        return {404, "404", "No matching resource found"};
    }
    return {500, "technical_error", "Technical error. Please try later."};
}

json::value v5_error(Refusal refusal, Instant now) {
    if (from_api_manager(refusal))
        return api_manager_error(refusal, now);
    auto const told = told_by_enedis(refusal);
    return {{"error", told.code},
            {"error_description", told.text},
            {"error_uri", "https://example.invalid/documentation"}};
}

json::value error_of_2026(Refusal refusal, Instant now) {
    switch (refusal) {
    case Refusal::no_data:
    case Refusal::curve_not_collected:
        return {{"code", "STM-ERR-0000020"}, {"message", "Pas de mesure trouvée pour ce point"}};
    case Refusal::unknown_pdl:
        return {{"code", "STM-ERR-0000019"}, {"message", "PRM non existant"}};
    case Refusal::not_producing:
        return {{"code", "unauthorized_user"},
                {"message", "Le client n'est pas autorisé pour le point demandé"}};
    case Refusal::technical_error:
        return {{"code", "UNKERROR_002"}, {"message", "Un problème a été rencontré lors du traitement."}};
    case Refusal::before_activation: // seen in the old shape since the switch, too
        return v5_error(refusal, now);
    default:
        break;
    }
    if (from_api_manager(refusal))
        return api_manager_error(refusal, now);
    auto const told = told_by_enedis(refusal);
    json::array errors;
    errors.push_back(json::object{{"code", told.code}, {"message", told.text}});
    return errors;
}

} // namespace enedis2mqtt::simulator
