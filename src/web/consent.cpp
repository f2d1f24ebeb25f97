#include "web/answers.hpp"
#include "web/consent_words.hpp"
#include "web/fields.hpp"
#include "web/meter_wish.hpp"
#include "web/visitor.hpp"

#include <enedis2mqtt/config/write.hpp>
#include <enedis2mqtt/json/status.hpp>
#include <enedis2mqtt/web/consent.hpp>
#include <enedis2mqtt/web/password.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/json/array.hpp>

#include <algorithm>

namespace enedis2mqtt::web {
namespace {

namespace json = boost::json;
using http::Method;
using http::Response;

constexpr std::string_view cookie_name = "enedis2mqtt_consent";
constexpr std::chrono::seconds way_to_enedis = std::chrono::minutes{30};
constexpr std::size_t most_on_the_way = 32;
constexpr std::size_t paste_body = 6 * largest_paste; // JSON may write one byte as six

/// Lax, unlike the session's: it has to come back from Enedis' site. It is good for nothing else.
std::string cookie_of(std::string const& state, Call const& call) {
    auto const age = state.empty() ? 0 : way_to_enedis.count();
    return std::string{cookie_name} + "=" + state + "; Path=/; Max-Age=" + std::to_string(age) +
           "; HttpOnly; SameSite=Lax" + (call.secure ? "; Secure" : "");
}

Response sent_to(int status, std::string location) {
    Response response{status};
    response.headers.set("Location", std::move(location));
    return response;
}

Response back_to_page(Call const& call, std::string_view result) {
    return sent_to(303, call.prefix + "/#/consent?result=" + std::string{result});
}

json::array as_json(std::vector<UsagePointId> const& ids) {
    json::array list;
    for (auto const& id : ids)
        list.emplace_back(id.text());
    return list;
}

json::value as_json(std::optional<Instant> at, TimeZone const& zone) {
    return at ? json::value(zone.iso(*at)) : json::value(nullptr);
}

json::object recognised_json(Pasted const& pasted, std::string_view wanted, Instant now, TimeZone const& zone,
                             Language language) {
    json::object all{{"pdls", as_json(pasted.pdls)}, {"token", nullptr}};
    if (auto const& token = pasted.token)
        all["token"] = {{"shown", token->text.masked()},
                        {"pdls", as_json(token->pdls)},
                        {"expires", as_json(token->expires, zone)}};
    all["provider_guess"] = pasted.provider.empty() ? json::value(nullptr) : json::value(pasted.provider);
    all["words"] = words_of(pasted, wanted, now, zone, language);
    return all;
}

json::array providers_json(config::Providers const& providers, bool ready) {
    json::array all;
    all.push_back({{"name", "conso_api"}, {"consent_url", "https://conso.boris.sh/"}, {"kind", "paste"}});
    all.push_back(
        {{"name", "my_electrical_data"},
         {"consent_url", providers.my_electrical_data.version_2 ? "https://www.v2.myelectricaldata.fr/"
                                                                : "https://www.myelectricaldata.fr/"},
         {"kind", "paste"}});
    all.push_back({{"name", "enedis"}, {"kind", "redirect"}, {"ready", ready}});
    return all;
}

/// Answers under way, so that someone can wait for their end.
class Underway {
public:
    explicit Underway(boost::asio::any_io_executor const& executor)
        : over_(executor, boost::asio::steady_timer::time_point::max()) {}

    class Turn {
    public:
        explicit Turn(std::shared_ptr<Underway> of) : of_(std::move(of)) { ++of_->count_; }
        Turn(Turn const&) = delete;
        Turn& operator=(Turn const&) = delete;
        ~Turn() {
            if (--of_->count_ == 0)
                of_->over_.cancel();
        }

    private:
        std::shared_ptr<Underway> of_;
    };

