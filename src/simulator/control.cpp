#include "simulator/special_meters.hpp"
#include "simulator/switchboard.hpp"
#include "simulator/wire_json.hpp"

#include <enedis2mqtt/domain/aggregate.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

// The simulator's own routes: what to break, and what the truth is.
namespace enedis2mqtt::simulator {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds token_validity = std::chrono::days{1094};

http::Response bad_request(std::string_view message) {
    return json_response(400, json::value{{"error", message}});
}

json::value as_json(FaultOrder const& order) {
    json::object out{{"fault", order.fault}};
    if (order.count)
        out["count"] = *order.count;
    if (!order.dataset.empty())
        out["dataset"] = order.dataset;
    if (!order.pdl.empty())
        out["pdl"] = order.pdl;
    return out;
}

Result<FaultOrder> order_of(std::string const& body) {
    boost::system::error_code unreadable;
    auto const parsed = json::parse(body, unreadable);
    if (unreadable || !parsed.is_object())
        return Error{ErrorCode::request_invalid, "the body is no JSON object"};
    FaultOrder order;
    for (auto const& [key, value] : parsed.get_object()) {
        if (key == "count" && value.is_int64())
            order.count = static_cast<int>(std::clamp<std::int64_t>(value.get_int64(), 0, 1'000'000));
        else if (key == "fault" && value.is_string())
            order.fault = value.get_string();
        else if (key == "dataset" && value.is_string())
            order.dataset = value.get_string();
        else if (key == "pdl" && value.is_string())
            order.pdl = value.get_string();
        else
            return Error{ErrorCode::request_invalid,
                         fmt::format("`{}` is no key of a fault, or of another type", std::string_view{key})};
    }
    return order;
}

std::int64_t whole_wh(Energy energy) {
    return static_cast<std::int64_t>(energy.wh());
}

/// Sums by the first `length` characters of the date: 7 for months, 4 for years.
json::object sums_by(std::vector<DailyEnergy> const& daily, std::size_t length) {
    json::object sums;
    for (auto const& day : daily) {
        auto& sum = sums[day.day.iso().substr(0, length)];
        sum = (sum.is_null() ? 0 : sum.as_int64()) + whole_wh(day.energy);
    }
    return sums;
}

json::object truth(GridOperator const& grid, UsagePointId const& pdl, Direction direction, DayRange days,
                   Instant now) {
    auto const daily = grid.published(pdl, {direction, Dataset::daily}, days, now).daily;
    json::object out;
    json::array values;
    for (auto const& day : daily)
        values.push_back(json::object{{"date", day.day.iso()}, {"wh", whole_wh(day.energy)}});
    json::array missing;
    for (auto const day : total(daily, days, grid.zone()).missing)
        missing.emplace_back(day.iso());
    out["daily"] = std::move(values);
    out["months"] = sums_by(daily, 7);
    out["years"] = sums_by(daily, 4);
    out["missing"] = std::move(missing);

    if (direction == Direction::consumption) {
        json::array peaks;
        for (auto const& peak : grid.published(pdl, {direction, Dataset::max_power}, days, now).max_power)
            peaks.push_back(json::object{
                {"date", peak.day.iso()}, {"va", peak.power.va()}, {"at", grid.zone().iso(peak.at)}});
        out["max_power"] = std::move(peaks);
    }
    if (!daily.empty()) {
        auto const last = daily.back().day;
        auto const curve = grid.published(pdl, {direction, Dataset::load_curve}, {last, last + 1}, now).curve;
        if (!curve.empty())
            out["last_curve"] = {{"date", last.iso()},
                                 {"points", curve.size()},
                                 {"start", grid.zone().iso(curve.readings().back().interval.start)},
                                 {"watts", curve.readings().back().mean.watts()}};
    }
    return out;
}

} // namespace

