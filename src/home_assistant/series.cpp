#include "home_assistant/series.hpp"

#include <enedis2mqtt/domain/cost.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>

namespace enedis2mqtt::home_assistant {
namespace {

Result<void> read_month(ReadingStore& store, UsagePointId const& id, Direction direction, DayRange days,
                        TimeZone const& zone, std::vector<EnergyHour>& hours) {
    auto const daily = store.daily(id, direction, days);
    if (!daily)
        return daily.error();
    auto const curve = store.load_curve(id, direction, zone.interval_of(days));
    if (!curve)
        return curve.error();
    append_energy(hours, days, *daily, *curve, zone);
    return {};
}

Result<void> read_month(ReadingStore& store, UsagePointId const& id, Direction direction, DayRange days,
                        TimeZone const& zone, std::vector<PowerHour>& hours) {
    auto const curve = store.load_curve(id, direction, zone.interval_of(days));
    if (!curve)
        return curve.error();
    append_power(hours, days, *curve, zone);
    return {};
}

Result<void> read_month(ReadingStore& store, UsagePointId const& id, Direction, DayRange days,
                        TimeZone const&, std::vector<MaxPower>& values) {
    auto const read = store.max_power(id, days);
    if (!read)
        return read.error();
    values.insert(values.end(), read->begin(), read->end());
    return {};
}

/// Calls `read` for each month of the archive up to `end`; the loop goes on in between.
template <class Read>
Task<Result<void>> each_month(ReadingStore& store, UsagePointId id, CivilDay end, Read read) {
    auto const first = store.first_day(id);
    if (!first)
        co_return first.error();
    for (auto from = first->value_or(end); from < end;) {
        auto const to = std::min((from.first_of_month() + 31).first_of_month(), end);
        if (auto const done = read(DayRange{from, to}); !done)
            co_return done.error();
        from = to;
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    }
    co_return Result<void>{};
}

/// Everything the archive has of one kind, up to `end`.
template <class Hour>
Task<Result<std::vector<Hour>>> read_all(ReadingStore& store, UsagePointId id, Direction direction,
                                         TimeZone zone, CivilDay end) {
    std::vector<Hour> hours;
    auto month = [&](DayRange days) { return read_month(store, id, direction, days, zone, hours); };
    auto reading = each_month(store, id, end, month);
    if (auto const done = co_await std::move(reading); !done)
        co_return done.error();
    co_return std::move(hours);
}

/// Rows of one of the statistics that a tariff makes of the archive; each sum is rounded once.
class CostRows {
public:
    CostRows(Meter const& meter, MeterStatistic const& of, TempoCalendar const& colors, TimeZone zone)
        : tariff_(*meter.tariffs.at(of.direction)), of_(of), colors_(colors), zone_(zone) {}

    Result<void> read_month(ReadingStore& store, UsagePointId const& id, DayRange days) {
        auto const daily = store.daily(id, of_.direction, days);
        if (!daily)
            return daily.error();
        auto const curve = store.load_curve(id, of_.direction, zone_.interval_of(days));
        if (!curve)
            return curve.error();
        std::vector<CostHour> hours;
        for (auto day = days.start; day < days.end; ++day) {
            auto const told = std::ranges::lower_bound(*daily, day, {}, &DailyEnergy::day);
            bool const is_told = told != daily->end() && told->day == day;
            append_cost_hours(hours, tariff_, day, is_told ? std::optional{told->energy} : std::nullopt,
                              *curve, colors_, zone_);
        }
        for (auto const& hour : hours)
            add(hour);
        return {};
    }
    std::vector<StatisticRow> take() { return std::move(rows_); }

private:
    void add(CostHour const& hour) {
        if (of_.content == Content::cost) {
            cost_ += hour.cost;
            rows_.push_back({hour.start, {millionths(hour.cost), millionths(cost_), 0}});
            return;
        }
        auto const found = hour.periods.find(of_.period);
        if (found == hour.periods.end())
            return;
        auto const& [energy, cost] = found->second;
        energy_ += energy;
        cost_ += cost;
        if (of_.content == Content::period_cost)
            rows_.push_back({hour.start, {millionths(cost), millionths(cost_), 0}});
        else
            rows_.push_back({hour.start, {millionths(energy), millionths(energy_), 0}});
    }
    static std::int64_t millionths(Money money) {
        constexpr int decimals = 6;
        return money.rounded_to(decimals);
    }
    static std::int64_t millionths(EnergyShare energy) {
        constexpr std::int64_t of_kwh_per_wh = 1000;
        return energy.rounded_to_wh() * of_kwh_per_wh;
    }