    Task<void> none_left() {
        while (count_ > 0) {
            boost::system::error_code woken;
            co_await over_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        }
    }

private:
    boost::asio::steady_timer over_;
    int count_ = 0;
};

class ServedConsent final : public ConsentPage {
public:
    ServedConsent(boost::asio::any_io_executor const& executor, ConsentTools tools)
        : tools_(std::move(tools)), underway_(std::make_shared<Underway>(executor)) {}

    Task<void> settle() override { return underway_->none_left(); }

    std::vector<Route> routes() override {
        std::vector<Route> all;
        auto const add = [&](Method method, char const* path, Access access, auto handler) -> Route& {
            return all.emplace_back(method, path, access,
                                    [this, handler](Call call) { return (this->*handler)(std::move(call)); });
        };
        add(Method::get, "/oauth/authorize", Access::session, &ServedConsent::authorize);
        add(Method::get, "/oauth/callback", Access::open, &ServedConsent::come_back);
        add(Method::get, "/api/consent", Access::session, &ServedConsent::show);
        add(Method::post, "/api/consent/accept", Access::session, &ServedConsent::accept).largest_body =
            paste_body;
        all.push_back(
            recognise_route([this](std::string_view text) { return tools_.consents.recognise(text); },
                            tools_.clock, tools_.zone));
        return all;
    }

private:
    Task<Response> authorize(Call call) {
        auto const state = random_id();
        auto const url = tools_.consents.authorize_url(state);
        if (!url)
            co_return remember(ConsentMemory::Last{{}, url.error()}, call);
        forget_old_states();
        tools_.memory.states[digest_of(state)] = tools_.clock.now() + way_to_enedis;
        auto response = sent_to(302, *url);
        response.headers.set("Set-Cookie", cookie_of(state, call));
        co_return response;
    }

    Task<Response> come_back(Call call) {
        Underway::Turn const turn{underway_};
        std::string const state{call.request.parameter("state")};
        if (state.empty() || digest_of(state) != digest_of(cookie(call.request.headers, cookie_name)))
            co_return back_to_page(call, "foreign");
        forget_old_states();
        ConsentMemory::Last last;
        if (tools_.memory.states.erase(digest_of(state)) == 0) {
            last.error = Error{ErrorCode::request_invalid,
                               "this consent was brought here already, or took more than 30 minutes"};
        } else {
            auto asking = tools_.consents.returned(call.request.query);
            auto const meters = co_await std::move(asking);
            last = meters ? taken_in(*meters) : ConsentMemory::Last{{}, meters.error()};
        }
        auto response = remember(std::move(last), call);
        response.headers.set("Set-Cookie", cookie_of({}, call));
        co_return response;
    }

    Task<Response> show(Call call) {
        auto const& config = tools_.config;
        json::array meters;
        for (auto const& entry : config.meters) {
            auto const& id = entry.meter.id;
            meters.push_back(
                {{"pdl", id.text()},
                 {"provider", entry.meter.provider},
                 {"token", entry.token.empty() ? json::value(nullptr) : json::value(entry.token.masked())},
                 {"expires", as_json(tools_.expires ? tools_.expires(id) : std::nullopt, tools_.zone)},
                 {"where", entry.from_page ? "page" : "configuration"}});
        }
        bool const ready = tools_.consents.authorize_url("x").has_value();
        co_return json_answer({{"providers", providers_json(config.providers, ready)},
                               {"meters", std::move(meters)},
                               {"last", last_json(call.language)}});
    }

