#pragma once

#include <enedis2mqtt/domain/cost.hpp>
#include <enedis2mqtt/domain/regulated_prices.hpp>

#include <boost/json/object.hpp>

#include <memory>
#include <string>

/// Offers beside one another, as command line, page and API say them. Pure.
namespace enedis2mqtt {

/// `tariff` (a name of the file) or `option` (a regulated one), `total`, `energy`, `subscription` in EUR,
/// `days` and `missing` in number.
boost::json::object offer_json(std::string const& tariff, std::optional<RegulatedOption> option,
                               CostTotal const& cost);
/// `tariff,option,total,energy,subscription,days,missing` as RFC 4180 has it, with its line end.
std::string offer_csv_line(std::string const& tariff, std::optional<RegulatedOption> option,
                           CostTotal const& cost);

} // namespace enedis2mqtt
