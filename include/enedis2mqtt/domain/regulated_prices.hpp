#pragma once

#include <enedis2mqtt/domain/tariff.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

/// The regulated sales tariff of France ("Tarif Bleu"), whose prices are data with dates. Pure; any thread.
namespace enedis2mqtt {

enum class RegulatedOption { base, peak_offpeak, tempo };
inline constexpr std::array all_regulated_options{RegulatedOption::base, RegulatedOption::peak_offpeak,
                                                  RegulatedOption::tempo};
std::string_view to_string(RegulatedOption option); ///< as in the configuration
/// Which prices a row of the option has: `base`; `hc`, `hp`; `blue_hc`, …
std::vector<std::string> period_names(RegulatedOption option);

/// What holds from a day on, until a later row of the same option and power.
struct RegulatedPrices {
    RegulatedOption option = RegulatedOption::base;
    int power = 0; ///< kVA
    CivilDay from;
    Money subscription; ///< a month
    std::map<std::string, Price> prices;
};

/// In any order.
using RegulatedTable = std::vector<RegulatedPrices>;

/// The powers that the table knows for the option, ascending.
std::vector<int> powers_of(RegulatedTable const& table, RegulatedOption option);
/// The day of the last prices for that option and power; nothing when there are none.
std::optional<CivilDay> last_prices(RegulatedTable const& table, RegulatedOption option, int power);

/// The customer's off-peak hours; `tempo` has its own, `base` none.
struct OffpeakHours {
    std::vector<DayHours> summer; ///< 1 April to 31 October
    std::vector<DayHours> winter;
    friend bool operator==(OffpeakHours const&, OffpeakHours const&) = default;
};

/// The versions from `from` to `until` (excluded; empty: for ever). Days before the table's first row have a
/// version without a price; the last row goes on.
Tariff regulated_tariff(RegulatedTable const& table, RegulatedOption option, int power,
                        OffpeakHours const& offpeak, CivilDay from,
                        std::optional<CivilDay> until = std::nullopt);

} // namespace enedis2mqtt
