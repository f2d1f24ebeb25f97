#include "sources/tempo_decode.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>

namespace enedis2mqtt::sources {
namespace {

namespace json = boost::json;

// Two seasons, and the flags of their days.
constexpr std::size_t most_rows = 2 * 2 * 366;

Error misread(std::string what) {
    return {ErrorCode::not_understood, "Tempo: " + std::move(what)};
}

Result<json::value> parsed(std::string_view body) {
    boost::system::error_code failure;
    auto value = json::parse(json::string_view{body.data(), body.size()}, failure);
    if (failure)
        return misread("the answer is no JSON");
    return value;
}

std::string_view text_at(json::object const& row, std::string_view key) {
    auto const* const field = row.if_contains(key);
    auto const* const text = field ? field->if_string() : nullptr;
    return text ? std::string_view{text->data(), text->size()} : std::string_view{};
}

/// 0 is a day that nobody knows yet.
Result<std::optional<ToldColor>> read_day(json::value const& value) {
    auto const* const row = value.if_object();
    if (row == nullptr)
        return misread("a day is no object");
    auto const day = CivilDay::parse(text_at(*row, "dateJour"));
    auto const* const code = row->if_contains("codeJour");
    auto const* const number = code ? code->if_int64() : nullptr;
    if (!day || number == nullptr || *number < 0 || *number > static_cast<int>(all_tempo_colors.size()))
        return misread("a day has no dateJour, or no codeJour of 0 to 3");
    if (*number == 0)
        return std::optional<ToldColor>{};
    return std::optional{ToldColor{*day, TempoSource::couleur_tempo,
                                   all_tempo_colors.at(static_cast<std::size_t>(*number - 1))}};
}

std::optional<TempoColor> color_of(std::string_view word) {
    auto const same = [](char a, char b) { return (a | 0x20) == b; };
    for (auto const color : all_tempo_colors)
        if (std::ranges::equal(word, to_string(color), same))
            return color;
    return std::nullopt;
}

bool is_false(json::value const* flag) {
    return flag &&
           ((flag->is_bool() && !flag->get_bool()) || (flag->is_string() && flag->get_string() == "false"));
}

} // namespace

Result<std::vector<ToldColor>> decode_couleur_tempo(std::string_view body) {
    auto const answer = parsed(body);
    if (!answer)
        return answer.error();
    json::array const one{*answer};
    auto const* const rows = answer->is_object() ? &one : answer->if_array();
    if (rows == nullptr || rows->size() > most_rows)
        return misread("the answer is no list of days");
    std::vector<ToldColor> told;
    for (auto const& row : *rows) {
        auto const day = read_day(row);
        if (!day)
            return day.error();
        if (*day)
            told.push_back(**day);
    }
    return told;
}

Result<std::vector<ToldColor>> decode_rte_tempo(std::string_view body) {
    auto const answer = parsed(body);
    if (!answer)
        return answer.error();
    auto const* const whole = answer->if_object();
    auto const* const values = whole ? whole->if_contains("values") : nullptr;
    auto const* const days = values ? values->if_object() : nullptr;
    if (days == nullptr || days->size() > most_rows)
        return misread("the answer has no `values`");
    std::vector<ToldColor> told;
    for (auto const& [key, value] : *days) {
        std::string const name{key.data(), key.size()};
        auto const day = CivilDay::parse(name);
        if (!day)
            continue; // a day's flag, read with its day
        auto const color = color_of(text_at(*days, name));
        if (!color && !text_at(*days, name).empty())
            return misread("a colour is none of BLUE, WHITE, RED");
        if (color && is_false(days->if_contains(name + "-fallback")))
            told.push_back({*day, TempoSource::rte, *color});
    }
    return told;
}

} // namespace enedis2mqtt::sources
