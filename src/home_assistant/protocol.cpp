#include "home_assistant/protocol.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <cmath>

namespace enedis2mqtt::home_assistant {
namespace {

namespace json = boost::json;

json::value unit_class_of(Statistic const& statistic) {
    return statistic.unit_class.empty() ? json::value{} : json::value(statistic.unit_class);
}

json::object metadata_of(Statistic const& statistic, bool new_form) {
    bool const sum = statistic.kind == StatisticKind::sum;
    json::object metadata{{"statistic_id", statistic.id},
                          {"source", statistic.id.substr(0, statistic.id.find(':'))},
                          {"name", statistic.name},
                          {"has_sum", sum},
                          {"unit_of_measurement", statistic.unit}};
    if (new_form) {
        metadata["mean_type"] = sum ? 0 : 1;
        metadata["unit_class"] = unit_class_of(statistic);
    } else {
        metadata["has_mean"] = !sum;
    }
    return metadata;
}

/// The members of a row that carry its values, in their order.
std::span<std::string_view const> columns_of(StatisticKind kind) {
    static constexpr std::array<std::string_view, 2> sum{"state", "sum"};
    static constexpr std::array<std::string_view, 3> mean{"mean", "min", "max"};
    return kind == StatisticKind::sum ? std::span<std::string_view const>{sum} : mean;
}

/// Written here: thousands of rows as JSON values would take ten times their text.
void append_row(std::string& text, StatisticRow const& row, StatisticKind kind) {
    text += R"({"start":")" + utc(row.start) + '"';
    std::size_t i = 0;
    for (auto const& column : columns_of(kind)) {
        text += ",\"";
        text += column;
        text += "\":" + decimal(row.values[i++]);
    }
    text += '}';
}

std::optional<StatisticRow> row_in(json::value const& value, StatisticKind kind) {
    auto const* const object = value.if_object();
    auto const number = [&](std::string_view key) -> std::optional<double> {
        auto const* const found = object->if_contains(key);
        boost::system::error_code not_a_number;
        if (found == nullptr || !found->is_number())
            return std::nullopt;
        return found->to_number<double>(not_a_number);
    };
    auto const start = object == nullptr ? std::nullopt : number("start");
    if (!start)
        return std::nullopt;
    StatisticRow row;
    row.start = Instant{std::chrono::seconds{std::llround(*start / 1000)}};
    std::size_t i = 0;
    for (auto const& column : columns_of(kind)) {
        auto const read = number(column);
        if (!read)
            return std::nullopt;
        row.values[i++] = std::llround(*read * 1e6);
    }
    return row;
}

} // namespace

bool speaks_new_form(std::string_view version) {
    int year = 0;
    int month = 0;
    auto const* const end = version.data() + version.size();
    auto const first = std::from_chars(version.data(), end, year);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.')
        return true;
    if (std::from_chars(first.ptr + 1, end, month).ec != std::errc{})
        return true;
    return year > 2025 || (year == 2025 && month >= 11);
}

std::string utc(Instant at) {
    auto const day = std::chrono::floor<std::chrono::days>(at);
    std::chrono::hh_mm_ss const time{at - day};
    auto const two = [](auto number) { return std::to_string(100 + number.count()).substr(1); };
    return CivilDay{std::chrono::local_days{day.time_since_epoch()}}.iso() + 'T' + two(time.hours()) + ':' +
           two(time.minutes()) + ':' + two(time.seconds()) + 'Z';
}

std::string auth_message(Secret const& token) {
    return json::serialize(json::object{{"type", "auth"}, {"access_token", token.reveal()}});
}

std::string command_message(int id, std::string_view type, json::object fields) {
    json::object message{{"id", id}, {"type", type}};
    for (auto& [key, value] : fields)
        message[key] = std::move(value);
    return json::serialize(message);
}

