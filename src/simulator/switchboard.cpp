#include "simulator/switchboard.hpp"

#include "simulator/tempo.hpp"
#include "simulator/wire_json.hpp"

#include <boost/json.hpp>

namespace enedis2mqtt::simulator {

Answer Switchboard::answer(http::ServerRequest const& request, Instant now) {
    if (request.path.starts_with("/simulator/"))
        return {control(request, now)};
    if (request.path == token_path)
        return answer_token(request, now);
    if (auto answered = consents_.answer(request, tokens_, grid_.today(now), now)) {
        ++calls_[{std::string{}, request.path}];
        return {std::move(*answered)};
    }
    if (auto const source = tempo_source_of(request))
        return answer_colors(*source, request, now);
    auto understood = understand(request, now);
    if (!understood)
        return {json_response(404, boost::json::value{{"detail", "Not Found"}})};
    if (auto* at_once = std::get_if<http::Response>(&*understood)) {
        ++calls_[{std::string{}, request.path}];
        return {std::move(*at_once)};
    }
    return answer_call(std::get<Call>(*understood), now);
}

Understood Switchboard::understand(http::ServerRequest const& request, Instant now) const {
    if (auto understood = read_conso_api(request, now))
        return understood;
    if (auto understood = read_enedis(request, tokens_, now))
        return understood;
    if (auto understood = read_med_v2(request))
        return understood;
    return read_med_v1(request);
}

Answer Switchboard::answer_token(http::ServerRequest const& request, Instant now) {
    ++calls_[{std::string{}, std::string{token_path}}];
    auto const fault = faults_.strike_token();
    if (fault == "http_401")
        return {json_response(401, boost::json::value{{"error", "invalid_client"}})};
    if (fault == "http_500")
        return {json_response(500, boost::json::value{{"error", "server_error"}})};
    if (auto instead = answer_instead(fault))
        return std::move(*instead);
    Answer answer{issue_token(request, tokens_, now)};
    spoil(fault, answer);
    return answer;
}

Answer Switchboard::answer_colors(TempoSource source, http::ServerRequest const& request, Instant now) {
    ++calls_[{std::string{}, request.path}];
    auto const fault = faults_.strike_tempo(source);
    if (fault == "http_429" || fault == "http_500")
        return {json_response(fault == "http_429" ? 429 : 500,
                              boost::json::value{{"title", "An error occurred"}})};
    if (auto instead = answer_instead(fault))
        return std::move(*instead);
    auto const spoilt = fault == "color_unknown" ? ColorFault::unknown
                        : fault == "color_other" ? ColorFault::other
                                                 : ColorFault::none;
    Answer answer{answer_tempo(source, request, spoilt, now, grid_.zone())};
    spoil(fault, answer);
    return answer;
}

Answer Switchboard::answer_call(Call const& call, Instant now) {
    ++calls_[{call.wanted.pdl, call.route}];
    auto const fault = faults_.strike(call);
    if (fault == "token_expired")
        tokens_.expire_all();
    if (auto instead = answer_instead(fault, call, now))
        return std::move(*instead);

    auto served = grid_.serve(call.wanted, now);
    auto* const sheet = std::get_if<Sheet>(&served);
    if (sheet != nullptr)
        spoil(fault, *sheet, grid_.today(now));
    Answer answer{sheet != nullptr ? call.answer(*sheet) : call.refuse(std::get<Refusal>(served), now)};
    spoil(fault, answer);
    return answer;
}

int Switchboard::calls(std::string_view pdl, std::string_view route) const {
    int sum = 0;
    for (auto const& [key, count] : calls_)
        if ((pdl.empty() || key.first == pdl) && (route.empty() || key.second == route))
            sum += count;
    return sum;
}

} // namespace enedis2mqtt::simulator
