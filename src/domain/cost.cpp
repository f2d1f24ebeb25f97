#include <enedis2mqtt/domain/cost.hpp>

#include <algorithm>
#include <numeric>

namespace enedis2mqtt {
namespace {

constexpr std::int64_t nanojoules_per_joule = 1'000'000'000;
constexpr std::int64_t nanojoules_per_wh = 3600 * nanojoules_per_joule;

int days_in_month(CivilDay day) {
    auto const first = day.first_of_month();
    return (first + 31).first_of_month() - first;
}

/// How much of the day fell into each piece: its energy, or its seconds where the curve is all zero.
std::vector<std::int64_t> weights_of(std::vector<TariffPiece> const& pieces, LoadCurve const& day) {
    std::vector<std::int64_t> weights(pieces.size(), 0);
    std::size_t first = 0;
    for (auto const& reading : day.readings()) {
        while (pieces[first].interval.end <= reading.interval.start)
            ++first;
        for (auto i = first; i < pieces.size() && pieces[i].interval.overlaps(reading.interval); ++i) {
            auto const from = std::max(pieces[i].interval.start, reading.interval.start);
            auto const to = std::min(pieces[i].interval.end, reading.interval.end);
            weights[i] += (reading.mean * (to - from)).joules();
        }
    }
    if (std::ranges::all_of(weights, [](auto weight) { return weight == 0; }))
        std::ranges::transform(pieces, weights.begin(),
                               [](TariffPiece const& piece) { return piece.interval.length().count(); });
    return weights;
}

/// Each piece has one period.
void share_out(DayCost& cost, Energy total, std::vector<TariffPiece> const& pieces, LoadCurve const& curve) {
    auto const weights = weights_of(pieces, curve);
    auto const whole = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    std::map<std::string, std::int64_t> parts;
    std::map<std::string, Money> unscaled;
    Money all;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        auto const& period = *pieces[i].possible.front();
        auto const money = Money::of(Energy::from_joules(weights[i]), period.price);
        parts[period.name] += weights[i];
        unscaled[period.name] += money;
        all += money;
    }
    // The day is rounded once, not the sum of its periods.
    cost.energy = all.share(total.joules(), whole);
    for (auto const& [name, part] : parts)
        cost.periods[name] = {EnergyShare{total, part, whole}, unscaled[name].share(total.joules(), whole)};
}

/// The price that holds all day, whatever the colours are.
std::optional<Price> only_price(std::vector<TariffPiece> const& pieces) {
    std::optional<Price> only;
    for (auto const& piece : pieces) {
        if (piece.possible.empty())
            return std::nullopt;
        for (auto const* period : piece.possible) {
            if (only && period->price != *only)
                return std::nullopt;
            only = period->price;
        }
    }
    return only;
}

/// A day that has a cost: by its curve, or by the only price of the day.
struct PricedDay {
    std::vector<TariffPiece> pieces;
    LoadCurve curve; ///< whole, unless there is only one price
    Energy energy;
    Money subscription;
    std::optional<Price> only;
};

std::variant<PricedDay, NoCost> price_day(Tariff const& tariff, CivilDay day, std::optional<Energy> figure,
                                          LoadCurve const& curve, TempoCalendar const& colors,
                                          TimeZone const& zone) {
    auto const whole = zone.interval_of(day);
    PricedDay priced{{}, curve.within(whole), {}, {}, {}};
    bool const is_whole = priced.curve.covers(whole);
    if (!figure && !is_whole)
        return NoCost::no_energy;
    auto const* const version = version_on(tariff, day);
    if (version == nullptr)
        return NoCost::no_tariff;
    priced.pieces = pieces_of(*version, day, colors, zone);
    if (priced.pieces.empty())
        return NoCost::price_unknown;
    priced.energy = figure.value_or(priced.curve.energy());
    priced.subscription = version->subscription.share(1, days_in_month(day));
    bool const is_certain = std::ranges::all_of(
        priced.pieces, [](TariffPiece const& piece) { return piece.possible.size() == 1; });
    if (is_whole && is_certain)
        return priced;
    priced.only = only_price(priced.pieces);
    if (!priced.only)
        return is_certain ? NoCost::no_curve : NoCost::colour_unknown;
    return priced;
}

/// The period that holds all day.
std::optional<std::string> only_name(std::vector<TariffPiece> const& pieces) {
    std::optional<std::string> only;
    for (auto const& piece : pieces)
        for (auto const* period : piece.possible) {
            if (only && period->name != *only)
                return std::nullopt;
            only = period->name;
        }
    return only;
}

std::vector<TariffPiece> cut_at_hours(std::vector<TariffPiece> const& pieces) {
    constexpr std::chrono::hours hour{1};
    std::vector<TariffPiece> cut;
    for (auto const& piece : pieces)
        for (auto from = piece.interval.start; from < piece.interval.end;) {
            auto const to =
                std::min<Instant>(std::chrono::floor<std::chrono::hours>(from) + hour, piece.interval.end);
            cut.push_back({{from, to}, piece.possible});
            from = to;
        }
    return cut;
}

/// The last one; only a midnight within an hour of UTC makes two days meet in it.
CostHour& hour_at(std::vector<CostHour>& hours, Instant start) {
    if (hours.empty() || hours.back().start != start)
        hours.push_back({start, {}, {}});
    return hours.back();
}

void add(PeriodCost& to, PeriodCost const& more) {
    to.energy += more.energy;
    to.cost += more.cost;
}

} // namespace

