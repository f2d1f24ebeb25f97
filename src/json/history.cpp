#include <enedis2mqtt/json/history.hpp>

#include <boost/json/array.hpp>

namespace enedis2mqtt {
namespace {

namespace json = boost::json;

Error invalid(std::string what) {
    return Error{ErrorCode::request_invalid, std::move(what)};
}

Result<CivilDay> day_at(json::object const& body, std::string_view key) {
    auto const* const given = body.if_contains(key);
    auto const day = given != nullptr && given->is_string()
                         ? CivilDay::parse(std::string_view{given->get_string()})
                         : std::nullopt;
    if (!day)
        return invalid('"' + std::string{key} + "\" is not a day like 2025-01-31");
    return *day;
}

Result<void> add_dataset(HistoryRequest& request, std::string_view name) {
    auto const dataset = dataset_from(name);
    if (!dataset)
        return invalid("\"data\" knows daily, max_power and load_curve, not " + std::string{name});
    request.datasets.push_back(*dataset);
    return {};
}

Result<void> add_datasets(HistoryRequest& request, json::value const& given) {
    if (auto const* const text = given.if_string()) {
        std::string_view rest = *text;
        while (!rest.empty()) {
            auto const comma = std::min(rest.find(','), rest.size());
            if (auto added = add_dataset(request, rest.substr(0, comma)); !added)
                return added;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
        return {};
    }
    auto const* const list = given.if_array();
    if (list == nullptr)
        return invalid("\"data\" is not a list of names");
    for (auto const& name : *list)
        if (!name.is_string())
            return invalid("\"data\" is not a list of names");
        else if (auto added = add_dataset(request, std::string_view{name.get_string()}); !added)
            return added;
    return {};
}

json::value count(std::optional<int> const& calls) {
    return calls ? json::value(*calls) : json::value{};
}

} // namespace

Result<HistoryRequest> history_request(json::object const& body, UsagePointId id) {
    auto const from = day_at(body, "from");
    if (!from)
        return from.error();
    HistoryRequest request{std::move(id), *from};
    if (body.contains("to")) {
        auto const to = day_at(body, "to");
        if (!to)
            return to.error();
        request.to = *to;
    }
    if (auto const* const data = body.if_contains("data"))
        if (auto added = add_datasets(request, *data); !added)
            return added.error();
    return request;
}

json::object plan_json(HistoryPlan const& plan, TimeZone const& zone) {
    json::array series;
    for (auto const& one : plan.series)
        series.push_back({{"measure", measure_name(one.series)},
                          {"calls", one.asks.size()},
                          {"from", one.asks.back().start.iso()},
                          {"to", one.asks.front().end.iso()}});
    return {{"calls", plan.calls},
            {"calls_left_today", count(plan.calls_left_today)},
            {"calls_per_day", count(plan.calls_per_day)},
            {"expected_end", zone.iso(plan.expected_end)},
            {"series", std::move(series)}};
}

} // namespace enedis2mqtt
