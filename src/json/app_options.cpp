#include <enedis2mqtt/json/app_options.hpp>
#include <enedis2mqtt/json/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <cctype>

namespace enedis2mqtt {
namespace {

namespace json = boost::json;
using Variables = std::map<std::string, std::string>;

std::string upper(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return result;
}

void flatten(std::string const& name, json::value const& value, Variables& variables) {
    if (auto const* const object = value.if_object()) {
        for (auto const& [key, member] : *object)
            flatten(name + "__" + upper(key), member, variables);
    } else if (auto const* const array = value.if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i)
            flatten(name + "__" + std::to_string(i), (*array)[i], variables);
    } else if (auto const* const text = value.if_string()) {
        if (!text->empty())
            variables[name] = *text;
    } else if (!value.is_null()) {
        variables[name] = to_json(value);
    }
}

Result<json::object> object_in(std::string_view text, std::string_view what) {
    boost::system::error_code failure;
    auto parsed = json::parse(text, failure);
    if (failure || !parsed.is_object())
        return Error{ErrorCode::request_invalid, std::string{what} + " is not a JSON object"};
    return std::move(parsed.get_object());
}

std::string text_at(json::object const& object, std::string_view key) {
    auto const* const value = object.if_contains(key);
    if (value == nullptr || value->is_null())
        return {};
    return value->is_string() ? std::string{value->get_string()} : to_json(*value);
}

} // namespace

Result<Variables> variables_of_options(std::string_view options) {
    auto const object = object_in(options, "the app's options");
    if (!object)
        return object.error();
    // The Supervisor nests two levels: these stand one higher than in the configuration.
    std::map<std::string_view, std::string> const raised{{"conso_api", "PROVIDERS__"},
                                                         {"my_electrical_data", "PROVIDERS__"},
                                                         {"enedis", "PROVIDERS__"},
                                                         {"widget", "WEB__"}};
    Variables variables;
    for (auto const& [key, value] : *object) {
        auto const group = raised.find(key);
        flatten("ENEDIS2MQTT__" + (group == raised.end() ? "" : group->second) + upper(key), value,
                variables);
    }
    return variables;
}

Result<Variables> variables_of_broker(std::string_view answer) {
    auto const envelope = object_in(answer, "the Supervisor's answer");
    if (!envelope)
        return envelope.error();
    auto const* const data = envelope->if_contains("data");
    auto const* const broker = data == nullptr ? nullptr : data->if_object();
    auto const host = broker == nullptr ? std::string{} : text_at(*broker, "host");
    auto const port = broker == nullptr ? std::string{} : text_at(*broker, "port");
    if (host.empty() || port.empty())
        return Error{ErrorCode::request_invalid, "the Supervisor names no broker"};
    Variables variables;
    variables["ENEDIS2MQTT__MQTT__URL"] =
        (text_at(*broker, "ssl") == "true" ? "mqtts://" : "mqtt://") + host + ':' + port;
    for (auto const* key : {"username", "password"})
        if (auto value = text_at(*broker, key); !value.empty())
            variables["ENEDIS2MQTT__MQTT__" + upper(key)] = std::move(value);
    return variables;
}

} // namespace enedis2mqtt
