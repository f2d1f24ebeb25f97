#include <enedis2mqtt/json/comparison.hpp>
#include <enedis2mqtt/json/text.hpp>

namespace enedis2mqtt {
namespace {

namespace json = boost::json;

double euros(Money money) {
    constexpr int decimals = 4;
    constexpr double unit = 10'000.0;
    return static_cast<double>(money.rounded_to(decimals)) / unit;
}

} // namespace

json::object offer_json(std::string const& tariff, std::optional<RegulatedOption> option,
                        CostTotal const& cost) {
    return {{"tariff", tariff.empty() ? json::value{} : json::value(tariff)},
            {"option", option ? json::value(to_string(*option)) : json::value{}},
            {"total", euros(cost.total())},
            {"energy", euros(cost.energy)},
            {"subscription", euros(cost.subscription)},
            {"days", cost.known},
            {"missing", cost.missing.size()}};
}

std::string offer_csv_line(std::string const& tariff, std::optional<RegulatedOption> option,
                           CostTotal const& cost) {
    // Names of tariffs and options hold nothing that needs quotes.
    std::string line = tariff + ',' + (option ? std::string{to_string(*option)} : "");
    for (auto const money : {cost.total(), cost.energy, cost.subscription})
        line += ',' + to_json(euros(money));
    return line + ',' + std::to_string(cost.known) + ',' + std::to_string(cost.missing.size()) + "\r\n";
}

} // namespace enedis2mqtt
