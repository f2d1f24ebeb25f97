#include "simulator/tempo.hpp"

#include "simulator/wire_json.hpp"

#include <enedis2mqtt/base/stable_hash.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace enedis2mqtt::simulator {
namespace {

namespace json = boost::json;

constexpr std::string_view couleur_tempo = "/couleur_tempo/";
constexpr std::string_view rte = "/rte/";

bool may_be_red(CivilDay day) {
    auto const weekday = std::chrono::weekday{day.days()}.c_encoding();
    constexpr unsigned november = 11;
    constexpr unsigned march = 3;
    return (day.month() >= november || day.month() <= march) && weekday >= 1 && weekday <= 5;
}

bool may_be_white(CivilDay day) {
    return std::chrono::weekday{day.days()} != std::chrono::Sunday;
}

/// The `count` days of `from` that chance prefers.
std::vector<CivilDay> drawn(std::vector<CivilDay> from, std::size_t count) {
    std::map<std::uint64_t, CivilDay> by_chance;
    for (auto const day : from)
        by_chance.emplace(stable_hash("tempo " + day.iso()), day);
    from.clear();
    for (auto one = by_chance.begin(); one != by_chance.end() && from.size() < count; ++one)
        from.push_back(one->second);
    return from;
}

std::optional<TempoColor> told_color(CivilDay day, TempoColor color, ColorFault fault, Instant now,
                                     TimeZone const& zone) {
    if (fault == ColorFault::unknown || !is_final_color(day, now, zone))
        return std::nullopt;
    if (fault == ColorFault::none)
        return color;
    return color == TempoColor::blue ? TempoColor::red : TempoColor::blue;
}

json::object day_of_couleur_tempo(CivilDay day, std::optional<TempoColor> color) {
    constexpr std::array words{"Bleu", "Blanc", "Rouge"};
    auto const index = color ? static_cast<std::size_t>(*color) : 0;
    return {{"dateJour", day.iso()},
            {"codeJour", color ? static_cast<int>(index) + 1 : 0},
            {"periode", tempo_season_name(day)},
            {"libCouleur", color ? words.at(index) : "Inconnu"}};
}

/// The season a request names, or nothing.
std::optional<DayRange> season_of(std::string_view name) {
    auto const first = CivilDay::parse(fmt::format("{}-09-01", name.substr(0, 4)));
    if (!first || tempo_season_name(*first) != name)
        return std::nullopt;
    return tempo_season(*first);
}

std::vector<CivilDay> days_of(DayRange range) {
    std::vector<CivilDay> days;
    for (auto day = range.start; day < range.end; ++day)
        days.push_back(day);
    return days;
}

TempoCalendar simulated_season(CivilDay day) {
    constexpr std::size_t red_days = 22;
    constexpr std::size_t white_days = 43;
    TempoCalendar colors;
    auto const color = [&](TempoColor as, std::size_t count, bool (*may)(CivilDay)) {
        std::vector<CivilDay> candidates;
        for (auto const one : days_of(tempo_season(day)))
            if (may(one) && !colors.contains(one))
                candidates.push_back(one);
        for (auto const one : drawn(std::move(candidates), count))
            colors[one] = as;
    };
    color(TempoColor::red, red_days, may_be_red);
    color(TempoColor::white, white_days, may_be_white);
    for (auto const one : days_of(tempo_season(day)))
        colors.try_emplace(one, TempoColor::blue);
    return colors;
}

/// The days that a request names; empty: it is none of ours.
std::vector<CivilDay> days_wanted(TempoSource source, http::ServerRequest const& request, CivilDay today) {
    if (source == TempoSource::rte && request.path == "/rte/tempoLight")
        return {today, today + 1};
    auto const season = season_of(request.parameter(source == TempoSource::rte ? "season" : "periode[]"));
    if (season)
        return days_of(*season);
    std::vector<CivilDay> days;
    if (source == TempoSource::couleur_tempo)
        for (auto const& [name, value] : request.query)
            if (auto const day = name == "dateJour[]" ? CivilDay::parse(value) : std::nullopt)
                days.push_back(*day);
    return days;
}

} // namespace

TempoColor simulated_color(CivilDay day) {
    return simulated_season(day).at(day);
}

std::optional<TempoSource> tempo_source_of(http::ServerRequest const& request) {
    if (request.path.starts_with(couleur_tempo))
        return TempoSource::couleur_tempo;
    return request.path.starts_with(rte) ? std::optional{TempoSource::rte} : std::nullopt;
}

http::Response answer_tempo(TempoSource source, http::ServerRequest const& request, ColorFault fault,
                            Instant now, TimeZone const& zone) {
    auto const days = days_wanted(source, request, zone.day_of(now));
    if (days.empty())
        return json_response(404, json::value{{"title", "An error occurred"}});
    json::array list;
    json::object values;
    TempoCalendar season;
    for (auto const day : days) {
        if (!season.contains(day))
            season = simulated_season(day);
        auto const color = told_color(day, season.at(day), fault, now, zone);
        list.push_back(day_of_couleur_tempo(day, color));
        auto word = std::string{to_string(color.value_or(season.at(day)))};
        std::ranges::transform(word, word.begin(), [](char c) { return static_cast<char>(c & ~0x20); });
        values[day.iso()] = word;
        values[day.iso() + "-fallback"] = color ? "false" : "true";
    }
    if (source == TempoSource::rte)
        return json_response(200, json::value{{"values", std::move(values)}});
    return json_response(200, json::value(std::move(list)));
}

} // namespace enedis2mqtt::simulator
