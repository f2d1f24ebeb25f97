#pragma once

#include <enedis2mqtt/config/config.hpp>

namespace enedis2mqtt::config {

/// A regulated option at a meter's power, with the prices of the table.
struct RegulatedOffer {
    RegulatedOption option = RegulatedOption::base;
    Tariff tariff;
    bool usual_hours = false; ///< no off-peak hours are given: 22:00 to 06:00 are taken
};

/// The kVA that offers for the meter are made for; 0 when neither the meter nor its tariff says it.
int power_of(Config const& config, MeterEntry const& entry);

/// Those of power_of() that the table has; none when there is no table or no power. Reads the table's file.
std::vector<RegulatedOffer> regulated_offers(Config const& config, MeterEntry const& entry);

} // namespace enedis2mqtt::config
