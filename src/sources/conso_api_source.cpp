#include "sources/conso_api_source.hpp"

#include "sources/answer_decode.hpp"
#include "sources/complaint.hpp"
#include "sources/data_call.hpp"
#include "sources/token_claims.hpp"

#include <enedis2mqtt/base/log.hpp>

#include <algorithm>

namespace enedis2mqtt::sources {
namespace {

constexpr auto area = "source.conso_api";
constexpr auto names_note = "conso_api.dialect";

/// The two sets of type and parameter names the gateway has had; the note keeps which one it last accepted.
enum class Names { of_2026, of_v5 };

constexpr Names other_of(Names names) {
    return names == Names::of_2026 ? Names::of_v5 : Names::of_2026;
}
constexpr std::string_view text_of(Names names) {
    return names == Names::of_2026 ? "2026" : "v5";
}

std::string_view type_of(Names names, Series series) {
    bool const consumption = series.direction == Direction::consumption;
    bool const is_2026 = names == Names::of_2026;
    switch (series.dataset) {
    case Dataset::daily:
        if (is_2026)
            return consumption ? "consommation_quotidienne" : "production_quotidienne";
        return consumption ? "daily_consumption" : "daily_production";
    case Dataset::load_curve:
        if (is_2026)
            return consumption ? "courbe_de_charge_consommation" : "courbe_de_charge_production";
        return consumption ? "consumption_load_curve" : "production_load_curve";
    case Dataset::max_power:
        return is_2026 ? "puissance_conso_max_quotidienne" : "consumption_max_power";
    }
    return "";
}

std::string url_of(std::string const& base, Names names, Question const& question) {
    auto const start = question.days.start.iso();
    auto const end = question.days.end.iso();
    auto const query = names == Names::of_2026
                           ? "?pointId=" + question.id.text() + "&dateDebut=" + start + "&dateFin=" + end
                           : "?prm=" + question.id.text() + "&start=" + start + "&end=" + end;
    return base + "/api/" + std::string{type_of(names, question.series)} + query;
}

enum class Verdict { accepted, refused, open };

/// Whether the gateway itself knew the names: accepted when Enedis' word came back through it, refused when
/// it complains of the type. A complaint of another parameter's value knows the type.
/// Source: bokub/conso-api functions/api/[type].ts (zod issues with their `path`), seen Nov 2026.
Verdict verdict_on_names(http::Response const& response, Names names) {
    if (response.status == 200)
        return is_html(response) ? Verdict::open : Verdict::accepted;
    auto body = response.body;
    for (auto escape = body.find("\\n"); escape != std::string::npos; escape = body.find("\\n", escape))
        body.erase(escape, 2);
    auto const words = squeeze(body);
    auto const says = [&](std::string_view text) { return words.find(squeeze(text)) != std::string::npos; };
    if (says("The Enedis API returned an error")) {
        // The old names still lead to a stopped v5: as good as unknown.
        bool const stopped =
            names == Names::of_v5 && (says("900906") || says("requested resource is not available"));
        return stopped ? Verdict::refused : Verdict::accepted;
    }
    if (response.status == 404)
        return Verdict::refused;
    if (response.status != 400 || says("header 'Authorization'"))
        return Verdict::open;
    return says("\"path\":[\"type\"]") || !says("\"path\":[") ? Verdict::refused : Verdict::open;
}

struct Answer {
    Answer(Result<Readings> what, Verdict on_names) : readings(std::move(what)), verdict(on_names) {}
    Result<Readings> readings;
    Verdict verdict;
};

/// What the gateway's meters share.
struct Gateway {
    Gateway(config::ConsoApi const& settings, Tools shared)
        : tools(shared), base_url(without_trailing_slash(settings.base_url)) {}

    Names names() {
        if (!names_) {
            auto const noted = tools.notes.note(names_note);
            names_ = noted && *noted == text_of(Names::of_v5) ? Names::of_v5 : Names::of_2026;
        }
        return *names_;
    }

    void remember(Names names) {
        names_ = names;
        log::get(area).info("Conso API answers to its {} type names", text_of(names));
        if (auto const noted = tools.notes.set_note(names_note, std::string{text_of(names)}); !noted)
            log::get(area).warn("this is not remembered: {}", noted.error().message);
    }

    Tools tools;
    std::string base_url;

private:
    std::optional<Names> names_;
};

class ConsoApiMeter final : public MeterSource {
public:
    ConsoApiMeter(Gateway& gateway, config::MeterEntry const& entry)
        : gateway_(gateway), zone_(TimeZone::find(entry.meter.timezone)), token_(entry.token),
          claims_(read_token_claims(entry.token.reveal())) {
        if (!claims_ || claims_->usage_points.empty())
            return;
        auto const& covered = claims_->usage_points;
        if (std::find(covered.begin(), covered.end(), entry.meter.id.text()) == covered.end())
            log::get(area).warn("the token of meter {} names other meters only", entry.meter.id.masked());
    }

    SourceLimits limits() const override { return {}; }

    std::optional<Instant> consent_expires() const override {
        return claims_ ? claims_->expires : std::nullopt;
    }

    Task<Result<Readings>> fetch(FetchRequest request) override {
        auto const question = question_for(request, zone_, Dialect::conso_api, gateway_.tools.clock.now());
        if (!question)
            co_return question.error();
        auto const names = gateway_.names();
        auto call = ask(*question, request.purpose, names);
        auto answer = co_await std::move(call);
        if (answer.verdict != Verdict::refused)
            co_return std::move(answer.readings);

        auto other_call = ask(*question, request.purpose, other_of(names));
        auto other = co_await std::move(other_call);
        if (other.verdict == Verdict::refused)
            co_return std::move(answer.readings);
        if (other.verdict == Verdict::accepted)
            gateway_.remember(other_of(names));
        co_return std::move(other.readings);
    }

private:
    Task<Answer> ask(Question question, Purpose purpose, Names names) const {
        Call wish{purpose, measure_name(question.series), question.id};
        auto entering = gateway_.tools.gate.enter(std::move(wish));
        auto const turn = co_await std::move(entering);
        if (!turn)
            co_return Answer{turn.error(), Verdict::open};
        http::Request request{http::Method::get, url_of(gateway_.base_url, names, question)};
        request.headers.set("Authorization", "Bearer " + token_.reveal());
        auto call = data_call(gateway_.tools, area, question.id, **turn, std::move(request));
        auto const response = co_await std::move(call);
        if (!response)
            co_return Answer{told(**turn, Result<Readings>{response.error()}), Verdict::open};
        co_return Answer{told(**turn, decode_answer(*response, question)),
                         verdict_on_names(*response, names)};
    }

    Gateway& gateway_;
    std::optional<TimeZone> zone_;
    Secret token_;
    std::optional<TokenClaims> claims_;
};

class ConsoApiProvider final : public Provider {
public:
    ConsoApiProvider(config::ConsoApi const& settings, Tools tools) : gateway_(settings, tools) {}
    std::string name() const override { return "conso_api"; }
    std::unique_ptr<MeterSource> open(config::MeterEntry const& entry) override {
        return std::make_unique<ConsoApiMeter>(gateway_, entry);
    }

private:
    Gateway gateway_;
};

} // namespace

std::unique_ptr<Provider> create_conso_api(config::ConsoApi const& settings, Tools tools) {
    return std::make_unique<ConsoApiProvider>(settings, tools);
}

} // namespace enedis2mqtt::sources
