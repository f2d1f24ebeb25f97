#pragma once

#include "config/environment.hpp"

#include <enedis2mqtt/domain/tariff.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// Texts -> the parts of a tariff, pure; as config/values.hpp.
namespace enedis2mqtt::config {

Parsed<CivilDay> civil_day(std::string_view text);
/// Names of tariffs and periods: `[a-z][a-z0-9]*(_[a-z0-9]+)*`.
Parsed<std::string> tariff_name(std::string_view text);
/// The same, but for names that a topic or a statistic of the meter has.
Parsed<std::string> period_name(std::string_view text);
Parsed<Price> price(std::string_view text);                      ///< EUR a kWh, 0 to 10, up to 6 decimals
Parsed<Money> monthly_amount(std::string_view text);             ///< EUR, 0 to 10,000, up to 4 decimals
Parsed<DayHours> day_hours(std::string_view text);               ///< `22:38-06:38`; `24:00` may end it
Parsed<std::chrono::month_day> month_day(std::string_view text); ///< `04-01`
/// Of DaysOfWeek: 0 is Sunday, 6 Saturday, 7 a national holiday.
Parsed<std::size_t> day_of_week(std::string_view text);
Parsed<TempoColor> tempo_color(std::string_view text);

} // namespace enedis2mqtt::config
