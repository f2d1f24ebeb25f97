#include "simulator/consent_desk.hpp"

#include "simulator/special_meters.hpp"
#include "simulator/wire_json.hpp"

#include <boost/json.hpp>
#include <boost/url.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace enedis2mqtt::simulator {
namespace {

namespace json = boost::json;

constexpr int longest_days = 1096;
constexpr std::int64_t first_authorisation = 123456;
constexpr auto usual_pdl = "10000000000011";

/// `P3Y`, `P36M`, `P1Y4M`, `P1095D`, in days; nothing for other units.
std::optional<int> days_of(std::string_view duration) {
    if (!duration.starts_with('P') || duration.size() < 3)
        return std::nullopt;
    duration.remove_prefix(1);
    int days = 0;
    while (!duration.empty()) {
        int count = 0;
        auto const* const end = duration.data() + duration.size();
        auto const [unit, error] = std::from_chars(duration.data(), end, count);
        if (error != std::errc{} || unit == end || count < 0 || count > 10'000)
            return std::nullopt;
        switch (*unit) {
        case 'D':
            days += count;
            break;
        case 'W':
            days += 7 * count;
            break;
        case 'M':
            days += count * 365 / 12;
            break;
        case 'Y':
            days += 365 * count;
            break;
        default:
            return std::nullopt;
        }
        duration.remove_prefix(static_cast<std::size_t>(unit - duration.data()) + 1);
    }
    return days;
}

std::string encoded(std::string_view text) {
    return boost::urls::encode({text.data(), text.size()}, boost::urls::unreserved_chars);
}

std::string escaped(std::string_view text) {
    std::string out;
    for (char const c : text) {
        switch (c) {
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '&':
            out += "&amp;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

http::Response refused(int status, std::string_view error, std::string_view description) {
    return json_response(status, json::value{{"error", error}, {"error_description", description}});
}

/// Without a decision yet: who asks, and the two keys.
http::Response form_for(http::ServerRequest const& request) {
    std::string fields;
    for (auto const& [name, value] : request.query)
        if (name != "pdl" && name != "accept")
            fields +=
                fmt::format(R"(<input type="hidden" name="{}" value="{}">)", escaped(name), escaped(value));
    auto const pdl = request.parameter("pdl");
    http::Response response{200, fmt::format(R"(<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Enedis (simulateur) : consentement</title></head>
<body><main><h1>Enedis (simulateur)</h1>
<p>L'application <b>{}</b> demande les données de votre compteur pour la durée {}.</p>
<form method="get">{}
<p><label>PDL <input name="pdl" value="{}" inputmode="numeric" required></label></p>
<p><button name="accept" value="1">Accepter</button> <button name="accept" value="0">Refuser</button></p>
</form></main></body></html>
)",
                                             escaped(request.parameter("client_id")),
                                             escaped(request.parameter("duration")), fields,
                                             escaped(pdl.empty() ? std::string_view{usual_pdl} : pdl))};
    response.headers.set("Content-Type", "text/html; charset=utf-8");
    return response;
}

json::object service(std::int64_t authorisation, UsagePointId const& pdl, CivilDay from, CivilDay until,
                     bool injection, bool curve) {
    return {{"id", fmt::format("S-{}{}", authorisation, injection ? "P" : "C")},
            {"soutirage", !injection},
            {"injection", injection},
            {"serviceCode", "ACCES"},
            {"dateDebut", from.iso()},
            {"dateFin", until.iso()},
            {"etatCode", "ACTIF"},
            {"pointId", pdl.text()},
            {"mesuresTypeCode", curve ? "CDC" : "ENERGIE"},
            {"mesuresPas", curve ? "PT30M" : "P1D"},
            {"autorisation", {{"autorisationId", authorisation}, {"autorisationType", "EXPLICITE"}}}};
}

} // namespace

std::optional<http::Response> ConsentDesk::answer(http::ServerRequest const& request, Tokens const& tokens,
                                                  CivilDay today, Instant now) {
    if (request.path == "/subscribed_services/v1")
        return services(request, tokens, now);
    for (bool const second : {false, true})
        if (request.path ==
            (second ? "/dataconnect/v2/oauth2/authorize" : "/dataconnect/v1/oauth2/authorize"))
            return authorize(request, second, today);
    return std::nullopt;
}

http::Response ConsentDesk::authorize(http::ServerRequest const& request, bool second, CivilDay today) {
    if (request.method != http::Method::get)
        return http::Response{405};
    if (request.parameter("client_id").empty() || request.parameter("response_type") != "code" ||
        request.parameter("duration").empty())
        return refused(400, "missing_parameter", "client_id, response_type=code and duration are required");
    if (request.parameter("state").size() > 100)
        return refused(400, "invalid_request", "state has more than 100 characters");
    auto const days = days_of(request.parameter("duration"));
    if (!days)
        return refused(400, "invalid_duration_format", "duration is ISO 8601 in D, W, M and Y");
    if (*days > longest_days)
        return refused(400, "maximum_duration_exceeded", "three years at most");
    if (request.parameter("accept").empty())
        return form_for(request);
    return decide(request, second, today, today + *days - 1);
}

http::Response ConsentDesk::decide(http::ServerRequest const& request, bool second, CivilDay today,
                                   CivilDay until) {
    auto const state = "&state=" + encoded(request.parameter("state"));
    auto const send_back = [&](std::string const& query) {
        http::Response response{302};
        response.headers.set(
            "Location", redirect_uri_ + (redirect_uri_.find('?') == std::string::npos ? "?" : "&") + query);
        return response;
    };
    if (request.parameter("accept") != "1")
        return send_back((second ? "error=invalid_request&error_description=demande_non_aboutie"
                                 : "error=access_denied&error_description=The%20user%20refused") +
                         state);
    auto const given = request.parameter("pdl");
    auto const pdl = UsagePointId::parse(given.empty() ? usual_pdl : given);
    if (!pdl || !traits_of(*pdl).known)
        return send_back("error=invalid_request&error_description=compteur_incompatible" + state);
    if (!second)
        return send_back("code=simulated" + state + "&usage_point_id=" + pdl->text());
    return send_back("autorisation_id=" + std::to_string(authorisation_of(*pdl, today, until)) + state);
}

std::int64_t ConsentDesk::authorisation_of(UsagePointId const& pdl, CivilDay from, CivilDay until) {
    auto const known = std::find_if(consents_.begin(), consents_.end(),
                                    [&](auto const& each) { return each.second.pdl == pdl; });
    auto const id = known == consents_.end()
                        ? first_authorisation + static_cast<std::int64_t>(consents_.size())
                        : known->first;
    consents_.insert_or_assign(id, Consent{pdl, from, until});
    return id;
}

http::Response ConsentDesk::services(http::ServerRequest const& request, Tokens const& tokens, Instant now) {
    constexpr std::string_view bearer = "Bearer ";
    if (request.method != http::Method::post)
        return http::Response{405};
    auto const authorization = request.headers["Authorization"];
    if (!authorization.starts_with(bearer) ||
        !tokens.valid(std::string{authorization.substr(bearer.size())}, now))
        return json_response(401, v5_error(Refusal::token_dead, now));
    boost::system::error_code unreadable;
    auto const body = json::parse(request.body, unreadable);
    auto const* const asked = unreadable ? nullptr : body.if_object();
    auto const* const id = asked ? asked->if_contains("autorisationId") : nullptr;
    if (!id || !id->is_int64())
        return json_response(400,
                             json::value{{"code", "400"}, {"message", "autorisationId est obligatoire"}});
    auto const consent = consents_.find(id->get_int64());
    json::array list;
    if (consent != consents_.end() && consent->second.questions++ > 0) {
        auto const& [pdl, from, until, questions] = consent->second;
        auto const traits = traits_of(pdl);
        for (bool const injection : {false, true})
            if (traits.consent && (injection ? traits.produces : traits.consumes))
                list.push_back(service(consent->first, pdl, from, until, injection, traits.curve));
    }
    json::object answer{{"nbTotalServices", list.size()}};
    auto const* const count_only = asked->if_contains("comptage");
    if (!count_only || !count_only->is_bool() || !count_only->get_bool())
        answer["serviceSouscrit"] = std::move(list);
    return json_response(200, json::value(std::move(answer)));
}

} // namespace enedis2mqtt::simulator
