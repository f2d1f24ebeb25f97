#include <enedis2mqtt/bridge/costs.hpp>
#include <enedis2mqtt/bridge/day_totals.hpp>
#include <enedis2mqtt/bridge/stored_records.hpp>

#include <algorithm>
#include <iterator>
#include <set>

namespace enedis2mqtt {
namespace {

using Row = std::function<void(Record const&)>;

CivilDay next_month(CivilDay day) {
    return (day.first_of_month() + 31).first_of_month();
}

CivilDay next_year(CivilDay day) {
    return CivilDay{day.year() + 1, 1, 1};
}

std::string marked(DayTotal const& day) {
    return day.from_curve ? day.source + " (curve)" : day.source;
}

/// Reads one query; the days it meets are crossed off the list of the missing.
class Projection {
public:
    Projection(ReadingStore& store, RecordQuery const& query, Meter const& meter, TempoCalendar const& colors,
               TimeZone zone, CivilDay today, Row const& row)
        : store_(store), query_(query), meter_(meter), colors_(colors), zone_(zone), row_(row) {
        for (auto day = query.days.start; day < std::min(query.days.end, today); ++day)
            missing_.insert(day);
    }

    Result<void> run() {
        switch (query_.measure) {
        case Measure::hourly:
            return hourly();
        case Measure::daily:
            return daily();
        case Measure::monthly:
            return sums(next_month);
        case Measure::yearly:
            return sums(next_year);
        case Measure::max_power:
            return max_power();
        case Measure::daily_cost:
            return daily_cost();
        case Measure::monthly_cost:
            return cost_sums(next_month);
        case Measure::yearly_cost:
            return cost_sums(next_year);
        case Measure::billing_cost:
            break;
        }
        return Error{ErrorCode::request_invalid, "billing_cost is published, not exported; daily_cost is"};
    }
    std::vector<CivilDay> missing() const { return {missing_.begin(), missing_.end()}; }

private:
    Result<void> hourly() {
        for (auto from = query_.days.start; from < query_.days.end;) {
            auto const to = std::min(next_month(from), query_.days.end);
            auto const points =
                store_.sourced_curve(query_.id, query_.direction, zone_.interval_of({from, to}));
            if (!points)
                return points.error();
            for (auto const& [point, source] : *points) {
                row_({point.interval, point.mean, std::nullopt, source});
                missing_.erase(zone_.day_of(point.interval.start));
            }
            from = to;
        }
        return {};
    }

    Result<void> daily() {
        auto const days = day_totals(store_, query_.id, query_.direction, query_.days, zone_);
        if (!days)
            return days.error();
        for (auto const& day : *days) {
            row_({zone_.interval_of(day.value.day), day.value.energy, std::nullopt, marked(day)});
            missing_.erase(day.value.day);
        }
        return {};
    }

    template <class Next>
    Result<void> sums(Next next) {
        auto const days = day_totals(store_, query_.id, query_.direction, query_.days, zone_);
        if (!days)
            return days.error();
        auto first = days->begin();
        for (auto from = query_.days.start; from < query_.days.end;) {
            auto const to = std::min(next(from), query_.days.end);
            auto const end =
                std::find_if(first, days->end(), [&](auto const& day) { return day.value.day >= to; });
            if (first != end)
                row_(sum(first, end, {from, to}));
            first = end;
            from = to;
        }
        return {};
    }

    template <class Iterator>
    Record sum(Iterator first, Iterator end, DayRange period) {
        Energy energy;
        std::set<std::string> sources;
        for (auto day = first; day != end; ++day) {
            energy += day->value.energy;
            sources.insert(marked(*day));
            missing_.erase(day->value.day);
        }
        return {zone_.interval_of(period), energy, std::nullopt,
                told(sources, std::distance(first, end), period)};
    }

    static std::string told(std::set<std::string> const& sources, std::ptrdiff_t known, DayRange period) {
        std::string source;
        for (auto const& one : sources)
            source += (source.empty() ? "" : "+") + one;
        if (known < period.days())
            source += " (" + std::to_string(known) + " of " + std::to_string(period.days()) + " days)";
        return source;
    }

    Result<void> daily_cost() {
        auto const costs = day_costs(store_, meter_, query_.direction, query_.days, colors_, zone_);
        if (!costs)
            return costs.error();
        for (auto const& [cost, source] : *costs) {
            row_({zone_.interval_of(cost.day), cost.total(), std::nullopt, source});
            missing_.erase(cost.day);
        }
        return {};
    }

    template <class Next>
    Result<void> cost_sums(Next next) {
        auto const costs = day_costs(store_, meter_, query_.direction, query_.days, colors_, zone_);
        if (!costs)
            return costs.error();
        auto day = costs->begin();
        for (auto from = query_.days.start; from < query_.days.end;) {
            DayRange const period{from, std::min(next(from), query_.days.end)};
            Money money;
            std::set<std::string> sources;
            std::ptrdiff_t known = 0;
            for (; day != costs->end() && day->cost.day < period.end; ++day, ++known) {
                money += day->cost.total();
                sources.insert(day->source);
                missing_.erase(day->cost.day);
            }
            if (known > 0)
                row_({zone_.interval_of(period), money, std::nullopt, told(sources, known, period)});
            from = period.end;
        }
        return {};
    }

    Result<void> max_power() {
        auto const values = store_.sourced_max_power(query_.id, query_.days);
        if (!values)
            return values.error();
        for (auto const& [value, source] : *values) {
            row_({zone_.interval_of(value.day), value.power, value.at, source});
            missing_.erase(value.day);
        }
        return {};
    }

    ReadingStore& store_;
    RecordQuery const& query_;
    Meter const& meter_;
    TempoCalendar const& colors_;
    TimeZone zone_;
    Row const& row_;
    std::set<CivilDay> missing_;
};

} // namespace

Result<std::vector<CivilDay>> StoredRecords::each(RecordQuery const& query, Row row) {
    auto const meter = std::ranges::find(meters_, query.id, &Meter::id);
    if (meter == meters_.end())
        return Error{ErrorCode::unknown_meter, "no meter " + query.id.masked() + " in the configuration"};
    if (query.measure == Measure::max_power && query.direction == Direction::production)
        return Error{ErrorCode::request_invalid, "there is no max_power of a production"};
    if (is_cost(query.measure) && !meter->tariffs.contains(query.direction))
        return Error{ErrorCode::request_invalid,
                     "the meter has no tariff of its " + std::string{to_string(query.direction)}};
    // The configuration was refused had its zone been unknown.
    auto const zone = TimeZone::find(meter->timezone).value();
    Projection reading{store_, query, *meter, colors_, zone, zone.day_of(clock_.now()), row};
    if (auto read = reading.run(); !read)
        return read.error();
    return reading.missing();
}

} // namespace enedis2mqtt
