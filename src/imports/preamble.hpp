#pragma once

#include "imports/cells.hpp"
#include "imports/row.hpp"

#include <enedis2mqtt/domain/meter.hpp>

#include <vector>

namespace enedis2mqtt::imports {

/// "consommation", "CONS", "soutirage"… or "production", "PROD", "injectée"…; nothing for neither and for
/// both.
std::optional<Direction> direction_in(std::string_view folded);

/// The 14 digits of a meter in a cell; a spreadsheet that took them for a number dropped the leading zero.
std::optional<UsagePointId> meter_in(std::string_view cell);

/// What the rows above a header, a sheet's name and the header itself say of the whole table. Exports word it
/// in many ways, so it goes by the words and not by their places.
class Preamble {
public:
    void read(Row const& row);
    void read(std::string_view text);

    /// The meters named, a few of them.
    std::vector<UsagePointId> const& meters() const { return meters_; }
    /// Nothing when it speaks of none or of both.
    std::optional<Direction> direction() const;
    /// Of a cell that holds a unit and nothing else, or "Unité : kW".
    std::optional<Unit> unit() const { return unit_; }
    bool speaks_of_maximum() const { return maximum_; }
    /// "Énergie active", "Consommation quotidienne": Enedis has headed such a sheet's kWh "kW".
    bool speaks_of_energy() const { return energy_; }

private:
    void find_meters(std::string_view text);

    std::vector<UsagePointId> meters_;
    bool speaks_of_meter_ = false;
    bool consumption_ = false;
    bool production_ = false;
    bool maximum_ = false;
    bool energy_ = false;
    std::optional<Unit> unit_;
};

} // namespace enedis2mqtt::imports
