#include "simulator/grid_operator.hpp"

#include "simulator/household.hpp"

#include <algorithm>
#include <optional>

namespace enedis2mqtt::simulator {
namespace {

constexpr int longest_curve_days = 7;
// History: months and 15 days. Source: docs/reference/enedis-api.md section 1.6.
constexpr int grace_days = 15;

CivilDay months_before(CivilDay day, int months) {
    auto date = day.date() - std::chrono::months{months};
    if (!date.ok())
        date = date.year() / date.month() / std::chrono::last;
    return CivilDay{std::chrono::local_days{date}};
}

CivilDay oldest(Dataset dataset, CivilDay today) {
    return months_before(today, dataset == Dataset::load_curve ? 24 : 36) - grace_days;
}

CivilDay latest_first_of_march(CivilDay today) {
    auto const this_year = CivilDay{today.year(), 3, 1};
    return this_year < today ? this_year : CivilDay{today.year() - 1, 3, 1};
}

bool is_gap(CivilDay day) {
    auto const weekday = std::chrono::weekday{std::chrono::sys_days{day.date()}};
    return weekday == std::chrono::Tuesday || weekday == std::chrono::Wednesday;
}

bool measures(Traits const& traits, Direction direction) {
    return direction == Direction::consumption ? traits.consumes : traits.produces;
}

std::string quoted(std::int64_t number) {
    return '"' + std::to_string(number) + '"';
}

std::vector<Point> points_of(Readings const& readings, TimeZone const& zone) {
    std::vector<Point> points;
    points.reserve(readings.curve.size() + readings.daily.size() + readings.max_power.size());
    for (auto const& reading : readings.curve.readings())
        points.push_back({quoted(reading.mean.watts()), zone.local_of(reading.interval.end),
                          std::chrono::duration_cast<std::chrono::minutes>(reading.interval.length())});
    for (auto const& daily : readings.daily)
        points.push_back({quoted(static_cast<std::int64_t>(daily.energy.wh())), LocalTime{daily.day.days()}});
    for (auto const& peak : readings.max_power)
        points.push_back({quoted(peak.power.va()), zone.local_of(peak.at)});
    return points;
}

std::optional<Refusal> refusal_of_dates(DayRange days, Series series, Traits const& traits, bool batch,
                                        CivilDay today) {
    if (series.dataset == Dataset::load_curve && !batch && days.days() > longest_curve_days)
        return Refusal::range_too_long;
    if (days.start < oldest(series.dataset, today))
        return Refusal::before_history;
    if (traits.recent && days.start < latest_first_of_march(today))
        return Refusal::before_activation;
    return std::nullopt;
}

} // namespace

std::variant<Sheet, Refusal> GridOperator::serve(Wanted const& wanted, Instant now) const {
    if (wanted.pdl.empty())
        return Refusal::pdl_missing;
    auto const pdl = UsagePointId::parse(wanted.pdl);
    if (!pdl || pdl->text() != wanted.pdl)
        return Refusal::pdl_length;
    if (wanted.start.empty())
        return Refusal::start_missing;
    if (wanted.end.empty())
        return Refusal::end_missing;
    auto const start = CivilDay::parse(wanted.start);
    auto const end = CivilDay::parse(wanted.end);
    if (!start || !end)
        return Refusal::date_format;
    auto const now_day = today(now);
    DayRange const days{*start, wanted.batch ? std::min(*end, now_day) : *end};
    if (days.empty())
        return Refusal::start_not_before_end;
    if (days.end > now_day)
        return Refusal::end_in_future;

    auto const traits = traits_of(*pdl);
    if (!traits.known)
        return Refusal::unknown_pdl;
    if (!traits.consent)
        return Refusal::no_consent;
    if (!measures(traits, wanted.series.direction))
        return wanted.series.direction == Direction::production ? Refusal::not_producing
                                                                : Refusal::not_consuming;
    if (auto const refusal = refusal_of_dates(days, wanted.series, traits, wanted.batch, now_day))
        return *refusal;
    if (wanted.series.dataset == Dataset::load_curve && !traits.curve)
        return Refusal::curve_not_collected;

    auto const readings = published(*pdl, wanted.series, days, now);
    if (readings.empty())
        return Refusal::no_data;
    return Sheet{wanted.series, pdl->text(), days, points_of(readings, zone_)};
}

Readings GridOperator::published(UsagePointId const& pdl, Series series, DayRange days, Instant now) const {
    Household const household{pdl, zone_};
    auto const& traits = household.traits();
    Readings readings;
    bool const collected = traits.curve || series.dataset != Dataset::load_curve;
    if (!traits.known || !traits.consent || !measures(traits, series.direction) || !collected)
        return readings;

    auto const now_day = today(now);
    auto const time_of_day = zone_.local_of(now) - LocalTime{now_day.days()};
    auto const first_unpublished = time_of_day >= publication_hour_ ? now_day : now_day - 1;
    auto const first = traits.recent ? std::max(days.start, latest_first_of_march(now_day)) : days.start;
    for (auto day = first; day < std::min(days.end, first_unpublished); ++day) {
        if (traits.gaps && is_gap(day))
            continue;
        switch (series.dataset) {
        case Dataset::daily:
            readings.daily.push_back(household.daily(series.direction, day));
            break;
        case Dataset::load_curve:
            for (auto const& reading : household.curve(series.direction, day))
                readings.curve.append(reading);
            break;
        case Dataset::max_power:
            readings.max_power.push_back(household.max_power(day));
            break;
        }
    }
    return readings;
}

} // namespace enedis2mqtt::simulator
