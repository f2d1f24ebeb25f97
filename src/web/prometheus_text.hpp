#pragma once

#include "web/board.hpp"

#include <enedis2mqtt/domain/calendar.hpp>

#include <string>

namespace enedis2mqtt::web {

/// What the metrics tell beside the board.
struct Vitals {
    explicit Vitals(TimeZone home) : zone(home) {}
    TimeZone zone;
    std::string version;
    Instant started_at{};
    std::size_t sessions = 0;
    bool service_runs = false;
};

/// The Prometheus text format, version 0.0.4, names by its conventions (promtool check metrics finds
/// nothing).
std::string prometheus_text(Board const& board, Vitals const& vitals);

} // namespace enedis2mqtt::web
