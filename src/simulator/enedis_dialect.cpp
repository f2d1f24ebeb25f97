#include "simulator/dialect.hpp"
#include "simulator/wire_json.hpp"

#include <boost/json.hpp>
#include <boost/url.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

// Source: docs/reference/enedis-api.md sections 1.2, 1.4 and 1.5.
namespace enedis2mqtt::simulator {
namespace {

namespace json = boost::json;

struct Route {
    std::string_view path;
    Series series;
    bool of_2026;
};

constexpr std::array routes{
    Route{"/metering_data_dc/v5/daily_consumption", {Direction::consumption, Dataset::daily}, false},
    Route{
        "/metering_data_clc/v5/consumption_load_curve", {Direction::consumption, Dataset::load_curve}, false},
    Route{"/metering_data_dcmp/v5/daily_consumption_max_power",
          {Direction::consumption, Dataset::max_power},
          false},
    Route{"/metering_data_dp/v5/daily_production", {Direction::production, Dataset::daily}, false},
    Route{"/metering_data_plc/v5/production_load_curve", {Direction::production, Dataset::load_curve}, false},
    Route{
        "/mesure_synchrone_auto/v2/consommation_quotidienne", {Direction::consumption, Dataset::daily}, true},
    Route{"/mesure_synchrone_auto/v2/courbe_de_charge_consommation",
          {Direction::consumption, Dataset::load_curve},
          true},
    Route{"/mesure_synchrone_auto/v2/puissance_conso_max_quotidienne",
          {Direction::consumption, Dataset::max_power},
          true},
    Route{"/mesure_synchrone_auto/v2/production_quotidienne", {Direction::production, Dataset::daily}, true},
    Route{"/mesure_synchrone_auto/v2/courbe_de_charge_production",
          {Direction::production, Dataset::load_curve},
          true},
};

http::Response refuse_v5(Refusal refusal, Instant now) {
    return json_response(told_by_enedis(refusal).status, v5_error(refusal, now));
}
http::Response refuse_2026(Refusal refusal, Instant now) {
    return json_response(told_by_enedis(refusal).status, error_of_2026(refusal, now));
}
http::Response answer_v5(Sheet const& sheet) {
    return json_response(200, v5_body(sheet));
}
http::Response answer_2026(Sheet const& sheet) {
    return json_response(200, body_of_2026(sheet));
}

/// 2026 answers 500 to whatever its swagger does not know.
bool in_swagger(http::ServerRequest const& request, Dataset dataset) {
    bool const peak = dataset == Dataset::max_power;
    for (auto const& [name, value] : request.query) {
        bool const common = name == "pointId" || name == "dateDebut" || name == "dateFin";
        bool const of_peak = peak && (name == "mesuresPas" || name == "grandeurPhysique");
        if (!common && !of_peak)
            return false;
    }
    auto const physical = request.parameter("grandeurPhysique");
    return !peak || (request.parameter("mesuresPas") == "P1D" && (physical == "PMA" || physical == "TOUT"));
}

http::Response token_error(int status, std::string_view error, std::string_view description) {
    return json_response(status, json::value{{"error", error}, {"error_description", description}});
}

} // namespace

std::string Tokens::issue(Instant now) {
    auto token = fmt::format("eyJzaW11bGF0b3I.{}.{}", now.time_since_epoch().count(), ++count_);
    issued_[token] = now + lifetime;
    return token;
}

bool Tokens::valid(std::string const& token, Instant now) const {
    auto const issued = issued_.find(token);
    return issued != issued_.end() && now < issued->second;
}

Understood read_enedis(http::ServerRequest const& request, Tokens const& tokens, Instant now) {
    auto const route =
        std::find_if(routes.begin(), routes.end(), [&](Route const& r) { return r.path == request.path; });
    if (route == routes.end())
        return std::nullopt;
    if (request.method != http::Method::get)
        return json_response(405,
                             json::value{{"fault", {{"code", 900910}, {"message", "Method not allowed"}}}});

    auto const parameter = [&](std::string_view modern, std::string_view old) {
        return std::string{request.parameter(route->of_2026 ? modern : old)};
    };
    Call call{{route->series, parameter("pointId", "usage_point_id"), parameter("dateDebut", "start"),
               parameter("dateFin", "end")},
              request.path,
              route->of_2026 ? answer_2026 : answer_v5,
              route->of_2026 ? refuse_2026 : refuse_v5,
              route->of_2026};
    constexpr std::string_view bearer = "Bearer ";
    auto const authorization = request.headers["Authorization"];
    if (!authorization.starts_with(bearer) ||
        !tokens.valid(std::string{authorization.substr(bearer.size())}, now))
        return call.refuse(Refusal::token_dead, now);
    if (route->of_2026 && !in_swagger(request, route->series.dataset))
        return refuse_2026(Refusal::technical_error, now);
    return call;
}

http::Response issue_token(http::ServerRequest const& request, Tokens& tokens, Instant now) {
    if (request.method != http::Method::post)
        return http::Response{405};
    if (!request.headers["Content-Type"].starts_with("application/x-www-form-urlencoded"))
        return http::Response{415};
    auto const form = boost::urls::parse_query(request.body);
    if (!form)
        return token_error(400, "invalid_request", "the body is no form");
    auto const field = [&](std::string_view name) {
        boost::urls::encoding_opts form_rules;
        form_rules.space_as_plus = true;
        for (auto const parameter : *form)
            if (parameter.key.decode(form_rules) == name)
                return parameter.value.decode(form_rules);
        return std::string{};
    };
    if (field("grant_type") != "client_credentials")
        return token_error(400, "unsupported_grant_type", "grant_type must be client_credentials");
    bool const basic = request.headers["Authorization"].starts_with("Basic ");
    if (!basic && (field("client_id").empty() || field("client_secret").empty()))
        return token_error(400, "invalid_request", "missing_parameter");
    if (field("client_secret") == "wrong")
        return token_error(401, "invalid_client",
                           "Valid authentication credentials are mandatory to access the resource");
    return json_response(200, json::value{{"access_token", tokens.issue(now)},
                                          {"token_type", "Bearer"},
                                          {"expires_in", Tokens::lifetime.count()},
                                          {"scope", "am_application_scope default"}});
}

} // namespace enedis2mqtt::simulator
