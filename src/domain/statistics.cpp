#include <enedis2mqtt/base/stable_hash.hpp>
#include <enedis2mqtt/domain/rounding.hpp>
#include <enedis2mqtt/domain/statistics.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>

namespace enedis2mqtt {
namespace {

using std::chrono::floor;
using std::chrono::hours;
using std::chrono::seconds;

/// Cuts the readings at the full hours of UTC.
std::vector<PowerHour> hours_of(LoadCurve const& day) {
    std::vector<PowerHour> found;
    for (auto const& reading : day.readings()) {
        for (auto from = reading.interval.start; from < reading.interval.end;) {
            auto const hour = floor<hours>(from);
            auto const to = std::min<Instant>(hour + hours{1}, reading.interval.end);
            if (found.empty() || found.back().start != hour)
                found.push_back({hour, {}, seconds{0}, reading.mean, reading.mean});
            auto& last = found.back();
            last.energy += reading.mean * (to - from);
            last.length += to - from;
            last.least = std::min(last.least, reading.mean);
            last.most = std::max(last.most, reading.mean);
            from = to;
        }
    }
    return found;
}

/// `total` in parts that have the proportions of `weights`, none of which is negative, and add up to it.
std::vector<Energy> share_out(Energy total, std::vector<std::int64_t> const& weights) {
    auto const sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
    std::vector<std::int64_t> joules;
    std::vector<std::pair<Wide, std::size_t>> remainders;
    auto left = total.joules();
    for (std::size_t i = 0; i < weights.size(); ++i) {
        auto const product = Wide{total.joules()} * weights[i];
        joules.push_back(static_cast<std::int64_t>(product / sum));
        remainders.emplace_back(product % sum, i);
        left -= joules.back();
    }
    std::ranges::stable_sort(remainders, [](auto const& a, auto const& b) { return a.first > b.first; });
    for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i)
        ++joules[remainders[i].second];
    std::vector<Energy> parts;
    for (auto const part : joules)
        parts.push_back(Energy::from_joules(part));
    return parts;
}

void adjust(std::vector<PowerHour>& day, Energy total) {
    std::vector<std::int64_t> weights;
    for (auto const& hour : day)
        weights.push_back(hour.energy.joules());
    if (std::ranges::all_of(weights, [](std::int64_t weight) { return weight == 0; }))
        std::ranges::transform(day, weights.begin(),
                               [](PowerHour const& hour) { return hour.length.count(); });
    auto const parts = share_out(total, weights);
    for (std::size_t i = 0; i < day.size(); ++i)
        day[i].energy = parts[i];
}

std::optional<Energy> figure_of(std::span<DailyEnergy const> daily, CivilDay day) {
    auto const found = std::partition_point(daily.begin(), daily.end(),
                                            [day](DailyEnergy const& value) { return value.day < day; });
    return found == daily.end() || found->day != day ? std::nullopt : std::optional{found->energy};
}

void append(std::vector<EnergyHour>& all, Instant start, Energy energy) {
    // Only a midnight within an hour of UTC makes two days meet in one.
    if (!all.empty() && all.back().start == start) {
        all.back().energy += energy;
        all.back().sum += energy;
        return;
    }
    auto const before = all.empty() ? Energy{} : all.back().sum;
    all.push_back({start, energy, before + energy});
}

void append(std::vector<PowerHour>& all, PowerHour const& hour) {
    if (all.empty() || all.back().start != hour.start) {
        all.push_back(hour);
        return;
    }
    auto& last = all.back();
    last.energy += hour.energy;
    last.length += hour.length;
    last.least = std::min(last.least, hour.least);
    last.most = std::max(last.most, hour.most);
}

} // namespace

void append_energy(std::vector<EnergyHour>& all, DayRange days, std::span<DailyEnergy const> daily,
                   LoadCurve const& curve, TimeZone const& zone) {
    for (auto day = days.start; day < days.end; ++day) {
        auto const instants = zone.interval_of(day);
        auto const figure = figure_of(daily, day);
        if (curve.covers(instants)) {
            auto parts = hours_of(curve.within(instants));
            if (figure)
                adjust(parts, *figure);
            for (auto const& part : parts)
                append(all, part.start, part.energy);
        } else if (figure) {
            append(all, floor<hours>(instants.start), *figure);
        }
    }
}

void append_power(std::vector<PowerHour>& all, DayRange days, LoadCurve const& curve, TimeZone const& zone) {
    for (auto day = days.start; day < days.end; ++day)
        if (auto const instants = zone.interval_of(day); curve.covers(instants))
            for (auto const& hour : hours_of(curve.within(instants)))
                append(all, hour);
}

std::vector<PeakHour> peak_hours(std::span<MaxPower const> values) {
    std::vector<PeakHour> peaks;
    for (auto const& value : values)
        peaks.push_back({floor<hours>(value.at), value.power});
    std::ranges::stable_sort(peaks, [](PeakHour const& a, PeakHour const& b) {
        return a.start != b.start ? a.start < b.start : a.power > b.power;
    });
    auto const same = std::ranges::unique(peaks, {}, &PeakHour::start);
    peaks.erase(same.begin(), same.end());
    return peaks;
}

StatisticRow to_row(EnergyHour const& hour) {
    constexpr std::int64_t joules_per_wh = 3600;
    constexpr std::int64_t millionths_of_kwh_per_wh = 1000;
    auto const rounded = [](Energy energy) {
        return half_up(energy.joules(), joules_per_wh) * millionths_of_kwh_per_wh;
    };
    return {hour.start, {rounded(hour.energy), rounded(hour.sum), 0}};
}

StatisticRow to_row(PowerHour const& hour) {
    constexpr std::int64_t millionths = 1'000'000;
    return {hour.start,
            {half_up(hour.energy.joules() * 1000, hour.length.count()) * 1000,
             hour.least.watts() * millionths, hour.most.watts() * millionths}};
}

StatisticRow to_row(PeakHour const& hour) {
    auto const value = hour.power.va() * 1'000'000;
    return {hour.start, {value, value, value}};
}

std::string decimal(std::int64_t millionths) {
    auto const magnitude = millionths < 0 ? -millionths : millionths;
    auto text = std::to_string(magnitude / 1'000'000);
    auto fraction = std::to_string(1'000'000 + magnitude % 1'000'000).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (!fraction.empty())
        text += '.' + fraction;
    return millionths < 0 ? '-' + text : text;
}

std::vector<StatisticDay> statistic_days(std::span<StatisticRow const> rows) {
    std::vector<StatisticDay> days;
    for (auto row = rows.begin(); row != rows.end();) {
        auto const start = floor<std::chrono::days>(row->start);
        StatisticDay day{CivilDay{std::chrono::local_days{start.time_since_epoch()}}, 0, 0};
        std::string text;
        for (; row != rows.end() && floor<std::chrono::days>(row->start) == start; ++row) {
            auto const hour = floor<hours>(row->start - start).count();
            day.hours |= 1U << hour;
            text += std::to_string(hour);
            for (auto const value : row->values)
                text += ' ' + std::to_string(value);
            text += '\n';
        }
        day.digest = stable_hash(text);
        days.push_back(day);
    }
    return days;
}

} // namespace enedis2mqtt
