#pragma once

#include "simulator/refusals.hpp"

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>
#include <enedis2mqtt/domain/reading.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace enedis2mqtt::simulator {

/// A request for measures, before anyone looked at its values.
struct Wanted {
    Wanted(Series what, std::string of, std::string from, std::string until, bool in_batch = false)
        : series(what), pdl(std::move(of)), start(std::move(from)), end(std::move(until)), batch(in_batch) {}
    Series series;
    std::string pdl;
    std::string start;
    std::string end;
    bool batch; ///< a gateway that cuts long ranges itself and lowers an end in the future
};

struct Point {
    std::string value; ///< the JSON text: a number in quotes, unless a fault spoiled it
    LocalTime stamp;   ///< daily: the day; curve: the end of the step; max power: its instant
    std::chrono::minutes step{0};
};

/// What is answered, before a dialect writes it down.
struct Sheet {
    Series series;
    std::string pdl;
    DayRange days;
    std::vector<Point> points;
};

/// Enedis itself, behind every gateway: the measures, when they are published and to whom.
class GridOperator {
public:
    GridOperator(TimeZone zone, std::chrono::minutes publication_hour)
        : zone_(zone), publication_hour_(publication_hour) {}

    std::variant<Sheet, Refusal> serve(Wanted const& wanted, Instant now) const;
    /// What exists of `days` at `now`, whatever limits a call has.
    Readings published(UsagePointId const& pdl, Series series, DayRange days, Instant now) const;

    CivilDay today(Instant now) const { return zone_.day_of(now); }
    TimeZone const& zone() const { return zone_; }

private:
    TimeZone zone_;
    std::chrono::minutes publication_hour_;
};

} // namespace enedis2mqtt::simulator
