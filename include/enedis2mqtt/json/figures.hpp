#pragma once

#include <enedis2mqtt/domain/snapshot.hpp>
#include <enedis2mqtt/domain/tempo.hpp>
#include <enedis2mqtt/ports/records.hpp>

#include <boost/json/object.hpp>

#include <span>

/// A meter's values as topics and page say them: payloads of docs/CONTRACTS.md contract 3. Pure.
namespace enedis2mqtt {

/// One measure in one direction, in the order they are shown. Production has no max_power.
struct Figure {
    Direction direction;
    Measure measure;
    friend bool operator==(Figure const&, Figure const&) = default;
};

std::span<const Figure> all_figures();
/// `period`, `price` (EUR a kWh), `until`, `next`; null where unknown.
boost::json::object tariff_json(TariffNow const& now, TimeZone const& zone);
/// `season`, `today`, `tomorrow`, `remaining`; null where unknown.
boost::json::object tempo_json(TempoNow const& now);
/// Whether the meter's configuration asks for the data that the figure is made of.
bool has_figure(Meter const& meter, Figure figure);

/// Empty when the figure has no reading yet. Instants carry the zone's offset.
boost::json::object figure_json(Measures const& of, Measure measure, TimeZone const& zone);

} // namespace enedis2mqtt
