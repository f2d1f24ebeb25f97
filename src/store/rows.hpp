#pragma once

#include "store/database.hpp"

#include <enedis2mqtt/ports/reading_store.hpp>

#include <string_view>
#include <vector>

namespace enedis2mqtt::store {

/// The rows of a series as values. Run inside Database::attempt; what adds a row, inside Database::write.
template <class Value>
struct Trusted {
    Value value;
    Provenance provenance;
};

/// The stored points that `span` touches, and possibly the one before them.
std::vector<Trusted<Reading>> read_points_around(Database& database, std::int64_t series, Interval span);
std::vector<Trusted<DailyEnergy>> read_daily(Database& database, std::int64_t series, DayRange days);
std::vector<Trusted<MaxPower>> read_max_power(Database& database, std::int64_t series, DayRange days);
Ledger read_ledger(Database& database, std::int64_t series, DayRange days);

/// The first day of a meter, a look into each table's primary key: an archive of many meters holds millions
/// of rows. No zone is 12 hours behind UTC: a curve's day is the local one here, or the day before it.
inline constexpr std::string_view first_day_sql =
    "WITH own AS (SELECT series.id FROM series JOIN meter ON meter.id = meter WHERE pdl = ?) "
    "SELECT min(day) FROM ("
    "SELECT (SELECT day FROM ledger WHERE series = own.id ORDER BY day LIMIT 1) AS day FROM own "
    "UNION ALL SELECT (SELECT day FROM daily WHERE series = own.id ORDER BY day LIMIT 1) FROM own "
    "UNION ALL SELECT (SELECT day FROM max_power WHERE series = own.id ORDER BY day LIMIT 1) FROM own "
    "UNION ALL SELECT (SELECT (start - 43200) / 86400 FROM curve WHERE series = own.id "
    "ORDER BY start LIMIT 1) FROM own)";

std::int64_t source_key(Database& database, Provenance provenance, std::string const& name);
void add_correction(Database& database, std::int64_t series, std::int64_t source,
                    Correction const& correction);

} // namespace enedis2mqtt::store
