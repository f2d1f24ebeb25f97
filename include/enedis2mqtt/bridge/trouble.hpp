#pragma once

#include <enedis2mqtt/base/error.hpp>
#include <enedis2mqtt/domain/bisection.hpp>

#include <chrono>
#include <optional>

namespace enedis2mqtt {

/// For a source that throttles without saying for how long. Source: docs/reference/enedis-api.md section 2.2.
inline constexpr std::chrono::minutes ordinary_pause{30};

/// What an error spoils for now: the series asked, its direction, the meter, or everything.
enum class Reach { series, direction, meter, poll };
Reach reach_of(Error const& error);

/// Nothing but a person can end it: consent, token, a wrong PDL.
bool waits_for_the_user(Error const& error);

/// What a failed call says of the days it asked for; nothing where it says nothing of them.
std::optional<Bisection::Failure> failure_of_range(Error const& error);

/// Whether fewer days may well be answered at once.
bool is_about_the_range(Error const& error);

/// The source asked everyone to slow down; our own budget is no such word.
bool is_throttle(Error const& error);

/// Whether the source is there and unwell: a retry soon after would not help it. A way that is cut (no
/// network) costs nobody anything and may be tried again at the ordinary pace.
bool is_unwell(Error const& error);

} // namespace enedis2mqtt
