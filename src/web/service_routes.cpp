#include "web/service_routes.hpp"

#include "web/answers.hpp"
#include "web/api_json.hpp"
#include "web/health.hpp"
#include "web/prometheus_text.hpp"

#include <boost/json/array.hpp>

namespace enedis2mqtt::web {
namespace {

namespace json = boost::json;
using http::Method;
using http::Response;

json::value setup_json(Behind const& behind, Language language) {
    if (behind.tools() || !behind.options.setup_state)
        return nullptr;
    auto const state = behind.options.setup_state();
    if (!state)
        return nullptr;
    return {{"problems", problems_json(state->problems, language)}, {"file", state->file}};
}

json::object features_json(Behind const& behind) {
    json::array consent;
    if (behind.tools())
        for (auto const& provider : behind.tools()->consent)
            consent.emplace_back(provider);
    return {{"import", behind.tools() && behind.tools()->imports != nullptr},
            {"consent", std::move(consent)}};
}

/// To a visitor without a session it says only what the login form is drawn with.
Task<Response> status(Behind& behind, bool has_lock, Call call) {
    auto const& look = behind.appearance;
    auto const& options = behind.options;
    json::object all{{"language", behind.language() == Language::fr ? "fr" : "en"},
                     {"now", options.zone.iso(behind.clock.now())},
                     {"session", {{"needed", has_lock && !call.trusted}, {"open", call.authenticated}}},
                     {"widget", {{"background", look.widget_background}, {"title", look.widget_title}}}};
    if (call.authenticated) {
        all["version"] = options.version;
        all["started_at"] = options.zone.iso(options.started_at);
        all["state"] = to_string(light_of(behind.board->meters()));
        all["broker"] = broker_json(behind.board->broker_trouble(),
                                    behind.tools() ? behind.tools()->broker_url : "", call.language);
        all["setup"] = setup_json(behind, call.language);
        all["features"] = features_json(behind);
    }
    co_return json_answer(std::move(all));
}

Task<Response> health(Behind& behind, Call call) {
    auto const found = health_of(behind, call.language);
    json::object answer{{"status", found.failing ? "failing" : "ok"},
                        {"reasons", json::array(found.reasons.begin(), found.reasons.end())}};
    co_return json_answer(std::move(answer), found.failing ? 503 : 200);
}

Task<Response> metrics(Behind& behind, Door& door, Call call) {
    auto asking = door.knows_password(call.request);
    if (!call.authenticated && !co_await std::move(asking)) {
        auto refusal = error_answer({ErrorCode::session_needed, "metrics need the password"}, call.language);
        refusal.headers.set("WWW-Authenticate", "Basic realm=\"enedis2mqtt\"");
        co_return refusal;
    }
    Vitals vitals{behind.options.zone};
    vitals.version = behind.options.version;
    vitals.started_at = behind.options.started_at;
    vitals.sessions = door.sessions();
    vitals.service_runs = behind.tools() != nullptr;
    co_return text_answer(prometheus_text(*behind.board, vitals), "text/plain; version=0.0.4; charset=utf-8");
}

} // namespace

void add_service_routes(RouteTable& table, Behind& behind, Door& door) {
    table.add(Route{Method::get, "/api/status", Access::open, [&behind, &door](Call call) {
                        return status(behind, door.has_lock(), std::move(call));
                    }});
    table.add(Route{Method::get, "/health", Access::open,
                    [&behind](Call call) { return health(behind, std::move(call)); }});
    table.add(Route{Method::get, "/metrics", Access::open,
                    [&behind, &door](Call call) { return metrics(behind, door, std::move(call)); }});
}

} // namespace enedis2mqtt::web
