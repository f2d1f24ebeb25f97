#include "sources/enedis_source.hpp"

#include "sources/answer_decode.hpp"
#include "sources/data_call.hpp"
#include "sources/enedis_auth.hpp"

#include <enedis2mqtt/sources/consent.hpp>

namespace enedis2mqtt::sources {
namespace {

std::string_view path_2026(Series series) {
    bool const consumption = series.direction == Direction::consumption;
    switch (series.dataset) {
    case Dataset::daily:
        return consumption ? "consommation_quotidienne" : "production_quotidienne";
    case Dataset::load_curve:
        return consumption ? "courbe_de_charge_consommation" : "courbe_de_charge_production";
    case Dataset::max_power:
        return "puissance_conso_max_quotidienne";
    }
    return "";
}

std::string_view path_v5(Series series) {
    bool const consumption = series.direction == Direction::consumption;
    switch (series.dataset) {
    case Dataset::daily:
        return consumption ? "metering_data_dc/v5/daily_consumption" : "metering_data_dp/v5/daily_production";
    case Dataset::load_curve:
        return consumption ? "metering_data_clc/v5/consumption_load_curve"
                           : "metering_data_plc/v5/production_load_curve";
    case Dataset::max_power:
        return "metering_data_dcmp/v5/daily_consumption_max_power";
    }
    return "";
}

std::string url_2026(std::string const& base, Question const& question) {
    auto url = base + "/mesure_synchrone_auto/v2/" + std::string{path_2026(question.series)} +
               "?pointId=" + question.id.text() + "&dateDebut=" + question.days.start.iso() +
               "&dateFin=" + question.days.end.iso();
    if (question.series.dataset == Dataset::max_power)
        url += "&mesuresPas=P1D&grandeurPhysique=PMA";
    return url;
}

std::string url_v5(std::string const& base, Question const& question) {
    return base + '/' + std::string{path_v5(question.series)} + "?usage_point_id=" + question.id.text() +
           "&start=" + question.days.start.iso() + "&end=" + question.days.end.iso();
}

/// What the application's meters share.
struct Application {
    Application(config::Enedis const& settings, Tools shared)
        : tools(shared), auth(shared.http, shared.clock, settings),
          base_url(without_trailing_slash(settings.base_url)), generation_2026(settings.generation_2026) {}

    Tools tools;
    EnedisAuth auth;
    std::string base_url;
    bool generation_2026;
};

class EnedisMeter final : public MeterSource {
public:
    EnedisMeter(Application& application, config::MeterEntry const& entry)
        : application_(application), id_(entry.meter.id), zone_(TimeZone::find(entry.meter.timezone)) {}

    SourceLimits limits() const override { return {}; }

    /// Known for a consent given by the page; the start of its last day.
    std::optional<Instant> consent_expires() const override {
        auto const end = consent_end(application_.tools.notes, "enedis", id_);
        return end && zone_ ? std::optional{zone_->start_of(*end)} : std::nullopt;
    }

    Task<Result<Readings>> fetch(FetchRequest request) override {
        auto const question = question_for(request, zone_, Dialect::enedis, application_.tools.clock.now());
        if (!question)
            co_return question.error();
        Call wish{request.purpose, measure_name(question->series), question->id};
        auto entering = application_.tools.gate.enter(std::move(wish));
        auto const turn = co_await std::move(entering);
        if (!turn)
            co_return turn.error();
        bool may_renew = true;
        for (;;) {
            // In the call's turn: a source that is left alone is not asked for a token either.
            auto renewal = application_.auth.token();
            auto const token = co_await std::move(renewal);
            if (!token)
                co_return told(**turn, Result<Readings>{token.error()});
            auto call = get(*question, **turn, *token);
            auto const response = co_await std::move(call);
            auto readings = told(**turn, response ? decode_answer(*response, *question) : response.error());
            bool const token_refused = !readings && readings.error().code == ErrorCode::token_expired;
            if (token_refused)
                application_.auth.forget(*token);
            if (!token_refused || !may_renew)
                co_return readings;
            may_renew = false;
        }
    }

private:
    Task<Result<http::Response>> get(Question const& question, CallTurn& turn,
                                     std::string const& token) const {
        http::Request request{http::Method::get, application_.generation_2026
                                                     ? url_2026(application_.base_url, question)
                                                     : url_v5(application_.base_url, question)};
        request.headers.set("Authorization", "Bearer " + token);
        return data_call(application_.tools, "source.enedis", question.id, turn, std::move(request));
    }

    Application& application_;
    UsagePointId id_;
    std::optional<TimeZone> zone_;
};

class EnedisProvider final : public Provider {
public:
    EnedisProvider(config::Enedis const& settings, Tools tools) : application_(settings, tools) {}
    std::string name() const override { return "enedis"; }
    std::unique_ptr<MeterSource> open(config::MeterEntry const& entry) override {
        return std::make_unique<EnedisMeter>(application_, entry);
    }

private:
    Application application_;
};

} // namespace

std::unique_ptr<Provider> create_enedis(config::Enedis const& settings, Tools tools) {
    return std::make_unique<EnedisProvider>(settings, tools);
}

} // namespace enedis2mqtt::sources
