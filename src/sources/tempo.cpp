#include "sources/tempo_decode.hpp"

#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/sources/tempo.hpp>

#include <fmt/format.h>

namespace enedis2mqtt::sources {
namespace {

class HttpTempoColors final : public TempoColors {
public:
    HttpTempoColors(http::Client& http, config::Tempo settings)
        : http_(http), settings_(std::move(settings)) {}

    Task<Result<std::vector<ToldColor>>> two_days(TempoSource source, CivilDay today) override {
        if (source == TempoSource::rte)
            return ask(source, settings_.rte_url + "/tempoLight");
        return ask(source, fmt::format("{}/joursTempo?dateJour%5B%5D={}&dateJour%5B%5D={}",
                                       settings_.couleur_tempo_url, today.iso(), (today + 1).iso()));
    }

    Task<Result<std::vector<ToldColor>>> season(TempoSource source, CivilDay day) override {
        auto const name = tempo_season_name(day);
        if (source == TempoSource::rte)
            return ask(source, settings_.rte_url + "/tempo?season=" + name);
        return ask(source, settings_.couleur_tempo_url + "/joursTempo?periode%5B%5D=" + name);
    }

private:
    Task<Result<std::vector<ToldColor>>> ask(TempoSource source, std::string url) {
        http::Request request{http::Method::get, url};
        request.headers.set("Accept", "application/json");
        auto sending = http_.send(std::move(request));
        auto const response = co_await std::move(sending);
        if (!response)
            co_return response.error();
        log::get("tempo").debug("GET {}: {}, {} bytes", url, response->status, response->body.size());
        constexpr int ok = 200;
        constexpr int too_many_requests = 429;
        constexpr int server_error = 500;
        if (response->status == too_many_requests)
            co_return Error{ErrorCode::quota_reached, url + " answers 429"};
        if (response->status >= server_error)
            co_return Error{ErrorCode::outage, fmt::format("{} answers {}", url, response->status)};
        if (response->status != ok)
            co_return Error{ErrorCode::not_understood, fmt::format("{} answers {}", url, response->status)};
        co_return source == TempoSource::rte ? decode_rte_tempo(response->body)
                                             : decode_couleur_tempo(response->body);
    }

    http::Client& http_;
    config::Tempo settings_;
};

} // namespace

std::unique_ptr<TempoColors> create_tempo_colors(http::Client& http, config::Tempo const& settings) {
    return std::make_unique<HttpTempoColors>(http, settings);
}

} // namespace enedis2mqtt::sources
