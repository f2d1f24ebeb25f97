#pragma once

#include <enedis2mqtt/base/instant.hpp>

#include <chrono>
#include <optional>
#include <string_view>

/// How long a source asks us to wait, always relative to `now`, at most a day, and what time it has. Words
/// that make no sense (negative, past, `0:-30:-40`) are nothing.
namespace enedis2mqtt::sources {

/// An HTTP date, `Mon, 23 Nov 2026 08:30:00 GMT`.
std::optional<Instant> http_date(std::string_view text);

/// The HTTP Retry-After header: seconds, or an HTTP date.
std::optional<std::chrono::seconds> pause_of_header(std::string_view retry_after, Instant now);

/// The API manager's `2026-Jul-17 05:00:00+0000 UTC`.
std::optional<std::chrono::seconds> pause_until_access(std::string_view next_access_time, Instant now);

std::chrono::seconds until_next_hour(Instant now);
std::chrono::seconds until_utc_midnight(Instant now);

} // namespace enedis2mqtt::sources
