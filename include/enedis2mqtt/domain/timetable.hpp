#pragma once

#include <enedis2mqtt/domain/calendar.hpp>
#include <enedis2mqtt/domain/meter.hpp>

#include <chrono>
#include <optional>

namespace enedis2mqtt {

/// When meters are polled. Times of day are minutes after local midnight.
struct PollRules {
    std::chrono::minutes window_start{8 * 60};
    std::chrono::minutes window_end{10 * 60};
    std::chrono::seconds retry{30 * 60};
    std::chrono::minutes until{19 * 60};
};

/// One meter's times: a slot of the day derived from its PDL, so that meters spread and restarts do not move
/// them.
class Timetable {
public:
    Timetable(PollRules rules, UsagePointId const& id, TimeZone zone);

    Instant slot_on(CivilDay day) const;
    Instant until_on(CivilDay day) const;
    /// When everything that is still missing is asked for once more: in the last retry interval before
    /// `until`, at a moment derived from the PDL.
    Instant last_round_on(CivilDay day) const;
    std::chrono::seconds retry() const { return rules_.retry; }
    /// At a start: now when the meter is new, or when yesterday is not complete and now lies between today's
    /// slot and `until`; else the next slot.
    Instant first_poll(Instant now, bool is_new, bool yesterday_complete) const;
    /// After a poll: again today while something is still missing, after `every` (empty: the retry interval)
    /// and in the last round at the latest, not before `not_before`; else the next day's slot.
    Instant next_poll(Instant now, bool missing, std::optional<Instant> not_before,
                      std::optional<std::chrono::seconds> every = std::nullopt) const;
    /// After a poll for which the source was left alone until `pause_ends`, because of what others met: as
    /// soon as that is over, and today at `until` at the latest, for it may end early; else the next day's
    /// slot.
    Instant next_poll_after_pause(Instant now, Instant pause_ends) const;
    /// How long to leave a source alone that answered with something else than data `failures` times in a
    /// row: the retry interval, then twice, four and eight times as long.
    std::chrono::seconds back_off(int failures) const;
    /// Until when a refused data set is left alone: the next day's slot after each of the first three
    /// refusals in a row, then 3 days, then a week. A human's refresh comes first.
    Instant suspended_until(Instant now, int refusals) const;

private:
    Instant at(CivilDay day, std::chrono::seconds after_midnight) const;
    Instant next_slot(Instant now) const;

    PollRules rules_;
    std::chrono::seconds slot_;
    std::chrono::seconds last_round_;
    TimeZone zone_;
};

} // namespace enedis2mqtt
