#include "home_assistant/series.hpp"

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

/// Everything the archive has of one kind, up to `end`.
template <class Hour>
Task<Result<std::vector<Hour>>> read_all(ReadingStore& store, UsagePointId id, Direction direction,
                                         TimeZone zone, CivilDay end) {
    std::vector<Hour> hours;
    auto const first = store.first_day(id);
    if (!first)
        co_return first.error();
    for (auto from = first->value_or(end); from < end;) {
        auto const to = std::min((from.first_of_month() + 31).first_of_month(), end);
        if (auto const read = read_month(store, id, direction, {from, to}, zone, hours); !read)
            co_return read.error();
        from = to;
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    }
    co_return std::move(hours);
}

template <class Hours>
std::vector<StatisticRow> to_rows(Hours const& hours) {
    std::vector<StatisticRow> rows;
    rows.reserve(hours.size());
    for (auto const& hour : hours)
        rows.push_back(to_row(hour));
    return rows;
}

} // namespace

std::vector<MeterStatistic> statistics_of(Meter const& meter, Language language) {
    auto const make = [&](std::string const& suffix, std::string const& fr, std::string const& en,
                          StatisticKind kind, std::string unit_class, std::string unit) {
        Statistic statistic;
        statistic.id = "enedis2mqtt:" + meter.id.text() + '_' + suffix;
        statistic.name = meter.name + ' ' + (language == Language::fr ? fr : en);
        statistic.kind = kind;
        statistic.unit_class = std::move(unit_class);
        statistic.unit = std::move(unit);
        return statistic;
    };
    using enum StatisticKind;
    std::vector<MeterStatistic> all;
    if (meter.consumption) {
        all.push_back({make("consumption", "consommation", "consumption", sum, "energy", "kWh"),
                       Direction::consumption, Content::energy});
        all.push_back({make("consumption_power", "puissance", "power", mean, "power", "W"),
                       Direction::consumption, Content::power});
        all.push_back({make("consumption_max_power", "puissance maximale", "maximum power", mean,
                            "apparent_power", "VA"),
                       Direction::consumption, Content::peak});
    }
    if (meter.production)
        all.push_back({make("production", "production", "production", sum, "energy", "kWh"),
                       Direction::production, Content::energy});
    return all;
}

Task<Result<std::vector<StatisticRow>>> read_rows(ReadingStore& store, Meter const& meter,
                                                  MeterStatistic const& of, TimeZone zone, CivilDay today) {
    auto const end = today + 1;
    if (of.content == Content::energy) {
        auto reading = read_all<EnergyHour>(store, meter.id, of.direction, zone, end);
        auto const hours = co_await std::move(reading);
        if (!hours)
            co_return hours.error();
        co_return to_rows(*hours);
    }
    if (of.content == Content::power) {
        auto reading = read_all<PowerHour>(store, meter.id, of.direction, zone, end);
        auto const hours = co_await std::move(reading);
        if (!hours)
            co_return hours.error();
        co_return to_rows(*hours);
    }
    auto reading = read_all<MaxPower>(store, meter.id, of.direction, zone, end);
    auto const values = co_await std::move(reading);
    if (!values)
        co_return values.error();
    co_return to_rows(peak_hours(*values));
}

} // namespace enedis2mqtt::home_assistant
