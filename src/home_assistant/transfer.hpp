#pragma once

#include <enedis2mqtt/home_assistant/session.hpp>
#include <enedis2mqtt/ports/confirmed_statistics.hpp>

#include <optional>
#include <span>
#include <vector>

namespace enedis2mqtt::home_assistant {

/// What became of one statistic.
struct Transfer {
    Transfer() = default; // no aggregate: GCC 12 destroys those twice in co_await expressions

    std::size_t sent = 0; ///< rows
    bool waits = false;   ///< Home Assistant holds sums that the archive does not know; nothing was sent
};

/// Brings a statistic in step: looks at what Home Assistant holds, sends from the first day that differs (or
/// everything), waits until it is stored, reads the last row back and only then confirms. Whatever stops it
/// half-way, the next one starts from what is confirmed. `rows` are all of the archive's, at least one; they,
/// `session` and `confirmed` outlive the coroutine. `known`: what Home Assistant says of it, if it knows it.
/// Errors: the session's, the archive's.
Task<Result<Transfer>> bring_in_step(Session& session, ConfirmedStatistics& confirmed, Statistic statistic,
                                     std::span<StatisticRow const> rows, std::optional<KnownStatistic> known);

/// Every row of a statistic, up to two years beyond `now`: another archive's may lie ahead of it. `session`
/// outlives the coroutine. Errors: the session's.
Task<Result<std::vector<StatisticRow>>> all_rows(Session& session, Statistic statistic, Instant now);

} // namespace enedis2mqtt::home_assistant
