#include "web/answers.hpp"
#include "web/api_json.hpp"
#include "web/meter_routes.hpp"

#include <enedis2mqtt/json/records.hpp>
#include <enedis2mqtt/json/text.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>

namespace enedis2mqtt::web {
namespace {

using http::Response;

// Enedis keeps 3 years; an archive may have grown for longer.
constexpr int longest_range = 20 * 366;
constexpr int usual_range = 31;

Result<RecordQuery> query_of(http::ServerRequest const& request, UsagePointId const& id, CivilDay today) {
    auto const measure = measure_from(request.parameter("measure"));
    if (!measure)
        return Error{ErrorCode::request_invalid,
                     "measure is none of hourly, daily, monthly, yearly, max_power"};
    auto const direction = request.parameter("direction");
    if (direction != "consumption" && direction != "production")
        return Error{ErrorCode::request_invalid, "direction is neither consumption nor production"};
    DayRange days{today - usual_range, today};
    if (auto const to = request.parameter("to"); !to.empty()) {
        auto const day = day_named("to", to);
        if (!day)
            return day.error();
        days = {*day - usual_range, *day};
    }
    if (auto const from = request.parameter("from"); !from.empty()) {
        auto const day = day_named("from", from);
        if (!day)
            return day.error();
        days.start = *day;
    }
    if (days.empty() || days.days() > longest_range)
        return Error{ErrorCode::request_invalid, "from is not before to, or more than 20 years before it"};
    return RecordQuery{id, direction == "production" ? Direction::production : Direction::consumption,
                       *measure, days};
}

bool wants_csv(http::ServerRequest const& request) {
    auto const format = request.parameter("format");
    return format == "csv" ||
           (format.empty() && request.headers["Accept"].find("text/csv") != std::string_view::npos);
}

/// Where a part ends that begins at `from`: no month, and no year where years are added up, is cut in two.
CivilDay part_end(Measure measure, CivilDay from) {
    return measure == Measure::yearly || measure == Measure::yearly_cost
               ? CivilDay{from.year() + 1, 1, 1}
               : (from.first_of_month() + 31).first_of_month();
}

/// Calls `row` for each record, as Records does, but a part in each pass of the loop: twenty years of
/// half-hours are 350,000 rows, and others wait. `records` belongs to the caller, who waits.
Task<Result<std::vector<CivilDay>>> read(Records& records, RecordQuery query,
                                         std::function<void(Record const&)> row) {
    auto const loop = co_await boost::asio::this_coro::executor;
    std::vector<CivilDay> missing;
    auto const end = query.days.end;
    for (auto from = query.days.start; from < end; from = query.days.end) {
        query.days = {from, std::min(part_end(query.measure, from), end)};
        auto const part = records.each(query, row);
        if (!part)
            co_return part.error();
        missing.insert(missing.end(), part->begin(), part->end());
        co_await boost::asio::post(loop, boost::asio::use_awaitable);
    }
    co_return missing;
}

std::string file_name(RecordQuery const& query) {
    return "linky-" + query.id.text() + '-' + std::string{to_string(query.direction)} + '-' +
           std::string{to_string(query.measure)} + '-' + query.days.start.iso() + '-' + query.days.end.iso() +
           ".csv";
}

Task<Result<Response>> csv(Records& records, RecordQuery query, TimeZone zone) {
    std::string rows{csv_header()};
    auto reading = read(records, query, [&](Record const& record) { rows += csv_line(record, zone); });
    auto const missing = co_await std::move(reading);
    if (!missing)
        co_return missing.error();
    auto response = text_answer(std::move(rows), "text/csv; charset=utf-8; header=present");
    response.headers.set("Content-Disposition", "attachment; filename=\"" + file_name(query) + '"');
    co_return response;
}

/// Rows become text one by one: two years of half-hours are 35,000 of them.
Task<Result<Response>> json(Records& records, RecordQuery query, TimeZone zone) {
    std::string text = R"({"readings":[)";
    auto reading = read(records, query, [&](Record const& record) {
        text += text.back() == '[' ? "" : ",";
        text += to_json(record_json(record, zone));
    });
    auto const missing = co_await std::move(reading);
    if (!missing)
        co_return missing.error();
    text += R"(],"missing":[)";
    for (auto const& day : *missing)
        text += (text.back() == '[' ? "\"" : ",\"") + day.iso() + '"';
    co_return text_answer(text + "]}", "application/json");
}

Task<Response> readings(Behind& behind, Call call) {
    auto const meter = meter_of(call, behind);
    if (!meter)
        co_return error_answer(meter.error(), call.language);
    auto const zone = zone_of((*meter)->meter, behind.options.zone);
    auto const query = query_of(call.request, (*meter)->meter.id, zone.day_of(behind.clock.now()));
    if (!query)
        co_return error_answer(query.error(), call.language);
    auto& records = behind.tools()->records;
    auto reading =
        behind.patient(wants_csv(call.request) ? csv(records, *query, zone) : json(records, *query, zone));
    auto response = co_await std::move(reading);
    if (!response)
        co_return error_answer(response.error(), call.language);
    co_return *std::move(response);
}

} // namespace

void add_reading_routes(RouteTable& table, Behind& behind) {
    table.add(Route{http::Method::get, "/api/meters/{pdl}/readings", Access::session,
                    [&behind](Call call) { return readings(behind, std::move(call)); }});
}

} // namespace enedis2mqtt::web
