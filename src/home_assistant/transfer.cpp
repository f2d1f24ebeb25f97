#include "home_assistant/transfer.hpp"

#include "home_assistant/plan.hpp"

#include <algorithm>

namespace enedis2mqtt::home_assistant {
namespace {

using Days = std::vector<StatisticDay>;

// Before any Linky, and how far beyond the archive's last row another archive's may lie.
constexpr Instant before_everything{std::chrono::sys_days{std::chrono::year{2005} / 1 / 1}};
constexpr auto looked_ahead = std::chrono::days{2 * 366};

std::size_t first_row_of(std::span<StatisticRow const> rows, CivilDay day) {
    auto const start = Instant{day.days().time_since_epoch()};
    auto const found =
        std::ranges::partition_point(rows, [&](StatisticRow const& row) { return row.start < start; });
    return static_cast<std::size_t>(found - rows.begin());
}

/// Reads what is needed to decide, and decides.
Task<Result<Decision>> look(Session& session, Statistic statistic, std::span<StatisticRow const> rows,
                            Days confirmed) {
    auto const end = rows.back().start + looked_ahead;
    auto const* const common = last_common(rows, compare(statistic_days(rows), confirmed));
    auto reading = session.rows(statistic, {common == nullptr ? before_everything : common->start, end});
    auto held = co_await std::move(reading);
    if (!held)
        co_return held.error();
    auto const decision = decide(statistic.kind, rows, confirmed, *held);
    if (decision.verdict != Verdict::disagreed)
        co_return decision;
    auto reading_all = all_rows(session, statistic, rows.back().start);
    held = co_await std::move(reading_all);
    if (!held)
        co_return held.error();
    co_return decide(statistic.kind, rows, {}, *held);
}

Task<Result<void>> send(Session& session, ConfirmedStatistics& confirmed, Statistic statistic,
                        std::span<StatisticRow const> rows, CivilDay from) {
    // Until they are confirmed anew, nobody knows which of them stand.
    if (auto forgotten = confirmed.confirm(statistic.id, from, {}); !forgotten)
        co_return forgotten.error();
    auto importing = session.import(statistic, rows);
    if (auto const sent = co_await std::move(importing); !sent)
        co_return sent.error();
    auto settling = session.settle(statistic);
    if (auto const settled = co_await std::move(settling); !settled)
        co_return settled.error();
    auto const last = rows.back();
    auto reading = session.rows(statistic, {last.start, last.start + std::chrono::hours{1}});
    auto const held = co_await std::move(reading);
    if (!held)
        co_return held.error();
    if (held->empty() || held->front() != last)
        co_return Error{ErrorCode::home_assistant_unreachable, "it did not store what it was sent"};
    co_return confirmed.confirm(statistic.id, from, statistic_days(rows));
}

} // namespace

Task<Result<std::vector<StatisticRow>>> all_rows(Session& session, Statistic statistic, Instant now) {
    auto reading = session.rows(std::move(statistic), {before_everything, now + looked_ahead});
    co_return co_await std::move(reading);
}

Task<Result<Transfer>> bring_in_step(Session& session, ConfirmedStatistics& confirmed, Statistic statistic,
                                     std::span<StatisticRow const> rows,
                                     std::optional<KnownStatistic> known) {
    auto const first = statistic_days(rows.first(1)).front().day;
    Decision decision{Verdict::send, first};
    if (known && known->unit != statistic.unit) {
        decision.verdict = Verdict::replace;
    } else if (known) {
        auto const before = confirmed.confirmed(statistic.id);
        if (!before)
            co_return before.error();
        auto looking = look(session, statistic, rows, *before);
        auto const found = co_await std::move(looking);
        if (!found)
            co_return found.error();
        decision = *found;
        if (decision.verdict == Verdict::wait && statistic.derived)
            decision.verdict = Verdict::replace;
    }
    Transfer transfer;
    transfer.waits = decision.verdict == Verdict::wait;
    bool const renamed = known && known->name != statistic.name;
    if (decision.verdict == Verdict::in_step && renamed) {
        auto renaming = session.import(statistic, {});
        if (auto const done = co_await std::move(renaming); !done)
            co_return done.error();
    }
    if (decision.verdict == Verdict::replace) {
        if (auto forgotten = confirmed.confirm(statistic.id, {}, {}); !forgotten)
            co_return forgotten.error();
        auto clearing = session.clear(statistic.id);
        if (auto const cleared = co_await std::move(clearing); !cleared)
            co_return cleared.error();
        decision.from = first;
    }
    if (decision.verdict == Verdict::replace || decision.verdict == Verdict::send) {
        // Confirmed days before the first row are none of the archive's any more.
        auto const from = decision.from <= first ? CivilDay{} : decision.from;
        auto const part = rows.subspan(first_row_of(rows, from));
        auto sending = send(session, confirmed, statistic, part, from);
        if (auto const sent = co_await std::move(sending); !sent)
            co_return sent.error();
        transfer.sent = part.size();
    }
    co_return std::move(transfer);
}

} // namespace enedis2mqtt::home_assistant
