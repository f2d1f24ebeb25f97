#include <enedis2mqtt/domain/regulated_prices.hpp>
#include <enedis2mqtt/domain/tempo.hpp>

#include <algorithm>
#include <set>

namespace enedis2mqtt {
namespace {

using namespace std::chrono_literals;
using std::chrono::month_day;

// Source: docs/reference/enedis-api.md sections 8 and 9.
constexpr DayHours tempo_offpeak{22h, 6h};
constexpr Season summer{month_day{std::chrono::April / 1}, month_day{std::chrono::October / 31}};
constexpr Season winter{month_day{std::chrono::November / 1}, month_day{std::chrono::March / 31}};

std::vector<TariffPeriod> periods_of(RegulatedPrices const& row, OffpeakHours const& offpeak) {
    std::vector<TariffPeriod> periods;
    auto const add = [&](std::string const& name) -> TariffPeriod& {
        return periods.emplace_back(TariffPeriod{name, row.prices.at(name), {}, {}, {}, {}});
    };
    switch (row.option) {
    case RegulatedOption::base:
        add("base");
        break;
    case RegulatedOption::peak_offpeak:
        if (offpeak.summer == offpeak.winter) {
            add("hc").hours = offpeak.summer;
        } else {
            for (auto const& [hours, season] :
                 {std::pair{offpeak.summer, summer}, {offpeak.winter, winter}}) {
                auto& period = add("hc");
                period.hours = hours;
                period.season = season;
            }
        }
        add("hp");
        break;
    case RegulatedOption::tempo:
        for (auto const color : all_tempo_colors) {
            auto const name = std::string{to_string(color)};
            auto& offpeak_period = add(name + "_hc");
            offpeak_period.hours = {tempo_offpeak};
            offpeak_period.colors = {color};
            add(name + "_hp").colors = {color};
        }
        break;
    }
    return periods;
}

} // namespace

std::string_view to_string(RegulatedOption option) {
    switch (option) {
    case RegulatedOption::base:
        return "base";
    case RegulatedOption::peak_offpeak:
        return "peak_offpeak";
    case RegulatedOption::tempo:
        break;
    }
    return "tempo";
}

std::vector<std::string> period_names(RegulatedOption option) {
    switch (option) {
    case RegulatedOption::base:
        return {"base"};
    case RegulatedOption::peak_offpeak:
        return {"hc", "hp"};
    case RegulatedOption::tempo:
        break;
    }
    return {"blue_hc", "blue_hp", "white_hc", "white_hp", "red_hc", "red_hp"};
}

std::vector<int> powers_of(RegulatedTable const& table, RegulatedOption option) {
    std::set<int> powers;
    for (auto const& row : table)
        if (row.option == option)
            powers.insert(row.power);
    return {powers.begin(), powers.end()};
}

std::optional<CivilDay> last_prices(RegulatedTable const& table, RegulatedOption option, int power) {
    std::optional<CivilDay> last;
    for (auto const& row : table)
        if (row.option == option && row.power == power)
            last = std::max(last, std::optional{row.from});
    return last;
}

Tariff regulated_tariff(RegulatedTable const& table, RegulatedOption option, int power,
                        OffpeakHours const& offpeak, CivilDay from, std::optional<CivilDay> until) {
    std::vector<RegulatedPrices const*> rows;
    for (auto const& row : table)
        if (row.option == option && row.power == power && (!until || row.from < *until))
            rows.push_back(&row);
    std::ranges::sort(rows, {}, [](auto const* row) { return row->from; });
    Tariff tariff;
    if (rows.empty() || rows.front()->from > from)
        tariff.push_back({from, {}, {}});
    for (auto const* row : rows) {
        TariffVersion version{std::max(row->from, from), row->subscription, periods_of(*row, offpeak)};
        if (!tariff.empty() && tariff.back().from == version.from)
            tariff.back() = std::move(version);
        else
            tariff.push_back(std::move(version));
    }
    return tariff;
}

} // namespace enedis2mqtt