http::Response Switchboard::control(http::ServerRequest const& request, Instant now) {
    auto const path = std::string_view{request.path}.substr(std::string_view{"/simulator/"}.size());
    if (path == "faults")
        return control_faults(request);
    if (path == "application")
        return control_application(request);
    if (request.method != http::Method::get)
        return http::Response{405};
    if (path == "meters") {
        json::array meters;
        for (auto const& meter : special_meters())
            meters.push_back(json::object{{"ending", meter.ending}, {"what", meter.what}});
        return json_response(200, json::value(std::move(meters)));
    }
    if (path == "calls") {
        json::array calls;
        for (auto const& [key, count] : calls_)
            calls.push_back(json::object{{"pdl", key.first}, {"route", key.second}, {"calls", count}});
        return json_response(200, json::value(std::move(calls)));
    }
    auto const slash = path.find('/');
    auto const what = path.substr(0, slash);
    if (slash == std::string_view::npos || (what != "expected" && what != "token"))
        return json_response(404, json::value{{"error", "no such switch"}});
    auto const pdl = UsagePointId::parse(path.substr(slash + 1));
    if (!pdl)
        return bad_request(pdl.error().message);
    if (what == "token")
        return json_response(200, json::value{{"token", conso_api_token({*pdl}, now + token_validity)}});
    return expected(*pdl, request, now);
}

http::Response Switchboard::control_faults(http::ServerRequest const& request) {
    if (request.method == http::Method::del) {
        faults_.clear();
    } else if (request.method == http::Method::post) {
        auto const order = order_of(request.body);
        if (!order)
            return bad_request(order.error().message);
        if (auto const added = faults_.add(*order); !added)
            return bad_request(added.error().message);
    } else if (request.method != http::Method::get) {
        return http::Response{405};
    }
    json::array active;
    for (auto const& order : faults_.orders())
        active.push_back(as_json(order));
    json::object kinds;
    for (auto const& kind : fault_kinds())
        kinds[kind.name] = kind.what;
    return json_response(200, json::value{{"active", std::move(active)}, {"kinds", std::move(kinds)}});
}

http::Response Switchboard::control_application(http::ServerRequest const& request) {
    if (request.method == http::Method::post) {
        boost::system::error_code unreadable;
        auto const parsed = json::parse(request.body, unreadable);
        auto const* const object = unreadable ? nullptr : parsed.if_object();
        auto const* const address = object ? object->if_contains("redirect_uri") : nullptr;
        if (!address || !address->is_string() || object->size() != 1)
            return bad_request("the body is {\"redirect_uri\": \"…\"}");
        consents_.send_back_to(std::string{address->get_string().data(), address->get_string().size()});
    } else if (request.method != http::Method::get) {
        return http::Response{405};
    }
    return json_response(200, json::value{{"redirect_uri", consents_.redirect_uri()}});
}

http::Response Switchboard::expected(UsagePointId const& pdl, http::ServerRequest const& request,
                                     Instant now) const {
    auto const today = grid_.today(now);
    auto const day_of = [&](std::string_view name, CivilDay otherwise) {
        auto const text = request.parameter(name);
        return text.empty() ? std::optional{otherwise} : CivilDay::parse(text);
    };
    // On 1 January the year that is told is the one that has ended.
    auto const from = day_of("from", (today - 1).first_of_year());
    auto const to = day_of("to", today);
    constexpr int longest = 5 * 366;
    if (!from || !to || *to < *from || *to - *from > longest)
        return bad_request("from and to are days, at most five years apart");

    DayRange const days{*from, *to};
    auto const traits = traits_of(pdl);
    json::object out{{"pdl", pdl.text()},
                     {"timezone", "Europe/Paris"},
                     {"from", days.start.iso()},
                     {"to", days.end.iso()}};
    if (traits.consumes)
        out["consumption"] = truth(grid_, pdl, Direction::consumption, days, now);
    if (traits.produces)
        out["production"] = truth(grid_, pdl, Direction::production, days, now);
    return json_response(200, json::value(std::move(out)));
}

} // namespace enedis2mqtt::simulator
