#include <enedis2mqtt/json/figures.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace enedis2mqtt {
namespace {

namespace json = boost::json;

constexpr std::array figures{
    Figure{Direction::consumption, Measure::hourly},
    Figure{Direction::consumption, Measure::daily},
    Figure{Direction::consumption, Measure::monthly},
    Figure{Direction::consumption, Measure::yearly},
    Figure{Direction::consumption, Measure::max_power},
    Figure{Direction::production, Measure::hourly},
    Figure{Direction::production, Measure::daily},
    Figure{Direction::production, Measure::monthly},
    Figure{Direction::production, Measure::yearly},
    Figure{Direction::consumption, Measure::daily_cost},
    Figure{Direction::consumption, Measure::monthly_cost},
    Figure{Direction::consumption, Measure::yearly_cost},
    Figure{Direction::consumption, Measure::billing_cost},
    Figure{Direction::production, Measure::daily_cost},
    Figure{Direction::production, Measure::monthly_cost},
    Figure{Direction::production, Measure::yearly_cost},
    Figure{Direction::production, Measure::billing_cost},
};

Dataset dataset_of(Measure measure) {
    switch (measure) {
    case Measure::hourly:
        return Dataset::load_curve;
    case Measure::max_power:
        return Dataset::max_power;
    case Measure::daily:
    case Measure::monthly:
    case Measure::yearly:
    case Measure::daily_cost:
    case Measure::monthly_cost:
    case Measure::yearly_cost:
    case Measure::billing_cost:
        break;
    }
    return Dataset::daily;
}

/// Rounded to the watt-hour: three decimals of a kWh.
double kwh(Energy energy) {
    return static_cast<double>(std::llround(energy.wh())) / 1000.0;
}

json::object hourly(HourlySnapshot const& of, TimeZone const& zone) {
    auto const& last = of.curve.readings().back();
    json::array curve;
    curve.reserve(of.curve.size());
    for (auto const& reading : of.curve.readings())
        curve.push_back({{"start", zone.iso(reading.interval.start)}, {"value", reading.mean.kw()}});
    return {{"value", last.mean.kw()},
            {"unit", "kW"},
            {"start", zone.iso(last.interval.start)},
            {"end", zone.iso(last.interval.end)},
            {"date", of.day.iso()},
            {"curve", std::move(curve)}};
}

json::object daily(DailySnapshot const& of, TimeZone const& zone) {
    json::array recent;
    for (auto const& day : of.recent)
        recent.push_back({{"date", day.day.iso()}, {"value", kwh(day.energy)}});
    json::object day{{"value", kwh(of.last.energy)},   {"unit", "kWh"},
                     {"date", of.last.day.iso()},      {"start", zone.iso(of.period.start)},
                     {"end", zone.iso(of.period.end)}, {"recent", std::move(recent)}};
    if (of.beyond_curve)
        day["beyond_curve"] = kwh(*of.beyond_curve);
    return day;
}

json::object to_date(PeriodTotal const& of, std::string_view period, json::value label,
                     TimeZone const& zone) {
    json::array missing;
    for (auto const& day : of.missing)
        missing.push_back(json::string{day.iso()});
    json::object sum{{"value", kwh(of.energy)},          {"unit", "kWh"},
                     {period, std::move(label)},         {"start", zone.iso(of.instants.start)},
                     {"end", zone.iso(of.instants.end)}, {"days", of.known},
                     {"missing", std::move(missing)}};
    if (!of.from_curve.empty()) {
        auto& days = sum["from_curve"].emplace_array();
        for (auto const& day : of.from_curve)
            days.push_back(json::string{day.iso()});
    }
    return sum;
}

/// EUR to 4 decimals.
double euros(Money money) {
    constexpr int decimals = 4;
    constexpr double unit = 10'000.0;
    return static_cast<double>(money.rounded_to(decimals)) / unit;
}

json::object periods_json(PeriodCosts const& periods) {
    json::object all;
    for (auto const& [name, period] : periods)
        all[name] = {{"kwh", static_cast<double>(period.energy.rounded_to_wh()) / 1000.0},
                     {"value", euros(period.cost)}};
    return all;
}

json::object daily_cost(DailyCostSnapshot const& of, TimeZone const& zone) {
    json::array recent;
    for (auto const& day : of.recent)
        recent.push_back({{"date", day.day.iso()}, {"value", euros(day.total())}});
    return {{"value", euros(of.last.total())},
            {"unit", "EUR"},
            {"date", of.last.day.iso()},
            {"start", zone.iso(of.period.start)},
            {"end", zone.iso(of.period.end)},
            {"energy", euros(of.last.energy)},
            {"subscription", euros(of.last.subscription)},
            {"periods", periods_json(of.last.periods)},
            {"recent", std::move(recent)}};
}

/// `period` is empty for a billing month, which start and end tell.
json::object cost_to_date(CostTotal const& of, std::string_view period, json::value label,
                          TimeZone const& zone) {
    json::array missing;
    for (auto const& day : of.missing)
        missing.push_back(json::string{day.iso()});
    json::object sum{{"value", euros(of.total())}, {"unit", "EUR"}};
    if (!period.empty())
        sum[period] = std::move(label);
    sum["start"] = zone.iso(of.instants.start);
    sum["end"] = zone.iso(of.instants.end);
    sum["energy"] = euros(of.energy);
    sum["subscription"] = euros(of.subscription);
    sum["periods"] = periods_json(of.periods);
    sum["days"] = of.known;
    sum["missing"] = std::move(missing);
    return sum;
}

json::object max_power(MaxPower const& of, TimeZone const& zone) {
    return {{"value", of.power.kva()}, {"unit", "kVA"}, {"at", zone.iso(of.at)}, {"date", of.day.iso()}};
}

} // namespace

