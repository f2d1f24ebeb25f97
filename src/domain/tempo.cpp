#include <enedis2mqtt/domain/tempo.hpp>

#include <set>

namespace enedis2mqtt {
namespace {

// The others are blue.
constexpr int white_days = 43;
constexpr int red_days = 22;

CivilDay first_of_september(int year) {
    return CivilDay{year, 9, 1};
}

} // namespace

std::string_view to_string(TempoColor color) {
    switch (color) {
    case TempoColor::blue:
        return "blue";
    case TempoColor::white:
        return "white";
    case TempoColor::red:
        break;
    }
    return "red";
}

std::string_view to_string(TempoSource source) {
    return source == TempoSource::rte ? "rte" : "couleur_tempo";
}

TempoCalendar agreed_colors(std::span<ToldColor const> told) {
    TempoCalendar colors;
    std::set<CivilDay> disputed;
    for (auto const& one : told)
        if (auto const [known, added] = colors.emplace(one.day, one.color);
            !added && known->second != one.color)
            disputed.insert(one.day);
    for (auto const day : disputed)
        colors.erase(day);
    return colors;
}

DayRange tempo_season(CivilDay day) {
    constexpr unsigned september = 9;
    auto const year = day.month() >= september ? day.year() : day.year() - 1;
    return {first_of_september(year), first_of_september(year + 1)};
}

std::string tempo_season_name(CivilDay day) {
    auto const year = tempo_season(day).start.year();
    return std::to_string(year) + '-' + std::to_string(year + 1);
}

bool is_final_color(CivilDay day, Instant at, TimeZone const& zone) {
    auto const today = zone.day_of(at);
    auto const published = zone.local_of(at) - LocalTime{today.days()} >= tempo_published;
    return day <= today || (day == today + 1 && published);
}

TempoNow tempo_on(CivilDay today, TempoCalendar const& colors) {
    auto const color_of = [&](CivilDay day) {
        auto const found = colors.find(day);
        return found == colors.end() ? std::nullopt : std::optional{found->second};
    };
    TempoNow now{today, color_of(today), color_of(today + 1), std::nullopt};
    auto const season = tempo_season(today);
    TempoCounts left{season.days() - white_days - red_days, white_days, red_days};
    for (auto day = season.start; day <= today; ++day) {
        auto const color = color_of(day);
        if (!color)
            return now;
        (*color == TempoColor::blue ? left.blue : *color == TempoColor::white ? left.white : left.red) -= 1;
    }
    now.left = left;
    return now;
}

std::optional<Instant> next_tempo_look(Instant now, TempoNow const& known, std::chrono::minutes spread,
                                       TimeZone const& zone) {
    using namespace std::chrono_literals;
    constexpr auto soon = 30min;
    if (!known.color)
        return now + soon;
    if (known.tomorrow)
        return std::nullopt;
    auto const time = zone.local_of(now) - LocalTime{known.today.days()};
    auto const first = tempo_published + spread;
    if (time < first)
        return zone.instants_of(LocalTime{known.today.days()} + first).front();
    auto const next = now + (time < 14h ? soon : 60min);
    return time < 19h ? std::optional{next} : std::nullopt;
}

} // namespace enedis2mqtt
