#pragma once

#include "simulator/switchboard.hpp"

#include <enedis2mqtt/simulator/gateway.hpp>

#include <boost/json.hpp>

#include <string>
#include <string_view>

/// Words to ask the simulator with: requests as the dialects' clients send them, and their answers as values.
namespace enedis2mqtt::simulator::asking {

inline TimeZone paris() {
    return TimeZone::find("Europe/Paris").value();
}
inline UsagePointId pdl(std::string_view text) {
    return UsagePointId::parse(text).value();
}

inline Instant at(CivilDay day, std::chrono::minutes local) {
    return paris().instants_of(LocalTime{day.days()} + local).front();
}

constexpr CivilDay today{2026, 11, 23}; // a Monday
inline Instant noon() {
    return at(today, std::chrono::hours{12});
}

constexpr std::string_view ordinary = "01234567890123";
constexpr std::string_view both = "01234567899901";

/// `/path?name=value&…`, nothing in it encoded.
inline http::ServerRequest get(std::string_view target) {
    http::ServerRequest request;
    request.method = http::Method::get;
    auto const question = target.find('?');
    request.path = target.substr(0, question);
    while (!target.empty() && question != std::string_view::npos) {
        auto const start = target.find_first_of("?&");
        if (start == std::string_view::npos)
            break;
        target.remove_prefix(start + 1);
        auto const pair = target.substr(0, target.find('&'));
        auto const equals = pair.find('=');
        request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
    return request;
}

inline http::ServerRequest with(http::ServerRequest request, std::string name, std::string value) {
    request.headers.set(std::move(name), std::move(value));
    return request;
}

inline std::string conso_bearer(std::string_view text) {
    return "Bearer " + conso_api_token({pdl(text)}, noon() + std::chrono::days{365});
}

inline http::ServerRequest conso(std::string const& type, std::string_view meter, std::string const& start,
                                 std::string const& end) {
    auto request = get("/api/" + type + "?prm=" + std::string{meter} + "&start=" + start + "&end=" + end);
    return with(std::move(request), "Authorization", conso_bearer(meter));
}

inline http::ServerRequest med_v1(std::string const& set, std::string_view meter, std::string const& start,
                                  std::string const& end) {
    auto request = get("/" + set + "/" + std::string{meter} + "/start/" + start + "/end/" + end + "/");
    return with(std::move(request), "Authorization", "a-token");
}

inline http::ServerRequest med_v2(std::string const& route, std::string_view meter, std::string const& start,
                                  std::string const& end) {
    auto request = get("/api/enedis/" + route + "/" + std::string{meter} + "?start=" + start + "&end=" + end);
    return with(std::move(request), "Authorization", "Bearer a-secret");
}

inline http::ServerRequest enedis_v5(std::string const& path, std::string_view meter,
                                     std::string const& start, std::string const& end,
                                     std::string const& token) {
    auto request = get(path + "?usage_point_id=" + std::string{meter} + "&start=" + start + "&end=" + end);
    return with(std::move(request), "Authorization", "Bearer " + token);
}

inline http::ServerRequest enedis_2026(std::string const& set, std::string_view meter,
                                       std::string const& start, std::string const& end,
                                       std::string const& token, std::string const& more = {}) {
    auto request = get("/mesure_synchrone_auto/v2/" + set + "?pointId=" + std::string{meter} +
                       "&dateDebut=" + start + "&dateFin=" + end + more);
    return with(std::move(request), "Authorization", "Bearer " + token);
}

inline http::ServerRequest token_request(std::string body) {
    http::ServerRequest request;
    request.method = http::Method::post;
    request.path = "/oauth2/v3/token";
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.body = std::move(body);
    return request;
}

inline http::ServerRequest post(std::string path, std::string body) {
    http::ServerRequest request;
    request.method = http::Method::post;
    request.path = std::move(path);
    request.body = std::move(body);
    return request;
}

inline boost::json::value body_of(Answer const& answer) {
    return boost::json::parse(answer.response.body);
}

inline std::string text_at(boost::json::value const& value, std::string_view pointer) {
    return std::string{value.at_pointer(pointer).as_string()};
}

/// A switchboard at noon of `today`, with an Enedis token in hand.
struct Bench {
    Switchboard board{GridOperator{paris(), std::chrono::hours{8}}};
    std::string token = fresh_token();

    Answer ask(http::ServerRequest const& request) { return board.answer(request, noon()); }
    Answer ask(http::ServerRequest const& request, Instant now) { return board.answer(request, now); }
    std::string fresh_token() {
        auto const answer =
            ask(token_request("grant_type=client_credentials&client_id=me&client_secret=shh"));
        return text_at(body_of(answer), "/access_token");
    }
    void fault(std::string name, std::optional<int> count = {}, std::string dataset = {},
               std::string meter = {}) {
        board.faults().add({std::move(name), count, std::move(dataset), std::move(meter)}).value();
    }
};

} // namespace enedis2mqtt::simulator::asking
