#include "sources/consent_exchange.hpp"

#include "sources/data_call.hpp"
#include "sources/enedis_auth.hpp"
#include "sources/error_decode.hpp"

#include <enedis2mqtt/base/log.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace enedis2mqtt::sources {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::array pauses{0s, 2s, 3s, 5s, 8s, 12s};

std::string text_of(json::object const& service, std::string_view name) {
    auto const* const value = service.if_contains(name);
    auto const* const text = value ? value->if_string() : nullptr;
    return text ? std::string{text->data(), text->size()} : std::string{};
}

bool is_true(json::object const& service, std::string_view name) {
    auto const* const value = service.if_contains(name);
    return value && value->is_bool() && value->get_bool();
}

/// `2029-09-30`, perhaps with a time behind it.
std::optional<CivilDay> last_day(std::string const& text) {
    return CivilDay::parse(std::string_view{text}.substr(0, 10));
}

/// One meter has a service for each kind of measure and direction.
struct Collected {
    explicit Collected(UsagePointId id) : meter(std::move(id)) { meter.consumption = false; }
    ConsentedMeter meter;
    bool kinds_told = false;
    bool curve = false;
};

void add(Collected& to, json::object const& service) {
    to.meter.consumption = to.meter.consumption || is_true(service, "soutirage");
    to.meter.production = to.meter.production || is_true(service, "injection");
    auto const kind = text_of(service, "mesuresTypeCode");
    to.kinds_told = to.kinds_told || !kind.empty();
    to.curve = to.curve || kind == "CDC";
    if (auto const end = last_day(text_of(service, "dateFin")))
        to.meter.ends = std::min(to.meter.ends.value_or(*end), *end);
}

ConsentedMeter finished(Collected collected) {
    auto& meter = collected.meter;
    meter.hourly = collected.curve || !collected.kinds_told;
    meter.consumption = meter.consumption || !meter.production; // neither is told: the usual one
    return std::move(meter);
}

/// One question, and once more with a fresh token where Enedis refuses the one held.
Task<Result<http::Response>> ask(Tools tools, EnedisAuth& auth, std::string url, std::string body) {
    Call wish{Purpose::check, "subscribed_services"};
    auto entering = tools.gate.enter(std::move(wish));
    auto const turn = co_await std::move(entering);
    if (!turn)
        co_return turn.error();
    for (bool may_renew = true;; may_renew = false) {
        auto renewal = auth.token();
        auto const token = co_await std::move(renewal);
        if (!token)
            co_return told(**turn, Result<http::Response>{token.error()});
        http::Request request{http::Method::post, url};
        request.headers.set("Authorization", "Bearer " + *token);
        request.headers.set("Accept", "application/json");
        request.headers.set("Content-Type", "application/json");
        request.body = body;
        http::Leave leave = [&turn] { return (*turn)->admit(); };
        auto sending = tools.http.send(std::move(request), std::move(leave));
        auto response = co_await std::move(sending);
        if (!response)
            co_return told(**turn, std::move(response));
        log::get("source.enedis")
            .debug("POST {}: {}, {} bytes", url, response->status, response->body.size());
        if (response->status == 200)
            co_return told(**turn, std::move(response));
        auto refused = decode_error(*response, Dialect::enedis, tools.clock.now());
        (*turn)->heard(refused);
        if (refused.code != ErrorCode::token_expired || !may_renew)
            co_return refused;
        auth.forget(*token);
    }
}

} // namespace

Result<std::vector<ConsentedMeter>> read_subscribed_services(std::string const& body) {
    boost::system::error_code broken;
    auto const parsed = json::parse(body, broken);
    auto const* const object = broken ? nullptr : parsed.if_object();
    auto const* const list = object ? object->if_contains("serviceSouscrit") : nullptr;
    bool const none = object && (!list || list->is_null()) && object->contains("nbTotalServices");
    if (!none && (!list || !list->is_array()))
        return Error{ErrorCode::not_understood, "Enedis answered no list of subscribed services"};
    std::vector<Collected> all;
    for (auto const& value : none ? json::array{} : list->get_array()) {
        auto const* const service = value.if_object();
        if (!service)
            return Error{ErrorCode::not_understood, "a subscribed service is no object"};
        // DEMANDE, just after the consent, will be ACTIF.
        if (auto const state = text_of(*service, "etatCode"); state == "TERMINE" || state == "SUPPRIME")
            continue;
        auto const id = UsagePointId::parse(text_of(*service, "pointId"));
        if (!id)
            return Error{ErrorCode::not_understood, "a subscribed service names no meter"};
        auto found = std::find_if(all.begin(), all.end(),
                                  [&](Collected const& known) { return known.meter.id == *id; });
        if (found == all.end())
            found = all.insert(all.end(), Collected{*id});
        add(*found, *service);
    }
    std::vector<ConsentedMeter> meters;
    for (auto& collected : all)
        meters.push_back(finished(std::move(collected)));
    return meters;
}

Task<Result<std::vector<ConsentedMeter>>>
exchange_authorisation(Tools tools, Clock& clock, config::Enedis settings, std::int64_t authorisation) {
    tools.gate.try_once();
    EnedisAuth auth{tools.http, tools.clock, settings};
    auto const url = without_trailing_slash(settings.base_url) + "/subscribed_services/v1";
    auto const body = R"({"autorisationId":)" + std::to_string(authorisation) + R"(,"comptage":false})";
    for (auto const pause : pauses) {
        auto sleep = clock.sleep_until(clock.now() + pause);
        co_await std::move(sleep);
        auto asking = ask(tools, auth, url, body);
        auto const response = co_await std::move(asking);
        if (!response)
            co_return response.error();
        auto meters = read_subscribed_services(response->body);
        if (!meters || !meters->empty())
            co_return meters;
    }
    co_return Error{ErrorCode::consent_missing,
                    "Enedis took the consent, but lists no meter for it yet: try again in some minutes"};
}

} // namespace enedis2mqtt::sources
