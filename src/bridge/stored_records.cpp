#include <enedis2mqtt/bridge/costs.hpp>
#include <enedis2mqtt/bridge/day_totals.hpp>
#include <enedis2mqtt/bridge/stored_records.hpp>

#include <algorithm>
#include <set>

namespace enedis2mqtt {
namespace {

// A day of a curve is up to 144 rows; so is a day that has to be summed from its curve.
constexpr int days_of_curve = 1;
constexpr int days_of_values = 7;
constexpr std::chrono::hours longest_step{1};

CivilDay next_month(CivilDay day) {
    return (day.first_of_month() + 31).first_of_month();
}

CivilDay next_year(CivilDay day) {
    return CivilDay{day.year() + 1, 1, 1};
}

std::string marked(DayTotal const& day) {
    return day.from_curve ? day.source + " (curve)" : day.source;
}

/// A month or a year while its days are added up.
template <class Amount>
struct Sum {
    Amount amount{};
    int days = 0;
    std::set<std::string> sources;

    void add(Amount day, std::string source) {
        amount += day;
        sources.insert(std::move(source));
        ++days;
    }
    Record record(DayRange period, TimeZone const& zone) const {
        std::string source;
        for (auto const& one : sources)
            source += (source.empty() ? "" : "+") + one;
        if (days < period.days())
            source += " (" + std::to_string(days) + " of " + std::to_string(period.days()) + " days)";
        return {zone.interval_of(period), amount, std::nullopt, std::move(source)};
    }
};

bool is_of_years(Measure measure) {
    return measure == Measure::yearly || measure == Measure::yearly_cost;
}

bool is_summed(Measure measure) {
    return is_of_years(measure) || measure == Measure::monthly || measure == Measure::monthly_cost;
}

class StoredCursor final : public RecordCursor {
public:
    StoredCursor(ReadingStore& store, RecordQuery query, Meter const& meter, TempoCalendar const& colors,
                 TimeZone zone, CivilDay today)
        : store_(store), query_(std::move(query)), meter_(meter), colors_(colors), zone_(zone), today_(today),
          next_(query_.days.start), period_start_(query_.days.start) {}

    Result<std::optional<std::vector<Record>>> next() override {
        if (next_ >= query_.days.end)
            return std::optional<std::vector<Record>>{};
        DayRange const piece{next_, piece_end()};
        rows_.clear();
        known_.clear();
        if (auto const done = read(piece); !done)
            return done.error();
        for (auto day = piece.start; day < std::min(piece.end, today_); ++day)
            if (!known_.contains(day))
                missing_.push_back(day);
        next_ = piece.end;
        return std::optional{std::move(rows_)};
    }
    std::vector<CivilDay> const& missing() const override { return missing_; }

private:
    CivilDay piece_end() const {
        auto const wanted = next_ + (query_.measure == Measure::hourly ? days_of_curve : days_of_values);
        return std::min(wanted, is_summed(query_.measure) ? period_end() : query_.days.end);
    }
    /// Of the sum that is under way.
    CivilDay period_end() const {
        auto const end = is_of_years(query_.measure) ? next_year(period_start_) : next_month(period_start_);
        return std::min(end, query_.days.end);
    }

    Result<void> read(DayRange piece) {
        switch (query_.measure) {
        case Measure::hourly:
            return hourly(piece);
        case Measure::daily:
        case Measure::monthly:
        case Measure::yearly:
            return energy(piece);
        case Measure::max_power:
            return max_power(piece);
        case Measure::daily_cost:
        case Measure::monthly_cost:
        case Measure::yearly_cost:
            return cost(piece);
        case Measure::billing_cost:
            break; // refused before
        }
        return {};
    }

    /// A reading belongs to the piece it begins in.
    Result<void> hourly(DayRange days) {
        auto const piece = zone_.interval_of(days);
        auto const query_end = zone_.start_of(query_.days.end);
        Interval const within{piece.start, std::min(piece.end + longest_step, query_end)};
        auto const points = store_.sourced_curve(query_.id, query_.direction, within);
        if (!points)
            return points.error();
        for (auto const& [point, source] : *points) {
            if (point.interval.start >= piece.end)
                break;
            rows_.push_back({point.interval, point.mean, std::nullopt, source});
            known_.insert(zone_.day_of(point.interval.start));
        }
        return {};
    }

    Result<void> energy(DayRange piece) {
        auto const days = day_totals(store_, query_.id, query_.direction, piece, zone_);
        if (!days)
            return days.error();
        for (auto const& day : *days)
            take(energy_, day.value.day, day.value.energy, marked(day));
        end_piece(energy_, piece.end);
        return {};
    }

    Result<void> cost(DayRange piece) {
        auto const costs = day_costs(store_, meter_, query_.direction, piece, colors_, zone_);
        if (!costs)
            return costs.error();
        for (auto const& [cost, source] : *costs)
            take(money_, cost.day, cost.total(), source);
        end_piece(money_, piece.end);
        return {};
    }

    /// A row of its own, or a part of the sum that is under way.
    template <class Amount>
    void take(Sum<Amount>& sum, CivilDay day, Amount amount, std::string source) {
        known_.insert(day);
        if (is_summed(query_.measure))
            sum.add(amount, std::move(source));
        else
            rows_.push_back({zone_.interval_of(day), amount, std::nullopt, std::move(source)});
    }

    template <class Amount>
    void end_piece(Sum<Amount>& sum, CivilDay end) {
        DayRange const period{period_start_, period_end()};
        if (!is_summed(query_.measure) || end < period.end)
            return;
        if (sum.days > 0)
            rows_.push_back(sum.record(period, zone_));
        sum = {};
        period_start_ = period.end;
    }

    Result<void> max_power(DayRange piece) {
        auto const values = store_.sourced_max_power(query_.id, piece);
        if (!values)
            return values.error();
        for (auto const& [value, source] : *values) {
            rows_.push_back({zone_.interval_of(value.day), value.power, value.at, source});
            known_.insert(value.day);
        }
        return {};
    }

    ReadingStore& store_;
    RecordQuery query_;
    Meter const& meter_;
    TempoCalendar const& colors_;
    TimeZone zone_;
    CivilDay today_;
    CivilDay next_;         ///< where the next piece begins
    CivilDay period_start_; ///< of the sum that is under way
    Sum<Energy> energy_;
    Sum<Money> money_;
    std::vector<Record> rows_; ///< of the piece that is read
    std::set<CivilDay> known_; ///< of its days, those with a value
    std::vector<CivilDay> missing_;
};

} // namespace

Result<std::unique_ptr<RecordCursor>> StoredRecords::read(RecordQuery query) {
    auto const meter = std::ranges::find(meters_, query.id, &Meter::id);
    if (meter == meters_.end())
        return Error{ErrorCode::unknown_meter, "no meter " + query.id.masked() + " in the configuration"};
    if (query.measure == Measure::max_power && query.direction == Direction::production)
        return Error{ErrorCode::request_invalid, "there is no max_power of a production"};
    if (query.measure == Measure::billing_cost)
        return Error{ErrorCode::request_invalid, "billing_cost is published, not exported; daily_cost is"};
    if (is_cost(query.measure) && !meter->tariffs.contains(query.direction))
        return Error{ErrorCode::request_invalid,
                     "the meter has no tariff of its " + std::string{to_string(query.direction)}};
    // The configuration was refused had its zone been unknown.
    auto const zone = TimeZone::find(meter->timezone).value();
    return std::make_unique<StoredCursor>(store_, std::move(query), *meter, colors_, zone,
                                          zone.day_of(clock_.now()));
}

} // namespace enedis2mqtt
