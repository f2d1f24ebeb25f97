#pragma once

#include <enedis2mqtt/domain/calendar.hpp>

#include <optional>
#include <string_view>

namespace enedis2mqtt::sources {

/// `2026-10-05 00:30:00`, with a blank or a T; nothing for another form, no real time of day, or a year
/// outside 2000-2199.
std::optional<LocalTime> parse_stamp(std::string_view text);

/// Turns the naive local stamps of one answer into instants, in array order.
/// Source: docs/reference/enedis-api.md section 1.8.
/// A stamp of the doubled autumn hour means its first (summer) instant
/// until that would not come after the previous stamp; then the second. A stamp exactly where the spring
/// gap opens (02:00 in Paris) is the instant of the change.
class StampWalk {
public:
    explicit StampWalk(TimeZone zone) : zone_(zone) {}
    /// not_understood when the local time does not exist or does not come after the previous one.
    Result<Instant> next(LocalTime label);

private:
    TimeZone zone_;
    std::optional<Instant> previous_;
};

} // namespace enedis2mqtt::sources
