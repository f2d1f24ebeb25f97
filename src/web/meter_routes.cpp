#include "web/meter_routes.hpp"

#include "web/answers.hpp"
#include "web/api_json.hpp"

#include <enedis2mqtt/json/history.hpp>

#include <boost/json/array.hpp>

namespace enedis2mqtt::web {
namespace {

namespace json = boost::json;
using http::Method;
using http::Response;

constexpr std::size_t largest_file = 16UL * 1024 * 1024;

Task<Response> list_meters(Behind& behind, Call call) {
    json::array meters;
    for (auto const* snapshot : behind.board->meters())
        meters.push_back(meter_json(*snapshot, behind.options.zone, call.language));
    json::object all{{"meters", std::move(meters)}};
    co_return json_answer(std::move(all));
}

Task<Response> show_meter(Behind& behind, Call call) {
    auto const meter = meter_of(call, behind);
    if (!meter)
        co_return error_answer(meter.error(), call.language);
    co_return json_answer(meter_json(**meter, behind.options.zone, call.language));
}

Task<Response> refresh(Behind& behind, Call call) {
    auto const meter = meter_of(call, behind);
    if (!meter)
        co_return error_answer(meter.error(), call.language);
    auto asking = behind.patient(behind.tools()->requests.refresh((*meter)->meter.id));
    auto const asked = co_await std::move(asking);
    if (!asked)
        co_return error_answer(asked.error(), call.language);
    json::array ids;
    for (auto const& id : *asked)
        ids.emplace_back(id.text());
    json::object answer{{"pdls", std::move(ids)}};
    co_return json_answer(std::move(answer));
}

Task<Response> ask_history(Behind& behind, Call call) {
    auto const meter = meter_of(call, behind);
    if (!meter)
        co_return error_answer(meter.error(), call.language);
    auto const body = object_in(call.request.body);
    if (!body)
        co_return error_answer(body.error(), call.language);
    auto const request = history_request(*body, (*meter)->meter.id);
    if (!request)
        co_return error_answer(request.error(), call.language);
    auto const* const only = body->if_contains("plan_only");
    if (only && !only->is_null() && !only->is_bool())
        co_return error_answer(Error{ErrorCode::request_invalid, "\"plan_only\" is true or false"},
                               call.language);
    auto const plan_only = only && only->is_bool() && only->get_bool();
    auto& requests = behind.tools()->requests;
    auto const plan = plan_only ? requests.plan_history(*request) : requests.ask_history(*request);
    if (!plan)
        co_return error_answer(plan.error(), call.language);
    json::object answer{{"plan", plan_json(*plan, zone_of((*meter)->meter, behind.options.zone))},
                        {"started", !plan_only}};
    co_return json_answer(std::move(answer));
}

Task<Response> cancel_history(Behind& behind, Call call) {
    auto const meter = meter_of(call, behind);
    if (!meter)
        co_return error_answer(meter.error(), call.language);
    auto const cancelled = behind.tools()->requests.cancel_history((*meter)->meter.id);
    if (!cancelled)
        co_return error_answer(cancelled.error(), call.language);
    co_return Response{204};
}

Result<std::optional<Direction>> direction_asked(http::ServerRequest const& request) {
    auto const name = request.parameter("direction");
    if (name.empty())
        return std::optional<Direction>{};
    for (auto const direction : {Direction::consumption, Direction::production})
        if (name == to_string(direction))
            return std::optional{direction};
    return Error{ErrorCode::request_invalid, "direction is neither consumption nor production"};
}

Task<Response> import_file(Behind& behind, Call call) {
    auto const meter = meter_of(call, behind);
    if (!meter)
        co_return error_answer(meter.error(), call.language);
    if (behind.tools()->imports == nullptr)
        co_return error_answer({ErrorCode::not_found, "files are not imported here"}, call.language);
    auto const direction = direction_asked(call.request);
    if (!direction)
        co_return error_answer(direction.error(), call.language);
    auto& imports = *behind.tools()->imports;
    auto const id = (*meter)->meter.id;
    auto importing = behind.beside_the_loop(
        [&] { return imports.import_file(id, std::move(call.request.body), *direction, call.language); });
    auto const report = co_await std::move(importing);
    if (!report)
        co_return error_answer(report.error(), call.language);
    if (behind.tools())
        behind.tools()->requests.show();
    co_return json_answer(reports_json(*report, call.language));
}

} // namespace

Result<Snapshot const*> meter_of(Call const& call, Behind const& behind) {
    if (!behind.tools())
        return Error{ErrorCode::not_configured, "no service runs behind the page"};
    auto const id = UsagePointId::parse(call.captures.front());
    auto const* const snapshot = id ? behind.board->find(*id) : nullptr;
    if (snapshot == nullptr)
        return Error{ErrorCode::unknown_meter, "the page knows no such meter"};
    return snapshot;
}

Result<CivilDay> day_named(std::string_view name, std::string_view text) {
    if (auto const day = CivilDay::parse(text))
        return *day;
    return Error{ErrorCode::request_invalid, std::string{name} + " is no day such as 2026-11-22"};
}

void add_meter_routes(RouteTable& table, Behind& behind) {
    auto const route = [&](Method method, std::string pattern, Task<Response> (*handler)(Behind&, Call)) {
        return Route{method, std::move(pattern), Access::session,
                     [&behind, handler](Call call) { return handler(behind, std::move(call)); }};
    };
    table.add(route(Method::get, "/api/meters", list_meters));
    table.add(route(Method::get, "/api/meters/{pdl}", show_meter));
    table.add(route(Method::post, "/api/meters/{pdl}/refresh", refresh));
    table.add(route(Method::post, "/api/meters/{pdl}/history", ask_history));
    table.add(route(Method::del, "/api/meters/{pdl}/history", cancel_history));
    auto files = route(Method::post, "/api/meters/{pdl}/files", import_file);
    files.takes = Takes::file;
    files.largest_body = largest_file;
    table.add(std::move(files));
}

} // namespace enedis2mqtt::web
