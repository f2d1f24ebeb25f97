#include "simulator/dialect.hpp"
#include "simulator/wire_json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

// Source: docs/reference/enedis-api.md section 6.2.
namespace enedis2mqtt::simulator {
namespace {

namespace json = boost::json;

struct Route {
    std::string_view path; ///< without prefix, before the PDL
    Series series;
    bool batch;
};

constexpr std::array routes{
    Route{"/enedis/consumption/daily/", {Direction::consumption, Dataset::daily}, false},
    Route{"/enedis/consumption/detail/batch/", {Direction::consumption, Dataset::load_curve}, true},
    Route{"/enedis/consumption/detail/", {Direction::consumption, Dataset::load_curve}, false},
    Route{"/enedis/power/", {Direction::consumption, Dataset::max_power}, false},
    Route{"/enedis/production/daily/", {Direction::production, Dataset::daily}, false},
    Route{"/enedis/production/detail/batch/", {Direction::production, Dataset::load_curve}, true},
    Route{"/enedis/production/detail/", {Direction::production, Dataset::load_curve}, false},
};

constexpr std::string_view answered_at = "2026-01-01T00:00:00Z";

std::string envelope(std::string const& data) {
    return R"({"success":true,"data":)" + data + R"(,"error":null,"timestamp":")" + std::string{answered_at} +
           R"("})";
}

http::Response failure(int status, std::string_view code, std::string_view message) {
    return json_response(status,
                         json::value{{"success", false},
                                     {"data", nullptr},
                                     {"error", {{"code", code}, {"message", message}, {"field", nullptr}}},
                                     {"timestamp", answered_at}});
}

// This gateway writes the START of each step, by subtracting in local time, and sorts by that: on the autumn
// day 01:30 comes twice, then 02:00.
Sheet stamped_at_start(Sheet sheet) {
    for (auto& point : sheet.points)
        point.stamp -= point.step;
    std::stable_sort(sheet.points.begin(), sheet.points.end(),
                     [](Point const& a, Point const& b) { return a.stamp < b.stamp; });
    return sheet;
}

http::Response answer_v5(Sheet const& sheet) {
    auto response = json_response(200, envelope(v5_body(stamped_at_start(sheet))));
    response.headers.set("Deprecation", "true");
    return response;
}
http::Response answer_2026(Sheet const& sheet) {
    return json_response(200, envelope(body_of_2026(stamped_at_start(sheet))));
}

http::Response refuse(Refusal refusal, Instant) {
    auto const enedis = told_by_enedis(refusal);
    switch (refusal) {
    case Refusal::pdl_missing:
    case Refusal::pdl_length:
    case Refusal::unknown_pdl:
    case Refusal::not_producing:
    case Refusal::not_consuming:
    case Refusal::no_consent:
        return failure(403, "ACCESS_DENIED", enedis.text);
    case Refusal::token_dead:
        return failure(401, "ACCESS_DENIED", "Invalid or expired token");
    case Refusal::start_missing:
    case Refusal::end_missing:
    case Refusal::date_format:
        return failure(422, "INVALID_DATE_FORMAT", enedis.text);
    case Refusal::start_not_before_end:
    case Refusal::end_in_future:
    case Refusal::range_too_long:
        return failure(400, "INVALID_DATE_RANGE", enedis.text);
    case Refusal::before_history:
        return failure(400, "DATE_TOO_OLD", enedis.text);
    case Refusal::before_activation:
        return failure(400, "ADAM-ERR0123", enedis.text);
    case Refusal::curve_not_collected:
    case Refusal::no_data: // an error told under status 200
        return failure(200, "NO_DATA", enedis.text);
    case Refusal::technical_error:
        return failure(502, "ENEDIS_UNAVAILABLE", enedis.text);
    case Refusal::busy:
    case Refusal::busy_until:
    case Refusal::daily_quota:
        return failure(429, "RATE_LIMIT_EXCEEDED", "Daily quota exceeded");
    case Refusal::unknown_type:
        return failure(404, "ENEDIS_ERROR", "Not Found");
    }
    return failure(502, "ENEDIS_ERROR", enedis.text);
}

} // namespace

Understood read_med_v2(http::ServerRequest const& request) {
    std::string_view path = request.path;
    if (path.starts_with("/api/enedis/"))
        path.remove_prefix(std::string_view{"/api"}.size());
    for (auto const& route : routes) {
        if (!path.starts_with(route.path) || path.find('/', route.path.size()) != std::string_view::npos)
            continue;
        if (request.method != http::Method::get)
            return json_response(405, json::value{{"detail", "Method Not Allowed"}});
        constexpr std::string_view bearer = "Bearer ";
        if (auto const authorization = request.headers["Authorization"];
            !authorization.starts_with(bearer) || authorization.size() == bearer.size())
            return refuse(Refusal::token_dead, {});
        bool const of_2026 = request.headers["X-MED-Format"] == "2026";
        return Call{{route.series, std::string{path.substr(route.path.size())},
                     std::string{request.parameter("start")}, std::string{request.parameter("end")},
                     route.batch},
                    std::string{route.path.substr(0, route.path.size() - 1)},
                    of_2026 ? answer_2026 : answer_v5,
                    refuse,
                    of_2026};
    }
    return std::nullopt;
}

} // namespace enedis2mqtt::simulator
