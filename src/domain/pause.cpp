#include <enedis2mqtt/domain/pause.hpp>

#include <algorithm>
#include <array>

namespace enedis2mqtt {
namespace {

using std::chrono::minutes;

constexpr int failures_that_count = 3;
constexpr std::array lengths{minutes{1}, minutes{2}, minutes{5}, minutes{10}, minutes{20}, minutes{30}};
// No source asks for more than a day.
constexpr std::chrono::days longest_asked_for{8};

std::chrono::seconds longest(Pause const& pause) {
    return is_asked_for(pause) ? std::chrono::seconds{longest_asked_for} : lengths.back();
}

} // namespace

bool is_asked_for(Pause const& pause) {
    return pause.in_a_row == 0;
}

bool holds(Pause const& pause, Instant now) {
    return now < pause.until && pause.until - now <= longest(pause);
}

bool outlasts(Pause const& known, Pause const& fresh) {
    return fresh.until <= known.until && known.until - fresh.until <= longest(known);
}

bool is_down(Error const& error) {
    switch (error.code) {
    case ErrorCode::host_unknown:
    case ErrorCode::unreachable:
    case ErrorCode::timeout:
    case ErrorCode::tls_failed:
    case ErrorCode::outage:
    case ErrorCode::unexpected_page:
        return true;
    default:
        return false;
    }
}

std::optional<minutes> Downtime::failed(std::optional<UsagePointId> const& meter, int pauses) {
    bool const other = !last_ || meter != last_;
    several_ = several_ || (failures_ > 0 && other);
    ++failures_;
    last_ = meter;
    bool const for_all =
        pauses > 0 ? alone_ || other : failures_ >= failures_that_count && (alone_ || several_);
    if (!for_all)
        return std::nullopt;
    return lengths.at(std::min<std::size_t>(static_cast<std::size_t>(pauses), lengths.size() - 1));
}

} // namespace enedis2mqtt
