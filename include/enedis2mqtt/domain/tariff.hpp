#pragma once

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/money.hpp>

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What a kilowatt-hour costs at which instant (docs/CONTRACTS.md, tariffs and costs). Pure; any thread.
/// Hours are those of the wall clock, so that the doubled autumn hour counts twice.
namespace enedis2mqtt {

enum class TempoColor { blue, white, red };
inline constexpr std::array all_tempo_colors{TempoColor::blue, TempoColor::white, TempoColor::red};
/// By the day whose 06:00 begins it; a day without an entry has no colour that is known for sure.
using TempoCalendar = std::map<CivilDay, TempoColor>;
inline TempoCalendar const no_tempo_days;

/// [from, to) in minutes after local midnight, at most 24:00; crosses midnight where `to` is before `from`.
struct DayHours {
    std::chrono::minutes from{0};
    std::chrono::minutes to{24 * 60};
    constexpr bool contains(std::chrono::seconds time) const {
        return from < to ? from <= time && time < to : from <= time || time < to;
    }
    friend constexpr bool operator==(DayHours const&, DayHours const&) = default;
};

/// Days of any year, both included; crosses New Year where `to` is before `from`.
struct Season {
    std::chrono::month_day from;
    std::chrono::month_day to;
    bool contains(CivilDay day) const;
    friend bool operator==(Season const&, Season const&) = default;
};

/// Days of the week; the 11 national holidays belong to them as `holiday`, beside their weekday.
struct DaysOfWeek {
    std::array<bool, 7> weekdays{}; ///< Sunday first, as std::chrono::weekday counts
    bool holiday = false;
    bool contains(CivilDay day) const;
    friend bool operator==(DaysOfWeek const&, DaysOfWeek const&) = default;
};

/// When a price holds: where every condition given is met. Days and seasons are of the instant's calendar
/// day; a colour holds from 06:00 to 06:00. Several periods of a version may share a name.
struct TariffPeriod {
    std::string name;
    Price price;
    std::vector<DayHours> hours;    ///< any of them; empty: the whole day
    std::optional<DaysOfWeek> days; ///< empty: every day
    std::optional<Season> season;
    std::vector<TempoColor> colors; ///< any of them; empty: all
    friend bool operator==(TariffPeriod const&, TariffPeriod const&) = default;
};

/// Prices that hold from the local midnight that begins `from`.
struct TariffVersion {
    CivilDay from;
    Money subscription;                ///< a month
    std::vector<TariffPeriod> periods; ///< the first that fits; empty: no price is known
    friend bool operator==(TariffVersion const&, TariffVersion const&) = default;
};

/// In order of `from`.
using Tariff = std::vector<TariffVersion>;

/// Nothing before the first version.
TariffVersion const* version_on(Tariff const& tariff, CivilDay day);
bool needs_tempo(TariffVersion const& version);
bool needs_tempo(Tariff const& tariff);

/// A stretch of a local day and the periods that may hold in it: one, or several where it hangs on a colour
/// that nobody knows yet.
struct TariffPiece {
    Interval interval;
    std::vector<TariffPeriod const*> possible; ///< of the version, which outlives this
};

/// The whole day, without gap; empty where the version has no price.
std::vector<TariffPiece> pieces_of(TariffVersion const& version, CivilDay day, TempoCalendar const& colors,
                                   TimeZone const& zone);

/// What holds at an instant, and until when.
struct TariffNow {
    std::optional<std::string> period; ///< empty: unknown
    std::optional<Price> price;
    std::optional<Instant> until;    ///< when period or price change; empty: not within a year
    std::optional<std::string> next; ///< period after `until`; empty: unknown
    friend bool operator==(TariffNow const&, TariffNow const&) = default;
};
TariffNow tariff_at(Tariff const& tariff, Instant at, TempoCalendar const& colors, TimeZone const& zone);

} // namespace enedis2mqtt
