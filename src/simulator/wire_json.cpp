#include "simulator/wire_json.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <iterator>
#include <string_view>

// Written by appending: no text in a sheet needs escaping (digits, dates, and what a fault put there), and
// two years of half-hours are cheap this way.
namespace enedis2mqtt::simulator {
namespace {

void append_day(std::string& out, LocalTime stamp) {
    // Not CivilDay::iso(): faults write years that are none of a CivilDay's.
    std::chrono::year_month_day const date{std::chrono::floor<std::chrono::days>(stamp)};
    fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

void append_stamp(std::string& out, LocalTime stamp, Dataset dataset) {
    append_day(out, stamp);
    if (dataset == Dataset::daily)
        return;
    auto const time = stamp - std::chrono::floor<std::chrono::days>(stamp);
    fmt::format_to(std::back_inserter(out), " {:02}:{:02}:{:02}", time.count() / 3600, time.count() / 60 % 60,
                   time.count() % 60);
}

struct Words {
    std::string_view v5_reading_type;
    std::string_view head_of_2026; ///< between the period and `grandeur`
    std::string_view physical;
    std::string_view unit;
};

Words words_of(Series series) {
    switch (series.dataset) {
    case Dataset::daily:
        return {R"({"unit":"Wh","measurement_kind":"energy","aggregate":"sum","measuring_period":"P1D"})",
                series.direction == Direction::consumption
                    ? R"("typeValeur":"GLOBALE","modeCalcul":"DIFF.INDEX","pas":"P1D")"
                    : R"("typeValeur":"GLOBALE","modeCalcul":"INTEG.COURBE","pas":"P1D")",
                "EA", "Wh"};
    case Dataset::load_curve:
        return {R"({"unit":"W","measurement_kind":"power","aggregate":"average"})",
                R"("modeCalcul":"MESURE")", "PA", "W"};
    case Dataset::max_power:
        return {R"({"unit":"VA","measurement_kind":"power","aggregate":"maximum","measuring_period":"P1D"})",
                R"("modeCalcul":"MESURE","pas":"P1D")", "PMA", "VA"};
    }
    return {};
}

} // namespace

std::string v5_content(Sheet const& sheet) {
    bool const curve = sheet.series.dataset == Dataset::load_curve;
    std::string out;
    out.reserve(256 + sheet.points.size() * (curve ? 100 : 50));
    fmt::format_to(std::back_inserter(out),
                   R"({{"usage_point_id":"{}","start":"{}","end":"{}","quality":"BRUT","reading_type":{},)"
                   R"("interval_reading":[)",
                   sheet.pdl, sheet.days.start.iso(), sheet.days.end.iso(),
                   words_of(sheet.series).v5_reading_type);
    bool first = true;
    for (auto const& point : sheet.points) {
        out += first ? "" : ",";
        first = false;
        out += R"({"value":)" + point.value + R"(,"date":")";
        append_stamp(out, point.stamp, sheet.series.dataset);
        out += '"';
        if (curve)
            fmt::format_to(std::back_inserter(out), R"(,"interval_length":"PT{}M","measure_type":"B")",
                           point.step.count());
        out += '}';
    }
    out += "]}";
    return out;
}

std::string v5_body(Sheet const& sheet) {
    return R"({"meter_reading":)" + v5_content(sheet) + '}';
}

std::string body_of_2026(Sheet const& sheet) {
    bool const curve = sheet.series.dataset == Dataset::load_curve;
    auto const words = words_of(sheet.series);
    std::string out;
    out.reserve(384 + sheet.points.size() * (curve ? 80 : 40));
    fmt::format_to(std::back_inserter(out),
                   R"({{"idPrm":"{}","etapeMetier":"BRUT","periode":{{"dateDebut":"{}","dateFin":"{}"}},{},)"
                   R"("grandeur":[{{"grandeurMetier":"{}","grandeurPhysique":"{}","unite":"{}","points":[)",
                   sheet.pdl, sheet.days.start.iso(), sheet.days.end.iso(), words.head_of_2026,
                   sheet.series.direction == Direction::consumption ? "CONS" : "PROD", words.physical,
                   words.unit);
    bool first = true;
    for (auto const& point : sheet.points) {
        out += first ? "" : ",";
        first = false;
        out += R"({"v":)" + point.value + R"(,"d":")";
        append_stamp(out, point.stamp, sheet.series.dataset);
        out += '"';
        if (curve)
            fmt::format_to(std::back_inserter(out), R"(,"p":"PT{}M","n":"B","iv":"0","ec":"0")",
                           point.step.count());
        out += '}';
    }
    out += R"(],"calendrier":[]}],"contexte":[]})";
    return out;
}

http::Response json_response(int status, std::string body) {
    http::Response response{status, std::move(body)};
    response.headers.set("Content-Type", "application/json");
    return response;
}

http::Response json_response(int status, boost::json::value const& body) {
    return json_response(status, boost::json::serialize(body));
}

} // namespace enedis2mqtt::simulator
