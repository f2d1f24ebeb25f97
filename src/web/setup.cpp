#include "web/answers.hpp"
#include "web/api_json.hpp"
#include "web/fields.hpp"
#include "web/meter_wish.hpp"

#include <enedis2mqtt/config/write.hpp>
#include <enedis2mqtt/json/status.hpp>
#include <enedis2mqtt/web/consent.hpp>
#include <enedis2mqtt/web/setup.hpp>

#include <boost/json/array.hpp>

#include <array>
#include <memory>
#include <utility>

namespace enedis2mqtt::web {
namespace {

namespace json = boost::json;
using http::Method;
using http::Response;

constexpr std::size_t most_meters = 64;
constexpr std::size_t largest_setup = 512UL * 1024;

std::string_view name_of(BrokerStep step) {
    constexpr std::array names{"name", "refused", "tls", "password", "permission", "done"};
    return names.at(static_cast<std::size_t>(step));
}

Result<config::Mqtt> mqtt_of(json::object const& body) {
    config::Mqtt mqtt;
    auto const url = line_field(body, "url");
    auto const username = line_field(body, "username");
    auto const password = text_field(body, "password");
    auto const ca_file = line_field(body, "ca_file", 1024);
    for (auto const* field : {&url, &username, &password, &ca_file})
        if (!*field)
            return field->error();
    if (!url->empty())
        mqtt.url = *url;
    mqtt.username = *username;
    if (!password->empty())
        mqtt.password = Secret{*password};
    mqtt.ca_file = *ca_file;
    return mqtt;
}

Result<config::Enedis> enedis_of(json::object const& body) {
    config::Enedis enedis;
    auto const client_id = line_field(body, "client_id");
    auto const client_secret = line_field(body, "client_secret");
    auto const redirect_uri = line_field(body, "redirect_uri", 1024);
    for (auto const* field : {&client_id, &client_secret, &redirect_uri})
        if (!*field)
            return field->error();
    enedis.client_id = *client_id;
    if (!client_secret->empty())
        enedis.client_secret = Secret{*client_secret};
    enedis.redirect_uri = *redirect_uri;
    return enedis;
}

/// The member as an object; an absent one is empty.
Result<json::object> object_field(json::object const& body, std::string_view name) {
    auto const* const value = body.if_contains(name);
    if (value == nullptr || value->is_null())
        return json::object{};
    if (!value->is_object())
        return Error{ErrorCode::request_invalid, '"' + std::string{name} + "\" is no object"};
    return value->get_object();
}

Result<std::vector<config::MeterEntry>> meters_of(json::object const& body, Recognise const& recognise,
                                                  Instant now) {
    auto const* const list = body.if_contains("meters");
    if (list == nullptr || !list->is_array() || list->get_array().empty())
        return Error{ErrorCode::request_invalid, "\"meters\" is no list, or an empty one"};
    if (list->get_array().size() > most_meters)
        return Error{ErrorCode::request_invalid, "more than 64 meters: write them into the file"};
    std::vector<config::MeterEntry> meters;
    for (auto const& each : list->get_array()) {
        if (!each.is_object())
            return Error{ErrorCode::request_invalid, "a meter is no object"};
        auto entry = meter_wish(each.get_object(), recognise, {}, now);
        if (!entry)
            return entry.error();
        meters.push_back(std::move(*entry));
    }
    return meters;
}

Result<config::SetupAnswers> answers_of(json::object const& body, Recognise const& recognise, Instant now) {
    auto const language = line_field(body, "language");
    if (!language || (!language->empty() && *language != "fr" && *language != "en"))
        return Error{ErrorCode::request_invalid, "\"language\" is fr or en"};
    auto const mqtt_field = object_field(body, "mqtt");
    auto const enedis_field = object_field(body, "enedis");
    if (!mqtt_field || !enedis_field)
        return mqtt_field ? enedis_field.error() : mqtt_field.error();
    auto mqtt = mqtt_of(*mqtt_field);
    auto enedis = enedis_of(*enedis_field);
    auto meters = meters_of(body, recognise, now);
    if (!mqtt)
        return mqtt.error();
    if (!enedis)
        return enedis.error();
    if (!meters)
        return meters.error();
    config::SetupAnswers answers;
    answers.mqtt = std::move(*mqtt);
    answers.enedis = std::move(*enedis);
    answers.meters = std::move(*meters);
    answers.language = *language == "en" ? Language::en : Language::fr;
    return answers;
}

/// Its first problem, in the words of the configuration, which know no secret.
Error refusal_of(std::vector<config::Problem> const& problems, Language language) {
    auto const& problem = problems.front();
    auto const& hint = problem.hint.in(language);
    return Error{ErrorCode::request_invalid,
                 problem.key + ": " + problem.message.in(language) + (hint.empty() ? "" : " (" + hint + ")")};
}

class Assistant {
public:
    explicit Assistant(SetupTools tools) : tools_(std::move(tools)) {}

    Task<Response> show(Call call) {
        auto const state = tools_.state();
        config::Mqtt const usual;
        auto const url = variable("ENEDIS2MQTT__MQTT__URL");
        co_return json_answer(
            {{"needed", state.has_value()},
             {"problems",
              problems_json(state ? state->problems : std::vector<config::Problem>{}, call.language)},
             {"file", tools_.file.filename().string()},
             {"template",
              {{"mqtt",
                {{"url", url.empty() ? usual.url : url},
                 {"username", variable("ENEDIS2MQTT__MQTT__USERNAME")},
                 {"password", ""}}}}}});
    }

