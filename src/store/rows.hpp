#pragma once

#include "store/database.hpp"

#include <enedis2mqtt/ports/reading_store.hpp>

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

std::int64_t source_key(Database& database, Provenance provenance, std::string const& name);
void add_correction(Database& database, std::int64_t series, std::int64_t source,
                    Correction const& correction);

} // namespace enedis2mqtt::store
