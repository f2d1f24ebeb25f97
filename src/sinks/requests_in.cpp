#include "sinks/requests_in.hpp"

#include <enedis2mqtt/json/history.hpp>
#include <enedis2mqtt/json/status.hpp>
#include <enedis2mqtt/json/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace enedis2mqtt::sinks {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_request = 16 * 1024;

std::string with_transaction(json::object response, json::value const& transaction) {
    if (!transaction.is_null())
        response["transaction"] = transaction;
    return to_json(std::move(response));
}

/// What every request has in common: a JSON object, and the transaction that its answer repeats.
struct Parsed {
    json::value transaction;
    Result<json::object> body;
};

Parsed refused(ErrorCode code, std::string message) {
    return {nullptr, Error{code, std::move(message)}};
}

Parsed parse(std::string_view payload) {
    if (payload.size() > largest_request)
        return refused(ErrorCode::request_too_large, "the request has " + std::to_string(payload.size()) +
                                                         " bytes; at most " +
                                                         std::to_string(largest_request) + " are read");
    boost::system::error_code failure;
    auto const parsed = json::parse(payload, failure);
    if (failure)
        return refused(ErrorCode::request_invalid, "the request is not JSON: " + failure.message());
    auto const* const request = parsed.if_object();
    if (request == nullptr)
        return refused(ErrorCode::request_invalid, "the request is JSON, but not an object");
    auto const* const transaction = request->if_contains("transaction");
    if (transaction != nullptr && transaction->is_structured())
        return refused(ErrorCode::request_invalid, "\"transaction\" is neither a text nor a number");
    return {transaction == nullptr ? json::value{} : *transaction, *request};
}

Result<UsagePointId> usage_point_in(json::object const& request) {
    auto const* const pdl = request.if_contains("pdl");
    if (pdl == nullptr || !pdl->is_string())
        return Error{ErrorCode::request_invalid, "\"pdl\" is not a text of 14 digits"};
    return UsagePointId::parse(std::string_view{pdl->get_string()});
}

bool is(json::object const& request, std::string_view key, bool wanted) {
    auto const* const given = request.if_contains(key);
    return given != nullptr && given->is_bool() && given->get_bool() == wanted;
}

} // namespace

RequestIn read_request(std::string_view payload) {
    if (payload.empty() || payload == "PRESS")
        return {nullptr, std::optional<UsagePointId>{}};
    auto parsed = parse(payload);
    if (!parsed.body)
        return {std::move(parsed.transaction), parsed.body.error()};
    if (is(*parsed.body, "poll", false))
        return {std::move(parsed.transaction), std::optional<UsagePointId>{}, false};
    if (!parsed.body->contains("pdl"))
        return {std::move(parsed.transaction), std::optional<UsagePointId>{}};
    auto id = usage_point_in(*parsed.body);
    if (!id)
        return {std::move(parsed.transaction), id.error()};
    return {std::move(parsed.transaction), std::optional{*std::move(id)}};
}

HistoryIn read_history_request(std::string_view payload) {
    auto parsed = parse(payload);
    if (!parsed.body)
        return {std::move(parsed.transaction), parsed.body.error()};
    auto id = usage_point_in(*parsed.body);
    if (!id)
        return {std::move(parsed.transaction), id.error()};
    if (is(*parsed.body, "cancel", true))
        return {std::move(parsed.transaction), HistoryRequest{*std::move(id), CivilDay{}}, true};
    return {std::move(parsed.transaction), history_request(*parsed.body, *std::move(id))};
}

std::string history_response(UsagePointId const& id, HistoryPlan const& plan, TimeZone const& zone,
                             json::value const& transaction) {
    auto data = plan_json(plan, zone);
    data["pdl"] = id.text();
    return with_transaction({{"status", "ok"}, {"data", std::move(data)}}, transaction);
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
                             {"error", blame_json(error.code, error.message, language)}},
                            transaction);
}

} // namespace enedis2mqtt::sinks
