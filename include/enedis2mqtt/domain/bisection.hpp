#pragma once

#include <enedis2mqtt/domain/calendar.hpp>

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace enedis2mqtt {

/// What is to be done about the ranges of one series that a source refuses while it answers others: they are
/// halved until only the days that spoil them are left. As long as nothing else is answered it may as well be
/// an outage, which no halving finds.
class Bisection {
public:
    /// How a range failed.
    enum class Failure {
        too_much, ///< the source says so: half of it may pass
        refused,  ///< the answer was about this range, as far as one can tell
        unclear   ///< an outage, or a range that makes it look like one
    };

    /// `asks` (newest first, none overlapping another), cut where ranges were halved.
    std::vector<DayRange> pieces_of(std::vector<DayRange> const& asks) const;
    /// The piece to ask for next; empty when none may be asked for now. Pieces that never failed come first,
    /// then those since whose failure something else was answered. `may_halve`: further calls may be made for
    /// what a range was cut into.
    std::optional<DayRange> next(std::vector<DayRange> const& asks, bool may_halve);
    /// Whether a call for `range` is one of those that halving costs.
    bool is_piece(DayRange range) const;
    /// Whether only pieces are left that failed with nothing answered since: it may be an outage.
    bool is_stuck(std::vector<DayRange> const& asks) const;

    void answered(DayRange range);
    /// Something else of the series was answered: the source is well.
    void others_answered();
    /// True when the range is a single day that failed again although the source is well: it is to stay a
    /// hole.
    bool failed(DayRange range, Failure how);

private:
    /// A range whose last call failed.
    struct Suspect {
        int since = 0;                ///< counts failures: the longest ago comes first
        bool others_answered = false; ///< meanwhile
    };

    /// A range as it was before it was cut.
    struct Halved {
        DayRange days;
        bool others_answered = false; ///< since it failed
    };

    void halve(DayRange range, bool certain);
    Halved* halved_around(DayRange range);

    std::set<CivilDay> cuts_;
    std::set<CivilDay> done_; ///< days of pieces that need no further call
    std::vector<Halved> halved_;
    std::map<DayRange, Suspect> suspects_;
    int failures_ = 0;
};

} // namespace enedis2mqtt