    Task<Response> test_broker(Call call) {
        auto const body = object_in(call.request.body);
        if (!body)
            co_return error_answer(body.error(), call.language);
        auto mqtt = mqtt_of(*body);
        if (!mqtt)
            co_return error_answer(mqtt.error(), call.language);
        if (auto refused = closed())
            co_return error_answer(*refused, call.language);
        // The password of the broker that is set already is not in the form.
        if (mqtt->password.empty() && mqtt->url == variable("ENEDIS2MQTT__MQTT__URL") &&
            mqtt->username == variable("ENEDIS2MQTT__MQTT__USERNAME"))
            mqtt->password = Secret{variable("ENEDIS2MQTT__MQTT__PASSWORD")};
        auto testing = tools_.try_broker(std::move(*mqtt));
        auto const verdict = co_await std::move(testing);
        json::value error;
        if (verdict.error)
            error = blame_json(verdict.error->code, redact(verdict.error->message), call.language);
        co_return json_answer({{"ok", verdict.step == BrokerStep::done},
                               {"step", name_of(verdict.step)},
                               {"error", std::move(error)}});
    }

    Task<Response> finish(Call call) {
        auto const body = object_in(call.request.body);
        if (!body)
            co_return error_answer(body.error(), call.language);
        if (auto refused = closed())
            co_return error_answer(*refused, call.language);
        auto answers = answers_of(*body, tools_.recognise, tools_.clock.now());
        if (!answers)
            co_return error_answer(answers.error(), call.language);
        if (auto const fixed = variable("ENEDIS2MQTT__MQTT__URL");
            !fixed.empty() && fixed != answers->mqtt.url)
            co_return error_answer(
                Error{ErrorCode::request_invalid, "mqtt.url: " + redact(fixed) +
                                                      " is set already, by Home Assistant or a variable "
                                                      "(ENEDIS2MQTT__MQTT__URL), which wins over the "
                                                      "page: change it there"},
                call.language);
        // systemd's place for what a service keeps; commands started by hand do not know it, so it is
        // written.
        if (auto const kept = variable("STATE_DIRECTORY"); !kept.empty())
            answers->archive = std::filesystem::path{kept} / "enedis2mqtt.db";
        auto const written = write(std::move(*answers), call.language);
        if (!written)
            co_return error_answer(written.error(), call.language);
        tools_.start();
        co_return json_answer({{"file", tools_.file.filename().string()}});
    }

    Task<Response> demo(Call call) {
        if (auto refused = closed())
            co_return error_answer(*refused, call.language);
        auto const started = tools_.start_demo();
        if (!started)
            co_return error_answer(started.error(), call.language);
        co_return json_answer({{"started", true}});
    }

private:
    Result<void> write(config::SetupAnswers answers, Language language) const {
        auto environment = tools_.environment;
        // The options of Home Assistant's app number their meters from 0 and would be laid over the file's:
        // these go into the page's own file.
        bool const apart = environment.contains("SUPERVISOR_TOKEN");
        if (apart)
            std::erase_if(environment,
                          [](auto const& entry) { return entry.first.starts_with("ENEDIS2MQTT__METERS__"); });
        auto loaded = config::load_text(config::commented_configuration(answers), tools_.file, environment,
                                        tools_.clock.now());
        if (auto const* problems = std::get_if<std::vector<config::Problem>>(&loaded))
            return refusal_of(*problems, language);
        if (apart) {
            auto& config = std::get<config::Loaded>(loaded).config;
            config.meters.clear();
            for (auto& entry : std::exchange(answers.meters, {}))
                if (auto kept = config::keep_meter(config, std::move(entry), environment); !kept)
                    return kept;
        }
        return config::write_configuration(tools_.file, config::commented_configuration(answers));
    }

    std::string variable(char const* name) const {
        auto const found = tools_.environment.find(name);
        return found == tools_.environment.end() ? std::string{} : found->second;
    }

    /// With a service running there is nothing to set up, and no broker to be tried through us.
    std::optional<Error> closed() const {
        if (tools_.state())
            return std::nullopt;
        return Error{ErrorCode::request_invalid, "the service is configured already"};
    }

    SetupTools tools_;
};

} // namespace

std::vector<Route> setup_routes(SetupTools tools) {
    auto recognising = recognise_route(tools.recognise, tools.clock, tools.zone);
    auto const assistant = std::make_shared<Assistant>(std::move(tools));
    std::vector<Route> routes;
    auto const add = [&](Method method, char const* path, auto handler) -> Route& {
        return routes.emplace_back(method, path, Access::session, [assistant, handler](Call call) {
            return ((*assistant).*handler)(std::move(call));
        });
    };
    add(Method::get, "/api/setup", &Assistant::show);
    add(Method::post, "/api/setup", &Assistant::finish).largest_body = largest_setup;
    add(Method::post, "/api/setup/broker", &Assistant::test_broker);
    add(Method::post, "/api/setup/demo", &Assistant::demo);
    routes.push_back(std::move(recognising));
    return routes;
}

} // namespace enedis2mqtt::web
