#pragma once

#include "imports/cells.hpp"
#include "imports/row.hpp"

#include <enedis2mqtt/domain/meter.hpp>

namespace enedis2mqtt::imports {

/// What the rows above a header, a sheet's name and the header itself say of the whole table. Exports word it
/// in many ways, so it goes by the words and not by their places.
class Preamble {
public:
    void read(Row const& row);
    void read(std::string_view text);

    /// Of the only meter named; nothing when none or several are.
    std::optional<UsagePointId> const& id() const { return id_; }
    bool names_two_meters() const { return two_meters_; }
    /// Nothing when it speaks of none or of both.
    std::optional<Direction> direction() const;
    /// Of a cell that holds a unit and nothing else, or "Unité : kW".
    std::optional<Unit> unit() const { return unit_; }
    bool speaks_of_maximum() const { return maximum_; }

private:
    void find_id(std::string_view text);

    std::optional<UsagePointId> id_;
    bool two_meters_ = false;
    bool speaks_of_meter_ = false;
    bool consumption_ = false;
    bool production_ = false;
    bool maximum_ = false;
    std::optional<Unit> unit_;
};

} // namespace enedis2mqtt::imports
