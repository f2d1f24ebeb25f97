#pragma once

#include <enedis2mqtt/domain/tariff.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Tempo's colours and seasons. Days are those of Europe/Paris. Pure; any thread.
/// Source: docs/reference/enedis-api.md section 8.
namespace enedis2mqtt {

std::string_view to_string(TempoColor color);

/// Who tells colours. The second is asked what the first does not tell.
enum class TempoSource { couleur_tempo, rte };
inline constexpr std::array all_tempo_sources{TempoSource::couleur_tempo, TempoSource::rte};
std::string_view to_string(TempoSource source);

struct ToldColor {
    CivilDay day;
    TempoSource source;
    TempoColor color;
    friend constexpr auto operator<=>(ToldColor const&, ToldColor const&) = default;
};

/// The days on which all who tell a colour tell the same; a day on which they differ has none.
TempoCalendar agreed_colors(std::span<ToldColor const> told);

/// 1 September to 31 August.
DayRange tempo_season(CivilDay day);
/// `2026-2027`
std::string tempo_season_name(CivilDay day);

/// Tomorrow's colour is final from then on.
inline constexpr std::chrono::hours tempo_published{11};
/// Whether a colour that is told at `at` counts; one of a day further away is a guess.
bool is_final_color(CivilDay day, Instant at, TimeZone const& zone);

struct TempoCounts {
    int blue;
    int white;
    int red;
    friend constexpr bool operator==(TempoCounts, TempoCounts) = default;
};

struct TempoNow {
    CivilDay today;
    std::optional<TempoColor> color;    ///< today's; empty: unknown
    std::optional<TempoColor> tomorrow; ///< empty: unknown
    std::optional<TempoCounts> left;    ///< in the season after today; empty: a day up to today is unknown
    friend bool operator==(TempoNow const&, TempoNow const&) = default;
};
TempoNow tempo_on(CivilDay today, TempoCalendar const& colors);

/// When the sources are asked again for today and tomorrow: while today is unknown every half hour; for
/// tomorrow from 11:00 and `spread` on every half hour, from 14:00 every hour, until 20:00. Empty: no more
/// today.
std::optional<Instant> next_tempo_look(Instant now, TempoNow const& known, std::chrono::minutes spread,
                                       TimeZone const& zone);

} // namespace enedis2mqtt
