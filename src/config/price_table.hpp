#pragma once

#include <enedis2mqtt/config/problem.hpp>
#include <enedis2mqtt/domain/regulated_prices.hpp>

#include <filesystem>
#include <vector>

namespace enedis2mqtt::config {

struct PriceTable {
    RegulatedTable rows;
    std::vector<Problem> problems; ///< with any error `rows` are of no use
};

/// A table in the form of config/tariffs/regulated.yaml.
PriceTable read_price_table(std::filesystem::path const& file);

/// The table that came with this program: where it was installed, or built; empty when it is not there.
std::filesystem::path shipped_price_table();

} // namespace enedis2mqtt::config
