#include "sinks/requests_in.hpp"

#include "sinks/json_text.hpp"
#include "sinks/status_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace enedis2mqtt::sinks {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_request = 16 * 1024;

RequestIn refused(ErrorCode code, std::string message, json::value transaction = nullptr) {
    return {std::move(transaction), Error{code, std::move(message)}};
}

std::string with_transaction(json::object response, json::value const& transaction) {
    if (!transaction.is_null())
        response["transaction"] = transaction;
    return to_json(std::move(response));
}

} // namespace

RequestIn read_request(std::string_view payload) {
    if (payload.size() > largest_request)
        return refused(ErrorCode::request_too_large, "the request has " + std::to_string(payload.size()) +
                                                         " bytes; at most " +
                                                         std::to_string(largest_request) + " are read");
    if (payload.empty() || payload == "PRESS")
        return {nullptr, std::optional<UsagePointId>{}};

    boost::system::error_code failure;
    auto const parsed = json::parse(payload, failure);
    if (failure)
        return refused(ErrorCode::request_invalid, "the request is not JSON: " + failure.message());
    auto const* const request = parsed.if_object();
    if (request == nullptr)
        return refused(ErrorCode::request_invalid, "the request is JSON, but not an object");

    json::value transaction;
    if (auto const* given = request->if_contains("transaction"))
        transaction = *given;
    if (transaction.is_structured())
        return refused(ErrorCode::request_invalid, "\"transaction\" is neither a text nor a number");

    auto const* const poll = request->if_contains("poll");
    if (poll != nullptr && poll->is_bool() && !poll->get_bool())
        return {std::move(transaction), std::optional<UsagePointId>{}, false};
    auto const* const pdl = request->if_contains("pdl");
    if (pdl == nullptr)
        return {std::move(transaction), std::optional<UsagePointId>{}};
    if (!pdl->is_string())
        return refused(ErrorCode::request_invalid, "\"pdl\" is not a text of 14 digits",
                       std::move(transaction));
    auto id = UsagePointId::parse(std::string_view{pdl->get_string()});
    if (!id)
        return {std::move(transaction), id.error()};
    return {std::move(transaction), std::optional{*std::move(id)}};
}

std::string ok_response(std::vector<UsagePointId> const& done, json::value const& transaction) {
    json::array ids;
    for (auto const& id : done)
        ids.push_back(json::string{id.text()});
    return with_transaction({{"status", "ok"}, {"data", {{"pdls", std::move(ids)}}}}, transaction);
}

std::string error_response(Error const& error, json::value const& transaction, Language language) {
    return with_transaction({{"status", "error"},
                             {"data", json::object{}},
                             {"error", error_json(error.code, error.message, language)}},
                            transaction);
}

} // namespace enedis2mqtt::sinks
