#pragma once

#include <boost/assert/source_location.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace enedis2mqtt {

/// What the caller does next. Every ErrorCode has exactly one kind.
enum class ErrorKind {
    transient,    ///< ask again later: an outage, a timeout
    throttled,    ///< ask again later, not before Error::retry_after when it is set
    unauthorized, ///< stop until the user acts: consent, token
    no_data,      ///< not an error: nothing published yet
    out_of_range, ///< narrow the dates and ask again
    malformed,    ///< the answer was not understood: later, and loudly
    rejected,     ///< the source refuses this request for good: stop until the user acts
    storage,      ///< the archive cannot be read or written
    broker,       ///< the MQTT broker refuses or is away: the transport tries again by itself
    cancelled     ///< we are stopping; never logged as an error
};

/// The stable name of what happened. Its text form is public: docs/CONTRACTS.md contract 3.
enum class ErrorCode {
    // the way to the source
    host_unknown,
    unreachable,
    timeout,
    tls_failed,
    // the source answers something else than data
    outage,
    not_understood,
    response_too_large,
    unexpected_page,
    wrong_address,
    // limits
    quota_reached,
    daily_quota_reached,
    banned,
    budget_spent,
    // rights
    token_expired,
    token_invalid,
    credentials_invalid,
    consent_missing,
    not_holder,
    direction_refused,
    not_subscribed,
    unknown_usage_point,
    curve_not_collected,
    // dates
    before_activation,
    before_history,
    before_consent,
    range_too_long,
    // data
    no_data,
    bad_request,
    clock_wrong,
    // this machine
    store_unavailable,
    store_corrupt,
    store_read_only,
    store_full,
    store_locked,
    // the broker
    broker_unknown,
    broker_unreachable,
    broker_refused,
    broker_tls_failed,
    broker_denied,
    broker_limit,
    broker_unsuitable,
    broker_timeout,
    // Home Assistant's API
    home_assistant_unreachable,
    home_assistant_token_invalid,
    home_assistant_not_admin,
    home_assistant_blocked,
    home_assistant_refused,
    // requests by topic or page
    request_invalid,
    request_too_large,
    unknown_meter,
    busy,
    // the page
    not_found,
    session_needed,
    request_foreign,
    too_many_requests,
    not_configured,
    cannot_listen,
    // files
    file_not_recognised,
    file_invalid,
    file_without_values,
    file_of_another_meter,
    // the program
    cancelled,
    internal
};

std::string_view to_string(ErrorCode code);
ErrorKind kind_of(ErrorCode code);
/// Every code, in the order of the enumeration.
std::span<const ErrorCode> all_error_codes();

/// A failure as a value. `message` says what happened with the value that offended, in English and
/// without secrets; what to do about it is domain/advice's word.
struct Error {
    // A constructor written by hand: GCC 12 destroys aggregates twice in co_await expressions.
    Error(ErrorCode c, std::string m, std::optional<std::chrono::seconds> retry = std::nullopt)
        : code(c), message(std::move(m)), retry_after(retry) {}

    /// boost::system::result asks for it; never seen as an error of its own.
    Error() : code(ErrorCode::internal) {}

    ErrorKind kind() const { return kind_of(code); }

    ErrorCode code;
    std::string message;
    std::optional<std::chrono::seconds> retry_after; ///< the source's own word on when to come back
};

/// Result<T>::value() on an error throws std::runtime_error; only tests and start-up code call it.
[[noreturn]] void throw_exception_from_error(Error const& error, boost::source_location const& where);

} // namespace enedis2mqtt
