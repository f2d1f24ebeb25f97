#include <enedis2mqtt/base/error.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace enedis2mqtt {
namespace {

struct Row {
    ErrorCode code;
    std::string_view name;
    ErrorKind kind;
};

constexpr std::array rows{
    Row{ErrorCode::host_unknown, "host_unknown", ErrorKind::transient},
    Row{ErrorCode::unreachable, "unreachable", ErrorKind::transient},
    Row{ErrorCode::timeout, "timeout", ErrorKind::transient},
    Row{ErrorCode::tls_failed, "tls_failed", ErrorKind::transient},
    Row{ErrorCode::outage, "outage", ErrorKind::transient},
    Row{ErrorCode::not_understood, "not_understood", ErrorKind::malformed},
    Row{ErrorCode::response_too_large, "response_too_large", ErrorKind::malformed},
    Row{ErrorCode::unexpected_page, "unexpected_page", ErrorKind::transient},
    Row{ErrorCode::wrong_address, "wrong_address", ErrorKind::rejected},
    Row{ErrorCode::quota_reached, "quota_reached", ErrorKind::throttled},
    Row{ErrorCode::daily_quota_reached, "daily_quota_reached", ErrorKind::throttled},
    Row{ErrorCode::banned, "banned", ErrorKind::throttled},
    Row{ErrorCode::budget_spent, "budget_spent", ErrorKind::throttled},
    Row{ErrorCode::token_expired, "token_expired", ErrorKind::transient},
    Row{ErrorCode::token_invalid, "token_invalid", ErrorKind::unauthorized},
    Row{ErrorCode::credentials_invalid, "credentials_invalid", ErrorKind::unauthorized},
    Row{ErrorCode::consent_missing, "consent_missing", ErrorKind::unauthorized},
    Row{ErrorCode::not_holder, "not_holder", ErrorKind::unauthorized},
    Row{ErrorCode::direction_refused, "direction_refused", ErrorKind::rejected},
    Row{ErrorCode::not_subscribed, "not_subscribed", ErrorKind::rejected},
    Row{ErrorCode::unknown_usage_point, "unknown_usage_point", ErrorKind::unauthorized},
    Row{ErrorCode::curve_not_collected, "curve_not_collected", ErrorKind::rejected},
    Row{ErrorCode::before_activation, "before_activation", ErrorKind::out_of_range},
    Row{ErrorCode::before_history, "before_history", ErrorKind::out_of_range},
    Row{ErrorCode::before_consent, "before_consent", ErrorKind::out_of_range},
    Row{ErrorCode::range_too_long, "range_too_long", ErrorKind::out_of_range},
    Row{ErrorCode::no_data, "no_data", ErrorKind::no_data},
    Row{ErrorCode::bad_request, "bad_request", ErrorKind::rejected},
    Row{ErrorCode::clock_wrong, "clock_wrong", ErrorKind::transient},
    Row{ErrorCode::store_unavailable, "store_unavailable", ErrorKind::storage},
    Row{ErrorCode::store_corrupt, "store_corrupt", ErrorKind::storage},
    Row{ErrorCode::store_read_only, "store_read_only", ErrorKind::storage},
    Row{ErrorCode::store_full, "store_full", ErrorKind::storage},
    Row{ErrorCode::store_locked, "store_locked", ErrorKind::storage},
    Row{ErrorCode::broker_unknown, "broker_unknown", ErrorKind::broker},
    Row{ErrorCode::broker_unreachable, "broker_unreachable", ErrorKind::broker},
    Row{ErrorCode::broker_refused, "broker_refused", ErrorKind::broker},
    Row{ErrorCode::broker_tls_failed, "broker_tls_failed", ErrorKind::broker},
    Row{ErrorCode::broker_denied, "broker_denied", ErrorKind::broker},
    Row{ErrorCode::broker_limit, "broker_limit", ErrorKind::broker},
    Row{ErrorCode::broker_unsuitable, "broker_unsuitable", ErrorKind::broker},
    Row{ErrorCode::broker_timeout, "broker_timeout", ErrorKind::broker},
    Row{ErrorCode::home_assistant_unreachable, "home_assistant_unreachable", ErrorKind::transient},
    Row{ErrorCode::home_assistant_token_invalid, "home_assistant_token_invalid", ErrorKind::unauthorized},
    Row{ErrorCode::home_assistant_not_admin, "home_assistant_not_admin", ErrorKind::unauthorized},
    Row{ErrorCode::home_assistant_blocked, "home_assistant_blocked", ErrorKind::unauthorized},
    Row{ErrorCode::home_assistant_refused, "home_assistant_refused", ErrorKind::rejected},
    Row{ErrorCode::request_invalid, "request_invalid", ErrorKind::rejected},
    Row{ErrorCode::request_too_large, "request_too_large", ErrorKind::rejected},
    Row{ErrorCode::unknown_meter, "unknown_meter", ErrorKind::rejected},
    Row{ErrorCode::busy, "busy", ErrorKind::throttled},
    Row{ErrorCode::not_found, "not_found", ErrorKind::rejected},
    Row{ErrorCode::session_needed, "session_needed", ErrorKind::rejected},
    Row{ErrorCode::request_foreign, "request_foreign", ErrorKind::rejected},
    Row{ErrorCode::too_many_requests, "too_many_requests", ErrorKind::throttled},
    Row{ErrorCode::not_configured, "not_configured", ErrorKind::rejected},
    Row{ErrorCode::cannot_listen, "cannot_listen", ErrorKind::rejected},
    Row{ErrorCode::file_not_recognised, "file_not_recognised", ErrorKind::rejected},
    Row{ErrorCode::file_invalid, "file_invalid", ErrorKind::rejected},
    Row{ErrorCode::file_without_values, "file_without_values", ErrorKind::rejected},
    Row{ErrorCode::file_of_another_meter, "file_of_another_meter", ErrorKind::rejected},
    Row{ErrorCode::cancelled, "cancelled", ErrorKind::cancelled},
    Row{ErrorCode::internal, "internal", ErrorKind::malformed},
};

constexpr bool in_enumeration_order() {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows[i].code) != i)
            return false;
    return static_cast<std::size_t>(ErrorCode::internal) + 1 == rows.size();
}
static_assert(in_enumeration_order(), "one row per code, in order");

constexpr auto codes = [] {
    std::array<ErrorCode, rows.size()> all{};
    std::transform(rows.begin(), rows.end(), all.begin(), [](Row const& row) { return row.code; });
    return all;
}();

Row const& row(ErrorCode code) {
    return rows[static_cast<std::size_t>(code)];
}

} // namespace

std::string_view to_string(ErrorCode code) {
    return row(code).name;
}

ErrorKind kind_of(ErrorCode code) {
    return row(code).kind;
}

std::span<const ErrorCode> all_error_codes() {
    return codes;
}

void throw_exception_from_error(Error const& error, boost::source_location const&) {
    throw std::runtime_error{std::string{to_string(error.code)} + ": " + error.message};
}

} // namespace enedis2mqtt
