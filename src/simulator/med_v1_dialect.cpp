#include "simulator/dialect.hpp"
#include "simulator/wire_json.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <array>
#include <string>
#include <vector>

// Source: docs/reference/enedis-api.md section 6.1.
namespace enedis2mqtt::simulator {
namespace {

namespace json = boost::json;

struct Set {
    std::string_view name;
    Series series;
};

constexpr std::array sets{
    Set{"daily_consumption", {Direction::consumption, Dataset::daily}},
    Set{"consumption_load_curve", {Direction::consumption, Dataset::load_curve}},
    Set{"daily_consumption_max_power", {Direction::consumption, Dataset::max_power}},
    Set{"daily_production", {Direction::production, Dataset::daily}},
    Set{"production_load_curve", {Direction::production, Dataset::load_curve}},
};

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        auto const slash = path.find('/');
        if (slash != 0)
            segments.push_back(path.substr(0, slash));
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return segments;
}

http::Response detail(int status, std::string_view text) {
    return json_response(status, json::value{{"detail", text}});
}

http::Response wrong_token() {
    return detail(
        403, "Le point de livraison ne correspond au token fournis, merci de vérifier votre configuration.");
}

http::Response refuse(Refusal refusal, Instant now) {
    auto const enedis = told_by_enedis(refusal);
    switch (refusal) {
    case Refusal::no_consent:
    case Refusal::token_dead:
        return detail(401, "Soucis au niveau des consentements, merci de vérifier sur votre compte Enedis.");
    case Refusal::not_producing:
        return detail(403, json::serialize(v5_error(refusal, now)));
    case Refusal::daily_quota:
        return detail(409, "Vous avez dépassé votre quota journalier (50)");
    case Refusal::technical_error:
        return detail(500, "Erreur lors de la récupération des données d'Enedis - Code d'erreur : 500");
    default:
        // The gateway puts Enedis' own body, as a text, into its detail.
        return detail(enedis.status, json::serialize(v5_error(refusal, now)));
    }
}

http::Response answer(Sheet const& sheet) {
    return json_response(200, v5_body(sheet));
}

http::Response access() {
    return json_response(200, json::value{{"valid", true},
                                          {"information", "Consentement valide."},
                                          {"consent_expiration_date", "2028-05-01T10:00:00"},
                                          {"call_number", 3},
                                          {"quota_limit", 50},
                                          {"quota_reached", false},
                                          {"quota_reset_at", "2028-05-01T00:00:00"},
                                          {"last_call", "2026-11-01T08:00:00"},
                                          {"ban", false}});
}

} // namespace

Understood read_med_v1(http::ServerRequest const& request) {
    auto const segments = segments_of(request.path);
    if (segments.empty())
        return std::nullopt;
    if (segments[0] == "ping")
        return json_response(200, json::value{{"status", true},
                                              {"information", "MyElectricalData est disponible."},
                                              {"nb_client", 1},
                                              {"waiting_estimation", "0 seconde"}});
    auto const authorization = request.headers["Authorization"];
    bool const token_well_formed = !authorization.empty() && !authorization.starts_with("Bearer");
    if (segments[0] == "valid_access" && segments.size() >= 2)
        return token_well_formed ? access() : wrong_token();

    for (auto const& set : sets) {
        if (set.name != segments[0])
            continue;
        bool const cached = segments.size() == 7 && segments[6] == "cache";
        if ((segments.size() != 6 && !cached) || segments[2] != "start" || segments[4] != "end")
            return detail(404, "Not Found");
        if (request.method != http::Method::get)
            return detail(405, "Method Not Allowed");
        if (!token_well_formed)
            return wrong_token();
        return Call{
            {set.series, std::string{segments[1]}, std::string{segments[3]}, std::string{segments[5]}},
            '/' + std::string{set.name} + (cached ? "/cache" : ""),
            answer,
            simulator::refuse};
    }
    return std::nullopt;
}

} // namespace enedis2mqtt::simulator