std::string import_message(int id, Statistic const& statistic, std::span<StatisticRow const> rows,
                           bool new_form) {
    auto text =
        command_message(id, "recorder/import_statistics", {{"metadata", metadata_of(statistic, new_form)}});
    text.back() = ',';
    text += R"("stats":[)";
    for (auto const& row : rows) {
        append_row(text, row, statistic.kind);
        text += ',';
    }
    if (!rows.empty())
        text.pop_back();
    return text + "]}";
}

std::string barrier_message(int id, Statistic const& statistic, bool new_form) {
    json::object fields{{"statistic_id", statistic.id}, {"unit_of_measurement", statistic.unit}};
    if (new_form)
        fields["unit_class"] = unit_class_of(statistic);
    return command_message(id, "recorder/update_statistics_metadata", std::move(fields));
}

std::string rows_message(int id, Statistic const& statistic, Interval within) {
    json::array types;
    for (auto const& column : columns_of(statistic.kind))
        types.emplace_back(column);
    return command_message(id, "recorder/statistics_during_period",
                           {{"start_time", utc(within.start)},
                            {"end_time", utc(within.end)},
                            {"statistic_ids", json::array{statistic.id}},
                            {"period", "hour"},
                            {"types", std::move(types)}});
}

std::string metadata_message(int id, std::vector<std::string> const& ids) {
    return command_message(id, "recorder/get_statistics_metadata",
                           {{"statistic_ids", json::array(ids.begin(), ids.end())}});
}

std::string clear_message(int id, std::string const& statistic_id) {
    return command_message(id, "recorder/clear_statistics", {{"statistic_ids", json::array{statistic_id}}});
}

Result<json::object> parse_message(std::string_view text) {
    boost::system::error_code failure;
    auto value = json::parse(json::string_view{text.data(), text.size()}, failure);
    if (failure || !value.is_object())
        return Error{ErrorCode::home_assistant_refused, "a message that is no JSON object"};
    return std::move(value.get_object());
}

std::string text_at(json::value const& object, std::string_view key) {
    auto const* const members = object.if_object();
    auto const* const found = members == nullptr ? nullptr : members->if_contains(key);
    return found == nullptr || !found->is_string() ? std::string{} : std::string{found->get_string()};
}

Result<json::value> result_of(json::object const& answer) {
    auto const* const success = answer.if_contains("success");
    auto const* const result = answer.if_contains("result");
    if (success != nullptr && success->is_bool() && success->get_bool())
        return result == nullptr ? json::value{} : *result;
    auto const* const error = answer.if_contains("error");
    auto const code = error == nullptr ? std::string{} : text_at(*error, "code");
    auto const said = code + ": " + (error == nullptr ? std::string{} : text_at(*error, "message"));
    if (code == "unauthorized")
        return Error{ErrorCode::home_assistant_not_admin, said};
    if (code == "unknown_command") // it starts: its parts come one after the other
        return Error{ErrorCode::home_assistant_unreachable, said};
    if (code == "timeout")
        return Error{ErrorCode::timeout, said};
    return Error{ErrorCode::home_assistant_refused, said};
}

std::vector<StatisticRow> rows_in(json::value const& result, Statistic const& statistic) {
    std::vector<StatisticRow> rows;
    auto const* const by_id = result.if_object();
    auto const* const found = by_id == nullptr ? nullptr : by_id->if_contains(statistic.id);
    if (found != nullptr && found->is_array())
        for (auto const& value : found->get_array())
            if (auto const row = row_in(value, statistic.kind))
                rows.push_back(*row);
    return rows;
}

std::vector<KnownStatistic> metadata_in(json::value const& result) {
    std::vector<KnownStatistic> known;
    if (auto const* const all = result.if_array())
        for (auto const& one : *all)
            known.push_back({text_at(one, "statistic_id"), text_at(one, "name"),
                             text_at(one, "statistics_unit_of_measurement")});
    return known;
}

} // namespace enedis2mqtt::home_assistant