    Task<Response> accept(Call call) {
        Underway::Turn const turn{underway_};
        auto const body = object_in(call.request.body);
        if (!body)
            co_return error_answer(body.error(), call.language);
        auto const recognise = [this](std::string_view text) { return tools_.consents.recognise(text); };
        auto entry = meter_wish(*body, recognise, tools_.config.meters, tools_.clock.now());
        if (!entry)
            co_return error_answer(entry.error(), call.language);
        if (auto const possible = config::may_keep_meter(tools_.config, *entry); !possible)
            co_return error_answer(possible.error(), call.language);
        auto testing = tools_.consents.test(entry->meter, entry->token);
        auto const trial = co_await std::move(testing);
        if (!trial)
            co_return error_answer(trial.error(), call.language);
        auto const id = entry->meter.id;
        if (auto const kept = tools_.keep(std::move(*entry)); !kept)
            co_return error_answer(kept.error(), call.language);
        tools_.take_up({id});
        json::object tested{{measure_name(trial->series), true}};
        co_return json_answer({{"ok", true},
                               {"words", words_of(*trial, id, tools_.zone, call.language)},
                               {"tested", std::move(tested)}});
    }

    /// Those that the configuration does not know become meters; those of a gateway stay with it.
    ConsentMemory::Last taken_in(std::vector<ConsentedMeter> const& meters) {
        ConsentMemory::Last last;
        for (auto const& consented : meters) {
            auto const& known = tools_.config.meters;
            bool const is_known =
                std::any_of(known.begin(), known.end(),
                            [&](config::MeterEntry const& entry) { return entry.meter.id == consented.id; });
            auto const kept = is_known ? Result<void>{} : tools_.keep(entry_of(consented));
            if (!kept)
                last.error = kept.error();
            else
                last.pdls.push_back(consented.id);
        }
        if (!last.pdls.empty())
            tools_.take_up(last.pdls);
        return last;
    }

    static config::MeterEntry entry_of(ConsentedMeter const& consented) {
        auto const& digits = consented.id.text();
        config::MeterEntry entry{Meter{consented.id, "Linky " + digits.substr(digits.size() - 4)}};
        entry.meter.provider = "enedis";
        entry.meter.consumption = consented.consumption;
        entry.meter.production = consented.production;
        entry.meter.hourly = consented.hourly;
        return entry;
    }

    Response remember(ConsentMemory::Last last, Call const& call) {
        bool const ok = !last.error;
        tools_.memory.last = std::move(last);
        return back_to_page(call, ok ? "ok" : "failed");
    }

    json::value last_json(Language language) const {
        auto const& last = tools_.memory.last;
        if (!last)
            return nullptr;
        json::value error;
        if (last->error)
            error = blame_json(last->error->code, redact(last->error->message), language);
        return {{"ok", !last->error}, {"pdls", as_json(last->pdls)}, {"error", std::move(error)}};
    }

    void forget_old_states() {
        auto& states = tools_.memory.states;
        auto const now = tools_.clock.now();
        std::erase_if(states, [&](auto const& state) { return state.second <= now; });
        while (states.size() >= most_on_the_way)
            states.erase(std::min_element(states.begin(), states.end(),
                                          [](auto const& a, auto const& b) { return a.second < b.second; }));
    }

    ConsentTools tools_;
    std::shared_ptr<Underway> underway_;
};

Task<Response> recognised(Recognise recognise, Instant now, TimeZone zone, Call call) {
    auto const body = object_in(call.request.body);
    if (!body)
        co_return error_answer(body.error(), call.language);
    auto const text = text_field(*body, "text", largest_paste);
    auto const wanted = line_field(*body, "provider");
    if (!text || !wanted)
        co_return error_answer(text ? wanted.error() : text.error(), call.language);
    co_return json_answer(recognised_json(recognise(*text), *wanted, now, zone, call.language));
}

} // namespace

Route recognise_route(std::function<Pasted(std::string_view)> recognise, Clock& clock, TimeZone zone) {
    Route route{Method::post, "/api/consent/recognise", Access::session,
                [recognise = std::move(recognise), &clock, zone](Call call) {
                    return recognised(recognise, clock.now(), zone, std::move(call));
                }};
    route.largest_body = paste_body;
    return route;
}

std::unique_ptr<ConsentPage> create_consent_page(boost::asio::any_io_executor executor, ConsentTools tools) {
    return std::make_unique<ServedConsent>(executor, std::move(tools));
}

} // namespace enedis2mqtt::web
