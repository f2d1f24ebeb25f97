#include <enedis2mqtt/base/log.hpp>
#include <enedis2mqtt/bridge/call_gate.hpp>
#include <enedis2mqtt/bridge/trouble.hpp>
#include <enedis2mqtt/bridge/when_unlocked.hpp>

#include <vector>

namespace enedis2mqtt {
namespace {

/// What stopped the call before the source could say anything.
bool is_our_own(Error const& error) {
    return error.kind() == ErrorKind::cancelled || error.kind() == ErrorKind::storage ||
           error.code == ErrorCode::budget_spent || error.code == ErrorCode::internal;
}

} // namespace

class CountingGate::Turn final : public CallTurn {
public:
    Turn(CountingGate& gate, Call call, Turns::Turn place)
        : gate_(gate), call_(std::move(call)), place_(std::move(place)) {}

    /// Whether the call may be made at all.
    Task<Result<void>> begin() {
        auto remembering = gate_.keep_late_pause();
        if (auto const kept = co_await std::move(remembering); !kept)
            co_return kept;
        auto const paused = gate_.ledger_.pause_of(gate_.quota_);
        if (!paused)
            co_return paused.error();
        before_ = *paused;
        auto const now = gate_.clock_.now();
        bool const trial = std::exchange(gate_.try_once_, false);
        gate_.refused_.reset();
        if (before_ && holds(*before_, now) && (is_asked_for(*before_) || !trial)) {
            gate_.refused_ = call_.meter;
            co_return Error{before_->code, before_->message, before_->until - now};
        }
        auto keeping = gate_.keep_to_limits(call_);
        co_return co_await std::move(keeping);
    }

    Task<Result<void>> admit() override {
        auto keeping = gate_.keep_to_limits(call_);
        if (auto const leave = co_await std::move(keeping); !leave)
            co_return leave;
        auto counting = gate_.count(call_);
        co_return co_await std::move(counting);
    }

    void heard(std::optional<Error> const& trouble) override { gate_.heard(call_, before_, trouble); }

private:
    CountingGate& gate_;
    Call call_;
    Turns::Turn place_;
    std::optional<Pause> before_; ///< the last pause, over or not, when the turn began
};

Task<Result<std::unique_ptr<CallTurn>>> CountingGate::enter(Call call) {
    if (!turns_)
        turns_.emplace(co_await boost::asio::this_coro::executor);
    auto waiting = turns_->next();
    auto place = co_await std::move(waiting);
    auto turn = std::make_unique<Turn>(*this, std::move(call), std::move(place));
    auto beginning = turn->begin();
    if (auto const begun = co_await std::move(beginning); !begun)
        co_return begun.error();
    co_return std::unique_ptr<CallTurn>{std::move(turn)};
}

// Made while the clock was ahead, a call is of another time than it said, and nobody knows which.
Result<int> CountingGate::calls_in(std::string const& quota, Interval period) {
    auto const since = ledger_.calls_since(quota, period.start);
    if (!since)
        return since;
    auto const later = ledger_.calls_since(quota, period.end);
    if (!later)
        return later;
    return *since - *later;
}

Result<CallCounts> CountingGate::counts() {
    auto const now = clock_.now();
    auto const today = calls_in(quota_, quota_day(limits_.day, paris_, now));
    if (!today)
        return today.error();
    auto const hour = calls_in(quota_, clock_hour(now));
    if (!hour)
        return hour.error();
    return CallCounts{*today, *hour};
}

int CountingGate::calls_today() {
    auto const made = counts();
    return made ? made->today : 0;
}

std::string CountingGate::hourly_quota(Call const& call) const {
    return limits_.hour_per_api ? quota_ + ' ' + call.api : quota_;
}

// Our clock tells whole seconds, and the source's begin at another moment: five calls at the end of one and
// five at the start of the next would be ten in one of the source's. Two neighbours together keep to the
// rate, whichever process sent the calls.
Task<Result<void>> CountingGate::keep_to_the_rate() {
    constexpr std::chrono::seconds second{1};
    while (limits_.per_second > 0) {
        auto const now = clock_.now();
        auto const made = calls_in(quota_, {now - second, now + second});
        if (!made)
            co_return made.error();
        if (*made < limits_.per_second)
            break;
        auto sleep = clock_.sleep_until(now + second);
        co_await std::move(sleep);
    }
    co_return Result<void>{};
}

Task<Result<void>> CountingGate::keep_to_limits(Call const& call) {
    auto waiting = keep_to_the_rate();
    if (auto const kept = co_await std::move(waiting); !kept)
        co_return kept;
    auto const now = clock_.now();
    auto const today = quota_day(limits_.day, paris_, now);
    auto const hour = clock_hour(now);
    auto const made_today = limits_.per_day > 0 ? calls_in(quota_, today) : 0;
    if (!made_today)
        co_return made_today.error();
    auto const made_this_hour = limits_.per_hour > 0 ? calls_in(hourly_quota(call), hour) : 0;
    if (!made_this_hour)
        co_return made_this_hour.error();
    CallCounts const made{*made_today, *made_this_hour};
    co_return allow_call(limits_, made, call.purpose, today.end - now, hour.end - now);
}

Task<Result<void>> CountingGate::count(Call const& call) {
    std::vector<std::string> quotas{quota_};
    if (limits_.hour_per_api)
        quotas.push_back(hourly_quota(call));
    for (auto const& quota : quotas) {
        auto counting = when_unlocked(clock_, [&] { return ledger_.record_call(quota, clock_.now()); });
        if (auto const counted = co_await std::move(counting); !counted)
            co_return counted;
    }
    co_return Result<void>{};
}

void CountingGate::heard(Call const& call, std::optional<Pause> const& before,
                         std::optional<Error> const& trouble) {
    if (trouble && is_our_own(*trouble))
        return;
    auto const now = clock_.now();
    bool const was_down = before && !is_asked_for(*before);
    if (trouble && is_down(*trouble)) {
        int const pauses = was_down ? before->in_a_row : 0;
        auto const length = downtime_.failed(call.meter, pauses);
        if (trouble->retry_after && (!length || *length <= *trouble->retry_after))
            pause({now + *trouble->retry_after, trouble->code, trouble->message});
        else if (length)
            pause({now + *length, trouble->code, trouble->message, pauses + 1});
        return;
    }
    downtime_.answered();
    if (was_down) {
        log::get("bridge").info("{} answers again", quota_);
        if (auto const resumed = ledger_.resume(quota_); !resumed)
            log::get("bridge").warn("the end of a pause could not be kept: {}", resumed.error().message);
    }
    if (trouble && is_throttle(*trouble))
        pause({now + trouble->retry_after.value_or(ordinary_pause), trouble->code, trouble->message});
}

void CountingGate::pause(Pause const& pause) {
    log::get("bridge").warn("{} is left alone until {}: {}: {}", quota_, paris_.iso(pause.until),
                            to_string(pause.code), pause.message);
    auto const kept = ledger_.pause(quota_, pause);
    if (kept)
        return;
    if (kept.error().code == ErrorCode::store_locked)
        late_pause_ = pause;
    else
        log::get("bridge").warn("the pause could not be kept: {}", kept.error().message);
}

Task<Result<void>> CountingGate::keep_late_pause() {
    if (!late_pause_)
        co_return Result<void>{};
    auto keeping = when_unlocked(clock_, [&] { return ledger_.pause(quota_, *late_pause_); });
    auto const kept = co_await std::move(keeping);
    if (kept)
        late_pause_.reset();
    co_return kept;
}

} // namespace enedis2mqtt
