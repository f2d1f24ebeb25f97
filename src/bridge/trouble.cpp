#include <enedis2mqtt/bridge/trouble.hpp>

namespace enedis2mqtt {

Reach reach_of(Error const& error) {
    switch (error.code) {
    case ErrorCode::consent_missing:
    case ErrorCode::not_holder:
        return Reach::direction;
    case ErrorCode::clock_wrong:
        return Reach::meter;
    case ErrorCode::host_unknown:
    case ErrorCode::unreachable:
    case ErrorCode::timeout:
    case ErrorCode::tls_failed:
        return Reach::poll;
    default:
        break;
    }
    switch (error.kind()) {
    case ErrorKind::unauthorized:
        return Reach::meter;
    case ErrorKind::throttled:
    case ErrorKind::storage:
    case ErrorKind::cancelled:
        return Reach::poll;
    default:
        return Reach::series;
    }
}

bool waits_for_the_user(Error const& error) {
    return error.kind() == ErrorKind::unauthorized || error.kind() == ErrorKind::rejected;
}

std::optional<Bisection::Failure> failure_of_range(Error const& error) {
    switch (error.code) {
    case ErrorCode::range_too_long:
    case ErrorCode::response_too_large:
        return Bisection::Failure::too_much;
    case ErrorCode::bad_request:
    case ErrorCode::wrong_address:
        return Bisection::Failure::refused;
    case ErrorCode::internal:
    case ErrorCode::clock_wrong:
    case ErrorCode::token_expired:
        return std::nullopt;
    default:
        break;
    }
    switch (error.kind()) {
    case ErrorKind::malformed:
    case ErrorKind::out_of_range:
        return Bisection::Failure::refused;
    case ErrorKind::transient:
        return Bisection::Failure::unclear;
    default:
        return std::nullopt;
    }
}

bool is_about_the_range(Error const& error) {
    auto const failure = failure_of_range(error);
    return failure && (*failure != Bisection::Failure::unclear || error.code == ErrorCode::outage);
}

bool is_throttle(Error const& error) {
    return error.kind() == ErrorKind::throttled && error.code != ErrorCode::budget_spent;
}

bool is_unwell(Error const& error) {
    switch (error.kind()) {
    case ErrorKind::malformed:
        return true;
    case ErrorKind::throttled:
        return is_throttle(error);
    case ErrorKind::transient:
        return reach_of(error) != Reach::poll;
    default:
        return false;
    }
}

} // namespace enedis2mqtt
