#include <enedis2mqtt/bridge/call_gate.hpp>

namespace enedis2mqtt {
namespace {

// No source asks for more than a day; a pause further ahead was written by a clock that was wrong.
constexpr std::chrono::days longest_pause{8};

} // namespace

Result<CallCounts> CountingGate::counts() {
    auto const now = clock_.now();
    auto const today = ledger_.calls_since(quota_, paris_.start_of(paris_.day_of(now)));
    if (!today)
        return today.error();
    auto const hour = ledger_.calls_since(quota_, std::chrono::floor<std::chrono::hours>(now));
    if (!hour)
        return hour.error();
    // Made while the clock was ahead: of another day than it said, and nobody knows which.
    auto const ahead = ledger_.calls_since(quota_, tomorrow());
    if (!ahead)
        return ahead.error();
    return CallCounts{*today - *ahead, *hour - *ahead};
}

Task<Result<void>> CountingGate::admit(Purpose purpose) {
    while (limits_.per_second > 0 && clock_.now() == second_ && in_second_ >= limits_.per_second)
        co_await clock_.sleep_until(second_ + std::chrono::seconds{1});

    auto const now = clock_.now();
    auto const paused = ledger_.paused_until(quota_);
    if (!paused)
        co_return paused.error();
    if (*paused && **paused > now && **paused - now <= longest_pause)
        co_return Error{ErrorCode::quota_reached, "the source asked for a pause", **paused - now};

    auto const made = counts();
    if (!made)
        co_return made.error();
    auto const next_hour = std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours{1};
    if (auto leave = allow_call(limits_, *made, purpose, tomorrow() - now, next_hour - now); !leave)
        co_return leave;

    if (now != second_) {
        second_ = now;
        in_second_ = 0;
    }
    ++in_second_;
    co_return ledger_.record_call(quota_, now);
}

int CountingGate::calls_today() {
    auto const made = counts();
    return made ? made->today : 0;
}

} // namespace enedis2mqtt