    Tariff const& tariff_;
    MeterStatistic const& of_;
    TempoCalendar const& colors_;
    TimeZone zone_;
    Money cost_;
    EnergyShare energy_;
    std::vector<StatisticRow> rows_;
};

template <class Hours>
std::vector<StatisticRow> to_rows(Hours const& hours) {
    std::vector<StatisticRow> rows;
    rows.reserve(hours.size());
    for (auto const& hour : hours)
        rows.push_back(to_row(hour));
    return rows;
}

/// Ids, and names for people.
struct Words {
    Meter const& meter;
    Language language;

    Statistic make(std::string const& suffix, std::string const& fr, std::string const& en,
                   StatisticKind kind, std::string unit_class, std::string unit) const {
        Statistic statistic;
        statistic.id = "enedis2mqtt:" + meter.id.text() + '_' + suffix;
        statistic.name = meter.name + ' ' + (language == Language::fr ? fr : en);
        statistic.kind = kind;
        statistic.unit_class = std::move(unit_class);
        statistic.unit = std::move(unit);
        return statistic;
    }
};

/// Those of energy and power.
std::vector<MeterStatistic> measured_by(Meter const& meter, Words words) {
    using enum StatisticKind;
    std::vector<MeterStatistic> all;
    if (meter.consumption) {
        all.push_back({words.make("consumption", "consommation", "consumption", sum, "energy", "kWh"),
                       Direction::consumption,
                       Content::energy,
                       {}});
        all.push_back({words.make("consumption_power", "puissance", "power", mean, "power", "W"),
                       Direction::consumption,
                       Content::power,
                       {}});
        all.push_back({words.make("consumption_max_power", "puissance maximale", "maximum power", mean,
                                  "apparent_power", "VA"),
                       Direction::consumption,
                       Content::peak,
                       {}});
    }
    if (meter.production)
        all.push_back({words.make("production", "production", "production", sum, "energy", "kWh"),
                       Direction::production,
                       Content::energy,
                       {}});
    return all;
}

/// Those of the tariffs.
std::vector<MeterStatistic> priced_by(Meter const& meter, Words words) {
    auto const money = [&](std::string const& suffix, std::string const& fr, std::string const& en) {
        auto statistic = words.make(suffix, fr, en, StatisticKind::sum, "", "");
        statistic.derived = true;
        return statistic;
    };
    std::vector<MeterStatistic> all;
    if (auto const tariff = meter.tariffs.find(Direction::consumption); tariff != meter.tariffs.end()) {
        all.push_back({money("consumption_cost", "coût", "cost"), Direction::consumption, Content::cost, {}});
        auto const names = period_names(*tariff->second);
        for (auto const& name : names.size() > 1 ? names : std::set<std::string>{}) {
            auto energy = words.make("consumption_" + name, "consommation " + name, "consumption " + name,
                                     StatisticKind::sum, "energy", "kWh");
            energy.derived = true;
            all.push_back({std::move(energy), Direction::consumption, Content::period_energy, name});
            all.push_back({money("consumption_" + name + "_cost", "coût " + name, "cost " + name),
                           Direction::consumption, Content::period_cost, name});
        }
    }
    if (meter.tariffs.contains(Direction::production))
        all.push_back({money("production_revenue", "revenu de la production", "production revenue"),
                       Direction::production,
                       Content::cost,
                       {}});
    return all;
}

} // namespace

std::vector<MeterStatistic> statistics_of(Meter const& meter, Language language) {
    Words const words{meter, language};
    auto all = measured_by(meter, words);
    for (auto& one : priced_by(meter, words))
        all.push_back(std::move(one));
    return all;
}

Task<Result<std::vector<StatisticRow>>> read_rows(ReadingStore& store, Meter const& meter,
                                                  TempoCalendar const& colors, MeterStatistic const& of,
                                                  TimeZone zone, CivilDay today) {
    auto const end = today + 1;
    switch (of.content) {
    case Content::energy: {
        auto reading = read_all<EnergyHour>(store, meter.id, of.direction, zone, end);
        auto const hours = co_await std::move(reading);
        if (!hours)
            co_return hours.error();
        co_return to_rows(*hours);
    }
    case Content::power: {
        auto reading = read_all<PowerHour>(store, meter.id, of.direction, zone, end);
        auto const hours = co_await std::move(reading);
        if (!hours)
            co_return hours.error();
        co_return to_rows(*hours);
    }
    case Content::peak: {
        auto reading = read_all<MaxPower>(store, meter.id, of.direction, zone, end);
        auto const values = co_await std::move(reading);
        if (!values)
            co_return values.error();
        co_return to_rows(peak_hours(*values));
    }
    case Content::cost:
    case Content::period_energy:
    case Content::period_cost:
        break;
    }
    CostRows rows{meter, of, colors, zone};
    auto month = [&](DayRange days) { return rows.read_month(store, meter.id, days); };
    auto reading = each_month(store, meter.id, end, month);
    if (auto const done = co_await std::move(reading); !done)
        co_return done.error();
    co_return rows.take();
}

} // namespace enedis2mqtt::home_assistant
