#include <enedis2mqtt/json/figures.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace enedis2mqtt {
namespace {

namespace json = boost::json;

constexpr std::array figures{
    Figure{Direction::consumption, Measure::hourly},    Figure{Direction::consumption, Measure::daily},
    Figure{Direction::consumption, Measure::monthly},   Figure{Direction::consumption, Measure::yearly},
    Figure{Direction::consumption, Measure::max_power}, Figure{Direction::production, Measure::hourly},
    Figure{Direction::production, Measure::daily},      Figure{Direction::production, Measure::monthly},
    Figure{Direction::production, Measure::yearly},
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
    }
    return {};
}

std::span<const Figure> all_figures() {
    return figures;
}

bool has_figure(Meter const& meter, Figure figure) {
    auto const wanted = meter.series();
    return std::find(wanted.begin(), wanted.end(), Series{figure.direction, dataset_of(figure.measure)}) !=
           wanted.end();
}

} // namespace enedis2mqtt
