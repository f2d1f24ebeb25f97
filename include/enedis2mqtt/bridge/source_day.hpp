#pragma once

#include <enedis2mqtt/bridge/call_gate.hpp>
#include <enedis2mqtt/domain/poll_round.hpp>
#include <enedis2mqtt/domain/timetable.hpp>

#include <functional>
#include <map>

namespace enedis2mqtt {

/// The day of one source as all its meters see it. What yesterday still lacks decides how often they look,
/// how many calls anything else may take, and when history goes on. Loop thread only; it outlives its meters.
class SourceDay {
public:
    SourceDay(CountingGate& gate, Clock& clock) : gate_(gate), clock_(clock) {}
    SourceDay(SourceDay const&) = delete;
    SourceDay& operator=(SourceDay const&) = delete;

    /// Before the meter's first poll. `changed`: the day is over for everyone, or, where calls are scarce,
    /// something has come for one of its meters.
    void join(Meter const& meter, Timetable const& timetable, TimeZone const& zone,
              std::function<void()> changed = {});
    /// What the archive tells: how many data sets of the meter can come, and how many of yesterday have not.
    void report(UsagePointId const& meter, int data_sets, int missing);

    /// When the meter was last asked for the series in this life; 1970: never.
    Instant tried(UsagePointId const& meter, Series series) const;
    void trying(UsagePointId const& meter, Series series);

    PollDemand demand();
    /// Calls that may look in vain today; empty: the source sets no limit.
    std::optional<int> looks();
    /// Whether a meter that lacks something may look now; where calls are scarce, looks keep a distance.
    bool may_look(Timetable const& timetable);
    /// How long from now until it is the meter's turn to look.
    std::chrono::seconds next_look(UsagePointId const& meter);
    /// Whether a call that is no poll leaves the polls what they may need; else budget_spent.
    Result<void> leave(Purpose purpose, Timetable const& timetable);
    /// Nobody waits for yesterday any more. Of a source without a limit, nobody waits for another.
    bool is_over();
    /// When that is so at the latest.
    Instant over_at();

private:
    struct Member {
        Member(Timetable const& times, TimeZone const& where, int all, std::function<void()> call)
            : timetable(times), zone(where), changed(std::move(call)), data_sets(all), missing(all) {}
        bool waits(Instant now) const { return missing > 0 && now < until; }

        Timetable timetable;
        TimeZone zone;
        std::function<void()> changed;
        std::map<Series, Instant> tried;
        Instant looked{}; ///< the latest of them
        int data_sets;
        int missing;
        Instant slot{};
        Instant last_round{};
        Instant until{};
        Instant day_end{};
    };

    void look_at_the_clock();
    std::optional<std::chrono::seconds> scarce_look_every(Timetable const& timetable);
    Result<std::optional<int>> left();

    CountingGate& gate_;
    Clock& clock_;
    std::map<UsagePointId, Member> members_;
    PollDemand demand_;
    Instant last_look_{};  ///< that brought nothing; 1970: none since something came
    Instant counted_at_{}; ///< to the minute: many meters ask within one
    Instant counted_until_{};
};

} // namespace enedis2mqtt
