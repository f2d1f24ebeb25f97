#include "simulator/conso_token.hpp"
#include "simulator/dialect.hpp"
#include "simulator/wire_json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

// Source: docs/reference/enedis-api.md section 5.
namespace enedis2mqtt::simulator {
namespace {

namespace json = boost::json;

struct Type {
    std::string_view name;
    Series series;
    bool of_2026;
};

constexpr std::array types{
    Type{"daily_consumption", {Direction::consumption, Dataset::daily}, false},
    Type{"consumption_load_curve", {Direction::consumption, Dataset::load_curve}, false},
    Type{"consumption_max_power", {Direction::consumption, Dataset::max_power}, false},
    Type{"daily_production", {Direction::production, Dataset::daily}, false},
    Type{"production_load_curve", {Direction::production, Dataset::load_curve}, false},
    Type{"consommation_quotidienne", {Direction::consumption, Dataset::daily}, true},
    Type{"courbe_de_charge_consommation", {Direction::consumption, Dataset::load_curve}, true},
    Type{"puissance_conso_max_quotidienne", {Direction::consumption, Dataset::max_power}, true},
    Type{"production_quotidienne", {Direction::production, Dataset::daily}, true},
    Type{"courbe_de_charge_production", {Direction::production, Dataset::load_curve}, true},
};

http::Response own_error(int status, std::string_view message, json::value error) {
    return json_response(status,
                         json::value{{"status", status}, {"message", message}, {"error", std::move(error)}});
}

http::Response invalid_token() {
    return own_error(401, "Votre token est invalide ou ne permet pas d'accéder à ce PRM", "invalid_token");
}

http::Response refuse(Refusal refusal, json::value enedis_error) {
    if (refusal == Refusal::token_dead)
        return invalid_token();
    if (refusal == Refusal::unknown_type)
        return own_error(400, "Paramètres invalides", "type");
    return own_error(told_by_enedis(refusal).status, "The Enedis API returned an error",
                     std::move(enedis_error));
}

http::Response refuse_old(Refusal refusal, Instant now) {
    return simulator::refuse(refusal, v5_error(refusal, now));
}
http::Response refuse_new(Refusal refusal, Instant now) {
    return simulator::refuse(refusal, error_of_2026(refusal, now));
}
http::Response answer_old(Sheet const& sheet) {
    return json_response(200, v5_content(sheet));
}
http::Response answer_new(Sheet const& sheet) {
    return json_response(200, body_of_2026(sheet));
}

std::string parameter(http::ServerRequest const& request, bool of_2026, std::string_view modern,
                      std::string_view old) {
    auto const value = of_2026 ? request.parameter(modern) : std::string_view{};
    return std::string{value.empty() ? request.parameter(old) : value};
}

} // namespace

Understood read_conso_api(http::ServerRequest const& request, Instant now) {
    constexpr std::string_view prefix = "/api/";
    if (!request.path.starts_with(prefix) || request.path.find('/', prefix.size()) != std::string::npos)
        return std::nullopt;
    if (request.method != http::Method::get)
        return own_error(405, "Seule la méthode GET est autorisée", "method");
    auto const type = std::find_if(types.begin(), types.end(), [&](Type const& t) {
        return t.name == std::string_view{request.path}.substr(prefix.size());
    });
    if (type == types.end())
        return own_error(400, "Paramètres invalides", "type");

    auto pdl = parameter(request, type->of_2026, "pointId", "prm");
    auto start = parameter(request, type->of_2026, "dateDebut", "start");
    auto end = parameter(request, type->of_2026, "dateFin", "end");
    if (pdl.size() != 14 || !CivilDay::parse(start) || !CivilDay::parse(end))
        return own_error(400, "Paramètres invalides", "prm, start, end");

    constexpr std::string_view bearer = "Bearer ";
    auto const authorization = request.headers["Authorization"];
    if (!authorization.starts_with(bearer))
        return own_error(400, "Le header 'Authorization' est manquant ou invalide", "authorization");
    if (!opens(authorization.substr(bearer.size()), pdl, now))
        return invalid_token();
    return Call{{type->series, std::move(pdl), std::move(start), std::move(end)},
                request.path,
                type->of_2026 ? answer_new : answer_old,
                type->of_2026 ? refuse_new : refuse_old,
                type->of_2026};
}

} // namespace enedis2mqtt::simulator
