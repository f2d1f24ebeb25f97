#pragma once

#include <enedis2mqtt/domain/calendar.hpp>

#include <optional>
#include <string>
#include <vector>

namespace enedis2mqtt {

/// Points of one answer that cannot be what the meter measured (domain/plausible.hpp): they are not kept.
struct Skipped {
    int points = 0;
    std::string first;           ///< where the first of them stands and what is wrong with it; English
    std::optional<CivilDay> day; ///< the first one's; empty: nobody can read it
    std::vector<CivilDay> days;  ///< those they speak of, where that can be read: in order, each once
    friend bool operator==(Skipped const&, Skipped const&) = default;
};

/// What a person is told of a series' skipped points: those of the last answer that had any, until an answer
/// for the same day has none.
struct LastSkipped {
    int points = 0;
    std::string first;
    std::optional<CivilDay> day;
    CivilDay seen; ///< the local day on which the source last told them
    friend bool operator==(LastSkipped const&, LastSkipped const&) = default;
};

} // namespace enedis2mqtt
