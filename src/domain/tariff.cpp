#include <enedis2mqtt/domain/holidays.hpp>
#include <enedis2mqtt/domain/tariff.hpp>

#include <algorithm>
#include <set>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

// A Tempo day, and with it its colour, begins then. Source: docs/reference/enedis-api.md section 8.
constexpr std::chrono::minutes tempo_day_begins{6h};
constexpr int days_to_look_ahead = 366;

seconds offset_at(Instant at, TimeZone const& zone) {
    return zone.local_of(at).time_since_epoch() - at.time_since_epoch();
}

/// When the clocks are changed within `day`.
std::optional<Instant> clock_change_in(Interval day, TimeZone const& zone) {
    auto const before = offset_at(day.start, zone);
    if (offset_at(day.end - 1s, zone) == before)
        return std::nullopt;
    auto from = day.start;
    auto to = day.end - 1s;
    while (to - from > 1s) {
        auto const middle = from + (to - from) / 2;
        (offset_at(middle, zone) == before ? from : to) = middle;
    }
    return to;
}

/// Every instant of the day at which a condition of the version may begin or end to hold.
std::vector<Instant> cuts_of(TariffVersion const& version, CivilDay day, TimeZone const& zone) {
    std::set<std::chrono::minutes> times;
    if (needs_tempo(version))
        times.insert(tempo_day_begins);
    for (auto const& period : version.periods)
        for (auto const& hours : period.hours)
            times.insert({hours.from, hours.to});
    auto const whole = zone.interval_of(day);
    std::vector<Instant> cuts{whole.start, whole.end};
    for (auto const time : times)
        for (auto const at : zone.instants_of(LocalTime{day.days()} + time))
            if (whole.contains(at))
                cuts.push_back(at);
    if (auto const change = clock_change_in(whole, zone))
        cuts.push_back(*change);
    std::ranges::sort(cuts);
    auto const doubled = std::ranges::unique(cuts);
    cuts.erase(doubled.begin(), doubled.end());
    return cuts;
}

bool fits(TariffPeriod const& period, CivilDay day, seconds time, TempoColor color) {
    auto const in_hours = [&](DayHours const& hours) { return hours.contains(time); };
    return (period.hours.empty() || std::ranges::any_of(period.hours, in_hours)) &&
           (!period.days || period.days->contains(day)) && (!period.season || period.season->contains(day)) &&
           (period.colors.empty() || std::ranges::find(period.colors, color) != period.colors.end());
}

std::vector<TariffPeriod const*> possible_at(TariffVersion const& version, LocalTime at,
                                             TempoCalendar const& colors) {
    auto const midnight = std::chrono::floor<std::chrono::days>(at);
    CivilDay const day{midnight};
    seconds const time = at - midnight;
    auto const known = colors.find(time < tempo_day_begins ? day - 1 : day);
    std::vector<TariffPeriod const*> possible;
    for (auto const color : all_tempo_colors) {
        if (known != colors.end() && known->second != color)
            continue;
        auto const first = std::ranges::find_if(
            version.periods, [&](TariffPeriod const& one) { return fits(one, day, time, color); });
        if (first != version.periods.end() && std::ranges::find(possible, &*first) == possible.end())
            possible.push_back(&*first);
    }
    return possible;
}

struct Holding {
    std::optional<std::string> period;
    std::optional<Price> price;
    friend bool operator==(Holding const&, Holding const&) = default;
};

Holding holding_in(TariffPiece const& piece) {
    if (piece.possible.empty())
        return {};
    auto const& first = *piece.possible.front();
    Holding holding{first.name, first.price};
    for (auto const* other : piece.possible) {
        if (other->name != first.name)
            holding.period.reset();
        if (other->price != first.price)
            holding.price.reset();
    }
    return holding;
}

} // namespace

bool Season::contains(CivilDay day) const {
    auto const date = day.date();
    std::chrono::month_day const of_year{date.month(), date.day()};
    return from <= to ? from <= of_year && of_year <= to : from <= of_year || of_year <= to;
}

bool DaysOfWeek::contains(CivilDay day) const {
    return weekdays[std::chrono::weekday{day.days()}.c_encoding()] || (holiday && is_national_holiday(day));
}

TariffVersion const* version_on(Tariff const& tariff, CivilDay day) {
    auto const next = std::ranges::upper_bound(tariff, day, {}, &TariffVersion::from);
    return next == tariff.begin() ? nullptr : &*(next - 1);
}

bool needs_tempo(TariffVersion const& version) {
    return std::ranges::any_of(version.periods, [](auto const& period) { return !period.colors.empty(); });
}

bool needs_tempo(Tariff const& tariff) {
    return std::ranges::any_of(tariff, [](auto const& version) { return needs_tempo(version); });
}

std::vector<TariffPiece> pieces_of(TariffVersion const& version, CivilDay day, TempoCalendar const& colors,
                                   TimeZone const& zone) {
    std::vector<TariffPiece> pieces;
    if (version.periods.empty())
        return pieces;
    auto const cuts = cuts_of(version, day, zone);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        auto possible = possible_at(version, zone.local_of(cuts[i]), colors);
        if (!pieces.empty() && pieces.back().possible == possible)
            pieces.back().interval.end = cuts[i + 1];
        else
            pieces.push_back({{cuts[i], cuts[i + 1]}, std::move(possible)});
    }
    return pieces;
}

TariffNow tariff_at(Tariff const& tariff, Instant at, TempoCalendar const& colors, TimeZone const& zone) {
    auto const today = zone.day_of(at);
    std::optional<Holding> now;
    for (auto day = today; day < today + days_to_look_ahead; ++day) {
        auto const* const version = version_on(tariff, day);
        std::vector<TariffPiece> pieces;
        if (version != nullptr)
            pieces = pieces_of(*version, day, colors, zone);
        if (pieces.empty())
            pieces.push_back({zone.interval_of(day), {}});
        for (auto const& piece : pieces) {
            if (piece.interval.end <= at)
                continue;
            auto const holding = holding_in(piece);
            if (!now)
                now = holding;
            else if (holding != *now)
                return {now->period, now->price, piece.interval.start, holding.period};
        }
    }
    return {now->period, now->price, std::nullopt, std::nullopt};
}

} // namespace enedis2mqtt
