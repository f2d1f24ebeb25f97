#pragma once

#include <enedis2mqtt/domain/advice.hpp>
#include <enedis2mqtt/domain/statistics.hpp>
#include <enedis2mqtt/home_assistant/session.hpp>
#include <enedis2mqtt/ports/reading_store.hpp>

#include <string>
#include <vector>

/// Which statistics a meter has, and their rows out of the archive.
namespace enedis2mqtt::home_assistant {

enum class Content { energy, power, peak, cost, period_energy, period_cost };

struct MeterStatistic {
    Statistic statistic;
    Direction direction = Direction::consumption;
    Content content = Content::energy;
    std::string period; ///< of a tariff; empty: all of it
};

/// Ids as docs/CONTRACTS.md contract 6 has them; names for people.
std::vector<MeterStatistic> statistics_of(Meter const& meter, Language language);

/// All rows up to `today`, read a month at a time: the loop goes on in between. What it borrows outlives the
/// coroutine. Errors: the archive's.
Task<Result<std::vector<StatisticRow>>> read_rows(ReadingStore& store, Meter const& meter,
                                                  TempoCalendar const& colors, MeterStatistic const& of,
                                                  TimeZone zone, CivilDay today);

} // namespace enedis2mqtt::home_assistant
