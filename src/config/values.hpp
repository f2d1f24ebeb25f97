#pragma once

#include "config/environment.hpp"

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// Texts -> values, pure. A complaint says what was expected and never repeats the text: it may be a secret.
namespace enedis2mqtt::config {

Parsed<std::string> any_text(std::string_view text);
Parsed<std::string> one_line(std::string_view text); ///< not blank, no control characters
Parsed<std::string> topic(std::string_view text);    ///< no wildcard, no blank, no slash at its ends
Parsed<std::string> token(std::string_view text);    ///< what fits into an Authorization header, or empty
Parsed<std::string> time_zone(std::string_view text);
Parsed<UsagePointId> usage_point(std::string_view text);
Parsed<std::optional<CivilDay>> optional_day(std::string_view text); ///< 2024-01-01, or empty: none
Parsed<std::string> colour(std::string_view text);                   ///< of CSS, safe to put into a page
Parsed<std::string> web_password(std::string_view text);             ///< plain, or a whole argon2id hash

Parsed<std::string> broker_url(std::string_view text);
Parsed<std::string>
source_url(std::string_view text); ///< https, or http to loopback; without slash at its end
Parsed<std::string> redirect_url(std::string_view text);   ///< http or https, or empty
Parsed<std::string> page_url(std::string_view text);       ///< the same, without slash at its end
Parsed<std::string> ip_address(std::string_view text);     ///< or empty
Parsed<std::string> listen_address(std::string_view text); ///< host:port, or empty

Parsed<std::chrono::seconds> duration(std::string_view text); ///< 1 s to 24 h
Parsed<std::chrono::minutes> time_of_day(std::string_view text);
using Window = std::pair<std::chrono::minutes, std::chrono::minutes>;
Parsed<Window> window(std::string_view text);

Parsed<bool> boolean(std::string_view text);
Parsed<int> integer(std::string_view text, int least, int most);

struct Address {
    std::string host; ///< without brackets
    std::string port; ///< digits, or empty
};
/// `host`, `host:port`, `[v6]`, `[v6]:port`
std::optional<Address> split_address(std::string_view text);
/// 127.0.0.0/8, ::1, localhost. Other names may resolve to anything and are not.
bool is_loopback(std::string_view host);

} // namespace enedis2mqtt::config