json::object figure_json(Measures const& of, Measure measure, TimeZone const& zone) {
    switch (measure) {
    case Measure::hourly:
        return of.hourly && !of.hourly->curve.empty() ? hourly(*of.hourly, zone) : json::object{};
    case Measure::daily:
        return of.daily ? daily(*of.daily, zone) : json::object{};
    case Measure::monthly:
        return of.monthly ? to_date(*of.monthly, "month",
                                    json::string{of.monthly->days.start.iso().substr(0, 7)}, zone)
                          : json::object{};
    case Measure::yearly:
        return of.yearly ? to_date(*of.yearly, "year", of.yearly->days.start.year(), zone) : json::object{};
    case Measure::max_power:
        return of.max_power ? max_power(*of.max_power, zone) : json::object{};
    case Measure::daily_cost:
        return of.daily_cost ? daily_cost(*of.daily_cost, zone) : json::object{};
    case Measure::monthly_cost:
        return of.monthly_cost
                   ? cost_to_date(*of.monthly_cost, "month",
                                  json::string{of.monthly_cost->days.start.iso().substr(0, 7)}, zone)
                   : json::object{};
    case Measure::yearly_cost:
        return of.yearly_cost ? cost_to_date(*of.yearly_cost, "year", of.yearly_cost->days.start.year(), zone)
                              : json::object{};
    case Measure::billing_cost:
        return of.billing_cost ? cost_to_date(*of.billing_cost, {}, {}, zone) : json::object{};
    }
    return {};
}

json::object tariff_json(TariffNow const& now, TimeZone const& zone) {
    auto const text = [](std::optional<std::string> const& of) {
        return of ? json::value(*of) : json::value{};
    };
    constexpr double unit = 1'000'000.0;
    return {{"period", text(now.period)},
            {"price",
             now.price ? json::value(static_cast<double>(now.price->millionths()) / unit) : json::value{}},
            {"until", now.until ? json::value(zone.iso(*now.until)) : json::value{}},
            {"next", text(now.next)}};
}

json::object tempo_json(TempoNow const& now) {
    auto const day = [](CivilDay date, std::optional<TempoColor> color) {
        return json::object{{"date", date.iso()},
                            {"color", color ? json::value(to_string(*color)) : json::value{}}};
    };
    auto const left = [&](int TempoCounts::*color) {
        return now.left ? json::value(*now.left.*color) : json::value{};
    };
    return {{"season", tempo_season_name(now.today)},
            {"today", day(now.today, now.color)},
            {"tomorrow", day(now.today + 1, now.tomorrow)},
            {"remaining",
             {{"blue", left(&TempoCounts::blue)},
              {"white", left(&TempoCounts::white)},
              {"red", left(&TempoCounts::red)}}}};
}

std::span<const Figure> all_figures() {
    return figures;
}

bool has_figure(Meter const& meter, Figure figure) {
    bool const is_billed = figure.measure != Measure::billing_cost || meter.billing_day != 1;
    if (is_cost(figure.measure) && (!meter.tariffs.contains(figure.direction) || !is_billed))
        return false;
    auto const wanted = meter.series();
    return std::find(wanted.begin(), wanted.end(), Series{figure.direction, dataset_of(figure.measure)}) !=
           wanted.end();
}

} // namespace enedis2mqtt
