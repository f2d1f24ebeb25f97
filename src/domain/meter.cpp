#include <enedis2mqtt/domain/meter.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace enedis2mqtt {
namespace {

template <class Value>
struct Named {
    Value value;
    std::string_view name;
};

constexpr std::array directions{Named{Direction::consumption, "consumption"},
                                Named{Direction::production, "production"}};
constexpr std::array datasets{Named{Dataset::daily, "daily"}, Named{Dataset::load_curve, "load_curve"},
                              Named{Dataset::max_power, "max_power"}};
constexpr std::array measures{Named{Measure::hourly, "hourly"},
                              Named{Measure::daily, "daily"},
                              Named{Measure::monthly, "monthly"},
                              Named{Measure::yearly, "yearly"},
                              Named{Measure::max_power, "max_power"},
                              Named{Measure::daily_cost, "daily_cost"},
                              Named{Measure::monthly_cost, "monthly_cost"},
                              Named{Measure::yearly_cost, "yearly_cost"},
                              Named{Measure::billing_cost, "billing_cost"}};

template <class Table, class Value>
constexpr bool names_each(Table const& table, Value last) {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (static_cast<std::size_t>(table[i].value) != i)
            return false;
    return static_cast<std::size_t>(last) + 1 == table.size();
}
static_assert(names_each(directions, Direction::production), "one name per value, in order");
static_assert(names_each(datasets, Dataset::max_power), "one name per value, in order");
static_assert(names_each(measures, Measure::billing_cost), "one name per value, in order");

template <class Table, class Value>
std::string_view name_in(Table const& table, Value value) {
    return std::find_if(table.begin(), table.end(), [&](auto const& row) { return row.value == value; })
        ->name;
}

template <class Table>
auto value_in(Table const& table, std::string_view name) {
    auto const row =
        std::find_if(table.begin(), table.end(), [&](auto const& one) { return one.name == name; });
    return row == table.end() ? std::nullopt : std::optional{row->value};
}

} // namespace

Result<UsagePointId> UsagePointId::parse(std::string_view text) {
    constexpr std::size_t digits_of_a_pdl = 14;
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
    bool const numeric =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!numeric || digits.size() != digits_of_a_pdl)
        return Error{ErrorCode::request_invalid,
                     "a PDL has exactly 14 digits; this text has " + std::to_string(digits.size()) +
                         (numeric ? " digits" : " characters, some of them no digits")};
    return UsagePointId{std::move(digits)};
}

std::string_view to_string(Direction direction) {
    return name_in(directions, direction);
}

std::string_view to_string(Dataset dataset) {
    return name_in(datasets, dataset);
}

std::string_view to_string(Measure measure) {
    return name_in(measures, measure);
}

bool is_cost(Measure measure) {
    return measure >= Measure::daily_cost;
}

std::optional<Direction> direction_from(std::string_view name) {
    return value_in(directions, name);
}

std::optional<Dataset> dataset_from(std::string_view name) {
    return value_in(datasets, name);
}

std::optional<Measure> measure_from(std::string_view name) {
    return value_in(measures, name);
}

std::string measure_name(Series series) {
    auto const measure = series.dataset == Dataset::load_curve ? "hourly" : to_string(series.dataset);
    return std::string{to_string(series.direction)} + '/' + std::string{measure};
}

std::vector<Series> Meter::series() const {
    std::vector<Series> wanted;
    for (auto direction : {Direction::consumption, Direction::production}) {
        if (direction == Direction::consumption ? !consumption : !production)
            continue;
        wanted.push_back({direction, Dataset::daily});
        if (hourly)
            wanted.push_back({direction, Dataset::load_curve});
        if (direction == Direction::consumption)
            wanted.push_back({direction, Dataset::max_power});
    }
    return wanted;
}

} // namespace enedis2mqtt
