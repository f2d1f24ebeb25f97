#include "web/answers.hpp"
#include "web/api_json.hpp"
#include "web/meter_routes.hpp"

#include <enedis2mqtt/json/records.hpp>
#include <enedis2mqtt/json/text.hpp>

#include <boost/asio/post.hpp>

namespace enedis2mqtt::web {
namespace {

using http::Response;

constexpr int longest_range = 100 * 366; // the list of missing days is held as a whole
constexpr int usual_range = 31;
constexpr std::size_t largest_whole_answer = 64UL * 1024;
constexpr std::size_t most_streams = 8;

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
        return Error{ErrorCode::request_invalid, "from is not before to, or more than 100 years before it"};
    return RecordQuery{id, direction == "production" ? Direction::production : Direction::consumption,
                       *measure, days};
}

bool wants_csv(http::ServerRequest const& request) {
    auto const format = request.parameter("format");
    return format == "csv" ||
           (format.empty() && request.headers["Accept"].find("text/csv") != std::string_view::npos);
}

std::string file_name(RecordQuery const& query) {
    return "linky-" + query.id.text() + '-' + std::string{to_string(query.direction)} + '-' +
           std::string{to_string(query.measure)} + '-' + query.days.start.iso() + '-' + query.days.end.iso() +
           ".csv";
}

/// A query as text, a piece at a time.
class Text {
public:
    Text(Behind const& behind, std::unique_ptr<RecordCursor> cursor, bool csv, TimeZone zone)
        : service_(behind.service()), cursor_(std::move(cursor)), csv_(csv), zone_(zone),
          begin_(csv ? csv_header() : R"({"readings":[)") {}

    bool ended() const { return ended_; }

    /// Perhaps nothing. Errors: not_configured when the service whose archive is read has gone; storage.
    Result<std::string> next() {
        if (service_.expired())
            return Error{ErrorCode::not_configured, "the service was stopped meanwhile"};
        auto const rows = cursor_->next();
        if (!rows)
            return rows.error();
        auto text = std::exchange(begin_, {});
        ended_ = !rows->has_value();
        if (ended_)
            return csv_ ? text : text + R"(],"missing":)" + missing() + '}';
        for (auto const& row : **rows)
            text += csv_ ? csv_line(row, zone_) : comma() + to_json(record_json(row, zone_));
        return text;
    }

private:
    std::string comma() { return std::exchange(first_, false) ? "" : ","; }
    std::string missing() const {
        std::string days = "[";
        for (auto const& day : cursor_->missing())
            days += (days.size() == 1 ? "\"" : ",\"") + day.iso() + '"';
        return days + ']';
    }

    std::weak_ptr<SiteTools const> service_;
    std::unique_ptr<RecordCursor> cursor_;
    bool csv_;
    TimeZone zone_;
    std::string begin_; ///< what comes before the first row
    bool first_ = true;
    bool ended_ = false;
};

/// The loop serves others between two pieces.
Task<Result<std::string>> next_piece(Text& text) {
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    co_return text.next();
}

/// What was read before it was known to be long, then the rest.
class ReadingStream final : public http::BodyStream {
public:
    ReadingStream(Behind& behind, std::string begun, Text rest)
        : behind_(behind), begun_(std::move(begun)), rest_(std::move(rest)) {
        ++behind_.reading_streams;
    }
    ReadingStream(ReadingStream const&) = delete;
    ReadingStream& operator=(ReadingStream const&) = delete;
    ~ReadingStream() override { --behind_.reading_streams; }

    Task<Result<std::optional<std::string>>> next() override {
        auto text = std::exchange(begun_, {});
        while (text.empty() && !rest_.ended()) {
            auto piece = co_await next_piece(rest_);
            if (!piece)
                co_return piece.error();
            text = std::move(*piece);
        }
        if (text.empty())
            co_return std::optional<std::string>{};
        co_return std::optional{std::move(text)};
    }

private:
    Behind& behind_;
    std::string begun_;
    Text rest_;
};

Response head_of(RecordQuery const& query, bool csv) {
    auto response = text_answer({}, csv ? "text/csv; charset=utf-8; header=present" : "application/json");
    if (csv)
        response.headers.set("Content-Disposition", "attachment; filename=\"" + file_name(query) + '"');
    return response;
}

/// A short answer goes out as a whole, with its length; a long one as it is read.
Task<Response> answer(Behind& behind, Call call, Response response, Text text) {
    std::string begun;
    while (!text.ended() && begun.size() <= largest_whole_answer) {
        auto const piece = co_await next_piece(text);
        if (!piece)
            co_return error_answer(piece.error(), call.language);
        begun += *piece;
    }
    if (text.ended()) {
        response.body = std::move(begun);
        co_return response;
    }
    if (behind.reading_streams >= most_streams)
        co_return error_answer(
            503,
            {ErrorCode::too_many_requests, "8 long answers are being read already", std::chrono::seconds{5}},
            call.language);
    response.stream = std::make_shared<ReadingStream>(behind, std::move(begun), std::move(text));
    co_return response;
}

Task<Response> readings(Behind& behind, Call call) {
    auto const meter = meter_of(call, behind);
    if (!meter)
        co_return error_answer(meter.error(), call.language);
    auto const zone = zone_of((*meter)->meter, behind.options.zone);
    auto const query = query_of(call.request, (*meter)->meter.id, zone.day_of(behind.clock.now()));
    if (!query)
        co_return error_answer(query.error(), call.language);
    auto cursor = behind.tools()->records.read(*query);
    if (!cursor)
        co_return error_answer(cursor.error(), call.language);
    auto const csv = wants_csv(call.request);
    Text text{behind, std::move(*cursor), csv, zone};
    auto answering = answer(behind, std::move(call), head_of(*query, csv), std::move(text));
    co_return co_await std::move(answering);
}

} // namespace

void add_reading_routes(RouteTable& table, Behind& behind) {
    table.add(Route{http::Method::get, "/api/meters/{pdl}/readings", Access::session,
                    [&behind](Call call) { return readings(behind, std::move(call)); }});
}

} // namespace enedis2mqtt::web