std::set<std::string> period_names(Tariff const& tariff) {
    std::set<std::string> names;
    for (auto const& version : tariff)
        for (auto const& period : version.periods)
            names.insert(period.name);
    return names;
}

EnergyShare::EnergyShare(Energy energy, std::int64_t part, std::int64_t whole)
    : nanojoules_(half_up(Wide{energy.joules()} * part * nanojoules_per_joule, whole)) {}

std::int64_t EnergyShare::rounded_to_wh() const {
    return static_cast<std::int64_t>(half_up(nanojoules_, nanojoules_per_wh));
}

std::variant<DayCost, NoCost> cost_of_day(Tariff const& tariff, CivilDay day, std::optional<Energy> figure,
                                          LoadCurve const& curve, TempoCalendar const& colors,
                                          TimeZone const& zone) {
    auto const priced = price_day(tariff, day, figure, curve, colors, zone);
    if (auto const* const why = std::get_if<NoCost>(&priced))
        return *why;
    auto const& of = std::get<PricedDay>(priced);
    DayCost cost{day, {}, of.subscription, {}};
    if (of.only)
        cost.energy = Money::of(of.energy, *of.only);
    else
        share_out(cost, of.energy, of.pieces, of.curve);
    return cost;
}

void append_cost_hours(std::vector<CostHour>& hours, Tariff const& tariff, CivilDay day,
                       std::optional<Energy> figure, LoadCurve const& curve, TempoCalendar const& colors,
                       TimeZone const& zone) {
    auto const priced = price_day(tariff, day, figure, curve, colors, zone);
    auto const* const of = std::get_if<PricedDay>(&priced);
    if (of == nullptr)
        return;
    auto const first = std::chrono::floor<std::chrono::hours>(zone.start_of(day));
    hour_at(hours, first).cost += of->subscription;
    if (of->only) {
        auto const cost = Money::of(of->energy, *of->only);
        hours.back().cost += cost;
        if (auto const name = only_name(of->pieces))
            add(hours.back().periods[*name], {EnergyShare{of->energy, 1, 1}, cost});
        return;
    }
    auto const pieces = cut_at_hours(of->pieces);
    auto const weights = weights_of(pieces, of->curve);
    auto const whole = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        auto& hour = hour_at(hours, std::chrono::floor<std::chrono::hours>(pieces[i].interval.start));
        for (auto const& name : period_names(tariff))
            hour.periods.try_emplace(name);
        auto const& period = *pieces[i].possible.front();
        auto const cost =
            Money::of(Energy::from_joules(weights[i]), period.price).share(of->energy.joules(), whole);
        hour.cost += cost;
        add(hour.periods[period.name], {EnergyShare{of->energy, weights[i], whole}, cost});
    }
}

CostTotal total_cost(std::span<DayCost const> costs, DayRange days, TimeZone const& zone) {
    CostTotal total{days, zone.interval_of(days), {}, {}, {}, 0, {}};
    auto next = std::ranges::lower_bound(costs, days.start, {}, &DayCost::day);
    for (auto day = days.start; day < days.end; ++day) {
        if (next == costs.end() || next->day != day) {
            total.missing.push_back(day);
            continue;
        }
        total.energy += next->energy;
        total.subscription += next->subscription;
        for (auto const& [name, period] : next->periods)
            add(total.periods[name], period);
        ++total.known;
        ++next;
    }
    return total;
}

DayRange billing_month(CivilDay day, int billing_day) {
    auto const start_in = [&](CivilDay first) {
        return first + (std::min(billing_day, days_in_month(first)) - 1);
    };
    auto const first = day.first_of_month();
    auto const start = start_in(first);
    if (start <= day)
        return {start, start_in((first + 31).first_of_month())};
    return {start_in((first - 1).first_of_month()), start};
}

} // namespace enedis2mqtt
