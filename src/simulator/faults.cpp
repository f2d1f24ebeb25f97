#include "simulator/faults.hpp"

#include "simulator/wire_json.hpp"

#include <algorithm>
#include <array>

namespace enedis2mqtt::simulator {
namespace {

constexpr std::array kinds{
    // In place of data, whatever the dialect.
    FaultKind{"html_200", "an HTML page with status 200"},
    FaultKind{"html_503", "an HTML page with status 503"},
    FaultKind{"text_500", "plain text with status 500"},
    FaultKind{"empty_body", "status 200 and nothing else"},
    FaultKind{"huge_json", "50 MB of JSON"},
    FaultKind{"unknown_shape", "{\"foo\":1}"},
    FaultKind{"redirect", "status 302 to another path"},
    FaultKind{"cloudflare_ban", "status 403, the HTML page of a banned address"},
    FaultKind{"http_503", "status 503, empty"},
    // In place of data, in the dialect's own words.
    FaultKind{"http_401", "the token is refused"},
    FaultKind{"token_expired", "the same, and every token of the token endpoint is dead"},
    FaultKind{"http_429", "too many calls, Retry-After: 120"},
    FaultKind{"throttled_until", "900804 with nextAccessTime, the next full hour"},
    FaultKind{"daily_quota", "the gateway's daily quota is spent"},
    FaultKind{"http_500", "technical error"},
    FaultKind{"no_data", "nothing published"},
    FaultKind{"no_consent", "the consent is gone"},
    FaultKind{"before_activation", "ADAM-ERR0123"},
    FaultKind{"refuse_new_types", "names of the 2026 generation are unknown; strikes only those"},
    // In the points.
    FaultKind{"value_object", "the last value is an object"},
    FaultKind{"value_text", "the last value is a word"},
    FaultKind{"value_negative", "one value, the last but two, is -3"},
    FaultKind{"null_values", "every value is null"},
    FaultKind{"zeros", "every value is 0"},
    FaultKind{"unordered", "the points in reverse order"},
    FaultKind{"duplicates", "every point twice"},
    FaultKind{"year_0001", "the first point lies in year 1"},
    FaultKind{"year_9999", "the last point lies in year 9999"},
    FaultKind{"other_pdl", "another PDL in the answer"},
    FaultKind{"partial_day", "the load curve of yesterday ends at noon"},
    // In Tempo's colours.
    FaultKind{"color_unknown", "no colour is final"},
    FaultKind{"color_other", "every colour is another than it is"},
    // In the answer.
    FaultKind{"truncated_json", "half of the body, as if it were whole"},
    FaultKind{"wrong_content_type", "good data called text/html"},
    FaultKind{"octet_stream", "good data called application/octet-stream"},
    FaultKind{"truncated_transfer", "the connection closes in mid-body"},
    FaultKind{"slow_drip", "a byte now and then"},
    FaultKind{"reset", "the connection is reset"},
    FaultKind{"hang", "no answer at all"},
};

constexpr std::string_view html = "<!DOCTYPE html><html><head><title>Maintenance</title></head>"
                                  "<body><h1>Site en maintenance</h1></body></html>";
constexpr std::string_view ban =
    "<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head>"
    "<body><h1>Sorry, you have been blocked</h1><p>error code: 1006</p></body></html>";
constexpr std::size_t huge = 50'000'000;

http::Response text_response(int status, std::string_view type, std::string_view body) {
    http::Response response{status, std::string{body}};
    response.headers.set("Content-Type", std::string{type});
    return response;
}

std::string huge_json() {
    constexpr std::string_view point = R"({"value":"1","date":"2026-01-01"},)";
    std::string body = R"({"meter_reading":{"interval_reading":[)";
    body.reserve(huge + 100);
    while (body.size() < huge)
        body += point;
    body.back() = ']';
    return body + "}}";
}

std::optional<Refusal> refusal_of(std::string_view fault) {
    struct Row {
        std::string_view fault;
        Refusal refusal;
    };
    constexpr std::array rows{
        Row{"http_401", Refusal::token_dead},
        Row{"token_expired", Refusal::token_dead},
        Row{"http_429", Refusal::busy},
        Row{"throttled_until", Refusal::busy_until},
        Row{"daily_quota", Refusal::daily_quota},
        Row{"http_500", Refusal::technical_error},
        Row{"no_data", Refusal::no_data},
        Row{"no_consent", Refusal::no_consent},
        Row{"refuse_new_types", Refusal::unknown_type},
        Row{"before_activation", Refusal::before_activation},
    };
    auto const row = std::find_if(rows.begin(), rows.end(), [&](Row const& r) { return r.fault == fault; });
    return row == rows.end() ? std::nullopt : std::optional{row->refusal};
}

bool same_dataset(std::string_view named, Dataset dataset) {
    return named.empty() || named == to_string(dataset) ||
           (named == "curve" && dataset == Dataset::load_curve);
}

void move_to_year(LocalTime& stamp, int year) {
    auto const day = std::chrono::floor<std::chrono::days>(stamp);
    std::chrono::year_month_day const date{day};
    // The 28th exists in every year.
    auto const moved = std::chrono::year{year} / date.month() / 28;
    stamp = LocalTime{std::chrono::local_days{moved}} + (stamp - day);
}

void keep_the_morning(Sheet& sheet, CivilDay yesterday) {
    auto const noon = LocalTime{yesterday.days()} + std::chrono::hours{12};
    std::erase_if(sheet.points, [&](Point const& point) { return point.stamp > noon; });
}

} // namespace

std::span<FaultKind const> fault_kinds() {
    return kinds;
}

Result<void> Faults::add(FaultOrder const& order) {
    if (std::none_of(kinds.begin(), kinds.end(),
                     [&](FaultKind const& kind) { return kind.name == order.fault; }))
        return Error{ErrorCode::request_invalid, "there is no fault `" + order.fault + "`"};
    constexpr std::array<std::string_view, 8> datasets{"",      "daily",     "load_curve",    "curve",
                                                       "token", "max_power", "couleur_tempo", "rte"};
    if (std::find(datasets.begin(), datasets.end(), order.dataset) == datasets.end())
        return Error{ErrorCode::request_invalid, "there is no data set `" + order.dataset + "`"};
    if (!order.pdl.empty())
        if (auto const pdl = UsagePointId::parse(order.pdl); !pdl)
            return pdl.error();
    if (order.count && *order.count < 1)
        return Error{ErrorCode::request_invalid, "a fault strikes once at least"};
    orders_.push_back(order);
    return {};
}

template <class Predicate>
std::string_view Faults::strike_if(Predicate meant) {
    auto const order = std::find_if(orders_.begin(), orders_.end(), meant);
    if (order == orders_.end())
        return {};
    auto const kind =
        std::find_if(kinds.begin(), kinds.end(), [&](FaultKind const& k) { return k.name == order->fault; });
    if (order->count && --*order->count == 0)
        orders_.erase(order);
    return kind->name;
}

std::string_view Faults::strike(Call const& call) {
    return strike_if([&](FaultOrder const& order) {
        return same_dataset(order.dataset, call.wanted.series.dataset) &&
               (order.pdl.empty() || order.pdl == call.wanted.pdl) &&
               (order.fault != "refuse_new_types" || call.of_2026);
    });
}

std::string_view Faults::strike_token() {
    return strike_if([](FaultOrder const& order) { return order.dataset == "token"; });
}

std::string_view Faults::strike_tempo(TempoSource source) {
    return strike_if([&](FaultOrder const& order) { return order.dataset == to_string(source); });
}

std::optional<Answer> answer_instead(std::string_view fault, Call const& call, Instant now) {
    auto const refusal = refusal_of(fault);
    if (!refusal)
        return answer_instead(fault);
    Answer answer{call.refuse(*refusal, now)};
    if (refusal == Refusal::busy)
        answer.response.headers.set("Retry-After", "120");
    return answer;
}

std::optional<Answer> answer_instead(std::string_view fault) {
    if (fault == "html_200" || fault == "html_503")
        return Answer{text_response(fault == "html_200" ? 200 : 503, "text/html; charset=utf-8", html)};
    if (fault == "text_500")
        return Answer{text_response(500, "text/plain", "500 Internal Server Error")};
    if (fault == "empty_body")
        return Answer{text_response(200, "application/json", "")};
    if (fault == "http_503")
        return Answer{http::Response{503}};
    if (fault == "huge_json")
        return Answer{json_response(200, huge_json())};
    if (fault == "unknown_shape")
        return Answer{json_response(200, std::string{R"({"foo":1})"})};
    if (fault == "cloudflare_ban")
        return Answer{text_response(403, "text/html; charset=UTF-8", ban)};
    if (fault == "redirect") {
        Answer answer{http::Response{302}};
        answer.response.headers.set("Location", "/maintenance");
        return answer;
    }
    return std::nullopt;
}

void spoil(std::string_view fault, Sheet& sheet, CivilDay today) {
    if (fault == "value_object")
        sheet.points.back().value = "{}";
    else if (fault == "value_text")
        sheet.points.back().value = R"("beaucoup")";
    else if (fault == "value_negative")
        sheet.points[sheet.points.size() - std::min<std::size_t>(sheet.points.size(), 3)].value = R"("-3")";
    else if (fault == "null_values")
        std::for_each(sheet.points.begin(), sheet.points.end(), [](Point& point) { point.value = "null"; });
    else if (fault == "zeros")
        std::for_each(sheet.points.begin(), sheet.points.end(), [](Point& point) { point.value = R"("0")"; });
    else if (fault == "unordered")
        std::reverse(sheet.points.begin(), sheet.points.end());
    else if (fault == "duplicates") {
        std::vector<Point> twice;
        for (auto const& point : sheet.points)
            twice.insert(twice.end(), 2, point);
        sheet.points = std::move(twice);
    } else if (fault == "year_0001")
        move_to_year(sheet.points.front().stamp, 1);
    else if (fault == "year_9999")
        move_to_year(sheet.points.back().stamp, 9999);
    else if (fault == "other_pdl")
        sheet.pdl = sheet.pdl == "98765432109876" ? "98765432109875" : "98765432109876";
    else if (fault == "partial_day" && sheet.series.dataset == Dataset::load_curve)
        keep_the_morning(sheet, today - 1);
}

void spoil(std::string_view fault, Answer& answer) {
    auto& body = answer.response.body;
    if (fault == "truncated_json")
        body.resize(body.size() / 2);
    else if (fault == "wrong_content_type")
        answer.response = text_response(answer.response.status, "text/html", body);
    else if (fault == "octet_stream")
        answer.response = text_response(answer.response.status, "application/octet-stream", body);
    else if (fault == "truncated_transfer")
        answer.delivery = Delivery::truncated;
    else if (fault == "slow_drip")
        answer.delivery = Delivery::dripped;
    else if (fault == "reset")
        answer.delivery = Delivery::reset;
    else if (fault == "hang")
        answer.delivery = Delivery::never;
}

} // namespace enedis2mqtt::simulator
