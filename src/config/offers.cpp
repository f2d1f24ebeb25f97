#include "config/price_table.hpp"

#include <enedis2mqtt/config/offers.hpp>

namespace enedis2mqtt::config {
namespace {

using namespace std::chrono_literals;

NamedTariff const* tariff_of(Config const& config, MeterEntry const& entry) {
    auto const found = config.tariffs.find(entry.tariff);
    return found == config.tariffs.end() ? nullptr : &found->second;
}

} // namespace

int power_of(Config const& config, MeterEntry const& entry) {
    auto const* const tariff = tariff_of(config, entry);
    return entry.subscribed_power != 0 ? entry.subscribed_power : tariff != nullptr ? tariff->power : 0;
}

std::vector<RegulatedOffer> regulated_offers(Config const& config, MeterEntry const& entry) {
    std::vector<RegulatedOffer> offers;
    auto const power = power_of(config, entry);
    auto const table =
        config.regulated_prices.empty() ? PriceTable{} : read_price_table(config.regulated_prices);
    if (power == 0 || !table.problems.empty())
        return offers;
    auto const* const tariff = tariff_of(config, entry);
    bool const usual_hours = tariff == nullptr || tariff->offpeak.summer.empty();
    std::vector<DayHours> const usual{{22h, 6h}};
    auto const offpeak = usual_hours ? OffpeakHours{usual, usual} : tariff->offpeak;
    for (auto const option : all_regulated_options) {
        std::optional<CivilDay> first;
        for (auto const& row : table.rows)
            if (row.option == option && row.power == power && (!first || row.from < *first))
                first = row.from;
        if (first)
            offers.push_back({option, regulated_tariff(table.rows, option, power, offpeak, *first),
                              usual_hours && option == RegulatedOption::peak_offpeak});
    }
    return offers;
}

} // namespace enedis2mqtt::config
