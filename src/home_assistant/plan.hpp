#pragma once

#include <enedis2mqtt/domain/statistics.hpp>
#include <enedis2mqtt/home_assistant/session.hpp>

#include <optional>
#include <span>
#include <vector>

/// What must be sent so that Home Assistant holds a statistic's rows as the archive has them. Pure.
namespace enedis2mqtt::home_assistant {

/// How the days of the archive differ from those confirmed.
struct Difference {
    std::optional<CivilDay> from; ///< the first day that is new, other or gone
    bool lost_hours = false;      ///< an hour was confirmed that the archive no longer implies
};
Difference compare(std::span<StatisticDay const> ours, std::span<StatisticDay const> confirmed);

/// The last row before everything that differs: Home Assistant's must equal it. Null when there is none.
StatisticRow const* last_common(std::span<StatisticRow const> rows, Difference const& difference);

enum class Verdict {
    in_step,
    send,      ///< from Decision::from on
    replace,   ///< forget the statistic there, then send everything
    disagreed, ///< what was confirmed is not there: decide again, from all its rows and nothing confirmed
    wait       ///< there are sums that the archive does not know: sending would break their totals
};

struct Decision {
    Verdict verdict = Verdict::in_step;
    CivilDay from;
};

/// `rows` are the archive's, at least one. `held` are Home Assistant's, from last_common() on.
Decision decide(StatisticKind kind, std::span<StatisticRow const> rows,
                std::span<StatisticDay const> confirmed, std::span<StatisticRow const> held);

} // namespace enedis2mqtt::home_assistant
