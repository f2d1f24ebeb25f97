#pragma once

#include <enedis2mqtt/domain/calendar.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace enedis2mqtt::sources {

/// A local date and time as a source writes it.
struct Stamp {
    LocalTime local;
    std::optional<std::chrono::minutes> offset; ///< to UTC, where it is named
    friend bool operator==(Stamp const&, Stamp const&) = default;
};

/// `2026-10-05 00:30:00`, with a blank or a T, perhaps with an offset such as `+02:00`; nothing for another
/// form, no real time of day, or a year outside 2000-2199. A `Z` is another form: what the sources'
/// documentation calls UTC is local time (docs/reference/enedis-api.md section 1.8).
std::optional<Stamp> parse_stamp(std::string_view text);

/// The instant a stamp means, or why there is none.
struct Meaning {
    std::optional<Instant> at;
    std::string_view fault; ///< completes "<the stamp> …"
};

/// What the stamps of one answer mean, each at its own place. A stamp without offset in the autumn hour that
/// comes twice means its first (summer) instant until that would not come after the stamp before it; then the
/// second. Only the array's order tells them: where stamps of that day are out of order or there twice, the
/// doubled hour means nothing. A stamp exactly where the spring gap opens (02:00 in Paris) is the instant of
/// the change. Source: docs/reference/enedis-api.md section 1.8.
std::vector<Meaning> meanings_of(std::vector<Stamp> const& stamps, TimeZone const& zone);

} // namespace enedis2mqtt::sources
